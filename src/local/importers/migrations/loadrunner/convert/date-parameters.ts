import type { Argument } from '../c-program.js';
import { numberOf } from '../texts.js';

/** Letters of strftime as java.text.SimpleDateFormat writes them (both public); what is not here has no counterpart. */
const LETTERS: Readonly<Record<string, string>> = {
  Y: 'yyyy', y: 'yy', m: 'MM', d: 'dd', H: 'HH', I: 'hh', M: 'mm', S: 'ss', p: 'a', b: 'MMM', h: 'MMM', B: 'MMMM', a: 'EEE', A: 'EEEE', j: 'DDD', Z: 'z', z: 'Z',
  F: 'yyyy-MM-dd', T: 'HH:mm:ss', R: 'HH:mm', D: 'MM/dd/yy', e: 'd',
};
const UNITS: Readonly<Record<string, number>> = { ONE_DAY: 86_400, ONE_HOUR: 3600, ONE_MIN: 60, ONE_MINUTE: 60 };

/** A strftime pattern in Java's words; undefined where a letter has none. */
export function javaPattern(pattern: string): string | undefined {
  let java = '';
  for (const [piece, letter] of pattern.matchAll(/%#?([A-Za-z%])|[^%]+|%/g)) {
    if (letter === undefined) java += piece.replace(/'/g, "''").replace(/[A-Za-z]+/g, "'$&'");
    else if (letter === '%') java += '%';
    else {
      const own = LETTERS[letter];
      if (own === undefined) return undefined;
      java += own;
    }
  }
  return java;
}

/** Seconds a date expression lies from now: `DATE_NOW`, `TIME_NOW`, plus or minus days, hours, minutes; undefined for anything else. */
export function secondsFromNow(expression: Argument): number | undefined {
  const terms: { sign: number; tokens: Argument[number][] }[] = [{ sign: 1, tokens: [] }];
  let depth = 0;
  for (const token of expression) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth === 0 && (token.text === '+' || token.text === '-')) terms.push({ sign: token.text === '-' ? -1 : 1, tokens: [] });
    else terms.at(-1)?.tokens.push(token);
  }
  let seconds = 0;
  let now = 0;
  for (const { sign, tokens } of terms) {
    const plain = tokens.filter(({ text }) => text !== '(' && text !== ')');
    if (plain.length === 1 && /^(?:DATE_NOW|TIME_NOW)$/.test(plain[0]?.text ?? '')) { now += sign; continue; }
    const factors = plain.filter(({ text }) => text !== '*').map((token) => UNITS[token.text] ?? numberOf([token]));
    if (factors.length === 0 || plain.length !== factors.length * 2 - 1 || factors.some((factor) => factor === undefined)) return undefined;
    seconds += sign * factors.reduce((product: number, factor) => product * (factor ?? 0), 1);
  }
  return now === 1 && Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** A distance as java.time.Duration reads it. */
const isoDuration = (seconds: number): string => `${seconds < 0 ? '-' : ''}${Math.abs(seconds) % 86_400 === 0 ? `P${Math.abs(seconds) / 86_400}D` : `PT${Math.abs(seconds)}S`}`;

/** What stands between `${` and `}` for a date of `lr_save_datetime`; undefined where no function of JMeter writes it. */
export function dateReference(pattern: string | undefined, expression: Argument): string | undefined {
  const java = pattern === undefined ? undefined : javaPattern(pattern);
  const seconds = secondsFromNow(expression);
  if (java === undefined || seconds === undefined || /[{}$]/.test(java)) return undefined;
  const escaped = java.replace(/[\\,]/g, '\\$&');
  return seconds === 0 ? `__time(${escaped},)` : `__timeShift(${escaped},,${isoDuration(seconds)},,)`;
}
