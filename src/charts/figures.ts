import type { Measured } from '../contract/wire.js';

/** How the figures of an axis are shown: divided by so much, under that unit. */
export interface Scale { readonly unit: string; readonly divisor: number }

type Step = readonly [from: number, divisor: number, unit: string];
const BYTES: readonly Step[] = [[1e9, 1e9, 'GB'], [1e6, 1e6, 'MB'], [1e3, 1e3, 'kB'], [0, 1, 'B']];
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  ms: [[600_000, 60_000, 'min'], [10_000, 1000, 's'], [0, 1, 'ms']],
  bytes: BYTES,
  'bytes/s': BYTES.map(([from, divisor, unit]) => [from, divisor, `${unit}/s`] as const),
};
/** Units that go without saying: a count is a number, Apdex is one between 0 and 1. */
const UNSAID: ReadonlySet<string> = new Set(['count', 'apdex']);

/** The scale that suits figures of a unit (as `UNITS` names it) up to that size. Bytes are counted in thousands, as OctoPerf does. */
export function scaleOf(unit: string, largest: number): Scale {
  const step = STEPS[unit]?.find(([from]) => Math.abs(largest) >= from);
  return step === undefined ? { unit: UNSAID.has(unit) ? '' : unit, divisor: 1 } : { unit: step[2], divisor: step[1] };
}

/** The figure on its scale, with as many digits as can be seen; null where there is none. */
export function scaled(value: Measured, { divisor }: Scale): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const figure = value / divisor;
  return Math.abs(figure) >= 1 ? Math.round(figure * 1000) / 1000 : Number(figure.toPrecision(4));
}

const NOTHING_MEASURED = 'n/a';
const NO_DATA = '–';

/** A figure in words: `1.23 s`, `45 %`, `n/a` where nothing was measured to take it from, `–` where there is no data. */
export function figureText(value: Measured, unit: string, locale = 'en-US'): string {
  if (value === null) return NO_DATA;
  if (typeof value !== 'number' || !Number.isFinite(value)) return NOTHING_MEASURED;
  const scale = unit === 'ms' && Math.abs(value) >= 1000 && Math.abs(value) < 10_000 ? { unit: 's', divisor: 1000 } : scaleOf(unit, value);
  const figure = value / scale.divisor;
  const digits = Math.abs(figure) >= 100 || Number.isInteger(figure) ? 0 : Math.abs(figure) >= 10 ? 1 : 2;
  const text = new Intl.NumberFormat(locale, digits === 2 && Math.abs(figure) < 1 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: digits }).format(figure);
  if (scale.unit === '') return text;
  return `${text} ${unit === 'users' && value === 1 ? 'user' : scale.unit}`;
}
