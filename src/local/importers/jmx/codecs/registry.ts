import type { ActionNode } from '../../../../contract/actions.js';
import { keptClass, type KeptElement } from '../kept-element.js';
import { textField } from '../node-fields.js';
import { classOf, type PlanElement } from '../plan-element.js';
import { jsonAssertion, responseAssertion } from './assertions.js';
import type { Codec } from './codec.js';
import { CONTAINERS } from './containers.js';
import { boundary, css, jmesPath, regex, xpath1, xpath2 } from './extractors.js';
import { generic } from './generic.js';
import { httpRequest } from './http-request.js';
import { jsonExtractor, jsonPathPlugin } from './json-extractors.js';
import { link } from './links.js';
import { isMarked, isMarker, marker } from './markers.js';
import { debug, delay, rendezVous } from './pauses.js';
import { SCRIPTS, webDriver } from './scripts.js';
import { switchController } from './switch.js';
import { TIMERS } from './timers.js';

/** Every element that has a node type. The first codec of a node type is the one new nodes are written with. A new one is one line here. */
const CODECS: readonly Codec[] = [
  httpRequest, ...CONTAINERS, switchController, link, delay, rendezVous, debug, ...SCRIPTS, webDriver, ...TIMERS,
  regex, jsonExtractor, jsonPathPlugin, jmesPath, xpath1, xpath2, css, boundary, responseAssertion, jsonAssertion,
];

const first = (entries: readonly (readonly [string, Codec])[]): ReadonlyMap<string, Codec> => new Map([...entries].reverse());
const BY_CLASS = first(CODECS.flatMap((codec) => codec.classes.map((name): [string, Codec] => [name, codec])));
const BY_TYPE = first(CODECS.map((codec): [string, Codec] => [codec.type, codec]));

/** Who reads an element; undefined where nobody does: it becomes a GenericAction. */
export function readerOf(element: PlanElement): Codec | undefined {
  return isMarker(element) ? marker : BY_CLASS.get(classOf(element.xml));
}

/** The codec for a node type that has no original. */
export function usualWriter(type: string): Codec {
  if (isMarked(type)) return marker;
  return BY_TYPE.get(type) ?? generic;
}

/** Codec of the element a node was just made from, where it writes the type of the node; else the usual one. */
export function originalWriter(node: ActionNode, kept: KeptElement): Codec {
  const usual = usualWriter(node['@type']);
  if (usual === marker || usual === generic) return usual;
  const original = keptClass(kept);
  return CODECS.find((codec) => codec.type === node['@type'] && codec.classes.includes(original)) ?? usual;
}

/** Who writes a node: the codec of its original where that can hold it, else the usual one. */
export function writerOf(node: ActionNode, kept: KeptElement | undefined): Codec {
  const own = kept === undefined ? undefined : originalWriter(node, kept);
  return own !== undefined && (own.expresses?.(node) ?? true) ? own : usualWriter(node['@type']);
}

/** Whether the original of a node is of a class that its codec writes; else it can only be kept or replaced as a whole. */
export function isOwn(codec: Codec, node: ActionNode, kept: KeptElement): boolean {
  if (codec === marker) return kept.tag === 'JSR223Sampler' || kept.tag === 'GenericController';
  if (codec === generic) return textField(node, 'testClass').split('.').at(-1) === keptClass(kept);
  return codec.classes.includes(keptClass(kept));
}
