import { isRecord, textField } from '../node-fields.js';
import { attributeOf, boolProp, collectionProp, decimalProp, intProp, isDecimal, leaf, propertyName, propertyText, stringProp, type XmlElement } from '../xml-element.js';
import { javaHash } from './assertions.js';

/** Numbers of types that JSON does not have: `{"@prop": tag, "value": text}`, in whichever form the file has them. */
const TYPED = /^(?:(?:long|float|double)Prop|FloatProperty)$/;
/** A key that would reach for the prototype of whoever copies the record carelessly; such a property is only in the original. */
const FORBIDDEN = '__proto__';

function isWhole(text: string): boolean {
  return /^-?\d{1,15}$/.test(text) && String(Number(text)) === text;
}

/** Java's hash code of a list of properties: the name JMeter gives to a list in a list (AbstractProperty, 5.6). */
function listHash(members: readonly XmlElement[]): number {
  return members.reduce((hash, member) => {
    const value = member.tag === 'collectionProp' ? listHash(member.children) : javaHash(member.text);
    return (Math.imul(hash, 31) + Math.imul(17 * 37 + javaHash(propertyName(member)), 37) + value) | 0;
  }, 1);
}

/** A member of a list. A list in a list is a plain list: nobody reads its name, and one of its own is kept in the original. */
function memberJson(member: XmlElement): unknown {
  if (member.tag === 'stringProp' && attributeOf(member, 'name') === String(javaHash(member.text))) return member.text;
  const json = jsonOf(member);
  if (Array.isArray(json)) return json;
  return isRecord(json) ? { '@name': propertyName(member), ...json } : { '@name': propertyName(member), '@prop': member.tag, value: member.text };
}

/** A property as JSON; undefined for shapes that have none (`objProp`, `mapProp`): they are only in the original. */
function jsonOf(property: XmlElement): unknown {
  if (property.tag === 'collectionProp') return property.children.map(memberJson);
  if (property.tag === 'elementProp') return { '@elementType': attributeOf(property, 'elementType') ?? '', ...propertiesOf(property) };
  if (TYPED.test(property.tag)) return typedJson(property);
  if (property.children.length > 0) return undefined;
  if (property.tag === 'stringProp') return property.text;
  if (property.tag === 'boolProp') return property.text === 'true' ? true : property.text === 'false' ? false : property.text;
  if (property.tag === 'intProp') return isWhole(property.text) ? Number(property.text) : property.text;
  return undefined;
}

function typedJson(property: XmlElement): unknown {
  const value = propertyText(property);
  return value === undefined ? undefined : { '@prop': property.tag, value };
}

/** Properties of an element as JSON by name, the first where a name stands twice. */
export function propertiesOf(xml: XmlElement): Record<string, unknown> {
  const found = new Map<string, unknown>();
  for (const property of xml.children) {
    const [name, json] = [propertyName(property), jsonOf(property)];
    if (json !== undefined && name !== FORBIDDEN && !found.has(name)) found.set(name, json);
  }
  return Object.fromEntries(found);
}

function memberXml(json: unknown, depth: number): XmlElement | undefined {
  if (typeof json === 'string') return stringProp(String(javaHash(json)), json);
  if (isRecord(json)) return propertyXml(typeof json['@name'] === 'string' ? json['@name'] : '', json, depth);
  const xml = propertyXml('', json, depth);
  return xml?.tag === 'collectionProp' ? collectionProp(String(listHash(xml.children)), xml.children) : xml;
}

/** A property from JSON; undefined for null and other things no property holds. Deep nesting ends: files are not deeper. */
export function propertyXml(name: string, json: unknown, depth = 0): XmlElement | undefined {
  if (depth > 50) return undefined;
  if (typeof json === 'string') return stringProp(name, json);
  if (typeof json === 'boolean') return boolProp(name, json);
  if (typeof json === 'number') return Number.isSafeInteger(json) ? intProp(name, json) : stringProp(name, String(json));
  if (Array.isArray(json)) return collectionProp(name, json.flatMap((member: unknown) => memberXml(member, depth + 1) ?? []));
  if (!isRecord(json)) return undefined;
  if (typeof json['@prop'] === 'string' && /^[A-Za-z]{1,40}$/.test(json['@prop'])) return typedXml(json['@prop'], name, textField(json, 'value'));
  const type = typeof json['@elementType'] === 'string' ? json['@elementType'] : '';
  const children = Object.entries(json).flatMap(([key, value]) => (key.startsWith('@') ? [] : (propertyXml(key, value, depth + 1) ?? [])));
  return { tag: 'elementProp', attributes: [['name', name], ['elementType', type]], children, text: '' };
}

const typedXml = (tag: string, name: string, value: string): XmlElement => (isDecimal(tag) ? decimalProp(tag, name, value) : leaf(tag, name, value));
