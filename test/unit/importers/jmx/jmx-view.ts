import { readFileSync } from 'node:fs';
import { DOMParser, type Element as XmlNode } from '@xmldom/xmldom';
import { z } from 'zod';
import { walkActions, type ActionNode } from '../../../../src/contract/actions.js';
import { exportJmx, type JmxExport } from '../../../../src/local/importers/jmx/export-jmx.js';
import { importJmx } from '../../../../src/local/importers/jmx/import-jmx.js';
import type { JmxImport, JmxImportOptions } from '../../../../src/local/importers/jmx/jmx-result.js';
import { expanded, keptOf, RawElement } from '../../../../src/local/importers/jmx/kept-element.js';
import { queryText } from '../../../../src/local/importers/jmx/codecs/http-address.js';
import { parametersField } from '../../../../src/local/importers/jmx/codecs/http-arguments.js';

const folder = new URL('../../../fixtures/', import.meta.url);
export const fixture = (file: string): Buffer => readFileSync(new URL(file, folder));
export const KEEP_ALL: JmxImportOptions = { resources: 'KEEP_ALL', adBlocking: 'DISABLED' };

/** Counts ids up, so that two imports can be compared. */
export function counter(): { id(): string } {
  let last = 0;
  return { id: () => `node-${(last += 1)}` };
}

export const imported = (source: string | Buffer, options = KEEP_ALL): JmxImport => importJmx(Buffer.from(source), options, counter());

/** What an export of an import gets when nothing was changed; drafts stand for what would be stored. */
export const asExport = (result: JmxImport, changes: Partial<JmxExport> = {}): JmxExport => ({
  virtualUsers: result.virtualUsers.map((user) => ({ ...user, id: user.key })),
  servers: result.servers.map((server) => ({ ...server, id: server.key })),
  variables: result.variables,
  plan: result.plan,
  ...changes,
});
export const exported = (result: JmxImport, changes: Partial<JmxExport> = {}): string => exportJmx(asExport(result, changes));

/** All nodes of all Virtual Users, with those above them. */
export const nodesOf = (result: JmxImport): { node: ActionNode; above: readonly ActionNode[]; enabled: boolean }[] => result.virtualUsers.flatMap((user) => [...walkActions(user.children)].map(({ node, above }) => ({
  node, above, enabled: user.enabled && node.enabled === true && above.every((one) => one.enabled === true),
})));
export const requestsOf = (result: JmxImport) => nodesOf(result).filter(({ node }) => node['@type'] === 'HttpRequestAction');

/** The address a request is sent to as text, without its server. */
export const pathOf = (node: ActionNode): string => {
  const query = queryText(parametersField(node, 'queryParameters'));
  return `${String(node['path'])}${query === '' ? '' : `?${query}`}`;
};

/** A plan around the given elements; each has to bring its own hashTree. */
export const plan = (inner: string, beside = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<jmeterTestPlan version="1.2" properties="5.0" jmeter="5.6.3"><hashTree><TestPlan guiclass="TestPlanGui" testclass="TestPlan" testname="Plan"/><hashTree>${beside}<ThreadGroup guiclass="ThreadGroupGui" testclass="ThreadGroup" testname="Users"><stringProp name="ThreadGroup.num_threads">1</stringProp><elementProp name="ThreadGroup.main_controller" elementType="LoopController"><stringProp name="LoopController.loops">1</stringProp></elementProp></ThreadGroup><hashTree>${inner}</hashTree></hashTree></hashTree></jmeterTestPlan>`;
const escaped = (text: string): string => text.replace(/[&<>"\r]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xd;' })[found] ?? found);
/** One element with string properties, and its hashTree. */
export const element = (tag: string, properties: Record<string, string | number | boolean> = {}, children = '', attributes = ''): string => {
  const written = Object.entries(properties).map(([name, value]) => (typeof value === 'string' ? `<stringProp name="${name}">${escaped(value)}</stringProp>` : typeof value === 'boolean' ? `<boolProp name="${name}">${value}</boolProp>` : `<intProp name="${name}">${value}</intProp>`));
  return `<${tag} guiclass="${tag}Gui" testclass="${tag}" testname="${tag}"${attributes}>${written.join('')}</${tag}><hashTree>${children}</hashTree>`;
};
export const http = (properties: Record<string, string | number | boolean> = {}, children = '', more = ''): string => element('HTTPSamplerProxy', { 'HTTPSampler.domain': 'shop.test', 'HTTPSampler.path': '/', 'HTTPSampler.method': 'GET', ...properties }, children).replace('</HTTPSamplerProxy>', `${more}</HTTPSamplerProxy>`);

interface Comparable { readonly tag: string; readonly attributes: string[]; readonly text: string; readonly children: Comparable[] }

function comparable(node: XmlNode): Comparable {
  const children = [...node.childNodes].filter((child): child is XmlNode => child.nodeType === 1).map(comparable);
  const own = [...node.attributes].map((attribute) => `${attribute.name}=${attribute.value}`);
  const text = children.length > 0 ? '' : (node.textContent ?? '');
  return { tag: node.tagName, attributes: own, text: node.tagName.endsWith('Prop') && !/^(?:collection|element)Prop$/.test(node.tagName) ? text : text.trim(), children };
}

/** Parsed XML by another parser than the importer's: elements, attributes and values in their order, layout and comments left out. */
export function parsedXml(xml: string): Comparable {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  if (root === null) throw new Error('no root');
  return comparable(root);
}

/** How many elements a kept one stands for, itself included. */
const rawCount = (raw: RawElement): number => 1 + (raw.children ?? []).reduce((sum, child) => sum + rawCount(child), 0);
const Part: z.ZodType<{ xml?: unknown; children?: unknown[] | undefined }> = z.looseObject({ xml: z.unknown().optional(), children: z.array(z.unknown()).optional() });

function partCount(part: unknown): number {
  const parsed = Part.parse(part);
  return (parsed.xml === undefined ? 0 : 1) + (parsed.children ?? []).reduce<number>((sum, child) => sum + partCount(child), 0);
}

/** Classes of the elements that nodes were made from, think times of pauses included. */
export function classesOf(result: JmxImport): string[] {
  return nodesOf(result).flatMap(({ node }) => [node, node['thinktime']].flatMap((one) => {
    const kept = typeof one === 'object' && one !== null ? keptOf({ ...one }) : undefined;
    if (kept === undefined || kept.tag === 'SwitchCase' || kept.tag === 'SameElement') return [];
    const tags = [kept.tag, ...(kept.wrap === undefined ? [] : [expanded(kept.wrap.xml).tag])];
    return tags.map((tag) => tag.slice(tag.lastIndexOf('.') + 1));
  }));
}

/** Number of elements found anywhere in an import; nodes of the plan's level count once. */
export function elementCount(result: JmxImport): number {
  const asides = (node: { readonly [field: string]: unknown }): number => (keptOf(node)?.aside ?? []).reduce((sum, [, raw]) => sum + rawCount(raw), 0);
  const seen = new Set<number>();
  const inTrees = result.virtualUsers.reduce((sum, user) => {
    const groups = (user.jmx.element === undefined ? 0 : 1) + (user.jmx.aside ?? []).reduce((all, [, raw]) => all + rawCount(raw), 0);
    const nodes = user.children.filter((node) => { const at = keptOf(node)?.plan; const repeated = at !== undefined && seen.has(at); if (at !== undefined) seen.add(at); return !repeated; });
    const own: JmxImport = { ...result, virtualUsers: [{ ...user, children: nodes }] };
    return sum + groups + classesOf(own).length + nodesOf(own).reduce((all, { node }) => all + asides(node), 0);
  }, 0);
  return inTrees + result.plan.parts.reduce<number>((sum, part) => sum + partCount(part), 0);
}
