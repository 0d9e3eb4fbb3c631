import { createHash, getHashes } from 'node:crypto';
import { escapedHtml, unescapedHtml } from '../html-text.js';
import { NotEvaluated } from '../expression/value.js';
import { decodeForm, encodeForm } from '../form-text.js';
import { kept, LONGEST_TEXT, plain, type FunctionFactory } from './function.js';

/** Names of digests as Java writes them, by node's. */
const DIGESTS: ReadonlySet<string> = new Set(getHashes());

/** Functions that turn one text into another (JMeter user manual, functions; `__base64…` of the custom functions plugin). */
export const TEXT_FUNCTIONS: readonly (readonly [string, FunctionFactory])[] = [
  ['__urlencode', plain(([text = '']) => encodeForm(text))],
  ['__urldecode', plain(([text = '']) => decodeForm(text))],
  ['__escapeHtml', plain(([text = '']) => escapedHtml(text))],
  ['__unescapeHtml', plain(([text = '']) => unescapedHtml(text))],
  ['__escapeXml', plain(([text = '']) => escapedHtml(text).replaceAll("'", '&apos;'))],
  ['__unescape', plain(([text = '']) => unescapedJava(text))],
  ['__escapeOroRegexpChars', plain(([text = '', variable = ''], target) => kept(text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`), variable, target))],
  ['__char', plain((codes) => codes.map(characterOf).join(''))],
  ['__base64Encode', plain(([text = '', variable = ''], target) => kept(Buffer.from(text).toString('base64'), variable, target))],
  ['__base64Decode', plain(([text = '', variable = ''], target) => kept(Buffer.from(text, 'base64').toString(), variable, target))],
  ['__digest', plain(([algorithm = '', text = '', salt = '', upper = '', variable = ''], target) => kept(digest(algorithm, text + salt, upper), variable, target))],
  ['__changeCase', plain(([text = '', mode = '', variable = ''], target) => kept(changedCase(text, mode), variable, target))],
  ['__split', plain(([text = '', variable = '', delimiter = ','], target) => {
    const parts = text.split(delimiter === '' ? ',' : delimiter).slice(0, 10_000);
    parts.forEach((part, at) => { target.setVariable(`${variable}_${at + 1}`, part === '' ? '?' : part); });
    target.setVariable(`${variable}_n`, String(parts.length));
    return kept(text, variable, target);
  })],
];

function digest(algorithm: string, text: string, upper: string): string {
  const name = algorithm.replace(/^SHA-?/i, 'sha').toLowerCase();
  if (!DIGESTS.has(name)) throw new NotEvaluated(`the digest ${JSON.stringify(algorithm.slice(0, 20))}`);
  const hex = createHash(name).update(text).digest('hex');
  return upper.toLowerCase() === 'true' ? hex.toUpperCase() : hex;
}

/** UPPER (also when nothing is said), LOWER or CAPITALIZE; any other mode leaves the text as it is. */
function changedCase(text: string, mode: string): string {
  switch (mode.toUpperCase()) {
    case '': case 'UPPER': return text.toUpperCase();
    case 'LOWER': return text.toLowerCase();
    case 'CAPITALIZE': return text.charAt(0).toUpperCase() + text.slice(1);
    default: return text;
  }
}

function characterOf(code: string): string {
  const value = /^0x/i.test(code) ? Number.parseInt(code.slice(2), 16) : Number.parseInt(code, 10);
  return Number.isInteger(value) && value >= 0 && value <= 0x10ffff ? String.fromCodePoint(value) : code;
}

const JAVA: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

function unescapedJava(text: string): string {
  return text.slice(0, LONGEST_TEXT).replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_found, hex: string | undefined, letter: string | undefined) => (
    hex === undefined ? (Object.hasOwn(JAVA, letter ?? '') ? (JAVA[letter ?? ''] ?? '') : (letter ?? '')) : String.fromCharCode(Number.parseInt(hex, 16))));
}
