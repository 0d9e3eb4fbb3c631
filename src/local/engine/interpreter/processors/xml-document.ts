import { DOMParser, DOMImplementation, type Document, type Element, type Node } from '@xmldom/xmldom';
import { NotReadable, type ExchangeView } from '../../http/exchange-view.js';

/** Deepest nesting and longest text read as XML: walking a tree goes as deep as it is. */
const DEEPEST = 2000;
const LONGEST = 5_000_000;
/** Names that XML allows and HTML pages use; others (`@click`, `"`) are left out. */
const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;

interface Pages { xml?: Document; html?: Document }
const documents = new WeakMap<ExchangeView, { readonly text: string; readonly pages: Pages }>();

/**
 * The answer as an XML document, once per answer. Strictly, it must be well-formed (no external entity is ever fetched); tolerantly, it is
 * read as HTML. Throws NotReadable with a sentence where it is not XML, or too deep or long to be walked.
 */
export function xmlDocument(view: ExchangeView, tolerant: boolean): Document {
  const known = documents.get(view);
  const pages = known?.text === view.text ? known.pages : {};
  if (known?.pages !== pages) documents.set(view, { text: view.text, pages });
  return tolerant ? (pages.html ??= fromHtml(view)) : (pages.xml ??= fromXml(view));
}

function fromXml(view: ExchangeView): Document {
  const text = view.text.replace(/^\ufeff/, '').trimStart();
  if (text.length > LONGEST) throw new NotReadable(`The answer is too long to be read as XML (${text.length} characters).`);
  if (/<!ENTITY/i.test(text)) throw new NotReadable('The answer declares entities of its own, so it is not read as XML.');
  try {
    const document = new DOMParser({ onError: (level, message) => { if (level !== 'warning') throw new Error(message.split('\n', 1)[0]); } }).parseFromString(text, 'text/xml');
    checkDepth(document);
    return document;
  } catch (error) {
    if (error instanceof NotReadable) throw error;
    throw new NotReadable(`The answer is no well-formed XML: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}. Set "tolerant" to read HTML.`, { cause: error });
  }
}

function checkDepth(document: Document): void {
  let depth = 0;
  for (let node: Node | null = document.documentElement; node !== null;) {
    if (depth > DEEPEST) throw new NotReadable(`The answer is nested deeper than ${DEEPEST} levels, so it is not read as XML.`);
    if (node.firstChild !== null) { node = node.firstChild; depth++; continue; }
    while (node !== null && node.nextSibling === null) { node = node.parentNode; depth--; }
    node = node?.nextSibling ?? null;
  }
}

/** The page as the HTML reader understands it, with lower-case names and no namespace; a piece of a page gets an `html` and `body` around it. */
function fromHtml(view: ExchangeView): Document {
  const page = view.document;
  const document = new DOMImplementation().createDocument(null, 'html', null);
  const root = document.documentElement;
  if (root === null) throw new NotReadable('The answer cannot be read as HTML.');
  const whole = page.root().children('html').toArray()[0];
  const body = whole === undefined ? document.createElement('body') : root;
  if (body !== root) root.appendChild(body);
  if (whole !== undefined) attributes(root, whole.attribs);
  grow(document, body, (whole ?? page.root().toArray()[0] as { children?: readonly unknown[] } | undefined)?.children ?? []);
  return document;
}

/** The parts of a parsed page's node that are carried over (domhandler's names). */
interface PageNode { readonly type: string; readonly name?: string; readonly data?: string; readonly attribs?: Readonly<Record<string, string>>; readonly children?: readonly unknown[] }

/** Copies nodes without recursion: a page may be deeper than the stack. */
function grow(document: Document, into: Element, nodes: readonly unknown[]): void {
  const waiting: { parent: Element; nodes: readonly unknown[]; depth: number }[] = [{ parent: into, nodes, depth: 0 }];
  for (let job = waiting.pop(); job !== undefined; job = waiting.pop()) {
    if (job.depth > DEEPEST) throw new NotReadable(`The page is nested deeper than ${DEEPEST} levels, so it is not read as XML.`);
    for (const node of job.nodes as readonly PageNode[]) {
      if (node.type === 'text' && node.data !== undefined) job.parent.appendChild(document.createTextNode(clean(node.data)));
      if (node.name === undefined || !NAME.test(node.name) || node.attribs === undefined) continue;
      const element = document.createElement(node.name.toLowerCase());
      attributes(element, node.attribs);
      job.parent.appendChild(element);
      waiting.push({ parent: element, nodes: node.children ?? [], depth: job.depth + 1 });
    }
  }
}

function attributes(element: Element, all: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(all)) if (NAME.test(name)) element.setAttribute(name.toLowerCase(), clean(value));
}

/** Whether XML 1.0 knows a character. */
const isAllowed = (character: string): boolean => character >= ' ' || character === '\t' || character === '\n' || character === '\r';

function clean(text: string): string {
  for (let at = 0; at < text.length; at++) if (!isAllowed(text.charAt(at))) return [...text].filter(isAllowed).join('');
  return text;
}
