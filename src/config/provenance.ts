import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { ApplicationConfig } from './application-config.js';
import { isTree, kebabCase } from './key-names.js';
import type { LoadOptions } from './load-application-yml.js';
import { fromSpring } from './spring-keys.js';

type Tree = Record<string, unknown>;

/** One key in force: where its value comes from, as a person would look for it. */
export interface Setting { readonly path: string; readonly value: unknown; readonly source: string; readonly isDefault: boolean }

const SHIPPED = fileURLToPath(new URL('../../config', import.meta.url));
const FOLDERS = ['config', '/home/octoperf/config'];
const PLACEHOLDER = /\$\{([A-Za-z0-9_]+)/g;
const DEFAULT = 'default';

/** The files that are read beside the shipped ones, in the order in which later ones win. */
export function configurationFiles({ runMode, folders = FOLDERS }: Pick<LoadOptions, 'runMode' | 'folders'>): string[] {
  const names = runMode === 'bridge' ? ['application.yml'] : ['application.yml', 'application-local.yml'];
  return folders.map((name) => resolve(name)).filter((folder) => folder !== SHIPPED).flatMap((folder) => names.map((name) => join(folder, name))).filter((file) => existsSync(file));
}

/** Every key of a configuration that was loaded with these options, with the place that has the last word on it. */
export function settingsOf(config: ApplicationConfig, options: LoadOptions): Setting[] {
  const environment = options.environment ?? process.env;
  const defaults = flat(treeOf(join(SHIPPED, 'application.yml')));
  const local = options.runMode === 'bridge' ? new Map<string, unknown>() : flat(treeOf(join(SHIPPED, 'application-local.yml')));
  const files = configurationFiles(options).map((file) => ({ file, keys: flat(fromSpring(treeOf(file)).tree) }));
  const { runMode: _mode, ...groups } = config;
  return [...valuesOf(groups, defaults)].map(([path, value]) => {
    const variable = `OCTOPERF_${path.toUpperCase().replaceAll('.', '__').replaceAll('-', '_')}`;
    const setting = (source: string): Setting => ({ path, value, source, isDefault: source === DEFAULT });
    if (environment[variable] !== undefined) return setting(`environment ${variable}`);
    // Keys below octoperf.endpoints come as one variable.
    if (path.startsWith('octoperf.endpoints.') && environment['OCTOPERF_OCTOPERF__ENDPOINTS'] !== undefined) return setting('environment OCTOPERF_OCTOPERF__ENDPOINTS');
    const last = files.findLast(({ keys }) => keys.has(path));
    const raw = last?.keys.get(path) ?? local.get(path) ?? defaults.get(path);
    const filledBy = typeof raw === 'string' ? [...raw.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter((name) => environment[name] !== undefined) : [];
    const place = last?.file ?? (local.has(path) ? 'default of this way to run' : DEFAULT);
    return setting(filledBy.length === 0 ? place : `environment ${filledBy.join(', ')}${place === DEFAULT ? '' : ` through ${place}`}`);
  });
}

function treeOf(file: string): Tree {
  const tree: unknown = parse(readFileSync(file, 'utf8'));
  return isTree(tree) ? tree : {};
}

/** `dotted.path` to value; lists are values. */
function flat(tree: Tree, prefix = '', into = new Map<string, unknown>()): Map<string, unknown> {
  for (const [key, value] of Object.entries(tree)) {
    if (isTree(value) && Object.keys(value).length > 0) flat(value, `${prefix}${key}.`, into);
    else into.set(prefix + key, value);
  }
  return into;
}

/** What the classes hold, by the names of the file; keys without a value are those that are derived. */
function valuesOf(groups: object, defaults: ReadonlyMap<string, unknown>): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const visit = (node: object, prefix: string): void => {
    for (const [key, value] of Object.entries(node) as [string, unknown][]) {
      const path = prefix + (prefix === 'octoperf.endpoints.' ? key : kebabCase(key));
      if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0) visit(value, `${path}.`);
      else if (defaults.has(path) || path.startsWith('octoperf.endpoints.')) found.set(path, value);
    }
  };
  visit(groups, '');
  for (const path of defaults.keys()) if (!found.has(path) && path !== 'octoperf.endpoints') found.set(path, '');
  return found;
}
