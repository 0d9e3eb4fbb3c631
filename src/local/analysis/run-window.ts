import { configOf } from './apdex.js';
import { AnalysisRefusal } from './analysis-refusal.js';
import type { ReportReading, RunData, SecondRange } from './run-data.js';

/**
 * The stretch of a run that is looked at. `unstarted`: nothing was measured yet, so counts are zero. `outside`: the window does
 * not touch the run, so there is no data at all. Otherwise whole seconds, and the observed time that rates are divided by.
 * `origin` = epoch second from which the intervals of a chart are counted.
 */
export type RunWindow =
  | { readonly kind: 'unstarted' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'observed'; readonly seconds: SecondRange; readonly durationSec: number; readonly whole: boolean; readonly origin: number };

/** Start and end of a run in epoch ms; undefined while nothing was measured. */
interface RunSpan { readonly startMs: number; readonly endMs: number }

/** The window of one run that a reading asks for. Refuses a window that ends before it begins. */
export function windowOf(run: RunData, reading: ReportReading): RunWindow {
  const { from, to } = rangeOf(reading);
  const span = spanOf(run);
  if (span === undefined) return { kind: 'unstarted' };
  const first = Math.floor(span.startMs / 1000);
  const last = Math.max(first, Math.ceil(span.endMs / 1000) - 1);
  const seconds = { first: Math.max(first, from === undefined ? first : Math.floor(from / 1000)), last: Math.min(last, to === undefined ? last : Math.ceil(to / 1000) - 1) };
  if (seconds.first > seconds.last) return { kind: 'outside' };
  const durationMs = Math.min(span.endMs, (seconds.last + 1) * 1000) - Math.max(span.startMs, seconds.first * 1000);
  return { kind: 'observed', seconds, durationSec: Math.max(0, durationMs) / 1000, whole: seconds.first === first && seconds.last === last, origin: run.origin ?? first };
}

/** The range of the call, else the one kept in the report's `TimeRangeReportConfig`; epoch ms. */
export function rangeOf(reading: ReportReading): { from: number | undefined; to: number | undefined } {
  const kept = configOf(reading.configs, 'TimeRangeReportConfig');
  const from = reading.from ?? kept?.from ?? undefined;
  const to = reading.to ?? kept?.to ?? undefined;
  for (const [name, bound] of [['from', from], ['to', to]] as const) {
    if (bound !== undefined && !Number.isFinite(bound)) throw new AnalysisRefusal(`"${name}" is not a time: give epoch milliseconds.`);
  }
  if (from !== undefined && to !== undefined && from >= to) throw new AnalysisRefusal(`The window from ${from} to ${to} is empty: "from" must be before "to", both in epoch milliseconds.`);
  return { from, to };
}

/** Announced start and end count where they fit the seconds that hold data; a crashed or running bench has no end: its last second is it. */
function spanOf(run: RunData): RunSpan | undefined {
  const { seconds, startedAt, endedAt } = run;
  if (seconds === undefined) return startedAt !== undefined && endedAt !== undefined && endedAt >= startedAt ? { startMs: startedAt, endMs: endedAt } : undefined;
  return {
    startMs: startedAt !== undefined && Math.floor(startedAt / 1000) <= seconds.first ? startedAt : seconds.first * 1000,
    endMs: endedAt !== undefined && endedAt > seconds.last * 1000 ? endedAt : (seconds.last + 1) * 1000,
  };
}

/** Lengths of a chart's interval that people can read, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];
/** More points than a chart has pixels for are only paid for. */
export const MAX_POINTS = 300;

/** Seconds per point so that a stretch of so many seconds has at most so many points. */
export function intervalOf(seconds: number, points: number = MAX_POINTS): number {
  const needed = Math.ceil(seconds / points);
  return STEPS.find((step) => step >= needed) ?? Math.ceil(needed / 86_400) * 86_400;
}
