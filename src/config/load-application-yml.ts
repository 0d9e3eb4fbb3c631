import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, YAMLParseError } from 'yaml';
import { ApplicationConfig, type RunMode } from './application-config.js';
import { ConfigurationError } from './configuration-error.js';
import { camelCaseKeys, isTree, kebabCase, mergeTrees, nearestOf, pathsOf } from './key-names.js';
import { redacted } from './redacted.js';
import { fromSpring, javaOptionsNotice } from './spring-keys.js';

type Tree = Record<string, unknown>;
type Environment = Readonly<Record<string, string | undefined>>;

const PLACEHOLDER = /\$\{([A-Za-z0-9_]+)(?::([^}]*))?\}/g;
const WHOLE_PLACEHOLDER = /^\$\{[A-Za-z0-9_]+(?::[^}]*)?\}$/;
const OVERRIDE = /^OCTOPERF_([A-Z0-9]+(?:__[A-Z0-9_]+)+)$/;
/** Secrets from the environment are taken letter by letter: read as YAML, `0042` would be 42 and `a: b` a group of keys. */
const VERBATIM = /(^|[.-])secret$/;
/** Shipped beside the code: src/config and dist/config are both two levels below the package. */
const SHIPPED = fileURLToPath(new URL('../../config', import.meta.url));

export interface LoadOptions {
  readonly runMode: RunMode;
  readonly environment?: Environment;
  /** Searched in this order, later ones win; default `./config`, `/home/octoperf/config`. */
  readonly folders?: readonly string[];
}

/**
 * Reads the shipped defaults, then application.yml of each folder, then (with the embedded backend) application-local.yml,
 * then the environment. Throws ConfigurationError naming every bad key.
 */
export function loadApplicationYml({ runMode, environment = process.env, folders = ['config', '/home/octoperf/config'] }: LoadOptions): ApplicationConfig {
  const defaults = readTree(join(SHIPPED, 'application.yml'), environment);
  const layers: Tree[] = [];
  const notices: string[] = [];
  if (runMode !== 'bridge') layers.push(readTree(join(SHIPPED, 'application-local.yml'), environment));
  for (const folder of folders.map((name) => resolve(name)).filter((folder) => folder !== SHIPPED)) {
    for (const name of runMode === 'bridge' ? ['application.yml'] : ['application.yml', 'application-local.yml']) {
      const file = join(folder, name);
      if (!existsSync(file)) continue;
      const { tree, ignored } = fromSpring(readTree(file, environment));
      layers.push(tree);
      if (ignored.length > 0) notices.push(`${file}: ${ignored.join(', ')} ${ignored.length === 1 ? 'belongs' : 'belong'} to the framework of the Java image and ${ignored.length === 1 ? 'has' : 'have'} no effect here.`);
    }
  }
  layers.push(overridesFrom(environment, pathsOf(defaults)));
  const merged = layers.reduce(mergeTrees, defaults);
  refuseUnknownKeys(merged, defaults);
  const config = validated(merged, runMode);
  config.notices = [...notices, ...[javaOptionsNotice(environment['JAVA_OPTS'])].filter((notice) => notice !== undefined)];
  return config;
}

function readTree(file: string, environment: Environment): Tree {
  try {
    const tree: unknown = parse(readFileSync(file, 'utf8')) ?? {};
    if (!isTree(tree)) throw new ConfigurationError([`${file}: expected keys and values, found ${Array.isArray(tree) ? 'a list' : typeof tree}`]);
    return fillPlaceholders(tree, environment) as Tree;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new ConfigurationError([`${file}: ${error.message}`]);
    throw error;
  }
}

function fillPlaceholders(value: unknown, environment: Environment, itsKey = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => fillPlaceholders(item, environment));
  if (isTree(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillPlaceholders(inner, environment, key)]));
  if (typeof value !== 'string') return value;
  const filled = value.replace(PLACEHOLDER, (_, name: string, fallback?: string) => environment[name] ?? fallback ?? '');
  return WHOLE_PLACEHOLDER.test(value) && !VERBATIM.test(itsKey) ? scalar(filled) : filled;
}

/** A value given as text, read as YAML would read it: `8091` is a number, `true` a boolean, `[a, b]` a list. */
function scalar(text: string): unknown {
  try {
    return (parse(text) as unknown) ?? '';
  } catch {
    return text;
  }
}

function overridesFrom(environment: Environment, known: readonly string[]): Tree {
  const byVariable = new Map(known.map((path) => [`OCTOPERF_${path.toUpperCase().replaceAll('.', '__').replaceAll('-', '_')}`, path]));
  const complaints: string[] = [];
  let tree: Tree = {};
  for (const [variable, text] of Object.entries(environment)) {
    if (text === undefined || !OVERRIDE.test(variable)) continue;
    const path = byVariable.get(variable);
    if (path === undefined) complaints.push(`${variable}: no such key; the nearest is ${nearestOf(variable, [...byVariable.keys()]) ?? 'none'}`);
    else tree = mergeTrees(tree, path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), VERBATIM.test(path) ? text : scalar(text)) as Tree);
  }
  if (complaints.length > 0) throw new ConfigurationError(complaints);
  return tree;
}

function refuseUnknownKeys(tree: Tree, defaults: Tree): void {
  const known = pathsOf(defaults);
  const unknown = pathsOf(tree).filter((path) => !known.includes(path) && !path.startsWith('octoperf.endpoints.'));
  if (unknown.length > 0) throw new ConfigurationError(unknown.map((path) => `${path}: no such key; the nearest is ${nearestOf(path, known) ?? 'none'}`));
}

function validated(tree: Tree, runMode: RunMode): ApplicationConfig {
  const config = plainToInstance(ApplicationConfig, camelCaseKeys(withoutEmpty(tree)));
  config.runMode = runMode;
  const complaints = validateSync(config, { whitelist: false, forbidUnknownValues: true }).flatMap((error) => complaintsOf(error, ''));
  if (runMode === 'bridge' && config.server.hostname === undefined) complaints.push('server.hostname: is required: the public host name through which clients reach this server and OctoPerf');
  if (config.octoperf.token === 'exchange' && config.octoperf.exchange.clientId === undefined) complaints.push('octoperf.exchange.client-id: is required where octoperf.token is exchange: the client that this server is at the identity provider');
  if (complaints.length > 0) throw new ConfigurationError(complaints);
  return config;
}

/** An empty text means "not set": the class then sees an absent value. */
function withoutEmpty(value: unknown): unknown {
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== '' && inner !== null).map(([key, inner]) => [key, withoutEmpty(inner)]));
}

function complaintsOf(error: ValidationError, prefix: string): string[] {
  const path = prefix + kebabCase(error.property);
  const own = Object.values(error.constraints ?? {}).map((reason) => `${path}: ${reason} (found ${JSON.stringify(redacted(path, error.value))})`);
  return [...own, ...(error.children ?? []).flatMap((child) => complaintsOf(child, `${path}.`))];
}
