import { childOf, childrenOf, descendants, readXmlDocument } from '../../xml-document.js';
import { blockOf, lrsValue, type LrsBlock } from './lrs-document.js';

/** An emulated network: rates in kbit/s, latency in ms, loss in percent (published scenarios, `ScenarioWANEmualtionSetting`). */
export interface WanLocation { readonly location: string; readonly downKbps: number; readonly upKbps: number; readonly latencyMs: number; readonly packetLoss: number }

/** Networks of groups by group name in lower case; none where emulation is switched off. @throws ImportError where the XML is damaged */
export function wanOfGroups(root: LrsBlock, file: string): Map<string, WanLocation> {
  const settings = blockOf(root, 'ScenarioWANEmualtionSetting');
  const xml = blockOf(settings, 'WANEmulationLocationXML')?.text ?? '';
  if (lrsValue(settings, 'WanEnable') !== '1' || xml.trim() === '') return new Map();
  const locations = new Map<string, WanLocation>();
  for (const location of childrenOf(readXmlDocument(xml.replace(/^\s*<\?xml[^>]*\?>/, ''), `the locations of ${file}`), 'location')) {
    const attribute = (name: string): string => location.attributes.find(([own]) => own === name)?.[1] ?? '';
    const emulation = childOf(location, 'emulation');
    const params = new Map((emulation === undefined ? [] : descendants(emulation, 'param')).map(({ attributes, text }) => [attributes.find(([name]) => name === 'name')?.[1] ?? '', Number(text.trim().replace(',', '.'))]));
    const number = (name: string): number => { const value = params.get(name) ?? 0; return Number.isFinite(value) ? Math.max(0, value) : 0; };
    locations.set(attribute('id'), { location: attribute('name'), downKbps: number('bandwidthDown'), upKbps: number('bandwidthUp'), latencyMs: number('latency'), packetLoss: number('packet_loss') });
  }
  const assigned = blockOf(settings, 'LocAssignedToGroup')?.values ?? new Map<string, string>();
  return new Map([...assigned].flatMap(([group, id]) => {
    const location = locations.get(id);
    return location === undefined || location.location === 'None' ? [] : [[group.toLowerCase(), location] as const];
  }));
}
