import type { JsonCheck, ResponseCheck } from '../../design-nodes.js';
import { staticNumber } from '../../javascript/static-text.js';
import { argumentsAt, reads } from '../../javascript/statements.js';
import type { Token } from '../../javascript/tokens.js';
import { literalOf, memberStep, type ScriptScope } from './script-scope.js';

/** A check of a test script, as an assertion of the platform. */
export type ReadCheck = { readonly kind: 'response'; readonly check: ResponseCheck } | { readonly kind: 'json'; readonly check: JsonCheck };

const response = (check: ResponseCheck): ReadCheck => ({ kind: 'response', check });
const json = (check: JsonCheck): ReadCheck => ({ kind: 'json', check });
const escapedPattern = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '\\$&');

/** Words of chai's language that change nothing. */
const FILLERS: ReadonlySet<string> = new Set(['to', 'be', 'been', 'is', 'that', 'which', 'has', 'have', 'with', 'of', 'same', 'deep', 'an', 'a', 'the']);
const EQUAL: ReadonlySet<string> = new Set(['equal', 'equals', 'eql', 'eq']);
const INCLUDE: ReadonlySet<string> = new Set(['include', 'includes', 'contain', 'contains', 'string']);

type Subject = { readonly kind: 'STATUS_CODE' | 'STATUS_MESSAGE' | 'BODY' } | { readonly kind: 'json'; readonly path: string };

/** What part of the answer an expression reads. */
function subjectOf(tokens: readonly Token[], scope: ScriptScope): Subject | undefined {
  const is = (pattern: string): boolean => tokens.length === pattern.split(' ').length && reads(tokens, 0, pattern);
  if (is('pm . response . code') || is('responseCode . code')) return { kind: 'STATUS_CODE' };
  if (is('pm . response . status') || is('pm . response . reason ( )') || is('responseCode . name')) return { kind: 'STATUS_MESSAGE' };
  if (is('pm . response . text ( )') || is('responseBody')) return { kind: 'BODY' };
  const path = scope.path(tokens);
  return path === undefined ? undefined : { kind: 'json', path };
}

/** A subject that equals a literal. */
function equals(subject: Subject, wanted: readonly Token[], negate: boolean, scope: ScriptScope): ReadCheck | undefined {
  const literal = literalOf(wanted, scope);
  if (literal === undefined) return undefined;
  if (subject.kind === 'json') return json({ path: subject.path, validateValue: true, value: literal.text, expectNull: literal.isNull, negate });
  return literal.isNull ? undefined : response({ location: subject.kind, values: [literal.text], rule: 'EQUALS', negate });
}

function oneOf(subject: Subject, wanted: readonly Token[], negate: boolean, scope: ScriptScope): ReadCheck | undefined {
  if (subject.kind === 'json' || negate || wanted[0]?.text !== '[') return undefined;
  const { given, end } = argumentsAt(wanted, 0);
  const values = given.map((value) => literalOf(value, scope)?.text).filter((value) => value !== undefined);
  return end === wanted.length && values.length === given.length && values.length > 0 ? response({ location: subject.kind, values, rule: 'EQUALS', any: true }) : undefined;
}

function property(subject: Subject, given: readonly Token[][], negate: boolean, scope: ScriptScope): ReadCheck | undefined {
  const name = scope.text(given[0] ?? []);
  if (subject.kind !== 'json' || name === undefined) return undefined;
  const path = subject.path + memberStep(name);
  return given[1] === undefined ? json({ path, negate }) : equals({ kind: 'json', path }, given[1], negate, scope);
}

/** Words between `)` and the next `(`: `.to.not.equal(` = [not, equal]; undefined where something else stands there. */
function chainWords(tokens: readonly Token[], from: number): { words: string[]; at: number } | undefined {
  const words: string[] = [];
  let at = from;
  while (tokens[at]?.text === '.' && tokens[at + 1]?.kind === 'word') {
    const word = tokens[at + 1]?.text ?? '';
    if (!FILLERS.has(word)) words.push(word);
    at += 2;
  }
  return at === tokens.length || tokens[at]?.text === '(' ? { words, at } : undefined;
}

/** `pm.expect(subject).to…(value)`, nothing chained behind it. */
function expectation(tokens: readonly Token[], scope: ScriptScope): ReadCheck | undefined {
  const { given, end } = argumentsAt(tokens, 3);
  const subject = subjectOf(given[0] ?? [], scope);
  const chain = chainWords(tokens, end);
  if (subject === undefined || chain === undefined) return undefined;
  const negate = chain.words[0] === 'not';
  const [verb = '', ...more] = negate ? chain.words.slice(1) : chain.words;
  if (more.length > 0) return undefined;
  if (chain.at === tokens.length) return subject.kind === 'json' && verb === 'exist' ? json({ path: subject.path, negate }) : undefined;
  const call = argumentsAt(tokens, chain.at);
  const [wanted = []] = call.given;
  if (call.end !== tokens.length || call.given.length === 0) return undefined;
  if (EQUAL.has(verb)) return equals(subject, wanted, negate, scope);
  if (verb === 'oneOf') return oneOf(subject, wanted, negate, scope);
  if (verb === 'property') return property(subject, call.given, negate, scope);
  const text = scope.text(wanted);
  return INCLUDE.has(verb) && subject.kind === 'BODY' && text !== undefined ? response({ location: 'BODY', values: [text], rule: 'SUBSTRING', negate }) : undefined;
}

/** Properties of `pm.response.to.be`, by the codes they mean. */
const CODE_WORDS: Readonly<Record<string, { values: string[]; negate?: boolean }>> = {
  ok: { values: ['2\\d\\d'] }, success: { values: ['2\\d\\d'] }, redirection: { values: ['3\\d\\d'] },
  clientError: { values: ['4\\d\\d'] }, serverError: { values: ['5\\d\\d'] }, error: { values: ['[45]\\d\\d'] },
  accepted: { values: ['202'] }, badRequest: { values: ['400'] }, unauthorized: { values: ['401'] }, forbidden: { values: ['403'] },
  notFound: { values: ['404'] }, rateLimited: { values: ['429'] },
};

function header(given: readonly Token[][], negate: boolean, scope: ScriptScope): ReadCheck | undefined {
  const name = scope.text(given[0] ?? []);
  const value = given[1] === undefined ? '' : scope.text(given[1]);
  if (name === undefined || value === undefined) return undefined;
  return response({ location: 'HEADERS', values: [`(?im)^${escapedPattern(name)}:${value === '' ? '' : `\\s*${escapedPattern(value)}\\s*$`}`], rule: 'CONTAINS', negate });
}

/** `pm.response.to.have.status(200)`, `pm.response.to.be.ok` and their siblings. */
function responseChain(tokens: readonly Token[], scope: ScriptScope): ReadCheck | undefined {
  const chain = chainWords(tokens, 3);
  if (chain === undefined) return undefined;
  const negate = chain.words[0] === 'not';
  const [verb = '', ...more] = negate ? chain.words.slice(1) : chain.words;
  if (more.length > 0) return undefined;
  if (chain.at === tokens.length) {
    if (verb === 'json') return response({ location: 'HEADERS', values: ['(?i)content-type:[^\\r\\n]*json'], rule: 'CONTAINS', negate });
    const codes = Object.hasOwn(CODE_WORDS, verb) ? CODE_WORDS[verb] : undefined;
    return codes === undefined ? undefined : response({ location: 'STATUS_CODE', values: codes.values, rule: 'MATCHES', negate });
  }
  const { given, end } = argumentsAt(tokens, chain.at);
  const [first] = given;
  if (end !== tokens.length || first === undefined) return undefined;
  if (verb === 'header') return header(given, negate, scope);
  const text = scope.text(first);
  if (text === undefined || given.length > 1) return undefined;
  if (verb === 'status') return response({ location: staticNumber(first) === undefined && !/^\d{3}$/.test(text) ? 'STATUS_MESSAGE' : 'STATUS_CODE', values: [text], rule: 'EQUALS', negate });
  return verb === 'body' ? response({ location: 'BODY', values: [text], rule: 'EQUALS', negate }) : undefined;
}

/** `left === right` of the older `tests["name"] = …`, or `responseBody.has("text")`. */
export function readComparison(tokens: readonly Token[], scope: ScriptScope): ReadCheck | undefined {
  if (reads(tokens, 0, 'responseBody . has (')) {
    const { given, end } = argumentsAt(tokens, 3);
    const text = scope.text(given[0] ?? []);
    return text !== undefined && given.length === 1 && end === tokens.length ? response({ location: 'BODY', values: [text], rule: 'SUBSTRING' }) : undefined;
  }
  const operator = tokens.findIndex((token) => token.kind === 'mark' && ['===', '==', '!==', '!='].includes(token.text));
  if (operator === -1) return undefined;
  const negate = tokens[operator]?.text.startsWith('!') === true;
  const [left, right] = [tokens.slice(0, operator), tokens.slice(operator + 1)];
  const subject = subjectOf(left, scope);
  if (subject !== undefined) return equals(subject, right, negate, scope);
  const turned = subjectOf(right, scope);
  return turned === undefined ? undefined : equals(turned, left, negate, scope);
}

/** Reads one statement as a check of the answer; undefined where it is anything else. */
export function readCheck(tokens: readonly Token[], scope: ScriptScope): ReadCheck | undefined {
  if (reads(tokens, 0, 'pm . expect (')) return expectation(tokens, scope);
  return reads(tokens, 0, 'pm . response . to .') || reads(tokens, 0, 'pm . response . not .') ? responseChain(tokens, scope) : undefined;
}
