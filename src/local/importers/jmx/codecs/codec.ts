import type { ActionNode } from '../../../../contract/actions.js';
import { boolProp, intProp, stringProp, type XmlElement } from '../xml-element.js';
import type { Slot, Unit, Written } from '../kept-element.js';
import type { PlanElement } from '../plan-element.js';
import type { ImportJob, Place } from '../import-job.js';

/** What a codec needs to know beyond the node. The same answers at import and at export make untouched nodes recognizable. */
export interface Writing {
  /** Where a server id (or draft key) points; undefined for an unknown one. */
  serverOf(serverId: string): { readonly protocol: string; readonly hostname: string; readonly port: number } | undefined;
  /** Names from the plan down to the target of a link; undefined where it is not part of what is written. */
  pathOf(virtualUserId: string, actionId: string): readonly string[] | undefined;
}

/** Typed fields of a node, without id and original. `enabled` overrides that of the element, `name` its testname. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * One element class (or several of the same shape) and the node type it becomes. `read` and `write` are each other's inverse on
 * all that typed fields can express; what they cannot is kept beside them (see KeptElement).
 */
export interface Codec {
  /** Simple class names that it reads; empty for node types that never come from a JMX. */
  readonly classes: readonly string[];
  readonly type: string;
  /** Whether nodes of this type own children. */
  readonly nests: boolean;
  /** Whether its properties are kept in full: it does not write all it reads. */
  readonly whole?: boolean;
  /** Typed fields; several where one element is several nodes; undefined where this element cannot be expressed: it becomes a GenericAction. */
  read(element: PlanElement, job: ImportJob, place: Place): Fields | readonly Fields[] | undefined;
  /** Whether its element can hold this node; absent = always. Where it cannot, the usual element of the node type is written anew. */
  expresses?(node: ActionNode): boolean;
  /** `followers` are the further nodes of the same element. */
  write(node: ActionNode, writing: Writing, followers: readonly ActionNode[]): Written;
}

export const one = (name: string, xml: XmlElement | undefined): Unit => [[name, xml] satisfies Slot];
export const text = (name: string, value: string): Unit => one(name, stringProp(name, value));
export const flag = (name: string, value: boolean): Unit => one(name, boolProp(name, value));
export const int = (name: string, value: number | string): Unit => one(name, intProp(name, value));
/** A text that JMeter leaves out where it is empty. */
export const optional = (name: string, value: string): Unit => one(name, value === '' ? undefined : stringProp(name, value));

/** Frame of an element of Apache JMeter: tag and class are the same. */
export function written(node: ActionNode, testClass: string, guiClass: string, units: readonly Unit[], more: Partial<Written> = {}): Written {
  return { tag: testClass, testClass, guiClass, testName: typeof node.name === 'string' ? node.name : '', named: true, enabled: node.enabled !== false, units, ...more };
}
