import { headerExtractor } from '../design-nodes.js';
import type { IdSource } from '../import-result.js';
import { argumentsAt, reads } from '../javascript/statements.js';
import { entriesOf, staticTextOrJson } from '../javascript/static-json.js';
import { staticText } from '../javascript/static-text.js';
import type { Token } from '../javascript/tokens.js';
import { answerPath } from './read-checks.js';
import type { Binding, K6Scope } from './script-scope.js';

interface Place { readonly scope: K6Scope }
const DECLARES: ReadonlySet<string> = new Set(['const', 'let', 'var']);

/** A statement that gives a name a value: `const x = …`, `export let x = …`, `x = …`. */
export function assignmentOf(statement: readonly Token[]): { name: string; value: readonly Token[]; declares: boolean } | undefined {
  let at = statement[0]?.text === 'export' ? 1 : 0;
  const declares = DECLARES.has(statement[at]?.text ?? '');
  if (declares) at += 1;
  const name = statement[at];
  if (name?.kind !== 'word' || statement[at + 1]?.text !== '=') return undefined;
  return { name: name.text, value: statement.slice(at + 2), declares };
}

/** `__ENV.NAME || 'default'`, with `??` too. */
function environmentText(tokens: readonly Token[], scope: K6Scope): string | undefined {
  if (!reads(tokens, 0, '__ENV . ?') || !['||', '??'].includes(tokens[3]?.text ?? '')) return undefined;
  const fallback = staticText(tokens.slice(4), scope.text);
  return fallback === undefined ? undefined : scope.environmentVariable(tokens[2]?.text ?? '', fallback);
}

/** A header of an answer, `res.headers['X-Id']` or `res.headers.Location`: an extractor on its request. */
function headerText(tokens: readonly Token[], name: string, scope: K6Scope, ids: IdSource): string | undefined {
  const [first] = tokens;
  const binding = first?.kind === 'word' ? scope.binding(first.text) : undefined;
  if (binding?.kind !== 'answer' || binding.path !== undefined || !reads(tokens, 1, '. headers')) return undefined;
  const bracket = tokens[3]?.text === '[' ? argumentsAt(tokens, 3) : undefined;
  const header = bracket === undefined ? (tokens.length === 5 ? tokens[4]?.text : undefined) : bracket.end === tokens.length ? staticText(bracket.given[0] ?? [], scope.text) : undefined;
  if (header === undefined) return undefined;
  binding.node.children = [...(binding.node.children ?? []), headerExtractor(ids.id(), name, header)];
  return `\${${name}}`;
}

/** `res.json().a` and `JSON.parse(res.body)` of a request read before. */
function answerBinding(tokens: readonly Token[], scope: K6Scope): Binding | undefined {
  const isParse = reads(tokens, 0, 'JSON . parse ( ? . body )') && tokens.length === 8;
  const name = isParse ? tokens[4]?.text : tokens[0]?.text;
  const binding = name === undefined ? undefined : scope.binding(name);
  if (binding?.kind !== 'answer' || binding.path !== undefined || name === undefined) return undefined;
  const path = isParse ? '$' : answerPath(tokens, name, scope);
  return path === undefined ? undefined : { kind: 'answer', node: binding.node, path };
}

/** What the value of a name stands for; undefined where it takes running the script to know. */
function bindingOf(name: string, value: readonly Token[], scope: K6Scope, ids: IdSource): Binding | undefined {
  const answer = answerBinding(value, scope);
  if (answer !== undefined) return answer;
  const text = environmentText(value, scope) ?? headerText(value, name, scope, ids) ?? staticTextOrJson(value, scope);
  if (text !== undefined) return { kind: 'text', text };
  return entriesOf(value) !== undefined || value[0]?.text === '[' ? { kind: 'tokens', tokens: value } : undefined;
}

/** Learns a name from a statement. Returns whether the statement did nothing else and was understood. */
export function readBinding(statement: readonly Token[], { scope }: Place, ids: IdSource): boolean {
  const assignment = assignmentOf(statement);
  if (assignment === undefined) return false;
  const binding = bindingOf(assignment.name, assignment.value, scope, ids);
  if (assignment.declares) scope.bind(assignment.name, binding ?? { kind: 'unknown' });
  else scope.rebind(assignment.name, binding ?? { kind: 'unknown' });
  return binding !== undefined;
}

/** Names that a statement nobody understood may give another value: what they stood for is no longer known. */
export function forgetAssigned(statement: readonly Token[], scope: K6Scope): void {
  statement.forEach((token, at) => {
    const next = statement[at + 1];
    if (token.kind !== 'word' || next?.kind !== 'mark' || statement[at - 1]?.text === '.') return;
    if (/^(?:[-+*/%&|^?]{0,2}=|\+\+|--)$/.test(next.text) && next.text !== '==' && scope.binding(token.text) !== undefined) scope.rebind(token.text, { kind: 'unknown' });
  });
}
