import { argumentsAt, functionBody, partedAt, reads, statementsOf } from '../../javascript/statements.js';
import { tokensOf, type Token } from '../../javascript/tokens.js';
import { readCheck, readComparison, type ReadCheck } from './read-check.js';
import { memberStep, ScriptScope } from './script-scope.js';

/** One thing a script does that the platform can do without running it. */
export type ReadStep =
  | { readonly kind: 'check'; readonly name: string; readonly enabled: boolean; readonly check: ReadCheck }
  | { readonly kind: 'json-extractor'; readonly variable: string; readonly path: string }
  | { readonly kind: 'header-extractor'; readonly variable: string; readonly header: string };

/** What was understood of a script; `unread` counts statements that were not. Nothing of it was run. */
export interface ScriptReading {
  readonly source: string;
  readonly steps: readonly ReadStep[];
  /** Variables a script before the request sets to a text that is always the same. */
  readonly constants: readonly { readonly name: string; readonly value: string }[];
  /** Variables it sets in any other way. */
  readonly assigned: readonly string[];
  readonly unread: number;
}

/** Largest script read for its meaning; a larger one is only kept. */
const LONGEST = 500_000;
/** Deepest test inside a test. */
const TESTS_DEEPEST = 5;
const SETTERS = [
  ...['environment', 'collectionVariables', 'globals', 'variables'].map((scope) => `pm . ${scope} . set (`),
  'postman . setEnvironmentVariable (', 'postman . setGlobalVariable (',
];

class ScriptReader {
  readonly steps: ReadStep[] = [];
  readonly constants: { name: string; value: string }[] = [];
  readonly assigned: string[] = [];
  unread = 0;
  private depth = 0;

  constructor(private readonly beforeRequest: boolean) {}

  block(tokens: readonly Token[], scope: ScriptScope, test: { name: string; enabled: boolean } | undefined): void {
    for (const statement of statementsOf(tokens)) {
      if (this.understood(statement, scope, test)) continue;
      this.unread += 1;
      this.noteAssignments(statement, scope);
      // What stands behind a way out may never be reached.
      if (statement.some(({ kind, text }) => kind === 'word' && (text === 'return' || text === 'throw'))) return;
    }
  }

  private understood(statement: readonly Token[], scope: ScriptScope, test: { name: string; enabled: boolean } | undefined): boolean {
    if (statement[0]?.kind === 'string' && statement.length === 1) return true;
    if (reads(statement, 0, 'pm . test')) return this.test(statement, scope);
    if (this.set(statement, scope)) return true;
    if (this.beforeRequest) return declared(statement, scope);
    if (reads(statement, 0, 'tests [')) return this.oldTest(statement, scope);
    const check = readCheck(statement, scope);
    if (check === undefined) return declared(statement, scope);
    this.steps.push({ kind: 'check', name: test?.name ?? 'Check of the script', enabled: test?.enabled ?? true, check });
    return true;
  }

  /** `pm.test("name", function () { … })`, and `pm.test.skip`, whose checks come out disabled. */
  private test(statement: readonly Token[], scope: ScriptScope): boolean {
    if (this.depth > TESTS_DEEPEST) return false;
    const skipped = reads(statement, 3, '. skip (');
    const open = skipped ? 5 : 3;
    if (this.beforeRequest || statement[open]?.text !== '(') return false;
    const { given, end } = argumentsAt(statement, open);
    const body = functionBody(given[1] ?? []);
    if (body === undefined || given.length !== 2 || end !== statement.length) return false;
    const before = this.unread;
    this.depth += 1;
    this.block(body.body, scope.inner(), { name: scope.text(given[0] ?? []) ?? 'Test', enabled: !skipped });
    this.depth -= 1;
    // Its unread statements are counted as one: the test as a whole stays in the script.
    if (this.unread > before) this.unread = before + 1;
    return true;
  }

  /** `tests["name"] = responseCode.code === 200` of the older scripts. */
  private oldTest(statement: readonly Token[], scope: ScriptScope): boolean {
    const { given, end } = argumentsAt(statement, 1);
    const check = statement[end]?.text === '=' ? readComparison(statement.slice(end + 1), scope) : undefined;
    if (check === undefined) return false;
    this.steps.push({ kind: 'check', name: scope.text(given[0] ?? []) ?? 'Test', enabled: true, check });
    return true;
  }

  private set(statement: readonly Token[], scope: ScriptScope): boolean {
    const setter = SETTERS.find((pattern) => reads(statement, 0, pattern));
    if (setter === undefined) return false;
    const { given, end } = argumentsAt(statement, setter.split(' ').length - 1);
    const variable = scope.text(given[0] ?? []);
    const [, value] = given;
    if (variable === undefined || variable === '' || value === undefined || end !== statement.length) return false;
    const text = scope.text(value);
    if (this.beforeRequest && text !== undefined) this.constants.push({ name: variable, value: text });
    return this.beforeRequest ? text !== undefined : this.extracted(variable, value, scope);
  }

  private extracted(variable: string, value: readonly Token[], scope: ScriptScope): boolean {
    const path = scope.path(value);
    const header = headerRead(value, scope);
    if (path !== undefined) this.steps.push({ kind: 'json-extractor', variable, path });
    else if (header !== undefined) this.steps.push({ kind: 'header-extractor', variable, header });
    else return false;
    this.assigned.push(variable);
    return true;
  }

  /** Names that a statement nobody understood sets somewhere inside: they are no constants. */
  private noteAssignments(statement: readonly Token[], scope: ScriptScope): void {
    for (let at = 0; at < statement.length; at += 1) {
      const setter = SETTERS.find((pattern) => reads(statement, at, pattern));
      if (setter === undefined) continue;
      const name = statement[at + setter.split(' ').length];
      const text = name === undefined ? undefined : scope.text([name]);
      if (text !== undefined) this.assigned.push(text);
    }
  }
}

/** `pm.response.headers.get("X")`, `responseHeaders["X"]`, `postman.getResponseHeader("X")`. */
function headerRead(tokens: readonly Token[], scope: ScriptScope): string | undefined {
  const pattern = ['pm . response . headers . get (', 'postman . getResponseHeader (', 'responseHeaders ['].find((candidate) => reads(tokens, 0, candidate));
  if (pattern === undefined) return undefined;
  const { given, end } = argumentsAt(tokens, pattern.split(' ').length - 1);
  return end === tokens.length && given.length === 1 ? scope.text(given[0] ?? []) : undefined;
}

/** `const data = pm.response.json()`, `let { id } = data`, `var name = "text"`: learnt, nothing else happens. */
function declared(statement: readonly Token[], scope: ScriptScope): boolean {
  if (!['const', 'let', 'var'].includes(statement[0]?.text ?? '')) return false;
  return partedAt(statement.slice(1), ',').every((declaration) => learnt(declaration, scope));
}

function learnt(declaration: readonly Token[], scope: ScriptScope): boolean {
  const [target] = declaration;
  if (target?.kind === 'word' && declaration.length === 1) { scope.forget(target.text); return true; }
  if (target?.text === '{') return destructured(declaration, scope);
  if (target?.kind !== 'word' || declaration[1]?.text !== '=') return false;
  const value = declaration.slice(2);
  scope.forget(target.text);
  const path = scope.path(value);
  const text = path === undefined ? scope.text(value) : undefined;
  if (path !== undefined) scope.setPath(target.text, path);
  if (text !== undefined) scope.setText(target.text, text);
  return path !== undefined || text !== undefined;
}

function destructured(declaration: readonly Token[], scope: ScriptScope): boolean {
  const { given, end } = argumentsAt(declaration, 0);
  const base = declaration[end]?.text === '=' ? scope.path(declaration.slice(end + 1)) : undefined;
  const names = given.map((piece) => (piece.length === 1 && piece[0]?.kind === 'word' ? piece[0].text : undefined));
  if (base === undefined || names.includes(undefined)) return false;
  for (const name of names) if (name !== undefined) scope.setPath(name, base + memberStep(name));
  return true;
}

/** Reads a script of a collection; `beforeRequest` tells a pre-request script from a test. Nothing is evaluated. */
export function readScript(source: string, beforeRequest: boolean): ScriptReading {
  if (source.length > LONGEST) return { source, steps: [], constants: [], assigned: [], unread: 1 };
  const reader = new ScriptReader(beforeRequest);
  reader.block(tokensOf(source), new ScriptScope(), undefined);
  const { steps, constants, assigned, unread } = reader;
  return { source, steps, constants, assigned, unread };
}
