import type { GeneratorSecond } from '../measurements/generator.js';
import type { Measure, SeriesKey, UserLoadRow } from '../measurements/measure.js';
import type { ActionPlace } from './action-places.js';
import { AnalysisRefusal } from './analysis-refusal.js';
import type { SlaAttachment } from './sla-attachments.js';

/** Parts of a measure that cost something to read; the plain counts (hits, errors, assertions) always come along. */
export type DistributionPart = 'elapsed' | 'latency' | 'connect' | 'network' | 'received' | 'sent';
export type HistogramPart = 'elapsedHistogram' | 'latencyHistogram' | 'connectHistogram';
/** `labels` = samples by response code, by method and by media type. */
export type MeasurePart = DistributionPart | HistogramPart | 'labels';

/** A series of a run under the number its rows carry. */
export interface RunSeries { readonly id: number; readonly key: SeriesKey }

/** Epoch seconds, both ends included. */
export interface SecondRange { readonly first: number; readonly last: number }

/** Which series are wanted, and which parts of their measures will be looked at: the others may be left empty, undecoded. */
export interface SeriesQuery { readonly series: readonly number[]; readonly parts: ReadonlySet<MeasurePart> }
/**
 * `interval`: seconds that the rows are summed by, counted from the origin of the run; undefined = into one sum. A store may answer rows
 * that cover several seconds where none of them crosses a border of the intervals or of `seconds`.
 */
export interface RowQuery extends SeriesQuery { readonly seconds: SecondRange; readonly interval: number | undefined }

/** Sum of all series that differ in their action alone, kept beside them. Its rows are asked for by its id, like those of a series. */
export interface SeriesGroup { readonly id: number; readonly members: readonly number[] }

/** What one series measured over the whole run. */
export interface SeriesTotal { readonly seriesId: number; readonly measure: Measure }
/** What one series measured in one epoch second, or in a longer stretch that begins with it (see `RowQuery`). */
export interface SeriesRow extends SeriesTotal { readonly second: number }

/** A kept failed sample without its exchange; `timestamp` in epoch ms, `responseCode` -1 = engine exception (behaviour.md §21). */
export interface ErrorRow {
  readonly virtualUserId: string;
  readonly actionId: string;
  readonly timestamp: number;
  readonly responseCode: string;
  readonly errorMessage: string;
  readonly assertions: readonly { readonly name: string; readonly message: string }[];
  readonly region?: string | undefined;
  readonly injectorId?: string | undefined;
}

/**
 * All that analysis asks of the place where a run is kept. Everything is asked for by series and seconds, so that a store
 * can answer from an index and decode only what is looked at.
 */
export interface RunData {
  readonly benchResultId: string;
  /** Epoch ms at which the first user started and the last one ended; unknown while it has not happened. */
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  /** First and last second that has any row (samples or users); undefined where nothing was measured yet. */
  readonly seconds?: SecondRange | undefined;
  /** Epoch second from which intervals are counted; the first of the run where left out. */
  readonly origin?: number | undefined;
  /** Actions of the run's Virtual Users in tree order (see `actionPlaces`); without it rows are ordered by name. */
  readonly actions?: readonly ActionPlace[] | undefined;
  /** Name of the Virtual User that each profile plays: lets the user load be filtered by it. */
  readonly profileVirtualUsers?: ReadonlyMap<string, string> | undefined;
  /** SLA profiles as they stood in the trees when the run began. */
  readonly slaAttachments?: readonly SlaAttachment[] | undefined;
  /** Name of the machine of each load generator, by injectorId. */
  readonly generatorHosts?: ReadonlyMap<string, string> | undefined;
  series(): Promise<readonly RunSeries[]>;
  /** Sums over actions that the store keeps; none where left out. */
  groups?(): Promise<readonly SeriesGroup[]>;
  /** Whole-run measures, or undefined while the run has none: they are then added up from its seconds. */
  totals(query: SeriesQuery): Promise<readonly SeriesTotal[] | undefined>;
  /** Rows of the seconds asked for, in any order, in batches of a size that suits the store. */
  rows(query: RowQuery): AsyncIterable<readonly SeriesRow[]> | Iterable<readonly SeriesRow[]>;
  users(seconds: SecondRange): Promise<readonly UserLoadRow[]>;
  /** Whether anybody counted users at all: a result file may say nothing of them, which is not the same as nobody. Taken for granted where left out. */
  hasUsers?(): Promise<boolean>;
  /** Every kept error sample, in any order (they are capped when stored). */
  errors(): Promise<readonly ErrorRow[]>;
  /** What the load generators measured of themselves, in time order. */
  generators?(): Promise<readonly GeneratorSecond[]>;
  /** A value that is dear to work out, kept where the run is over; `sizeOf` = how many numbers it holds. */
  remembered?<T>(name: string, make: () => Promise<T>, sizeOf: (value: T) => number): Promise<T>;
}

/** What the values of an item are computed from: the runs it reads (the caller decides who may read which), window and settings. */
export interface ReportReading {
  readonly runs: ReadonlyMap<string, RunData>;
  /** Part of the run to look at, epoch ms: `from` included, `to` excluded, both widened to whole seconds. Whole run where left out. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Settings of the report (`BenchReport.configs`): Apdex thresholds and time range are taken from there. */
  readonly configs?: readonly { readonly '@type': string }[] | undefined;
}

/** The run of that id; refuses one that the caller did not hand in. */
export function requireRun(reading: ReportReading, benchResultId: string): RunData {
  const run = reading.runs.get(benchResultId);
  if (run === undefined) {
    throw new AnalysisRefusal(`The run ${JSON.stringify(benchResultId)} that this item reads does not exist or is not yours to read. Set benchResultId to one of the report's benchResultIds.`);
  }
  return run;
}
