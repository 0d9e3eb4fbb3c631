import type { XmlElement } from '../../../jmx/xml-element.js';
import { childrenOf, descendants } from '../../xml-document.js';
import type { NeoloadServer, NeoloadVariable, VariableReach } from '../model.js';
import { descriptionOf, isTrue, nameOf, textOf, wholeOf } from './attributes.js';

/** `range` of a variable: 1 global, 2 local, 4 unique (public writer of the vendor). */
const REACHES: ReadonlyMap<number, VariableReach> = new Map([[1, 'GLOBAL'], [2, 'LOCAL'], [4, 'UNIQUE']]);
const reachOf = (variable: XmlElement): VariableReach => REACHES.get(wholeOf(variable, 'range', 1)) ?? 'GLOBAL';
/** `policy` 5: a new value with each iteration (same writer). */
const EACH_ITERATION = 5;

function endOf(variable: XmlElement): 'CYCLE' | 'STOP' | 'NO_VALUE' {
  const word = textOf(variable, 'whenOutOfValues', 'CYCLE_VALUES');
  return word === 'STOP_TEST' ? 'STOP' : word === 'DEFAULT_VALUE' ? 'NO_VALUE' : 'CYCLE';
}

/** Columns in the order of their numbers. */
const columnsOf = (variable: XmlElement): string[] => [...childrenOf(variable, 'column')].sort((one, other) => wholeOf(one, 'number', 0) - wholeOf(other, 'number', 0)).map((column) => textOf(column, 'name', 'column'));

function variableOf(variable: XmlElement): NeoloadVariable | undefined {
  const own = { name: nameOf(variable), description: descriptionOf(variable) };
  switch (variable.tag) {
    case 'variable-constant': return { ...own, is: 'CONSTANT', value: textOf(variable, 'constantValue') };
    case 'variable-file': return { ...own, is: 'FILE', path: textOf(variable, 'filename'), columns: columnsOf(variable), firstLineIsHeader: isTrue(variable, 'useFirstLine'), startLine: wholeOf(variable, 'offset', 1), delimiter: textOf(variable, 'delimiters', ','), scope: reachOf(variable), random: wholeOf(variable, 'order', 1) !== 1, atEnd: endOf(variable) };
    case 'variable-counter': return { ...own, is: 'COUNTER', start: wholeOf(variable, 'starting', 0), end: wholeOf(variable, 'max', Number.MAX_SAFE_INTEGER), increment: wholeOf(variable, 'inc', 1), scope: reachOf(variable), eachIteration: wholeOf(variable, 'policy', EACH_ITERATION) === EACH_ITERATION };
    case 'variable-random-number': return { ...own, is: 'RANDOM_NUMBER', min: wholeOf(variable, 'min-value', 0), max: wholeOf(variable, 'max-value', 0) };
    default: return otherVariable(variable, own);
  }
}

/** Kinds whose name alone is public: a list keeps its rows as a Java object, a password under a key, the rest is computed. */
function otherVariable(variable: XmlElement, own: { name: string; description: string }): NeoloadVariable | undefined {
  const kind = /^variable-([a-z-]{1,60})$/.exec(variable.tag)?.[1];
  if (kind === undefined || kind === 'extractor' || kind.startsWith('extractor-') || kind.startsWith('modifier')) return undefined;
  if (/password|secret/.test(kind)) return { ...own, is: 'PASSWORD' };
  if (/list/.test(kind)) return { ...own, is: 'SERIALIZED', columns: columnsOf(variable) };
  if (/sql/.test(kind)) return { ...own, is: 'SQL', database: textOf(variable, 'connectionURL'), query: textOf(variable, 'query') };
  if (/queue/.test(kind)) return { ...own, is: 'QUEUE', size: wholeOf(variable, 'size', 10_000), pollTimeoutMs: wholeOf(variable, 'pollTimeout', 5000) };
  const replacement = /uuid/.test(kind) ? '${__UUID()}' : /string/.test(kind) ? '${__RandomString(10,abcdefghijklmnopqrstuvwxyz)}' : '';
  return { ...own, is: 'GENERATED', source: kind.replaceAll('-', ' '), replacement, script: '' };
}

/** Variables of the repository; each stands under its name once. */
export const readVariables = (elements: readonly XmlElement[]): NeoloadVariable[] => elements.flatMap((element) => variableOf(element) ?? []);

/** `http-server` elements with their credentials; the password is encrypted with a key of the installation. */
export function readServers(elements: readonly XmlElement[]): NeoloadServer[] {
  return elements.filter(({ tag }) => tag === 'http-server').map((server) => {
    const [authorization] = descendants(server, 'authorization');
    const https = isTrue(server, 'ssl');
    const credentials = authorization === undefined ? undefined : { scheme: textOf(authorization, 'scheme', 'Basic'), user: textOf(authorization, 'userName'), domain: textOf(authorization, 'domain'), password: '' };
    return { id: textOf(server, 'uid', nameOf(server)), host: textOf(server, 'hostname', nameOf(server)), port: textOf(server, 'port', https ? '443' : '80'), https, credentials };
  });
}
