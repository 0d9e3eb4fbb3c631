import type { PacingRange, Pause } from './model.js';

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const LONGEST_MS = 30 * 24 * 3_600_000;
const PIECES = /^(?:\s*\d+(?:\.\d+)?\s*(?:h|ms|m|s))+\s*$/;

/**
 * A time as NeoLoad's as-code files write it, in milliseconds: `2m 100ms`, or a plain number in `plainUnitMs` (milliseconds for
 * delays, seconds for loads and pacing; public reference). Undefined where it is none.
 */
export function durationMs(given: unknown, plainUnitMs: number): number | undefined {
  const text = typeof given === 'number' ? String(given) : typeof given === 'string' ? given.trim() : '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(LONGEST_MS, Math.round(Number(text) * plainUnitMs));
  if (text.length > 60 || !PIECES.test(text)) return undefined;
  let total = 0;
  for (const [, number = '0', unit = 'ms'] of text.matchAll(/(\d+(?:\.\d+)?)\s*(h|ms|m|s)/g)) total += Number(number) * (UNITS[unit] ?? 1);
  return Math.min(LONGEST_MS, Math.round(total));
}

/** A pause: a time, a range `100-500`, or a text with a variable; undefined where it is none of them. */
export function pauseOf(given: unknown, plainUnitMs: number): Pause | undefined {
  const time = durationMs(given, plainUnitMs);
  if (time !== undefined) return { minMs: time, maxMs: time };
  if (typeof given !== 'string') return undefined;
  const [low, high] = /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(given)?.slice(1) ?? [];
  if (low !== undefined && high !== undefined) return rangeOf(durationMs(low, plainUnitMs) ?? 0, durationMs(high, plainUnitMs) ?? 0);
  return given.includes('${') ? { text: given.trim() } : undefined;
}

export const rangeOf = (one: number, other: number): PacingRange => ({ minMs: Math.min(one, other), maxMs: Math.max(one, other) });
