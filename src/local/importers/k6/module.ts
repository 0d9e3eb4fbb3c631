import { argumentsAt, functionBody, reads, statementsOf } from '../javascript/statements.js';
import { tokensOf, type Token } from '../javascript/tokens.js';

/** A function of a script: names of its parameters and the tokens of its body. */
export interface ScriptFunction { readonly parameters: readonly string[]; readonly body: readonly Token[] }

/** `import { original as local } from './path'`. */
export interface RelativeName { readonly local: string; readonly original: string; readonly path: string }

/** A k6 script taken apart, not run. */
export interface K6Module {
  readonly source: string;
  /** What imported names are: `http`, `check`, `sleep`… by the name the script gives them. */
  readonly imported: ReadonlyMap<string, string>;
  /** Names taken from other files of the upload. */
  readonly relative: readonly RelativeName[];
  readonly functions: ReadonlyMap<string, ScriptFunction>;
  /** What every iteration runs: the default function, or the functions that scenarios name. */
  readonly entries: readonly { readonly name: string; readonly run: ScriptFunction }[];
  /** Statements outside functions, in order, to learn constants from. */
  readonly statements: readonly (readonly Token[])[];
  readonly hasOptions: boolean;
  /** `setup` and `teardown`, where there are any. */
  readonly lifecycle: readonly string[];
}

/** Names of k6's modules that are understood; `*` stands for the module itself. */
const MODULES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'k6/http': { '*': 'http' },
  'k6': { check: 'check', sleep: 'sleep', group: 'group' },
};
const UTILITIES: ReadonlySet<string> = new Set(['randomIntBetween', 'randomItem', 'randomString', 'uuidv4']);

/** `import http from 'k6/http'`, `import { check as c, sleep } from 'k6'`, `import * as http from 'k6/http'`, and `require`. */
function learnImport(statement: readonly Token[], imported: Map<string, string>, relative: RelativeName[]): void {
  const isImport = statement[0]?.text === 'import';
  const isRequire = statement.some((_, at) => reads(statement, at, '= require ('));
  if (!isImport && !isRequire) return;
  const module = statement.findLast((token) => token.value !== undefined)?.value ?? '';
  const known = Object.hasOwn(MODULES, module) ? MODULES[module] : undefined;
  const names = isImport ? statement.slice(1) : statement.slice(1, statement.findIndex((token) => token.text === '='));
  let braces = false;
  for (let at = 0; at < names.length; at += 1) {
    const token = names[at];
    if (token === undefined || token.text === 'from') break;
    if (token.text === '{' || token.text === '}') braces = token.text === '{';
    if (token.kind !== 'word' || token.text === 'as' || names[at + 1]?.text === 'as') continue;
    const original = names[at - 1]?.text === 'as' ? (names[at - 2]?.text ?? '') : token.text;
    const member = braces ? original : '*';
    const role = known !== undefined && Object.hasOwn(known, member) ? known[member] : UTILITIES.has(member) ? member : undefined;
    if (role !== undefined) imported.set(token.text, role);
    else if (module.startsWith('.')) relative.push({ local: token.text, original: braces ? original : 'default', path: module });
  }
}

/** The function a statement declares, with its name (`default` for the default export). */
function declaredFunction(statement: readonly Token[]): { name: string; run: ScriptFunction } | undefined {
  let at = 0;
  let isDefault = false;
  while (['export', 'default', 'async'].includes(statement[at]?.text ?? '')) {
    isDefault ||= statement[at]?.text === 'default';
    at += 1;
  }
  const isConstant = ['const', 'let', 'var'].includes(statement[at]?.text ?? '') && statement[at + 2]?.text === '=';
  const name = isConstant || statement[at]?.text === 'function' ? (statement[at + 1]?.kind === 'word' ? statement[at + 1]?.text ?? '' : '') : '';
  const value = isConstant ? statement.slice(at + 3) : statement.slice(at);
  const isFunction = value[0]?.text === 'function' || value[0]?.text === '(' || value[0]?.text === 'async' || value[1]?.text === '=>';
  const found = isFunction ? functionBody(value) : undefined;
  if (found === undefined || (!isDefault && name === '')) return undefined;
  return { name: isDefault ? 'default' : name, run: found };
}

/** Functions that `exec: 'name'` in the options names, in order. */
function executed(statement: readonly Token[]): string[] {
  return statement.flatMap((token, at) => (token.text === 'exec' && statement[at + 1]?.text === ':' && statement[at + 2]?.value !== undefined ? [statement[at + 2]?.value ?? ''] : []));
}

/** Takes a k6 script apart. Never throws; what is not understood is simply not in the result. */
export function k6ModuleOf(source: string): K6Module {
  const imported = new Map<string, string>();
  const relative: RelativeName[] = [];
  const functions = new Map<string, ScriptFunction>();
  const statements: Token[][] = [];
  let options: Token[] | undefined;
  let defaultName: string | undefined;
  for (const statement of statementsOf(tokensOf(source))) {
    learnImport(statement, imported, relative);
    const declared = declaredFunction(statement);
    if (declared !== undefined) functions.set(declared.name, declared.run);
    else if (reads(statement, 0, 'export default ?') && statement.length === 3) defaultName = statement[2]?.text;
    else if (reads(statement, 0, 'export ? options =')) options = statement;
    else statements.push(statement);
  }
  const named = [...new Set(options === undefined ? [] : executed(options))];
  const names = named.length > 0 ? named : [defaultName ?? 'default'];
  const entries = names.flatMap((name) => {
    const run = functions.get(name) ?? (name === 'default' ? functions.get(defaultName ?? '') : undefined);
    return run === undefined ? [] : [{ name, run }];
  });
  return { source, imported, relative, functions, entries, statements, hasOptions: options !== undefined, lifecycle: ['setup', 'teardown'].filter((name) => functions.has(name)) };
}

/** The call of an imported or declared function that a statement is: `name(…)`, awaited or not, and nothing else. */
export function callOf(statement: readonly Token[]): { name: string; member: string | undefined; given: Token[][] } | undefined {
  const start = statement[0]?.text === 'await' ? 1 : 0;
  const name = statement[start];
  const isMember = statement[start + 1]?.text === '.' && statement[start + 2]?.kind === 'word';
  const open = isMember ? start + 3 : start + 1;
  if (name?.kind !== 'word' || statement[open]?.text !== '(') return undefined;
  const { given, end } = argumentsAt(statement, open);
  return end === statement.length ? { name: name.text, member: isMember ? statement[start + 2]?.text : undefined, given } : undefined;
}
