import { STORED_PARTS, type StoredPart } from '../measurements/measure-parts.js';

/** Format that runs are written in. 1 = a row per series and second (before slabs); a run in an older one is to be updated before it is read. */
export const FORMAT = 2;
/** Epoch seconds, both ends included. */
export interface SecondSpan { readonly first: number; readonly last: number }

/**
 * How a run is kept: a slab per second and, beside it, slabs that sum longer stretches, for every part of its measures, once by action and
 * once summed over the actions of each Virtual User, kind and place. Stretches are counted from `origin`. Slabs of one stretch add up:
 * a second that comes late gets slabs of its own. A stretch is read from its own slabs where it ends by `rolledUntil`, else from shorter ones.
 */
export interface RunLayout {
  readonly format: number;
  readonly origin: number;
  readonly span: SecondSpan;
  readonly rolledUntil: number;
  /** Whether its whole-run measures are complete. */
  readonly ended: boolean;
}

/** Lengths of the stretches that are summed, in seconds, beside the second itself; each is a multiple of the one before. */
const LEVELS: readonly number[] = [5, 30, 300];
const LONGER: readonly number[] = LEVELS.slice(1);
export const SHORTEST = 5;
export const LONGEST = 300;
export const SECOND = 1;

/** Sums over actions are few, so all their parts have all lengths; labels and histograms by action are large and read for long stretches. */
export interface Shelf { readonly number: number; readonly part: StoredPart; readonly grouped: boolean; readonly levels: readonly number[] }
export const SHELVES: readonly Shelf[] = [true, false].flatMap((grouped) => STORED_PARTS.map((part, index) => ({ number: (grouped ? 0 : STORED_PARTS.length) + index, part, grouped, levels: grouped || part === 'figures' ? LEVELS : LONGER })));
/** The user load, second by second, packed by the longest stretch. */
export const USERS = 2 * STORED_PARTS.length;

/**
 * Histograms of all actions over long stretches are large, and a chart of one action wants one of them: they lie in drawers of so many series,
 * each under a number of its own beside the shelf's.
 */
const SERIES_PER_DRAWER = 8;
const DRAWERS = 64;
const FIRST_DRAWER = 100;

const hasDrawers = ({ part, grouped }: Shelf, level: number): boolean => !grouped && level !== SECOND && part !== 'figures' && part !== 'labels';
/** Under which number a series' part of a stretch is kept. */
export function drawerOf(shelf: Shelf, level: number, series: number): number {
  return hasDrawers(shelf, level) ? FIRST_DRAWER * (shelf.number + 1) + (Math.floor(series / SERIES_PER_DRAWER) % DRAWERS) : shelf.number;
}
/** Every number under which parts of these series may be kept; of any series where left out. */
export function drawersOf(shelf: Shelf, level: number, series?: Iterable<number>): number[] {
  if (!hasDrawers(shelf, level)) return [shelf.number];
  return series === undefined ? Array.from({ length: DRAWERS }, (_, drawer) => FIRST_DRAWER * (shelf.number + 1) + drawer) : [...new Set([...series].map((one) => drawerOf(shelf, level, one)))];
}

/** Where the stretch of a second begins. */
export function bucketOf(second: number, level: number, origin: number): number {
  return origin + Math.floor((second - origin) / level) * level;
}

/** Where the last stretch of the run ends: by then all are written. */
export const endOf = ({ origin, span }: RunLayout): number => bucketOf(span.last, LONGEST, origin) + LONGEST;

/** Beginnings of slabs of one length, both ends included. */
export interface Stretch extends SecondSpan { readonly level: number }

/**
 * The fewest slabs that hold just these seconds. @param interval none of them crosses a border of intervals of so many seconds; undefined =
 * there are none. @param levels the lengths there are beside the second.
 */
export function stretchesOf(seconds: SecondSpan, interval: number | undefined, { origin, rolledUntil }: Pick<RunLayout, 'origin' | 'rolledUntil'>, levels: readonly number[]): Stretch[] {
  const stretches: { level: number; first: number; last: number }[] = [];
  const fitting = levels.filter((level) => interval === undefined || interval % level === 0).reverse();
  for (let at = seconds.first; at <= seconds.last;) {
    const level = fitting.find((length) => bucketOf(at, length, origin) === at && at + length <= Math.min(seconds.last + 1, bucketOf(rolledUntil, length, origin))) ?? SECOND;
    const before = stretches.at(-1);
    if (before?.level === level) before.last = at;
    else stretches.push({ level, first: at, last: at });
    at += level;
  }
  return stretches;
}

/** Sums over actions stand under the number of their first series, made negative. */
export const groupId = (firstSeries: number): number => -1 - firstSeries;
export const firstOfGroup = (id: number): number => -1 - id;
