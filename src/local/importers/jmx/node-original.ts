import type { ActionNode } from '../../../contract/actions.js';
import { expanded, fingerprint, fresh, keep, keptOf, restored, type KeptElement } from './kept-element.js';
import type { Writing } from './codecs/codec.js';
import { isOwn, originalWriter, writerOf } from './codecs/registry.js';
import { CASE, SAME_ELEMENT } from './codecs/switch.js';
import { isMarked } from './codecs/markers.js';
import type { Attribute, XmlElement } from './xml-element.js';

/** Mark of an original whose class the node type does not write: it is kept and replaced as a whole. */
const WHOLE = '@whole';

const bare = (xml: XmlElement): KeptElement => ({ tag: xml.tag, attributes: xml.attributes.map(([name, value]): [string, string] => [name, value]) });

/** The original of a node just made from an element, as the field `jmx` holds it. @param followers further nodes of the same element */
export function originalOf(node: ActionNode, xml: XmlElement, writing: Writing, followers: readonly ActionNode[] = []): KeptElement {
  const codec = originalWriter(node, bare(xml));
  const written = codec.write(node, writing, followers);
  if (isOwn(codec, node, bare(xml))) return keep(xml, written, node, codec.whole);
  const whole = keep(xml, { ...written, units: [] }, node, true);
  return { ...whole, attributes: bare(xml).attributes, seen: { [WHOLE]: fingerprint(written.units) } };
}

/** Comment for elements that stand for something JMeter does not have. */
function commentOf(node: ActionNode): string {
  return isMarked(node['@type']) ? `${node['@type']} of OctoPerf: JMeter has no such element.` : '';
}

/** The element of a node: its original where it has one, with what changed since, else the usual element of its type. */
export function elementXmlOf(node: ActionNode, writing: Writing, followers: readonly ActionNode[] = []): XmlElement {
  const found = keptOf(node);
  const kept = found?.tag === CASE || found?.tag === SAME_ELEMENT ? undefined : found;
  const codec = writerOf(node, kept);
  const written = codec.write(node, writing, followers);
  if (kept === undefined) return fresh(node['@type'] === 'SLAProfileAction' || node['@type'] === 'PlaywrightSpecAction' ? { ...written, enabled: false } : written, commentOf(node));
  if (isOwn(codec, node, kept)) return restored(kept, written, node);
  if (kept.seen?.[WHOLE] !== fingerprint(written.units)) return fresh(written);
  const attributes = (kept.attributes ?? []).filter((own): own is [string, string] => typeof own !== 'string').filter(([name]) => name !== 'enabled' || written.enabled);
  const enabled: Attribute[] = written.enabled ? [] : [['enabled', 'false']];
  return { tag: kept.tag, attributes: [...attributes, ...enabled], children: (kept.properties ?? []).flatMap((one) => (typeof one === 'string' ? [] : [expanded(one)])), text: '' };
}

