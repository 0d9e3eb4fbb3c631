import type { ActionNode } from '../../../contract/actions.js';
import { jsonAssertion, responseAssertion, type JsonCheck, type ResponseCheck } from '../design-nodes.js';
import type { IdSource } from '../import-result.js';
import { entriesOf } from '../javascript/static-json.js';
import { argumentsAt, functionBody, partedAt, reads } from '../javascript/statements.js';
import { staticNumber, staticText } from '../javascript/static-text.js';
import type { Token } from '../javascript/tokens.js';
import { jsonPathOf, type K6Scope } from './script-scope.js';

type Check = { readonly response: ResponseCheck } | { readonly json: JsonCheck };
const EQUAL: ReadonlySet<string> = new Set(['===', '==']);
const UNEQUAL: ReadonlySet<string> = new Set(['!==', '!=']);

/** The body of a predicate as one expression, and the name of the answer in it. */
function predicate(tokens: readonly Token[]): { answer: string; expression: readonly Token[] } | undefined {
  const found = functionBody(tokens);
  const [answer] = found?.parameters ?? [];
  if (found === undefined || answer === undefined) return undefined;
  if (found.isExpression) return { answer, expression: found.body };
  const end = found.body.at(-1)?.text === ';' ? -1 : found.body.length;
  return found.body[0]?.text === 'return' ? { answer, expression: found.body.slice(1, end) } : undefined;
}

function equality(left: readonly Token[], right: readonly Token[], negate: boolean, answer: string, scope: K6Scope): Check | undefined {
  const is = (pattern: string): boolean => left.length === pattern.split(' ').length && reads(left, 0, pattern);
  const value = staticText(right, scope.text) ?? (right.length === 1 && ['true', 'false'].includes(right[0]?.text ?? '') ? right[0]?.text : undefined);
  if (value === undefined) return undefined;
  if (is(`${answer} . status`) && staticNumber(right) !== undefined) return { response: { location: 'STATUS_CODE', values: [value], rule: 'EQUALS', negate } };
  if (is(`${answer} . status_text`)) return { response: { location: 'STATUS_MESSAGE', values: [value], rule: 'EQUALS', negate } };
  if (is(`${answer} . body`)) return { response: { location: 'BODY', values: [value], rule: 'EQUALS', negate } };
  const path = answerPath(left, answer, scope);
  return path === undefined ? undefined : { json: { path, validateValue: true, value, negate } };
}

/** `r.json('a.b')` and `r.json().a.b` as a JSONPath. */
export function answerPath(tokens: readonly Token[], answer: string, scope: K6Scope): string | undefined {
  if (!reads(tokens, 0, `${answer} . json (`)) return undefined;
  const { given, end } = argumentsAt(tokens, 3);
  const selector = given[0] === undefined ? '' : staticText(given[0], scope.text);
  let path = selector === undefined ? undefined : jsonPathOf(selector);
  for (let at = end; at < tokens.length && path !== undefined; at += 2) {
    const name = tokens[at + 1];
    path = tokens[at]?.text === '.' && name?.kind === 'word' && name.text !== 'length' && tokens[at + 2]?.text !== '(' ? `${path}.${name.text}` : undefined;
  }
  return path;
}

/** `r.body.includes('x')`, and `r.body.indexOf('x') !== -1`. */
function bodyHolds(tokens: readonly Token[], answer: string, scope: K6Scope): Check | undefined {
  const verb = ['includes', 'indexOf'].find((word) => reads(tokens, 0, `${answer} . body . ${word} (`));
  if (verb === undefined) return undefined;
  const { given, end } = argumentsAt(tokens, 5);
  const text = given.length === 1 ? staticText(given[0] ?? [], scope.text) : undefined;
  const rest = tokens.slice(end).map((token) => token.text).join(' ');
  const fits = verb === 'includes' ? rest === '' : ['!== - 1', '!= - 1', '> - 1', '>= 0'].includes(rest);
  return text !== undefined && fits ? { response: { location: 'BODY', values: [text], rule: 'SUBSTRING' } } : undefined;
}

function checkOf(tokens: readonly Token[], answer: string, scope: K6Scope): Check | undefined {
  const holds = bodyHolds(tokens, answer, scope);
  if (holds !== undefined) return holds;
  const operator = tokens.findIndex((token) => token.kind === 'mark' && (EQUAL.has(token.text) || UNEQUAL.has(token.text)));
  if (operator === -1) return undefined;
  const negate = UNEQUAL.has(tokens[operator]?.text ?? '');
  const [left, right] = [tokens.slice(0, operator), tokens.slice(operator + 1)];
  return equality(left, right, negate, answer, scope) ?? equality(right, left, negate, answer, scope);
}

/**
 * Reads the object of `check(res, { 'name': (r) => …, … })`. Conditions joined by `&&` are checks of their own.
 * @returns the assertions, and how many predicates could not be read whole
 */
export function readChecks(tokens: readonly Token[], ids: IdSource, scope: K6Scope): { assertions: ActionNode[]; unread: number } {
  const entries = entriesOf(tokens);
  if (entries === undefined) return { assertions: [], unread: 1 };
  const assertions: ActionNode[] = [];
  let unread = 0;
  for (const { key, value } of entries) {
    const found = predicate(value);
    const conditions = found === undefined ? [] : partedAt(found.expression, '&&');
    const checks = conditions.map((condition) => checkOf(condition, found?.answer ?? '', scope));
    if (checks.length === 0 || checks.includes(undefined)) unread += 1;
    for (const check of checks) {
      if (check === undefined) continue;
      assertions.push('json' in check ? jsonAssertion(ids.id(), key, true, check.json) : responseAssertion(ids.id(), key, true, check.response));
    }
  }
  return { assertions, unread };
}
