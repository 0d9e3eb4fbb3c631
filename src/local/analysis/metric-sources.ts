import type { ReportItemMetric } from '../../contract/bench-report.js';
import { emptyMeasure, mergeDistribution, mergeLabels, type Measure } from '../measurements/measure.js';
import { apdexThresholds, type ApdexThresholds } from './apdex.js';
import { slotOf } from './chart-slots.js';
import { METRICS } from './metric-definitions.js';
import { requireMetrics } from './metric-rules.js';
import { requireRun, type DistributionPart, type HistogramPart, type MeasurePart, type ReportReading, type RunData, type RunSeries, type SeriesGroup, type SeriesRow, type SeriesTotal } from './run-data.js';
import { windowOf, type RunWindow } from './run-window.js';
import { selectSeries } from './series-filter.js';

/** Where the figures of one metric come from. `series` undefined = no data. */
export interface MetricSource {
  readonly metric: ReportItemMetric;
  readonly run: RunData;
  readonly window: RunWindow;
  readonly apdex: ApdexThresholds;
  readonly series: readonly RunSeries[] | undefined;
}

/** One source per metric of an item, in order. Refuses a metric that the item cannot show and a run that was not handed in. */
export async function sourcesOf(itemType: string, metrics: readonly ReportItemMetric[], reading: ReportReading): Promise<MetricSource[]> {
  requireMetrics(itemType, metrics);
  const series = new Map<string, readonly RunSeries[]>();
  for (const { benchResultId } of metrics) {
    if (!series.has(benchResultId)) series.set(benchResultId, await requireRun(reading, benchResultId).series());
  }
  return metrics.map((metric) => sourceOf(metric, reading, series.get(metric.benchResultId) ?? [], PER_ACTION.has(itemType)));
}

/** Items with a row or a curve per action. */
const PER_ACTION: ReadonlySet<string> = new Set(['StatisticTableReportItem', 'StatisticTreeReportItem', 'TopReportItem']);

function sourceOf(metric: ReportItemMetric, reading: ReportReading, all: readonly RunSeries[], perAction: boolean): MetricSource {
  const run = requireRun(reading, metric.benchResultId);
  const window = windowOf(run, reading);
  const series = window.kind === 'outside' ? undefined : seriesOf(run, all, metric, perAction);
  return { metric, run, window, apdex: apdexThresholds(metric, reading.configs), series };
}

/** Monitor counters and users are no samples (see counter-samples and user-load). */
function seriesOf(run: RunData, all: readonly RunSeries[], metric: ReportItemMetric, perAction: boolean): readonly RunSeries[] | undefined {
  if (metric.id === 'MONITORING') return undefined;
  return metric.id === 'USERLOAD' ? [] : selectSeries(run, all, metric, perAction);
}

type GroupKey = string | number;
/**
 * Under which key a row is added up; `slot` = number of the interval within the window (see chart-slots), 0 where there is no interval.
 * It tells series apart in every slot or in none: where it does not look at the action, sums over actions are read in place of them.
 */
export type Grouping = (series: RunSeries, slot: number) => GroupKey;

/** `interval`: seconds of a slot; left out = the whole window, then whole-run totals are used. `parts`: needed beyond what the metrics themselves look at. */
export interface SumOptions { readonly interval?: number; readonly parts?: readonly MeasurePart[] }

/** Sums of the sources' rows by group, aligned with the sources. All that reads the same run is read together, once. */
export async function sumBy(sources: readonly MetricSource[], grouping: Grouping, { interval, parts = [] }: SumOptions = {}): Promise<ReadonlyMap<GroupKey, Measure>[]> {
  const reads = new Map<string, Read>();
  const nameOf = (source: MetricSource): string => JSON.stringify([source.metric.benchResultId, source.window, source.series?.map(({ id }) => id) ?? null]);
  for (const source of sources) {
    const read = reads.get(nameOf(source)) ?? { source, parts: new Set<MeasurePart>(parts), sums: new Map<GroupKey, Measure>() };
    for (const part of METRICS[source.metric.id].parts) read.parts.add(part);
    reads.set(nameOf(source), read);
  }
  const runs = new Map<string, Read[]>();
  for (const read of reads.values()) {
    const name = JSON.stringify([read.source.metric.benchResultId, read.source.window]);
    runs.set(name, [...(runs.get(name) ?? []), read]);
  }
  for (const ofRun of runs.values()) await sumRun(ofRun, grouping, interval);
  return sources.map((source) => reads.get(nameOf(source))?.sums ?? new Map<GroupKey, Measure>());
}

/** One selection of series of a run, the parts its metrics look at, and what was summed. */
interface Read { readonly source: MetricSource; readonly parts: Set<MeasurePart>; readonly sums: Map<GroupKey, Measure> }
/** Takes a row of a series. */
type Taker = (slot: number, measure: Measure) => void;

/** @param reads of one run and window. */
async function sumRun(reads: readonly Read[], grouping: Grouping, interval: number | undefined): Promise<void> {
  const [first] = reads;
  if (first?.source.window.kind !== 'observed') return;
  const { run, window } = first.source;
  const groups = (await run.groups?.()) ?? [];
  const wanted = reads.map((read) => ({ read, known: fewest(read.source.series ?? [], groups, grouping) }));
  const query = { series: [...new Set(wanted.flatMap(({ known }) => [...known.keys()]))], parts: new Set(reads.flatMap((read) => [...read.parts])) };
  if (query.series.length === 0) return;
  const totals = window.whole && interval === undefined ? await run.totals(query) : undefined;
  const takers = new Map<number, Taker[]>();
  // A second's histogram keeps two significant digits, a run's three (measurements, emptyMeasure).
  for (const { read, known } of wanted) for (const [id, taker] of takersOf(read, known, grouping, totals === undefined ? 2 : 3)) takers.set(id, [...(takers.get(id) ?? []), taker]);
  const batches: AsyncIterable<Rows> | Iterable<Rows> = totals === undefined ? run.rows({ ...query, seconds: window.seconds, interval }) : [totals];
  for await (const batch of batches) {
    for (const row of batch) {
      const second = 'second' in row ? row.second : window.seconds.first;
      if (second < window.seconds.first || second > window.seconds.last) continue;
      for (const take of takers.get(row.seriesId) ?? []) take(slotOf(window, second, interval), row.measure);
    }
  }
}

function takersOf({ parts, sums }: Read, known: ReadonlyMap<number, RunSeries>, grouping: Grouping, digits: 2 | 3): [number, Taker][] {
  const adder = adderOf(parts);
  const empty = emptyOf(parts, digits);
  return [...known].map(([id, one]) => [id, (slot, measure) => {
    const group = grouping(one, slot);
    let sum = sums.get(group);
    if (sum === undefined) sums.set(group, (sum = empty()));
    adder(sum, measure);
  }]);
}

/** The ids to read: a group in place of its members where all of them are wanted and counted under one key, which any member then says. */
function fewest(series: readonly RunSeries[], groups: readonly SeriesGroup[], grouping: Grouping): Map<number, RunSeries> {
  const rest = new Map(series.map((one) => [one.id, one]));
  const known = new Map<number, RunSeries>();
  for (const { id, members } of groups) {
    const first = rest.get(members[0] ?? -1);
    if (first === undefined) continue;
    const key = grouping(first, 0);
    const isOne = members.every((member) => {
      const one = rest.get(member);
      return one !== undefined && grouping(one, 0) === key;
    });
    if (!isOne) continue;
    known.set(id, first);
    for (const member of members) rest.delete(member);
  }
  for (const [id, one] of rest) known.set(id, one);
  return known;
}

type Rows = readonly (SeriesTotal | SeriesRow)[];

const HISTOGRAMS: readonly HistogramPart[] = ['elapsedHistogram', 'latencyHistogram', 'connectHistogram'];
const DISTRIBUTIONS: readonly DistributionPart[] = ['elapsed', 'latency', 'connect', 'network', 'received', 'sent'];

/** Maker of sums: what nothing is added to is shared by all of them, since one chart may have many thousands. */
function emptyOf(parts: ReadonlySet<MeasurePart>, digits: 2 | 3): () => Measure {
  const shared = emptyMeasure(digits);
  const distributions = DISTRIBUTIONS.filter((part) => parts.has(part));
  if (parts.has('labels') || HISTOGRAMS.some((part) => parts.has(part))) return () => emptyMeasure(digits);
  return () => {
    const sum = { ...shared };
    for (const part of distributions) sum[part] = { ...shared[part] };
    return sum;
  };
}

/** Adds only what will be looked at: histograms are far dearer than counts. */
function adderOf(parts: ReadonlySet<MeasurePart>): (into: Measure, other: Measure) => void {
  const histograms = HISTOGRAMS.filter((part) => parts.has(part));
  const distributions = DISTRIBUTIONS.filter((part) => parts.has(part));
  const labels = parts.has('labels');
  return (into, other) => {
    into.hits += other.hits;
    into.errors += other.errors;
    into.assertionSuccesses += other.assertionSuccesses;
    into.assertionFailures += other.assertionFailures;
    into.assertionErrors += other.assertionErrors;
    for (const part of distributions) mergeDistribution(into[part], other[part]);
    for (const part of histograms) into[part].add(other[part]);
    if (labels) mergeLabels(into, other);
  };
}
