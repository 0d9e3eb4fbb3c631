import { createHash } from 'node:crypto';
import { z } from 'zod';
import { classOf, type PlanElement } from './plan-element.js';
import { attributeOf, propertyName, sameXml, stringProp, type Attribute, type XmlElement } from './xml-element.js';

/**
 * How originals are kept. A node made from a JMeter element carries the field `jmx` (a `KeptElement`): the element with
 * everything left out that an export can write from the typed fields. Three ways a property is kept:
 *  - its name only: at import the typed fields said exactly the same, so an export writes what they say then;
 *  - in full, and its unit is not in `seen`: no typed field governs it, it is written back as it was;
 *  - in full, and its unit is in `seen`: the typed fields said something else at import (a merged default, an expression that
 *    became a number). `seen` holds a fingerprint of what they said: while they still say it the original is written, else theirs.
 * A unit is a group of properties that only make sense together (a request's address and arguments); mostly one property.
 * Texts of 48 characters and more that also stand in a typed field are kept as a pointer to it, so bodies are never stored twice.
 * Elements that are no nodes (config, listeners) are kept whole in `aside` of the node they stood in, each with the number of
 * nodes before it.
 */
/** What may be a tag or an attribute: stored originals can be edited by anybody, and XML must come out. */
const XmlName = z.string().regex(/^[\p{L}_:][\p{L}\p{N}_.:-]{0,300}$/u);
export const Pair = z.tuple([XmlName, z.string()]).readonly();
const CompactText = z.union([z.string(), z.object({ same: z.string() })]);

/** `[tag, attributes, content]`; attributes as one text are a `name` alone; content is text or elements; both ends may be left out. */
export type Compact = [string, (string | Attribute[] | undefined)?, (string | { same: string } | Compact[] | undefined)?];
export const Compact: z.ZodType<Compact> = z.lazy(() => z.tuple([XmlName, z.union([z.string(), z.array(Pair)]).optional(), z.union([CompactText, z.array(Compact)]).optional()]).transform(([tag, attributes, content]): Compact => [tag, attributes, content]));

/** An element with all below it. `tree`: attributes of its hashTree where it has some, false where it has no hashTree. `variable`: the variable it became. */
export interface RawElement { xml: Compact; tree?: Attribute[] | false | undefined; children?: RawElement[] | undefined; variable?: string | undefined }
export const RawElement: z.ZodType<RawElement> = z.lazy(() => z.object({ xml: Compact, tree: z.union([z.array(Pair), z.literal(false)]).optional(), children: z.array(RawElement).optional(), variable: z.string().optional() }));

const Tree = z.union([z.array(Pair), z.literal(false)]).optional();
/** The field `jmx` of a node, see above. */
export const KeptElement = z.object({
  tag: XmlName,
  /** Absent = the usual four; a text = the attribute of that name as the typed fields say. */
  attributes: z.array(z.union([z.string(), Pair])).optional(),
  /** Absent = exactly what the typed fields say. */
  properties: z.array(z.union([z.string(), Compact])).optional(),
  seen: z.record(z.string(), z.string()).optional(),
  tree: Tree,
  aside: z.array(z.tuple([z.number(), RawElement])).optional(),
  /** What kind of element it is; only on GenericAction, for whoever executes the tree. */
  kind: z.string().optional(),
  /** Number of following siblings that were made from the same element. */
  with: z.number().optional(),
  /** Stood inside the next sibling, at this position. */
  into: z.number().optional(),
  /** The element it stood in alone, where that is not a node: a pause of no length around a synchronizing timer. */
  wrap: RawElement.optional(),
  /** Stood at the level of the plan, where the placeholder of this number is. */
  plan: z.number().optional(),
});
export type KeptElement = z.infer<typeof KeptElement>;

/** A property that typed fields govern: its name and what they say; undefined = it should not be there. */
export type Slot = readonly [name: string, xml: XmlElement | undefined];
export type Unit = readonly Slot[];

/** An element as the typed fields of a node say it. `named`: the node's name is the element's; else the element keeps its own. */
export interface Written {
  readonly tag: string;
  readonly testClass: string;
  readonly guiClass: string;
  readonly testName: string;
  readonly named: boolean;
  readonly enabled: boolean;
  readonly units: readonly Unit[];
}

/** Short print of anything that can be written as JSON; equal things have equal prints. */
export const fingerprint = (value: unknown): string => createHash('sha1').update(JSON.stringify(value) ?? '').digest('base64url').slice(0, 12);

/** JMeter takes a missing property, an empty text and `false` for the same where a codec does not say otherwise. */
const isBlank = (xml: XmlElement | undefined): boolean => xml === undefined || (xml.children.length === 0 && (xml.text === '' || xml.text === 'false'));
const same = (left: XmlElement | undefined, right: XmlElement | undefined): boolean => (left !== undefined && right !== undefined ? sameXml(left, right) : isBlank(left) && isBlank(right));

/** Compact form of an element; texts found in `pointers` become pointers. */
export function compact(xml: XmlElement, pointers: ReadonlyMap<string, string> = new Map()): Compact {
  const [only] = xml.attributes;
  const attributes = xml.attributes.length === 1 && only?.[0] === 'name' ? only[1] : xml.attributes.map(([name, value]): Attribute => [name, value]);
  if (xml.children.length > 0) return [xml.tag, attributes, xml.children.map((child) => compact(child, pointers))];
  const pointer = pointers.get(xml.text);
  if (pointer !== undefined) return [xml.tag, attributes, { same: pointer }];
  return xml.text === '' ? (attributes.length === 0 ? [xml.tag] : [xml.tag, attributes]) : [xml.tag, attributes, xml.text];
}

/** The element again; `textAt` answers pointers. */
export function expanded([tag, attributes, content]: Compact, textAt: (pointer: string) => string = () => ''): XmlElement {
  const pairs: readonly Attribute[] = typeof attributes === 'string' ? [['name', attributes]] : (attributes ?? []);
  if (Array.isArray(content)) return { tag, attributes: pairs, children: content.map((child) => expanded(child, textAt)), text: '' };
  return { tag, attributes: pairs, children: [], text: typeof content === 'object' ? textAt(content.same) : (content ?? '') };
}

const LONG = 48;

/** Long texts in the fields of a node with JSON pointers to them; children and originals left out. */
export function longTexts(value: unknown, at = '', found = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'string') {
    if (value.length >= LONG && !found.has(value)) found.set(value, at);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) if (at !== '' || (key !== 'children' && key !== 'jmx')) longTexts(inner, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, found);
  }
  return found;
}

/** Text at a JSON pointer; '' where there is none any more. */
export function textAt(root: unknown, pointer: string): string {
  let value: unknown = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return '';
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return typeof value === 'string' ? value : '';
}

/** A whole element for `aside`. @param labelOf name of the variable that an element became */
export function rawOf(element: PlanElement, labelOf: (element: PlanElement) => string | undefined = () => undefined): RawElement {
  const variable = labelOf(element);
  return {
    xml: compact(element.xml),
    ...(element.tree === undefined ? { tree: false as const } : element.tree.length > 0 ? { tree: [...element.tree] } : {}),
    ...(element.children.length > 0 ? { children: element.children.map((child) => rawOf(child, labelOf)) } : {}),
    ...(variable === undefined ? {} : { variable }),
  };
}

/** The element kept by `rawOf`. @param node the node it is kept in, to which pointers lead */
export const elementOfRaw = (raw: RawElement, node?: unknown): PlanElement => ({
  xml: expanded(raw.xml, (pointer) => textAt(node, pointer)), tree: raw.tree === false ? undefined : (raw.tree ?? []), children: (raw.children ?? []).map((child) => elementOfRaw(child, node)),
});

const canonical = (written: Written): Attribute[] => [['guiclass', written.guiClass], ['testclass', written.testClass], ['testname', written.testName], ['enabled', String(written.enabled)]];

function keptAttributes(xml: XmlElement, written: Written, seen: Record<string, string>): KeptElement['attributes'] {
  const usual = canonical(written);
  if (xml.attributes.length === usual.length && usual.every(([name, value], at) => xml.attributes[at]?.[0] === name && xml.attributes[at][1] === value)) return undefined;
  if ((attributeOf(xml, 'testname') ?? '') !== written.testName && written.named) seen['@testname'] = fingerprint(written.testName);
  return xml.attributes.map(([name, value]) => ((name === 'testname' && written.named && value === written.testName) || (name === 'enabled' && value === String(written.enabled)) ? name : [name, value]));
}

/**
 * Original of a node, as small as it can be.
 * @param whole keep every property in full (the typed fields alone cannot be trusted to be complete at export)
 */
export function keep(xml: XmlElement, written: Written, node: unknown, whole = false): KeptElement {
  const seen: Record<string, string> = {};
  const originals = new Map<string, XmlElement>();
  for (const property of xml.children) if (!originals.has(propertyName(property))) originals.set(propertyName(property), property);
  const now = new Map(written.units.flat());
  for (const unit of written.units) if (unit.some(([name, slot]) => !same(originals.get(name), slot))) seen[unit[0]?.[0] ?? ''] = fingerprint(unit);
  const pointers = longTexts(node);
  const properties = xml.children.map((property): string | Compact => {
    const name = propertyName(property);
    const slot = originals.get(name) === property ? now.get(name) : undefined;
    if (slot !== undefined && !whole && sameXml(slot, property)) return name;
    return compact(property, now.has(name) && !whole ? pointers : undefined);
  });
  const said = written.units.flat().filter(([, slot]) => slot !== undefined);
  const plain = Object.keys(seen).length === 0 && properties.length === said.length && said.every(([name], at) => properties[at] === name);
  const attributes = keptAttributes(xml, written, seen);
  return { tag: xml.tag, ...(attributes === undefined ? {} : { attributes }), ...(plain ? {} : { properties }), ...(Object.keys(seen).length > 0 ? { seen } : {}) };
}

function restoredAttributes(kept: KeptElement, written: Written): Attribute[] {
  if (kept.attributes === undefined) return canonical(written);
  const usual = new Map(canonical(written));
  const renamed = written.named && kept.seen?.['@testname'] !== undefined && kept.seen['@testname'] !== fingerprint(written.testName);
  const attributes = kept.attributes.map((own): Attribute => {
    const name = typeof own === 'string' ? own : own[0];
    if (typeof own === 'string' || (name === 'testname' && renamed)) return [name, usual.get(name) ?? ''];
    return name === 'enabled' && own[1] !== 'false' && !written.enabled ? ['enabled', 'false'] : [name, own[1]];
  });
  const has = (wanted: string): boolean => attributes.some(([name]) => name === wanted);
  if (!has('enabled') && !written.enabled) attributes.push(['enabled', 'false']);
  if (!has('testname') && renamed) attributes.push(['testname', written.testName]);
  return attributes;
}

/** The element of a node: its original, with the properties rewritten whose typed fields changed since the import. */
export function restored(kept: KeptElement, written: Written, node: unknown): XmlElement {
  const units = new Map(written.units.flatMap((unit) => unit.map(([name, xml]): [string, { unit: Unit; xml: XmlElement | undefined }] => [name, { unit, xml }])));
  const printOf = (unit: Unit): string | undefined => kept.seen?.[unit[0]?.[0] ?? ''];
  const changed = (unit: Unit): boolean => printOf(unit) !== undefined && printOf(unit) !== fingerprint(unit);
  const children: XmlElement[] = [];
  const placed = new Set<string>();
  const stored = kept.properties ?? written.units.flat().flatMap(([name, xml]) => (xml === undefined ? [] : [name]));
  for (const one of stored) {
    const original = typeof one === 'string' ? undefined : expanded(one, (pointer) => textAt(node, pointer));
    const name = typeof one === 'string' ? one : propertyName(expanded(one));
    const governed = placed.has(name) ? undefined : units.get(name);
    placed.add(name);
    const untouched = governed === undefined || (printOf(governed.unit) === undefined ? governed.xml === undefined : !changed(governed.unit));
    const xml = original !== undefined && untouched ? original : governed?.xml;
    if (xml !== undefined) children.push(xml);
  }
  for (const unit of written.units) for (const [name, xml] of unit) if (xml !== undefined && !placed.has(name) && (changed(unit) || (printOf(unit) === undefined && !isBlank(xml)))) children.push(xml);
  return { tag: kept.tag, attributes: restoredAttributes(kept, written), children, text: '' };
}

/** An element that was never in a JMX. A comment goes where JMeter's editor shows it. */
export function fresh(written: Written, comment = ''): XmlElement {
  const properties = written.units.flat().flatMap(([, xml]) => (xml === undefined ? [] : [xml]));
  return { tag: written.tag, attributes: canonical(written), children: comment === '' ? properties : [...properties, stringProp('TestPlan.comments', comment)], text: '' };
}

/** Originals already checked; they are never changed in place. */
const CHECKED = new WeakMap<object, KeptElement>();

/** The original of a node, where it has one that can be read. */
export function keptOf(node: { readonly [field: string]: unknown }): KeptElement | undefined {
  const { jmx } = node;
  if (typeof jmx !== 'object' || jmx === null) return undefined;
  const known = CHECKED.get(jmx);
  if (known !== undefined) return known;
  const parsed = KeptElement.safeParse(jmx);
  if (parsed.success) CHECKED.set(jmx, parsed.data);
  return parsed.data;
}

/** Simple class of the element a node was made from. */
export function keptClass(kept: KeptElement): string {
  const testClass = kept.attributes?.find((own) => typeof own !== 'string' && own[0] === 'testclass');
  return classOf({ tag: kept.tag, attributes: typeof testClass === 'object' ? [testClass] : [], children: [], text: '' });
}
