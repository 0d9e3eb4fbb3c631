import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ImportError } from '../import-error.js';
import { placeOf } from '../json-fault.js';
import { toUtf8 } from '../text-encoding.js';
import type { Attribute, XmlElement } from './xml-element.js';

/** Deepest nesting of tags read; a plan of a person has some twenty. */
const DEEPEST = 400;
const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const REFERENCE = /&([^;&\s]{0,40});/g;
/** Elements whose white space is a value; everywhere else it is indentation. */
const HOLDS_TEXT = /^(?:(?:string|bool|int|long|float|double)Prop|name|value|savedValue|property|string|key)$/;
const DECLARED = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][\w.:-]{0,60})["']/;
const SAVE_AGAIN = 'Open the plan in JMeter, save it and upload that file.';

/** The options keep every space and the order, and leave references alone: they are decoded once, here (fast-xml-parser would do it twice). */
const parser = new XMLParser({
  preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false, parseAttributeValue: false, trimValues: false,
  processEntities: false, cdataPropName: CDATA, maxNestedTags: DEEPEST,
});
/** What fast-xml-parser makes of an element: one key is its tag, with its content; the other its attributes. */
type ParsedNode = Readonly<Record<string, unknown>>;

const nodesOf = (value: unknown): readonly ParsedNode[] => (Array.isArray(value) ? value.filter((node: unknown): node is ParsedNode => typeof node === 'object' && node !== null) : []);

/** Refuses what is certainly no plan by its first bytes. @throws ImportError */
function refuseOtherFormats(bytes: Buffer): void {
  if (bytes.length === 0) throw new ImportError('The file is empty (0 bytes). Save the test plan in JMeter and upload the whole .jmx file.');
  const start = bytes.subarray(0, 4).toString('latin1');
  if (start.startsWith('PK')) throw new ImportError('This is a zip archive, not a JMeter test plan. Unpack it and upload the .jmx file itself; data files go to the project files.');
  if (start.startsWith('\u001f\u008b')) throw new ImportError('This file is compressed with gzip. Unpack it and upload the .jmx file itself.');
}

function decodedAs(bytes: Buffer, label: string): string {
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    throw new ImportError(`The file declares the encoding "${label}", which is not known here. Save it as UTF-8 and upload it again.`);
  }
}

/** Text of the file: byte order mark first, then UTF-16 without one, then the encoding that the XML declaration names. */
function textOfFile(bytes: Buffer): { text: string; faithful: boolean } {
  refuseOtherFormats(bytes);
  if (bytes[0] === 0x3c && bytes[1] === 0x00) return { text: bytes.toString('utf16le'), faithful: true };
  if (bytes[0] === 0x00 && bytes[1] === 0x3c) return { text: decodedAs(bytes, 'utf-16be'), faithful: true };
  const { utf8, faithful } = toUtf8(bytes);
  const declared = DECLARED.exec(utf8.subarray(0, 300).toString('latin1'))?.[1];
  const marked = utf8.length !== bytes.length || utf8.buffer !== bytes.buffer;
  if (declared === undefined || marked || /^utf-?(?:8|16)$/i.test(declared)) return { text: utf8.toString('utf8'), faithful };
  return { text: decodedAs(utf8, declared), faithful: true };
}

const placeIn = (text: string, at: number): string => placeOf(Buffer.from(text.slice(0, at + 1)), Buffer.byteLength(text.slice(0, at)));

/** Refuses declarations (DTD, entities) wherever they stand; comments and CDATA may hold anything. @throws ImportError with the place */
function refuseDeclarations(text: string): void {
  for (let at = text.indexOf('<!'); at !== -1; at = text.indexOf('<!', at)) {
    const [end, what] = text.startsWith('<!--', at) ? ['-->', 'comment'] : text.startsWith('<![CDATA[', at) ? [']]>', 'CDATA section'] : [undefined, ''];
    if (end === undefined) throw new ImportError(`The file has a document type declaration (DTD, entities) at ${placeIn(text, at)}. JMeter never writes one and it can be an attack, so it is not read. Remove it and upload the file again.`);
    const close = text.indexOf(end, at + 4);
    if (close === -1) throw new ImportError(`The ${what} that starts at ${placeIn(text, at)} never ends: the file is cut off. ${SAVE_AGAIN}`);
    at = close + end.length;
  }
}

function refuseBadXml(text: string): void {
  const verdict = XMLValidator.validate(text);
  if (verdict === true) return;
  const { msg, line, col } = verdict.err;
  const place = Number.isInteger(col) && col > 0 ? `line ${line}, column ${col}` : `line ${line}`;
  throw new ImportError(`The XML is damaged at ${place}: ${msg.replace(/\s+/g, ' ').slice(0, 200)} The file may be cut off. ${SAVE_AGAIN}`);
}

/** Character of a numeric reference. XStream writes control characters this way although XML 1.0 forbids them. */
function numbered(reference: string): string | undefined {
  const code = /^#x[0-9a-fA-F]{1,6}$/.test(reference) ? Number.parseInt(reference.slice(2), 16) : /^#\d{1,7}$/.test(reference) ? Number.parseInt(reference.slice(1), 10) : -1;
  return code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined;
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (whole, reference: string) => {
    const character = (Object.hasOwn(NAMED, reference) ? NAMED[reference] : undefined) ?? numbered(reference);
    if (character === undefined) throw new ImportError(`The file uses the reference ${whole.slice(0, 44)}, which XML does not know without a DTD. Write the character itself and upload the file again.`);
    return character;
  });
}

function attributesOf(node: ParsedNode): Attribute[] {
  const own = node[ATTRIBUTES];
  if (typeof own !== 'object' || own === null) return [];
  return Object.entries(own).map(([name, value]) => [name, typeof value === 'string' ? decoded(value.replace(/[\r\n\t]/g, ' ')) : '']);
}

function textOf(node: ParsedNode): string {
  const text = node[TEXT];
  return typeof text === 'string' ? text : '';
}

function elementOf(node: ParsedNode, tag: string): XmlElement {
  const children: XmlElement[] = [];
  let text = '';
  for (const child of nodesOf(node[tag])) {
    const own = Object.keys(child).find((key) => key !== ATTRIBUTES);
    if (own === TEXT) text += decoded(textOf(child));
    else if (own === CDATA) text += nodesOf(child[CDATA]).map(textOf).join('');
    else if (own !== undefined && !own.startsWith('?')) children.push(elementOf(child, own));
  }
  const value = children.length > 0 || (text.trim() === '' && !HOLDS_TEXT.test(tag)) ? '' : text;
  return { tag, attributes: attributesOf(node), children, text: value };
}

function parsed(text: string): readonly ParsedNode[] {
  try {
    return nodesOf(parser.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    if (/nested/i.test(reason)) throw new ImportError(`The tags are nested more than ${DEEPEST} deep; no test plan is. ${SAVE_AGAIN}`);
    throw new ImportError(`The XML cannot be read: ${reason.replace(/\s+/g, ' ').slice(0, 200)} ${SAVE_AGAIN}`);
  }
}

/**
 * Reads the bytes of an XML file; nothing outside of it is ever fetched and no entity is ever expanded.
 * @returns the root element; `faithful` is false where bytes were no UTF-8 and became replacement characters
 * @throws ImportError with the place of the fault: empty, archive, unknown encoding, DTD, not well-formed, nested too deep
 */
export function readXml(bytes: Buffer): { root: XmlElement; faithful: boolean } {
  const { text, faithful } = textOfFile(bytes);
  const start = text.trimStart();
  if (start === '') throw new ImportError('The file holds nothing but white space. Save the test plan in JMeter and upload the whole .jmx file.');
  if (!start.startsWith('<')) throw new ImportError(`This is not XML, so it is not a JMeter test plan: it starts with ${JSON.stringify(start.slice(0, 20))} at ${placeIn(text, text.length - start.length)}. Upload the .jmx file.`);
  refuseDeclarations(text);
  // A declaration may only stand at the very start; files edited by hand have white space before it.
  refuseBadXml(start);
  const roots = parsed(start).flatMap((node) => Object.keys(node).filter((key) => key !== ATTRIBUTES && !key.startsWith('?') && !key.startsWith('#')).map((tag) => ({ node, tag })));
  const [root] = roots;
  if (root === undefined || roots.length !== 1) throw new ImportError(`The file holds ${roots.length} root elements; XML has one. ${SAVE_AGAIN}`);
  return { root: elementOf(root.node, root.tag), faithful };
}
