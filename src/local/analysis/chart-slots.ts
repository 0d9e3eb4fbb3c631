import { intervalOf, MAX_POINTS, type RunWindow } from './run-window.js';

/** One interval of a curve: `x` = epoch ms at which it begins. The first and the last one may be cut short by the window. */
export interface Slot { readonly index: number; readonly x: number; readonly durationSec: number }

/** Seconds per point that all curves of a chart share, so that none of them has more than `MAX_POINTS`. */
export function chartInterval(windows: readonly RunWindow[]): number {
  const longest = Math.max(1, ...windows.map((window) => (window.kind === 'observed' ? window.seconds.last - window.seconds.first + 1 : 0)));
  const interval = intervalOf(longest);
  // A window that begins in the middle of an interval touches one more.
  return windows.every((window) => slotsOf(window, interval).length <= MAX_POINTS) ? interval : intervalOf(interval * MAX_POINTS + 1);
}

/** The intervals of so many seconds that a window touches, in order; none where nothing is observed. */
export function slotsOf(window: RunWindow, interval: number): Slot[] {
  if (window.kind !== 'observed') return [];
  const { seconds, origin } = window;
  const start = origin + Math.floor((seconds.first - origin) / interval) * interval;
  return Array.from({ length: slotOf(window, seconds.last, interval) + 1 }, (_, index) => {
    const first = Math.max(seconds.first, start + index * interval);
    const last = Math.min(seconds.last, start + (index + 1) * interval - 1);
    return { index, x: first * 1000, durationSec: last - first + 1 };
  });
}

/** Which of the window's intervals an epoch second falls into, from 0 on. Without an interval all fall into one. */
export function slotOf({ seconds, origin }: Extract<RunWindow, { kind: 'observed' }>, second: number, interval: number | undefined): number {
  return interval === undefined ? 0 : Math.floor((second - origin) / interval) - Math.floor((seconds.first - origin) / interval);
}
