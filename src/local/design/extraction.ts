import { jsonpath } from 'json-p3';
import type { Extractor, ExtractFrom } from '../../contract/extractors.js';
import type { HttpExchange } from '../../contract/http-exchange.js';
import type { Header } from '../../contract/post-data.js';
import { boundedCall } from '../patterns/bounded-call.js';
import { type Groups, safePattern } from '../patterns/safe-pattern.js';
import { htmlUnescaped } from './html-entities.js';

/** A variable and the literal it got from one recorded response. */
export interface Extraction { readonly variable: string; readonly literal: string }

/** Most matches looked at in one response. */
const MATCH_LIMIT = 500;
const JSONPATH_BUDGET_MS = 250;

const headerLines = (headers: readonly Header[]): string => headers.map(({ name, value }) => `${name}: ${value}`).join('\n');
const textBody = (message: { body: string; bodyEncoding: string }): string => (message.bodyEncoding === 'text' ? message.body : '');

/** Part of a recorded exchange as an extractor reads it: header text is the status line and `Name: value` lines (JMeter). */
export function sourceText({ request, response }: HttpExchange, from: ExtractFrom): string {
  switch (from) {
    case 'BODY': return textBody(response);
    case 'BODY_UNESCAPED': return htmlUnescaped(textBody(response));
    case 'HEADERS': return `HTTP/1.1 ${response.code} ${response.message}\n${headerLines(response.headers)}`;
    case 'REQUEST_HEADERS': return headerLines(request.headers);
    case 'URL': return request.url;
    case 'RESPONSE_CODE': return String(response.code);
    case 'RESPONSE_MESSAGE': return response.message;
  }
}

/** Renders a JMeter template, `$1$` the first group, `$0$` the whole match. */
function rendered(template: string, match: Groups): string {
  return template.replace(/\$(\d{1,2})\$/g, (_, group: string) => match[Number(group)] ?? '');
}

/** Texts between two boundaries, the shortest each time; an empty boundary is the start or the end of the text. */
function between(text: string, left: string, right: string): string[] {
  const found: string[] = [];
  for (let at = 0; at <= text.length && found.length < MATCH_LIMIT;) {
    const start = text.indexOf(left, at);
    if (start === -1) break;
    const from = start + left.length;
    const to = right === '' ? text.length : text.indexOf(right, from);
    if (to === -1) break;
    found.push(text.slice(from, to));
    at = to + Math.max(1, right.length);
  }
  return found;
}

type JsonPath = ReturnType<typeof jsonpath.compile>;

function jsonPath(path: string): JsonPath {
  try {
    return jsonpath.compile(path);
  } catch (error) {
    throw new Error(`The JSONPath ${JSON.stringify(path.slice(0, 120))} cannot be read: ${error instanceof Error ? error.message : String(error)}. Write it as RFC 9535 describes.`, { cause: error });
  }
}

function jsonValues(body: string, path: JsonPath, shown: string): string[] {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return [];
  }
  return bounded(() => path.query(document as Parameters<typeof path.query>[0]).values(), shown).map((value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)));
}

/** Stops a path that takes too long; one that goes too deep says so, too. */
function bounded<T>(read: () => T, shown: string): T {
  const stopped = `The JSONPath ${shown} was stopped after ${JSONPATH_BUDGET_MS} ms on a recorded body. Make it more exact.`;
  try {
    return boundedCall(read, JSONPATH_BUDGET_MS, stopped);
  } catch (error) {
    if (error instanceof Error && error.message === stopped) throw error;
    throw new Error(`The JSONPath ${shown} cannot be evaluated on a recorded body: ${error instanceof Error ? error.message : String(error)}. Make it more exact.`, { cause: error });
  }
}

/** Picks by match number: the nth; 0 = any of them (one at random when run); -1 = all, numbered (entities.md §3.4, documented). */
function picked(name: string, matchNumber: number, literals: readonly string[]): Extraction[] {
  if (matchNumber === -1) return literals.map((literal, at) => ({ variable: `${name}_${at + 1}`, literal }));
  if (matchNumber === 0) return literals.map((literal) => ({ variable: name, literal }));
  const literal = literals[matchNumber - 1];
  return literal === undefined ? [] : [{ variable: name, literal }];
}

/** Finds what an extractor takes out of a recorded exchange. */
export type ExtractionReader = (exchange: HttpExchange, from?: ExtractFrom) => Extraction[];

/**
 * Prepares an extractor for many recorded exchanges. Empty values and those that look like references are left out: neither
 * can be told apart in a request.
 * @throws Error with a sentence: at once for a kind that is not applied or a pattern that cannot be read, later for one that runs too long
 */
export function extractionReader(extractor: Extractor): ExtractionReader {
  const { name, matchNumber } = extractor;
  const pick = (literals: readonly string[]): Extraction[] => picked(name, matchNumber, literals).filter(({ literal }) => literal !== '' && !literal.includes('${'));
  switch (extractor['@type']) {
    case 'RegexpVariableExtractor': {
      const pattern = safePattern(extractor.regexp);
      return (exchange, from = extractor.from) => pick(pattern.find(sourceText(exchange, from), MATCH_LIMIT).map((match) => rendered(extractor.template, match)));
    }
    case 'BoundaryVariableExtractor':
      return (exchange, from = extractor.from) => pick(between(sourceText(exchange, from), extractor.leftBoundary, extractor.rightBoundary));
    case 'JsonVariableExtractor': {
      const path = jsonPath(extractor.path);
      const shown = JSON.stringify(extractor.path.slice(0, 120));
      return (exchange) => pick(jsonValues(textBody(exchange.response), path, shown).slice(0, MATCH_LIMIT));
    }
    default:
      throw new Error(`Rules with a ${extractor['@type']} are not applied by the local backend. Use a RegexpVariableExtractor, a JsonVariableExtractor or a BoundaryVariableExtractor.`);
  }
}
