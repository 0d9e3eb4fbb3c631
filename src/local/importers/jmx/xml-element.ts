/** One attribute, in the order of the file. */
export type Attribute = readonly [name: string, value: string];

/** An XML element without its comments. `text` is what stands in an element that holds no other element. */
export interface XmlElement {
  readonly tag: string;
  readonly attributes: readonly Attribute[];
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Value of an attribute; undefined where the element has none of that name. */
export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find(([own]) => own === name)?.[1];
}

/** A property as JMeter writes it: `<tag name="…">text</tag>`. */
export const leaf = (tag: string, name: string, text: string): XmlElement => ({ tag, attributes: [['name', name]], children: [], text });
export const stringProp = (name: string, text: string): XmlElement => leaf('stringProp', name, text);
export const boolProp = (name: string, value: boolean): XmlElement => leaf('boolProp', name, String(value));
export const intProp = (name: string, value: number | string): XmlElement => leaf('intProp', name, String(value));

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Tags of decimals: JMeter has no short form for them, their fields are elements (saveservice.properties: no converter of theirs). */
const DECIMAL = /^(?:doubleProp|FloatProperty)$/;
export const isDecimal = (tag: string): boolean => DECIMAL.test(tag);

/** A decimal as JMeter writes it; what is no number (an expression) is a text, as an element it would keep JMeter from opening the plan. */
export function decimalProp(tag: string, name: string, value: string): XmlElement {
  if (!NUMBER.test(value)) return stringProp(name, value);
  const field = (own: string, text: string): XmlElement => ({ tag: own, attributes: [], children: [], text });
  return { tag, attributes: [], children: [field('name', name), field('value', value), field('savedValue', '0.0')], text: '' };
}

/** A list property; its members are properties themselves. */
export const collectionProp = (name: string, children: readonly XmlElement[]): XmlElement => ({ tag: 'collectionProp', attributes: [['name', name]], children, text: '' });

/** A property that is an element of its own; `more` are attributes after name and type. */
export const elementProp = (name: string, type: string, children: readonly XmlElement[], more: readonly Attribute[] = []): XmlElement => ({
  tag: 'elementProp', attributes: [['name', name], ['elementType', type], ...more], children, text: '',
});

/** Name of a property: its attribute, or the `<name>` inside the older forms (`objProp`, `FloatProperty`); its tag where it has neither. */
export function propertyName(property: XmlElement): string {
  return attributeOf(property, 'name') ?? property.children.find((child) => child.tag === 'name')?.text ?? property.tag;
}

/** Text of a property that holds one value; undefined for lists and elements. */
export function propertyText(property: XmlElement): string | undefined {
  if (property.children.length === 0) return property.tag === 'collectionProp' || property.tag === 'elementProp' ? undefined : property.text;
  return property.children.find((child) => child.tag === 'value' && child.children.length === 0)?.text;
}

/** Whether two elements say the same in the same order. */
export function sameXml(left: XmlElement, right: XmlElement): boolean {
  return left.tag === right.tag && left.text === right.text && left.attributes.length === right.attributes.length && left.children.length === right.children.length
    && left.attributes.every(([name, value], at) => right.attributes[at]?.[0] === name && right.attributes[at][1] === value)
    && left.children.every((child, at) => { const other = right.children[at]; return other !== undefined && sameXml(child, other); });
}
