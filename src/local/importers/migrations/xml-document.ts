import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { ImportError } from '../import-error.js';
import type { Attribute, XmlElement } from '../jmx/xml-element.js';

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
/** Deepest nesting of tags read; NeoLoad keeps its elements side by side and names children by id. */
const DEEPEST = 200;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const parser = new XMLParser({
  preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false, parseAttributeValue: false, trimValues: false,
  processEntities: false, cdataPropName: CDATA, maxNestedTags: DEEPEST,
});
const Nodes = z.array(z.record(z.string(), z.unknown()));

/** Undoes the five named references and numbered ones; any other stays as it is written, nothing is ever looked up. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-z]{2,4}));/g, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

/**
 * The text without its document type: NeoLoad's own files carry one that describes elements. One that declares entities, or that
 * never ends, is refused, because entities are how a small file becomes a large one.
 */
function withoutDocumentType(text: string, name: string): string {
  const start = /<!DOCTYPE\b/i.exec(text)?.index;
  if (start === undefined) return text;
  if (/<!ENTITY\b/i.test(text)) throw new ImportError(`${name} declares entities in its document type, which no project needs and an attack uses. Remove the declaration and upload the zip again.`);
  const open = text.indexOf('[', start);
  const close = text.indexOf('>', start);
  const subset = open !== -1 && open < close ? text.slice(open).search(/\]\s*>/) : -1;
  const end = open !== -1 && open < close ? (subset === -1 ? -1 : text.indexOf('>', open + subset)) : close;
  if (end === -1) throw new ImportError(`The document type of ${name} never ends: the file is cut off. Save the project and upload it again.`);
  return text.slice(0, start) + text.slice(end + 1);
}

function attributesOf(node: z.infer<typeof Nodes>[number]): Attribute[] {
  const own = node[ATTRIBUTES];
  if (typeof own !== 'object' || own === null) return [];
  return Object.entries(own).map(([name, value]) => [name, typeof value === 'string' ? decoded(value) : '']);
}

function elementOf(node: z.infer<typeof Nodes>[number], tag: string): XmlElement {
  const children: XmlElement[] = [];
  let text = '';
  for (const child of Nodes.parse(node[tag] ?? [])) {
    const own = Object.keys(child).find((key) => key !== ATTRIBUTES);
    const value = own === undefined ? undefined : child[own];
    if (own === TEXT) text += typeof value === 'string' ? decoded(value) : '';
    else if (own === CDATA) text += Nodes.parse(value ?? []).map((piece) => (typeof piece[TEXT] === 'string' ? piece[TEXT] : '')).join('');
    else if (own !== undefined && !own.startsWith('?')) children.push(elementOf(child, own));
  }
  return { tag, attributes: attributesOf(node), children, text: children.length > 0 && text.trim() === '' ? '' : text };
}

function validated(text: string, name: string): void {
  const verdict = XMLValidator.validate(text);
  if (verdict === true) return;
  throw new ImportError(`The XML of ${name} is damaged at line ${verdict.err.line}: ${verdict.err.msg.replace(/\s+/g, ' ').slice(0, 200)} Save the project again and upload the whole zip.`);
}

/**
 * Reads an XML text into elements; `name` is its file, for the sentences. Nothing outside of it is fetched, no entity is expanded.
 * @throws ImportError where it is no XML, nested too deep or declares entities
 */
export function readXmlDocument(source: string, name: string): XmlElement {
  const text = withoutDocumentType(source, name).trimStart();
  if (!text.startsWith('<')) throw new ImportError(`${name} is not XML. Save the project again and upload the whole zip.`);
  validated(text, name);
  let nodes: z.infer<typeof Nodes>;
  try {
    nodes = Nodes.parse(parser.parse(text));
  } catch (error) {
    throw new ImportError(`The XML of ${name} cannot be read: ${(error instanceof Error ? error.message : '').replace(/\s+/g, ' ').slice(0, 200)} Save the project again and upload the whole zip.`);
  }
  const root = nodes.flatMap((node) => Object.keys(node).filter((key) => key !== ATTRIBUTES && !key.startsWith('?') && !key.startsWith('#')).map((tag) => elementOf(node, tag)))[0];
  if (root === undefined) throw new ImportError(`${name} holds no XML element. Save the project again and upload the whole zip.`);
  return root;
}

/** Children of a tag. */
export const childrenOf = (element: XmlElement, tag: string): XmlElement[] => element.children.filter((child) => child.tag === tag);
/** First child of a tag. */
export const childOf = (element: XmlElement, tag: string): XmlElement | undefined => element.children.find((child) => child.tag === tag);

/** Every element of a tag below, the element itself included, in order of the document. */
export function descendants(element: XmlElement, tag: string): XmlElement[] {
  const own = element.tag === tag ? [element] : [];
  return [...own, ...element.children.flatMap((child) => descendants(child, tag))];
}
