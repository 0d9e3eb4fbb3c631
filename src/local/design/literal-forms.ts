/** A way a recorded literal may be written in a request, and what to write instead for a variable. */
export interface LiteralForm { readonly needle: string; readonly replacement: string }

/** Shorter literals are replaced as whole words only: "1" must not tear up "page=10" (six characters as in behaviour.md §14.8). */
const LONG_ENOUGH = 6;
/** A surrogate without its other half: no address can carry it. */
const HALF_CHARACTER = /\p{Cs}/u;
const WORD = /[A-Za-z0-9_]/;

const percentEncoded = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
const lowerHex = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());

/** Spellings of a literal in an address or a form: both encoders, escapes in upper and lower case. */
function encodedSpellings(literal: string): string[] {
  if (HALF_CHARACTER.test(literal)) return [];
  const strict = percentEncoded(literal);
  const spellings = [strict, encodeURIComponent(literal), strict.replaceAll('%20', '+')];
  return spellings.flatMap((spelling) => [spelling, lowerHex(spelling)]);
}

/** Spellings inside a JSON string that differ only in escapes nobody needs, so that the plain value may take their place. */
function jsonSpellings(literal: string): string[] {
  const escaped = JSON.stringify(literal).slice(1, -1);
  if (escaped !== literal) return [];
  return [literal.replaceAll('/', '\\/'), literal.replace(/[^\u0020-\u007e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)];
}

/** The longest piece of a literal that no encoding changes: where a text lacks it, it lacks every form. '' where there is none. */
export function unchangingPiece(literal: string): string {
  let longest = '';
  for (const [piece] of literal.matchAll(/[A-Za-z0-9]+/g)) if (piece.length > longest.length) longest = piece;
  return longest;
}

/**
 * The forms of a literal, most exact first. Where the request carries it percent-encoded, the variable has to be encoded when
 * it is sent: `${__urlencode(${name})}` (JMeter function).
 */
export function formsOf(literal: string, variable: string): LiteralForm[] {
  const plain = `\${${variable}}`;
  const encoded = `\${__urlencode(${plain})}`;
  const forms = new Map<string, string>([[literal, plain]]);
  for (const needle of jsonSpellings(literal)) if (!forms.has(needle)) forms.set(needle, plain);
  for (const needle of encodedSpellings(literal)) if (!forms.has(needle)) forms.set(needle, encoded);
  return [...forms].map(([needle, replacement]) => ({ needle, replacement }));
}

/** Longer texts between braces are no references; keeps a hostile body of open braces from being read again and again. */
const LONGEST_REFERENCE = 200;

/** Index behind the `}` that closes the reference opened at `open`; just behind its `${` where none does. */
function endOfReference(text: string, open: number): number {
  const near = text.slice(open, open + LONGEST_REFERENCE);
  let depth = 0;
  for (let at = near.includes('}') ? 0 : near.length; at < near.length; at += 1) {
    if (near[at] === '$' && near[at + 1] === '{') depth += 1;
    else if (near[at] === '}') depth -= 1;
    if (depth === 0) return open + at + 1;
  }
  return open + 2;
}

const standsAlone = (text: string, from: number, to: number): boolean => !WORD.test(text.charAt(from - 1)) && !WORD.test(text.charAt(to));

/** Replaces every occurrence of a form, leaving what already is a `${reference}` alone. */
export function replaceForm(text: string, { needle, replacement }: LiteralForm): string {
  let result = '';
  let done = 0;
  let reference = text.indexOf('${');
  for (let found = text.indexOf(needle); found !== -1;) {
    const end = found + needle.length;
    if (reference !== -1 && reference < end) {
      const behind = endOfReference(text, reference);
      reference = text.indexOf('${', behind);
      if (found < behind) found = text.indexOf(needle, behind);
      continue;
    }
    if (needle.length >= LONG_ENOUGH || standsAlone(text, found, end)) {
      result += text.slice(done, found) + replacement;
      done = end;
    }
    found = text.indexOf(needle, end);
  }
  return result + text.slice(done);
}
