import { createRequire } from 'node:module';
import { XMLSerializer, type Document, type Node } from '@xmldom/xmldom';
import { boundedCall } from '../../../patterns/bounded-call.js';
import { safePattern } from '../../../patterns/safe-pattern.js';
import type { ExchangeView } from '../../http/exchange-view.js';
import { xmlDocument } from './xml-document.js';

/** The part of the package `xpath` (0.0.34) that is used; its own types bring the names of a browser with them. */
interface Outcome { stringValue(): string; booleanValue(): boolean; numberValue(): number; toArray?(): Node[] }
interface Parsed { evaluate(options: { node: Node; namespaces: (prefix: string) => string | undefined; functions: (name: string) => XPathFunction | undefined; allowAnyNamespaceForNoPrefix: boolean }): Outcome }
type XPathFunction = (context: unknown, ...given: Outcome[]) => string | number | boolean;
const library = createRequire(import.meta.url)('xpath') as { parse(expression: string): Parsed };

export interface XPathQuery { readonly xpath: string; readonly tolerant: boolean; readonly namespaces: Readonly<Record<string, string>> }

/** Longest a path may work on one answer: nested predicates take powers of its size. */
const BUDGET_MS = 500;
const CACHE_SIZE = 200;
const compiled = new Map<string, Parsed>();

/** Functions of XPath 2 that work on single values; sequences, `for`, `if` and regular-expression groups are not among them. */
const FUNCTIONS: ReadonlyMap<string, XPathFunction> = new Map<string, XPathFunction>([
  ['lower-case', (_, text) => textOf(text).toLowerCase()],
  ['upper-case', (_, text) => textOf(text).toUpperCase()],
  ['ends-with', (_, text, end) => textOf(text).endsWith(textOf(end))],
  ['matches', (_, text, pattern) => safePattern(textOf(pattern)).occursIn(textOf(text))],
  ['exists', (_, nodes) => (nodes?.toArray?.().length ?? 0) > 0],
  ['empty', (_, nodes) => (nodes?.toArray?.().length ?? 0) === 0],
  ['string-join', (_, nodes, between) => (nodes?.toArray?.() ?? []).map(({ textContent }) => textContent ?? '').join(textOf(between))],
  ['abs', (_, number) => Math.abs(number?.numberValue() ?? NaN)],
  ['min', (_, nodes) => Math.min(...(nodes?.toArray?.() ?? []).map(({ textContent }) => Number(textContent)))],
  ['max', (_, nodes) => Math.max(...(nodes?.toArray?.() ?? []).map(({ textContent }) => Number(textContent)))],
]);

const textOf = (value: Outcome | undefined): string => value?.stringValue() ?? '';

/** The document of an answer; throws where it is not one. */
export const xmlOf = (view: ExchangeView, tolerant: boolean): Document => xmlDocument(view, tolerant);

/** Texts that an XPath finds: of elements and attributes, or the elements as XML; a number, text or truth value is one text. */
export function xpathValues(view: ExchangeView, query: XPathQuery, { fragment, limit }: { fragment: boolean; limit: number }): string[] {
  return evaluated(view, query, (outcome) => {
    if (outcome.toArray === undefined) return [outcome.stringValue()];
    const serializer = new XMLSerializer();
    return outcome.toArray().slice(0, limit).map((node) => (fragment ? serializer.serializeToString(node) : (node.nodeValue ?? node.textContent ?? '')));
  });
}

/** Whether an XPath finds a node, or is true. */
export function isTrueXPath(view: ExchangeView, query: XPathQuery): boolean {
  return evaluated(view, query, (outcome) => outcome.booleanValue());
}

function evaluated<T>(view: ExchangeView, { xpath, tolerant, namespaces }: XPathQuery, read: (outcome: Outcome) => T): T {
  const parsed = expression(xpath);
  const document = xmlDocument(view, tolerant);
  const declared = (prefix: string): string | undefined => (Object.hasOwn(namespaces, prefix) ? namespaces[prefix] : declaredIn(document, prefix));
  const shown = JSON.stringify(xpath.slice(0, 120));
  try {
    return boundedCall(() => read(parsed.evaluate({ node: document, namespaces: declared, functions: (name) => FUNCTIONS.get(name), allowAnyNamespaceForNoPrefix: true })), BUDGET_MS, `The XPath ${shown} was stopped after ${BUDGET_MS} ms: it takes too long on this answer.`);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('The XPath')) throw error;
    throw new Error(`The XPath ${shown} cannot be evaluated: ${error instanceof Error ? error.message : String(error)}. The engine knows XPath 1.0 and the functions ${[...FUNCTIONS.keys()].join(', ')}; prefixes must be in "namespaces" or in the answer.`, { cause: error });
  }
}

function expression(xpath: string): Parsed {
  const known = compiled.get(xpath);
  if (known !== undefined) return known;
  try {
    const made = library.parse(xpath);
    if (compiled.size >= CACHE_SIZE) compiled.delete(compiled.keys().next().value ?? '');
    compiled.set(xpath, made);
    return made;
  } catch (error) {
    throw new Error(`The XPath ${JSON.stringify(xpath.slice(0, 120))} cannot be read: ${error instanceof Error ? error.message.split('\n', 1)[0] ?? '' : String(error)}. Write it as XPath 1.0.`, { cause: error });
  }
}

/** What a prefix stands for in the answer itself: JMeter's extractor goes by the names as they are written. */
function declaredIn(document: Document, prefix: string): string | undefined {
  const found = document.documentElement?.lookupNamespaceURI(prefix) ?? undefined;
  if (found !== undefined) return found;
  const all = document.getElementsByTagName('*');
  for (let at = 0; at < Math.min(all.length, 10_000); at++) {
    const uri = all.item(at)?.getAttribute(`xmlns:${prefix}`);
    if (uri !== null && uri !== undefined && uri !== '') return uri;
  }
  return undefined;
}
