import { changes } from './looks-dynamic.js';
import type { Occurrence } from './occurrences.js';
import { literal, type Pattern } from './pattern.js';

/** How far a context is looked for before and after a value. */
const NEAR = 400;
const NAME = '[\\w$.:@-]{1,64}';
/** Characters that end a value in an address, in a page or in a script. */
const IN_ADDRESS = '&"\'<>\\s#;';
const IN_PATH = `/?${IN_ADDRESS}`;

interface Place { readonly before: string; readonly after: string; readonly next: string }

/**
 * Ways to find the value of one occurrence, the most telling first: by the name of a header, a cookie, a parameter, a key, a form
 * field, an element, a path. A context ends at the nearest delimiter and holds no other value that may change.
 */
export function patternsFor(occurrence: Occurrence): Pattern[] {
  const { source: { from, text }, at, form } = occurrence;
  const end = at + form.length;
  const place = { before: text.slice(Math.max(0, at - NEAR), at), after: text.slice(end, end + NEAR), next: text.charAt(end) };
  const named = from === 'HEADERS' ? headerPatterns(place) : inPage(place);
  return [...named, ...addressPatterns(place), ...pathPatterns(place), ...plainPatterns(place)].filter(({ key }) => !changes(key));
}

/** An attribute reads like an assignment, so it is looked at first. */
function inPage(place: Place): Pattern[] {
  const attribute = attributePatterns(place);
  return attribute.length > 0 ? attribute : [...keyPatterns(place), ...elementPatterns(place)];
}

/** Names of headers change their case between HTTP/1.1 and HTTP/2, so they match in any. */
function headerPatterns({ before }: Place): Pattern[] {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const cookie = new RegExp(`^set-cookie: ?(${NAME})=$`, 'i').exec(line)?.[1];
  if (cookie !== undefined) return [{ left: `Set-Cookie:\\s*${literal(cookie)}=`, stops: ';\\s', right: '', anyCase: true, key: cookie }];
  const header = new RegExp(`^(${NAME}): ?(Bearer |Token )?$`, 'i').exec(line);
  if (header?.[1] === undefined) return [];
  return [{ left: `${literal(header[1])}:\\s*${literal(header[2] ?? '')}`, stops: '\\s;,', right: '', anyCase: true, key: header[1] }];
}

/** `"key":"value"`, `key = 'value'`, `"key":123`, and the same inside a quoted text (`\"key\":\"value\"`). */
function keyPatterns({ before, next }: Place): Pattern[] {
  const match = new RegExp(`(\\\\*["']|)(${NAME})(\\\\*["']|)\\s*([:=])\\s*(\\\\*["'\`]|)$`).exec(before);
  if (match === null) return [];
  const [, open = '', key = '', close = '', sign = '', quote = ''] = match;
  const isName = open !== '' || /^[A-Za-z_$][\w$.-]*$/.test(key);
  if (open !== close || !isName || (quote === '' && sign === '=') || (quote !== '' && !quote.endsWith(next) && next !== '\\')) return [];
  const own = `${literal(open)}${literal(key)}${literal(close)}\\s*${sign}\\s*${literal(quote)}`;
  const ending = quote === '' ? { stops: ',}\\]\\s<', right: '' } : { stops: quote.length > 1 ? `\\\\${quote.slice(-1)}` : quote, right: literal(quote) };
  const outer = outerKey(before.slice(0, match.index), open);
  return [{ left: own, ...ending, key }, ...(outer === undefined ? [] : [{ left: `${outer}${own}`, ...ending, key }])];
}

/** The key of the object that holds another key, up to that key: tells `"cart":{"id":…` from `"order":{"id":…`. */
function outerKey(before: string, quote: string): string | undefined {
  const match = new RegExp(`(\\\\*["'])(${NAME})\\1\\s*:\\s*(\\[\\s*)?\\{([^{}]{0,300})$`).exec(before);
  if (match?.[2] === undefined || match[1] !== quote || changes(match[2])) return undefined;
  const list = match[3] === undefined ? '' : '\\[\\s*';
  return `${literal(quote)}${literal(match[2])}${literal(quote)}\\s*:\\s*${list}\\{${(match[4] ?? '').trim() === '' ? '\\s*' : '[^{}]{0,300}?'}`;
}

interface Marked { readonly text: string; readonly name: string }
/** Attributes that say which element it is, in the order of what they tell. */
const TELLING = ['name', 'id', 'property', 'itemprop', 'http-equiv', 'rel', 'class'];

/** The attribute of an opening tag that tells it from others. */
function mark(tag: string): Marked | undefined {
  for (const attribute of TELLING) {
    const match = new RegExp(`\\s(${attribute}\\s?=\\s?(["'])(${NAME.replace('@', '@[\\]')})\\2)`).exec(tag);
    if (match?.[1] !== undefined && match[3] !== undefined && !changes(match[3])) return { text: match[1], name: match[3] };
  }
  return undefined;
}

/** `<input name="_csrf" value="…">` in either order of the attributes, `<meta name="t" content="…">`, `<body data-token="…">`. */
function attributePatterns({ before, after }: Place): Pattern[] {
  const match = new RegExp(`<[\\w:-]{1,40}(\\s[^<>]*)?\\s(${NAME})\\s?=\\s?(["'])$`).exec(before);
  if (match === null) return [];
  const [, earlier = '', attribute = '', quote = ''] = match;
  const own = `${literal(attribute)}\\s*=\\s*${quote}`;
  const ending = { stops: quote, right: quote };
  const ahead = mark(earlier);
  const later = /^[^<>]*/.exec(after)?.[0] ?? '';
  const behind = ahead === undefined ? mark(later.slice(1)) : undefined;
  const isGeneric = /^(?:value|content|href|src|action)$/i.test(attribute);
  return [
    ...(ahead === undefined ? [] : [{ left: `${literal(ahead.text)}${earlier.trimEnd().endsWith(ahead.text) ? '' : '[^<>]{0,300}?'}\\s+${own}`, ...ending, key: isGeneric ? ahead.name : attribute }]),
    ...(behind === undefined ? [] : [{ left: own, stops: quote, right: `${quote}[^<>]{0,300}?\\s${literal(behind.text)}`, key: isGeneric ? behind.name : attribute }]),
    ...(isGeneric ? [] : [{ left: own, ...ending, key: attribute }]),
  ];
}

/** `<strong id="order-id">…</strong>`, `<token>…</token>`. */
function elementPatterns({ before, next }: Place): Pattern[] {
  const match = /<([\w:.-]{1,64})(\s[^<>]{0,400})?>\s*$/.exec(before);
  if (match?.[1] === undefined || !/[<\s]/.test(next)) return [];
  const marked = match[2] === undefined ? undefined : mark(match[2]);
  const ending = { stops: '<\\s', right: '' };
  const plain = { left: `<${literal(match[1])}${match[2] === undefined ? '' : '\\s[^<>]{0,300}?'}>\\s*`, ...ending, key: match[1] };
  return marked === undefined ? [plain] : [{ left: `${literal(marked.text)}[^<>]{0,300}?>\\s*`, ...ending, key: marked.name }, plain];
}

/** `?name=value`, `&amp;name=value`, `;jsessionid=value`. */
function addressPatterns({ before }: Place): Pattern[] {
  const key = new RegExp(`[?&;#](${NAME.replace('@', '@[\\]%')})=$`).exec(before)?.[1];
  return key === undefined ? [] : [{ left: `[?&;#]${literal(key)}=`, stops: IN_ADDRESS, right: '', key }];
}

/** `/orders/value` (a host is no context: it changes with the environment), with a segment that changes in between where there is one; then the whole address from its quote on. */
function pathPatterns({ before }: Place): Pattern[] {
  const match = /((?:\/[\w.~%@:-]{1,80}){1,8})\/$/.exec(before);
  const segments = match?.[1]?.split('/').slice(1) ?? [];
  const key = segments.findLast((segment) => !changes(segment));
  if (match === null || key === undefined || /[.:]/.test(key)) return [];
  const spelt = segments.map((segment) => `/${changes(segment) ? `[^${IN_PATH}]{1,200}` : literal(segment)}`);
  const tail = spelt.slice(segments.lastIndexOf(key)).join('');
  const whole = `${literal(before.charAt(match.index - 1).replace(/[^"'(=]/, ''))}${spelt.join('')}`;
  return [...new Set([tail, whole])].map((path) => ({ left: `${path}/`, stops: IN_PATH, right: '', key: `${key}_id` }));
}

/** What stands right before the value, back to the last delimiter: never a sentence, never another value that may change. */
function plainPatterns({ before, next }: Place): Pattern[] {
  const near = /[^\s<>{},;&"'`]{0,40}$/.exec(before)?.[0] ?? '';
  const last = near.split(/(?<=[=:/?#|.([])/).findLast((piece) => changes(piece.replace(/\W+$/, '')));
  const clean = last === undefined ? near : near.slice(near.lastIndexOf(last) + last.length);
  if (!/[A-Za-z]{2}/.test(clean)) return [];
  const key = /([A-Za-z][\w-]*)\W*$/.exec(clean)?.[1] ?? '';
  if (next === '' || /[\s\\\]^-]/.test(next)) return [{ left: literal(clean), stops: '\\s"\'<>&;', right: '', key }];
  return [{ left: literal(clean), stops: next, right: literal(next), key }];
}
