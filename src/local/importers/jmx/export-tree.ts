import type { ActionNode } from '../../../contract/actions.js';
import type { Writing } from './codecs/codec.js';
import { delay, heldByPause, rendezVous } from './codecs/pauses.js';
import { switchController, SAME_ELEMENT, unwrapped } from './codecs/switch.js';
import { writerOf } from './codecs/registry.js';
import { elementOfRaw, fingerprint, keptOf, type RawElement } from './kept-element.js';
import { elementXmlOf } from './node-original.js';
import { isRecord, listField, textField } from './node-fields.js';
import { classOf, isEnabled, type PlanElement } from './plan-element.js';
import { collectionProp, elementProp, stringProp, type XmlElement } from './xml-element.js';

type Aside = readonly (readonly [number, RawElement])[];
const SAMPLERS: ReadonlySet<string> = new Set(['HttpRequestAction', 'JSR223Action', 'GenericAction']);
/** No export writes deeper than JMeter opens. */
const DEEPEST = 200;

const plain = (xml: XmlElement, children: readonly PlanElement[] = []): PlanElement => ({ xml, children, tree: [] });

/** A header manager that says what the request's headers say. */
function headerManager(node: ActionNode): XmlElement {
  const headers = listField(node, 'headers').map((header) => {
    const name = textField(header, 'name');
    return elementProp(name, 'Header', [stringProp('Header.name', name), stringProp('Header.value', textField(header, 'value'))]);
  });
  return { tag: 'HeaderManager', attributes: [['guiclass', 'HeaderPanel'], ['testclass', 'HeaderManager'], ['testname', 'HTTP Header Manager'], ['enabled', 'true']], children: [collectionProp('HeaderManager.headers', headers)], text: '' };
}

/** A pause of no length: what JMeter needs where a timer alone is meant. */
const emptyPause = (enabled: boolean): XmlElement => ({
  tag: 'TestAction', attributes: [['guiclass', 'TestActionGui'], ['testclass', 'TestAction'], ['testname', 'Flow Control Action'], ['enabled', String(enabled)]],
  children: [{ ...stringProp('ActionProcessor.action', '1'), tag: 'intProp' }, { ...stringProp('ActionProcessor.target', '0'), tag: 'intProp' }, stringProp('ActionProcessor.duration', '0')], text: '',
});

/** Writes trees of nodes as JMeter elements. */
export class TreeExport {
  /**
   * @param restore makes an element kept beside the nodes again (variables may have changed it)
   * @param skipped nodes written elsewhere
   */
  constructor(private readonly writing: Writing, private readonly restore: (element: PlanElement, raw: RawElement) => PlanElement, private readonly skipped: ReadonlySet<ActionNode> = new Set()) {}

  /** Elements of nodes and of what stood between them. @param holder the node they are in, to which pointers of asides lead */
  elements(nodes: readonly ActionNode[], aside: Aside = [], holder?: ActionNode, depth = 0): PlanElement[] {
    if (depth > DEEPEST) return [];
    const elements: PlanElement[] = [];
    let rest = [...aside];
    const besides = (before: number): void => {
      elements.push(...rest.filter(([at]) => at <= before).map(([, raw]) => this.restore(elementOfRaw(raw, holder), raw)));
      rest = rest.filter(([at]) => at > before);
    };
    let waiting: { at: number; element: PlanElement }[] = [];
    for (let at = 0; at < nodes.length; at += 1) {
      besides(at);
      const node = nodes[at];
      if (node === undefined || this.skipped.has(node)) continue;
      const into = this.movesInto(node, nodes.slice(at + 1, at + 10));
      if (into !== undefined) { waiting.push({ at: into, element: this.leaf(node, elementXmlOf(node, this.writing), depth) }); continue; }
      const followers = followersOf(nodes, at);
      const element = this.element(node, followers, depth);
      elements.push(waiting.length === 0 ? element : { ...element, children: withInserted(element.children, waiting) });
      waiting = [];
      at += followers.length;
    }
    besides(Infinity);
    return elements;
  }

  /** Position inside the next sampler where a synchronizing timer stood; undefined where it is an element of its own. */
  private movesInto(node: ActionNode, next: readonly ActionNode[]): number | undefined {
    const kept = node['@type'] === rendezVous.type ? keptOf(node) : undefined;
    const target = next.find((one) => one['@type'] !== rendezVous.type);
    return kept?.into !== undefined && target !== undefined && SAMPLERS.has(target['@type']) ? kept.into : undefined;
  }

  /** The element of one node with all below it. */
  private element(node: ActionNode, followers: readonly ActionNode[], depth: number): PlanElement {
    const kept = keptOf(node);
    const xml = elementXmlOf(node, this.writing, followers);
    const tree = kept?.tree === false ? undefined : (kept?.tree ?? []);
    if (node['@type'] === rendezVous.type) return this.meeting(node, xml, depth);
    if (node['@type'] === delay.type) return { xml, tree, children: [...this.pauseTimer(node, depth), ...this.elements([], kept?.aside ?? [], node, depth + 1)] };
    const children = writerOf(node, kept) === switchController ? unwrapped(node.children ?? []) : (node.children ?? []);
    const below = this.elements(children, kept?.aside ?? [], node, depth + 1);
    return { xml, tree, children: node['@type'] === 'HttpRequestAction' ? withHeaders(node, below) : below };
  }

  /** The element of a node that owns no nodes, with what was kept below it. */
  private leaf(node: ActionNode, xml: XmlElement, depth: number): PlanElement {
    const kept = keptOf(node);
    return { xml, tree: kept?.tree === false ? undefined : (kept?.tree ?? []), children: this.elements([], kept?.aside ?? [], node, depth + 1) };
  }

  /** A meeting point that is a step of its own: its timer alone in a pause of no length. */
  private meeting(node: ActionNode, xml: XmlElement, depth: number): PlanElement {
    const kept = keptOf(node);
    const timer = this.leaf(node, xml, depth);
    if (kept !== undefined && kept.wrap === undefined) return timer;
    const inside = { ...timer, xml: withEnabled(xml, true) };
    if (kept?.wrap === undefined) return plain(emptyPause(node.enabled !== false), [inside]);
    const pause = elementOfRaw(kept.wrap);
    return { ...pause, xml: node.enabled === isEnabled(pause.xml) ? pause.xml : withEnabled(pause.xml, node.enabled !== false), children: [inside] };
  }

  /** The think time of a pause, where it is no fixed one: a timer below it. */
  private pauseTimer(node: ActionNode, depth: number): PlanElement[] {
    const thinktime = node['thinktime'];
    if (!isRecord(thinktime) || heldByPause(thinktime) || typeof thinktime['@type'] !== 'string') return [];
    const timer: ActionNode = { id: '', ...thinktime, '@type': thinktime['@type'], enabled: true };
    return [this.leaf(timer, elementXmlOf(timer, this.writing), depth)];
  }
}

/** The element switched on or off; one that says nothing is on. */
function withEnabled(xml: XmlElement, enabled: boolean): XmlElement {
  if (isEnabled(xml) === enabled) return xml;
  const others = xml.attributes.filter(([name]) => name !== 'enabled');
  return { ...xml, attributes: enabled && others.length === xml.attributes.length ? others : [...others, ['enabled', String(enabled)]] };
}


/** Further nodes of the same element, where they still are of the same kind and switched alike. */
function followersOf(nodes: readonly ActionNode[], at: number): ActionNode[] {
  const leader = nodes[at];
  const most = leader === undefined ? 0 : (keptOf(leader)?.with ?? 0);
  const followers: ActionNode[] = [];
  for (const node of nodes.slice(at + 1, at + 1 + most)) {
    if (keptOf(node)?.tag !== SAME_ELEMENT || node['@type'] !== leader?.['@type'] || node.enabled !== leader.enabled) break;
    followers.push(node);
  }
  return followers;
}

function withInserted(children: readonly PlanElement[], inserts: readonly { at: number; element: PlanElement }[]): PlanElement[] {
  const all = [...children];
  for (const { at, element } of inserts) all.splice(Math.min(at, all.length), 0, element);
  return all;
}

/** Headers that were not touched stay where the plan has them; others become a header manager of the request. */
function withHeaders(node: ActionNode, below: readonly PlanElement[]): PlanElement[] {
  const headers = Array.isArray(node['headers']) ? node['headers'] : [];
  const seen = keptOf(node)?.seen?.['@headers'] ?? fingerprint([]);
  if (fingerprint(headers) === seen) return [...below];
  const others = below.filter((element) => classOf(element.xml) !== 'HeaderManager' || !isEnabled(element.xml));
  return headers.length === 0 ? others : [plain(headerManager(node)), ...others];
}
