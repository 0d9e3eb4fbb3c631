import type { IdSource } from '../import-result.js';
import { reads } from '../javascript/statements.js';
import { Lines } from '../javascript/lines.js';
import { k6ModuleOf, type K6Module, type ScriptFunction } from './module.js';
import { readBinding } from './read-binding.js';
import { K6Scope } from './script-scope.js';

/** A file of the upload with what its own level declares. */
export interface LoadedModule {
  readonly filename: string;
  readonly module: K6Module;
  readonly scope: K6Scope;
  readonly lines: Lines;
  /** Functions taken from other files, by their name here. */
  readonly links: Map<string, { readonly from: LoadedModule; readonly name: string }>;
}

/** Where a relative import leads among the uploaded paths; undefined where that file is missing. */
function targetPath(path: string, from: string, files: ReadonlyMap<string, string>): string | undefined {
  const folder = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') folder.pop();
    else if (part !== '.' && part !== '') folder.push(part);
  }
  const target = folder.join('/');
  return [target, `${target}.js`, `${target}.ts`, `${target}/index.js`, target.split('/').at(-1) ?? ''].find((candidate) => files.has(candidate));
}

/** The files of a k6 test, read by their imports. What an import of a missing file would bring is unknown. */
export class K6Program {
  private readonly loaded = new Map<string, LoadedModule>();
  /** Values of `__ENV` names: '' where the script gives no default. */
  readonly environment = new Map<string, string>();
  readonly missing = new Set<string>();
  readonly opened = new Set<string>();

  constructor(private readonly files: ReadonlyMap<string, string>, private readonly ids: IdSource) {}

  load(filename: string): LoadedModule {
    const known = this.loaded.get(filename);
    if (known !== undefined) return known;
    const source = this.files.get(filename) ?? '';
    const module = k6ModuleOf(source);
    const made: LoadedModule = { filename, module, scope: new K6Scope(this.ids, this.environment), lines: new Lines(source), links: new Map() };
    this.loaded.set(filename, made);
    this.link(made);
    for (const statement of module.statements) readBinding(statement, made, this.ids);
    this.noteOpened(made);
    return made;
  }

  private link(into: LoadedModule): void {
    for (const { local, original, path } of into.module.relative) {
      const target = targetPath(path, into.filename, this.files);
      if (target === undefined) { this.missing.add(path); continue; }
      const from = this.load(target);
      const binding = from.scope.binding(original);
      if (from.module.functions.has(original)) into.links.set(local, { from, name: original });
      else if (binding !== undefined) into.scope.bind(local, binding);
    }
  }

  /** Files a script opens: `open('./users.csv')`. */
  private noteOpened({ module }: LoadedModule): void {
    for (const statement of module.statements) {
      statement.forEach((_token, at) => {
        if (reads(statement, at, 'open (') && statement[at + 2]?.value !== undefined) this.opened.add(statement[at + 2]?.value ?? '');
      });
    }
  }
}

/** The function a name calls in a file, with the file it is written in. */
export function functionNamed(name: string, loaded: LoadedModule): { run: ScriptFunction; from: LoadedModule } | undefined {
  const own = loaded.module.functions.get(name);
  if (own !== undefined) return { run: own, from: loaded };
  const link = loaded.links.get(name);
  const run = link?.from.module.functions.get(link.name);
  return link === undefined || run === undefined ? undefined : { run, from: link.from };
}
