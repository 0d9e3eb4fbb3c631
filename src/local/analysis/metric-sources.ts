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

/** Sums of the sources' rows by group, aligned with the sources. Metrics that read the same rows are read together, once. */
export async function sumBy(sources: readonly MetricSource[], grouping: Grouping, { interval, parts = [] }: SumOptions = {}): Promise<ReadonlyMap<GroupKey, Measure>[]> {
  const reads = new Map<string, { source: MetricSource; parts: Set<MeasurePart> }>();
  const nameOf = (source: MetricSource): string => JSON.stringify([source.metric.benchResultId, source.series?.map(({ id }) => id) ?? null]);
  for (const source of sources) {
    const read = reads.get(nameOf(source)) ?? { source, parts: new Set<MeasurePart>(parts) };
    for (const part of METRICS[source.metric.id].parts) read.parts.add(part);
    reads.set(nameOf(source), read);
  }
  const sums = new Map<string, ReadonlyMap<GroupKey, Measure>>();
  for (const [name, read] of reads) sums.set(name, await sumOne(read.source, read.parts, grouping, interval));
  return sources.map((source) => sums.get(nameOf(source)) ?? new Map<GroupKey, Measure>());
}

async function sumOne({ run, window, series }: MetricSource, parts: ReadonlySet<MeasurePart>, grouping: Grouping, interval: number | undefined): Promise<ReadonlyMap<GroupKey, Measure>> {
  const sums = new Map<GroupKey, Measure>();
  if (window.kind !== 'observed' || series === undefined || series.length === 0) return sums;
  const known = fewest(series, (await run.groups?.()) ?? [], grouping);
  const query = { series: [...known.keys()], parts };
  const totals = window.whole && interval === undefined ? await run.totals(query) : undefined;
  const batches: AsyncIterable<Rows> | Iterable<Rows> = totals === undefined ? run.rows({ ...query, seconds: window.seconds, interval }) : [totals];
  const adder = adderOf(parts);
  for await (const batch of batches) {
    for (const row of batch) {
      const one = known.get(row.seriesId);
      const second = 'second' in row ? row.second : window.seconds.first;
      if (one === undefined || second < window.seconds.first || second > window.seconds.last) continue;
      const group = grouping(one, slotOf(window, second, interval));
      let sum = sums.get(group);
      // A second's histogram keeps two significant digits, a run's three (measurements, emptyMeasure).
      if (sum === undefined) sums.set(group, (sum = emptyMeasure(totals === undefined ? 2 : 3)));
      adder(sum, row.measure);
    }
  }
  return sums;
}

/** The ids to read: a group in place of its members where all of them are wanted and counted under one key, which any member then says. */
function fewest(series: readonly RunSeries[], groups: readonly SeriesGroup[], grouping: Grouping): Map<number, RunSeries> {
  const rest = new Map(series.map((one) => [one.id, one]));
  const known = new Map<number, RunSeries>();
  for (const { id, members } of groups) {
    const found = members.flatMap((member) => rest.get(member) ?? []);
    const [first] = found;
    if (first === undefined || found.length < members.length || found.some((one) => grouping(one, 0) !== grouping(first, 0))) continue;
    known.set(id, first);
    for (const member of members) rest.delete(member);
  }
  for (const [id, one] of rest) known.set(id, one);
  return known;
}

type Rows = readonly (SeriesTotal | SeriesRow)[];

const HISTOGRAMS: readonly HistogramPart[] = ['elapsedHistogram', 'latencyHistogram', 'connectHistogram'];
const DISTRIBUTIONS: readonly DistributionPart[] = ['elapsed', 'latency', 'connect', 'network', 'received', 'sent'];

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
