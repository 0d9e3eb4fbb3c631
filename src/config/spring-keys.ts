import { isTree, mergeTrees } from './key-names.js';

type Tree = Record<string, unknown>;

/** What an operator's application.yml may hold for the framework of the Java image: it means nothing here. `server.ssl` is not among them: to ignore it would be to serve plain http. */
const SPRING = ['spring', 'management', 'logging.file', 'logging.pattern', 'logging.logback', 'server.compression', 'server.error', 'server.forward-headers-strategy', 'server.http2', 'server.max-http-request-header-size', 'server.netty', 'server.servlet', 'server.shutdown', 'server.tomcat', 'server.undertow'];
const LEVELS: Readonly<Record<string, string>> = { off: 'error', fatal: 'error', error: 'error', warn: 'warn', info: 'log', debug: 'debug', trace: 'verbose' };

/** A file of an operator as we read it, and what of it was left out. */
export interface OperatorFile { readonly tree: Tree; readonly ignored: readonly string[] }

/**
 * Reads a file that was written for the Java image: dotted keys are keys in keys, the levels of its logging become ours (`root` counts), and
 * what belongs to its framework alone is left out and named. Every other unknown key is refused later, as in a file of our own.
 */
export function fromSpring(file: Tree): OperatorFile {
  const ignored: string[] = [];
  const tree = without(withLevel(undotted(file), ignored), '', ignored);
  return { tree, ignored };
}

/** `{'server.public.port': 443}` as `{server: {public: {port: 443}}}`. */
function undotted(tree: Tree): Tree {
  return Object.entries(tree).reduce<Tree>((whole, [key, value]) => mergeTrees(whole, nestedIn(key.split('.'), value)), {});
}

const nestedIn = (path: readonly string[], value: unknown): Tree => path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), isTree(value) && path[0] !== 'octoperf' ? undotted(value) : value) as Tree;

function without(tree: Tree, prefix: string, ignored: string[]): Tree {
  const kept: Tree = {};
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix + key;
    if (SPRING.includes(path)) ignored.push(path);
    else kept[key] = isTree(value) ? without(value, `${path}.`, ignored) : value;
  }
  return kept;
}

/** Spring has a level for each Java package, by capital or small letters; we have one. */
function withLevel(tree: Tree, ignored: string[]): Tree {
  const { logging } = tree;
  if (!isTree(logging) || !('level' in logging)) return tree;
  const { level, ...rest } = logging;
  if (!isTree(level)) return tree;
  const { root, ...packages } = level;
  ignored.push(...Object.keys(packages).map((name) => `logging.level.${name}`));
  return { ...tree, logging: root === undefined ? rest : { ...rest, level: typeof root === 'string' ? (LEVELS[root.toLowerCase()] ?? root) : root } };
}

const HEAP = /(?:^|\s)-Xmx(\d+)([kmg]?)(?=\s|$)/i;
const MEGABYTES: Readonly<Record<string, number>> = { '': 1 / 1_048_576, k: 1 / 1024, m: 1, g: 1024 };

/** What to tell an operator whose environment still speaks to a Java machine; undefined where it does not. */
export function javaOptionsNotice(options: string | undefined): string | undefined {
  if (options === undefined || options.trim() === '') return undefined;
  const [, amount, unit = ''] = HEAP.exec(options) ?? [];
  const instead = amount === undefined ? 'NODE_OPTIONS (for instance --max-old-space-size=512) is what this server reads' : `the same heap is NODE_OPTIONS=--max-old-space-size=${Math.max(1, Math.round(Number(amount) * (MEGABYTES[unit.toLowerCase()] ?? 1)))}`;
  return `JAVA_OPTS is set and has no effect: there is no Java in this image; ${instead}.`;
}
