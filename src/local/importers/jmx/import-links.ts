import { walkActions, type ActionNode } from '../../../contract/actions.js';
import type { Writing } from './codecs/codec.js';
import { generic } from './codecs/generic.js';
import { linkPathOf } from './codecs/links.js';
import { CASE } from './codecs/switch.js';
import type { ImportJob } from './import-job.js';
import type { TreeImport } from './import-tree.js';
import { keptOf } from './kept-element.js';
import { originalOf } from './node-original.js';
import { testNameOf, type PlanElement } from './plan-element.js';

/** Name of the root of JMeter's tree, with which every path starts. */
const ROOT = 'Test Plan';

/** A Virtual User as links see it: `name` undefined where its nodes stand at the level of the plan. */
export interface LinkTarget { readonly id: string; readonly name: string | undefined; readonly children: readonly ActionNode[] }

/** Names from JMeter's root down to every node that a link can lead to. */
export function pathsOf(planName: string, targets: readonly LinkTarget[]): Writing['pathOf'] {
  const paths = new Map<string, string[]>();
  for (const target of targets) {
    const start = [ROOT, planName, ...(target.name === undefined ? [] : [target.name])];
    for (const { node, above } of walkActions(target.children)) {
      if (node.children === undefined) continue;
      const names = [...above, node].filter((one) => keptOf(one)?.tag !== CASE).map((one) => one.name ?? '');
      paths.set(JSON.stringify([target.id, node.id]), [...start, ...names]);
    }
  }
  return (virtualUserId, actionId) => paths.get(JSON.stringify([virtualUserId, actionId]));
}

/** The element at the end of a path of names; the first way that leads to an end is taken. */
function elementAt(elements: readonly PlanElement[], names: readonly string[]): PlanElement | undefined {
  const [name, ...rest] = names;
  for (const element of elements) {
    if (testNameOf(element.xml) !== name) continue;
    const found = rest.length === 0 ? element : elementAt(element.children, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Finds the targets of all links of a plan. A link without a target in this file becomes a generic element, with a note.
 * @param level elements at the level of the thread groups
 */
export function resolveLinks(tree: TreeImport, job: ImportJob, level: readonly PlanElement[], targets: readonly LinkTarget[], writing: Writing): void {
  const homes = new Map<ActionNode, string>();
  if (tree.links.length > 0) for (const { id, children } of targets) for (const { node } of walkActions(children)) homes.set(node, id);
  for (const { node, element, place } of tree.links) {
    const target = tree.nodeOf.get(elementAt(level, linkPathOf(element).slice(2)) ?? element);
    const home = target === undefined ? undefined : homes.get(target);
    const { tree: hashTree, aside, into } = keptOf(node) ?? {};
    if (target !== undefined && home !== undefined) {
      node['virtualUserId'] = home;
      node['actionId'] = target.id;
    } else {
      job.note('kept', element.xml, place.names, 'the target of this module is not in the plan: it is kept as it is, but links to nothing');
      delete node['virtualUserId'];
      delete node['actionId'];
      Object.assign(node, { '@type': generic.type, ...generic.read(element, job, place), children: [] });
    }
    const kind = node['@type'] === generic.type ? { kind: 'controller' } : {};
    node['jmx'] = { ...originalOf(node, element.xml, writing), ...(hashTree === undefined ? {} : { tree: hashTree }), ...(aside === undefined ? {} : { aside }), ...(into === undefined ? {} : { into }), ...kind };
  }
}

/** Copies a tree with every link's draft key replaced by the id of the stored Virtual User. Keys without an id stay. */
export function bindLinks(children: readonly ActionNode[], idOfKey: ReadonlyMap<string, string>): ActionNode[] {
  return children.map((node) => {
    const key = node['virtualUserId'];
    const id = typeof key === 'string' ? idOfKey.get(key) : undefined;
    return { ...node, ...(id === undefined ? {} : { virtualUserId: id }), ...(node.children === undefined ? {} : { children: bindLinks(node.children, idOfKey) }) };
  });
}
