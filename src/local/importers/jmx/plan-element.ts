import { ImportError } from '../import-error.js';
import { attributeOf, propertyName, propertyText, type Attribute, type XmlElement } from './xml-element.js';

/** Deepest tree of elements read. */
const DEEPEST = 150;

/**
 * One element of a test plan with the elements below it. In a JMX an element is followed by a `hashTree` that holds its children
 * (JMeter's own format, version 1.2); `tree` are the attributes of that hashTree, undefined where there was none.
 */
export interface PlanElement {
  readonly xml: XmlElement;
  readonly children: readonly PlanElement[];
  readonly tree: readonly Attribute[] | undefined;
}

/** Simple class name: `org.example.SomeSampler` and `SomeSampler` are both `SomeSampler`. */
export function classOf(xml: XmlElement): string {
  const full = fullClassOf(xml);
  return full.slice(full.lastIndexOf('.') + 1);
}

/** The class as the file names it. Aliases of old plans (`<testelement class>`) are not read: JMeter 2.x wrote the tag. */
export const fullClassOf = (xml: XmlElement): string => attributeOf(xml, 'testclass') ?? xml.tag;
export const guiClassOf = (xml: XmlElement): string => attributeOf(xml, 'guiclass') ?? '';
export const testNameOf = (xml: XmlElement): string => attributeOf(xml, 'testname') ?? '';
/** Absent means enabled (JMeter 5.6 leaves it out). */
export const isEnabled = (xml: XmlElement): boolean => attributeOf(xml, 'enabled') !== 'false';

/** The property of that name; the first where a file has several. */
export const propertyOf = (xml: XmlElement, name: string): XmlElement | undefined => xml.children.find((property) => propertyName(property) === name);

/** Text of a property; undefined where it is missing or no single value. */
export function valueOf(xml: XmlElement, name: string): string | undefined {
  const property = propertyOf(xml, name);
  return property === undefined ? undefined : propertyText(property);
}

/** A boolean property; `absent` is what JMeter takes where it is missing. */
export function flagOf(xml: XmlElement, name: string, absent = false): boolean {
  const text = valueOf(xml, name);
  return text === undefined || text === '' ? absent : text.trim().toLowerCase() === 'true';
}

/** A whole number JavaScript can hold; undefined for anything else (expressions, decimals, text). */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*[+-]?\d{1,16}\s*$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Members of a list property of an element (or of an element inside it). */
export const membersOf = (xml: XmlElement | undefined, name: string): readonly XmlElement[] => (xml === undefined ? [] : (propertyOf(xml, name)?.children ?? []));

/** Pairs the elements of a hashTree with the hashTrees that follow them. @throws ImportError where the tree is too deep */
export function pairedElements(hashTree: XmlElement, depth = 0): PlanElement[] {
  if (depth > DEEPEST) throw new ImportError(`The elements of the plan are nested more than ${DEEPEST} deep. Flatten the plan in JMeter and upload it again.`);
  const elements: { xml: XmlElement; children: PlanElement[]; tree: readonly Attribute[] | undefined }[] = [];
  for (const child of hashTree.children) {
    if (child.tag !== 'hashTree') {
      elements.push({ xml: child, children: [], tree: undefined });
      continue;
    }
    const children = pairedElements(child, depth + 1);
    const owner = elements.at(-1);
    // A hashTree that follows none belongs to the level itself; JMeter reads it so.
    for (const one of children) (owner?.children ?? elements).push({ ...one, children: [...one.children] });
    if (owner !== undefined) owner.tree ??= child.attributes;
  }
  return elements;
}

/** The element and all below it, parents first. */
export function* walkPlan(elements: readonly PlanElement[]): Generator<PlanElement> {
  for (const element of elements) {
    yield element;
    yield* walkPlan(element.children);
  }
}

/** The hashTree content of elements: each followed by its own hashTree. */
export function hashTreeOf(elements: readonly PlanElement[], attributes: readonly Attribute[] = []): XmlElement {
  const children = elements.flatMap((element): XmlElement[] => (element.tree === undefined && element.children.length === 0 ? [element.xml] : [element.xml, hashTreeOf(element.children, element.tree)]));
  return { tag: 'hashTree', attributes, children, text: '' };
}
