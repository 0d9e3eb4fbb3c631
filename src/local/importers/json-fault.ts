const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const WHITESPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const SCALAR_BYTE = /[A-Za-z0-9+.-]/;
/** An escape of which the file ends too early to tell. */
const CUT_ESCAPE = /^(?:u[0-9a-fA-F]{0,3})?$/;
const ESCAPE = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/;

/** Offset of the first byte that breaks the JSON grammar, and what is wrong there. */
export interface JsonFault { readonly offset: number; readonly problem: string }

/** Line and column (both from 1, the column in bytes) of an offset, for a sentence. */
export function placeOf(bytes: Buffer, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1 && at < offset; at = bytes.indexOf(0x0a, at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return `line ${line}, column ${offset - lineStart + 1}`;
}

function stringFault(bytes: Buffer, from: number, to: number): JsonFault | number {
  for (let at = from + 1; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return { offset: at, problem: 'a control character inside a string' };
    if (byte !== BACKSLASH) continue;
    const escape = ESCAPE.exec(bytes.toString('latin1', at + 1, Math.min(at + 6, to)));
    if (escape === null) return CUT_ESCAPE.test(bytes.toString('latin1', at + 1, Math.min(at + 8, to))) ? { offset: to, problem: 'the end of the file inside a string' } : { offset: at, problem: 'an unknown escape inside a string' };
    at += escape[0].length;
  }
  return { offset: to, problem: 'the end of the file inside a string' };
}

function scalarFault(bytes: Buffer, from: number, to: number): JsonFault | number {
  let end = from;
  while (end < to && SCALAR_BYTE.test(String.fromCharCode(bytes[end] ?? 0))) end += 1;
  if (end === from) return { offset: from, problem: `an unexpected ${JSON.stringify(bytes.toString('utf8', from, from + 1))}` };
  return SCALAR.test(bytes.toString('latin1', from, end)) ? end : { offset: from, problem: 'a word that is no JSON value' };
}

type Expectation = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'separator' | 'end';
const AFTER_OPEN = { '{': 'key-or-close', '[': 'value-or-close' } as const;
const WANTED: Readonly<Record<Expectation, string>> = {
  'value': 'a value is missing',
  'value-or-close': 'a value or "]" is missing',
  'key': 'a name in quotes is missing',
  'key-or-close': 'a name in quotes or "}" is missing',
  'colon': '":" is missing',
  'separator': '"," or the closing bracket is missing',
  'end': 'something follows the end of the JSON',
};

/**
 * Finds where the JSON between two offsets goes wrong; undefined where it does not. Slow and exact: only for a text that
 * `JSON.parse` has refused, because its messages differ between Node versions and often name no place.
 */
export function findJsonFault(bytes: Buffer, from = 0, to = bytes.length): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expectation = 'value';
  let at = from;
  const afterValue = (): Expectation => (open.length === 0 ? 'end' : 'separator');
  while (at < to) {
    const char = String.fromCharCode(bytes[at] ?? 0);
    if (WHITESPACE.has(bytes[at] ?? 0)) { at += 1; continue; }
    const closes = open.at(-1) === '{' ? '}' : ']';
    const mayClose = open.length > 0 && (expected === 'separator' || expected === 'key-or-close' || expected === 'value-or-close');
    if (mayClose && char === closes) { open.pop(); expected = afterValue(); at += 1; continue; }
    if (expected === 'separator' && char === ',') { expected = open.at(-1) === '{' ? 'key' : 'value'; at += 1; continue; }
    if (expected === 'colon' && char === ':') { expected = 'value'; at += 1; continue; }
    if (expected === 'colon' || expected === 'separator' || expected === 'end') return { offset: at, problem: WANTED[expected] };
    const isKey = expected === 'key' || expected === 'key-or-close';
    if (isKey && char !== '"') return { offset: at, problem: WANTED[expected] };
    if (char === '{' || char === '[') { open.push(char); expected = AFTER_OPEN[char]; at += 1; continue; }
    if (char === ']' || char === '}' || char === ',') return { offset: at, problem: WANTED[expected] };
    const next = char === '"' ? stringFault(bytes, at, to) : scalarFault(bytes, at, to);
    if (typeof next !== 'number') return next;
    expected = isKey ? 'colon' : afterValue();
    at = next;
  }
  return expected === 'end' ? undefined : { offset: to, problem: 'the end of the file came too early' };
}
