const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;

/** A date cut by the letters of a pattern: a run of one letter, or text that stands for itself. */
interface Piece { readonly letter: string; readonly width: number; readonly text: string }

const DAY_MS = 86_400_000;
const dayOfYear = (date: Date): number => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;

/** What the letters of java.text.SimpleDateFormat stand for, in UTC and English; others stay as they are. */
const NUMBERS: Readonly<Record<string, (date: Date) => number>> = {
  y: (date) => date.getUTCFullYear(), u: (date) => date.getUTCDay() || 7, M: (date) => date.getUTCMonth() + 1, L: (date) => date.getUTCMonth() + 1, d: (date) => date.getUTCDate(), D: dayOfYear,
  H: (date) => date.getUTCHours(), k: (date) => date.getUTCHours() || 24, K: (date) => date.getUTCHours() % 12, h: (date) => date.getUTCHours() % 12 || 12,
  m: (date) => date.getUTCMinutes(), s: (date) => date.getUTCSeconds(), S: (date) => date.getUTCMilliseconds(),
};
const TEXTS: Readonly<Record<string, (date: Date, width: number) => string>> = {
  E: (date, width) => shortened(DAYS[date.getUTCDay()] ?? '', width), a: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'), G: () => 'AD',
  z: () => 'UTC', Z: () => '+0000', X: () => 'Z',
};

const shortened = (name: string, width: number): string => (width < 4 ? name.slice(0, 3) : name);

function pieces(pattern: string): Piece[] {
  return [...pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)].map(([found, quoted, letter]) => (
    letter === undefined ? { letter: '', width: 0, text: quoted === undefined ? found : quoted === '' ? "'" : quoted.replaceAll("''", "'") } : { letter, width: found.length, text: found }));
}

/** Formats epoch ms by a pattern of java.text.SimpleDateFormat (`yyyy-MM-dd'T'HH:mm:ss.SSS`), in UTC. A time that no calendar knows is ''. */
export function formatDate(pattern: string, epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? '' : pieces(pattern).map((piece) => formatted(piece, date)).join('');
}

function formatted({ letter, width, text }: Piece, date: Date): string {
  if ((letter === 'M' || letter === 'L') && width > 2) return shortened(MONTHS[date.getUTCMonth()] ?? '', width);
  const named = Object.hasOwn(TEXTS, letter) ? TEXTS[letter] : undefined;
  if (named !== undefined) return named(date, width);
  const number = Object.hasOwn(NUMBERS, letter) ? NUMBERS[letter] : undefined;
  if (number === undefined) return text;
  const digits = String(number(date));
  return letter === 'y' && width === 2 ? digits.slice(-2).padStart(2, '0') : digits.padStart(width, '0');
}

interface Found { y: number; M: number; d: number; H: number; m: number; s: number; S: number; pm: boolean | undefined; offsetMs: number }

/** Epoch ms of a text by such a pattern; undefined = it does not fit. What the pattern does not name is 1970-01-01T00:00:00Z. */
export function parseDate(pattern: string, text: string): number | undefined {
  const found: Found = { y: 1970, M: 1, d: 1, H: 0, m: 0, s: 0, S: 0, pm: undefined, offsetMs: 0 };
  const list = pieces(pattern);
  let at = 0;
  for (const [index, piece] of list.entries()) {
    const end = taken(piece, isNumber(list[index + 1]), text, at, found);
    if (end === undefined) return undefined;
    at = end;
  }
  if (at < text.length) return undefined;
  const hour = found.pm === undefined ? found.H : (found.H % 12) + (found.pm ? 12 : 0);
  return Date.UTC(found.y, found.M - 1, found.d, hour, found.m, found.s, found.S) - found.offsetMs;
}

const isNumber = (piece: Piece | undefined): boolean => piece !== undefined && Object.hasOwn(NUMBERS, piece.letter) && !(piece.letter === 'M' && piece.width > 2);

/** Reads one piece at a place; gives the place behind it. `tight` = digits follow at once, so only as many belong here as letters stand. */
function taken(piece: Piece, tight: boolean, text: string, at: number, found: Found): number | undefined {
  const { letter, width } = piece;
  if (letter === '') return text.startsWith(piece.text, at) ? at + piece.text.length : undefined;
  if (isNumber(piece)) return digits(letter, tight ? width : 9, text, at, found);
  if (letter === 'M' || letter === 'L') return monthName(text, at, found);
  if (letter === 'E') return wordEnd(DAYS, text, at)?.end;
  if (letter === 'a') {
    const half = text.slice(at, at + 2).toUpperCase();
    found.pm = half === 'PM';
    return half === 'AM' || half === 'PM' ? at + 2 : undefined;
  }
  return letter === 'z' || letter === 'Z' || letter === 'X' ? offset(text, at, found) : undefined;
}

function digits(letter: string, most: number, text: string, at: number, found: Found): number | undefined {
  const number = new RegExp(`^\\d{1,${most}}`).exec(text.slice(at, at + 12))?.[0];
  if (number === undefined) return undefined;
  const value = Number(number);
  if (letter === 'y') found.y = number.length === 2 ? 2000 + value : value;
  else if (letter === 'L') found.M = value;
  else if (letter === 'h' || letter === 'k' || letter === 'K') found.H = value % 24;
  else if (letter === 'M' || letter === 'd' || letter === 'H' || letter === 'm' || letter === 's' || letter === 'S') found[letter] = value;
  return at + number.length;
}

function monthName(text: string, at: number, found: Found): number | undefined {
  const word = wordEnd(MONTHS, text, at);
  if (word !== undefined) found.M = word.index + 1;
  return word?.end;
}

/** The name, whole or its first three letters, that stands at a place. */
function wordEnd(names: readonly string[], text: string, at: number): { index: number; end: number } | undefined {
  const rest = text.slice(at, at + 12).toLowerCase();
  for (const [index, name] of names.entries()) {
    const lower = name.toLowerCase();
    if (rest.startsWith(lower)) return { index, end: at + lower.length };
    if (rest.startsWith(lower.slice(0, 3))) return { index, end: at + 3 };
  }
  return undefined;
}

function offset(text: string, at: number, found: Found): number | undefined {
  const match = /^(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d)?)/.exec(text.slice(at, at + 8));
  if (match === null) return undefined;
  const [whole, sign, hours = '0', minutes = '0'] = match;
  found.offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return at + whole.length;
}
