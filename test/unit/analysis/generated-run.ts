import type { ReportItem, ReportItemMetric } from '../../../src/contract/bench-report.js';
import type { MetricFilter, MetricId, SampleType } from '../../../src/contract/metric.js';
import type { ErrorRow, MeasurePart, ReportReading, RunData, RunSeries, SeriesRow } from '../../../src/local/analysis/run-data.js';
import { addSample, emptyMeasure, type Measure, type MeasuredSample, type SeriesKey, type UserLoadRow } from '../../../src/local/measurements/measure.js';
import { seededRandom } from '../../../src/local/engine/interpreter/random.js';

export const RUN = 'run-1';
/** Where the generated run begins: in the middle of a second, as real ones do. */
export const START = 1_767_225_600_400;

/** One generated sample: what a brute-force computation reads. */
export interface RawSample extends MeasuredSample { readonly key: SeriesKey; readonly endMs: number }
export interface RunOptions { readonly seed?: number; readonly count?: number; readonly seconds?: number; readonly totals?: boolean; readonly emptyFrom?: number; readonly emptyTo?: number }
export interface GeneratedRun { readonly data: RunData; readonly samples: readonly RawSample[]; readonly users: readonly UserLoadRow[]; readonly asked: MeasurePart[][] }

const VIRTUAL_USERS = [{ id: 'vu-b', name: 'Buyer' }, { id: 'vu-a', name: 'Visitor' }];
const PLACES = [{ region: 'eu', injectorId: 'eu-1' }, { region: 'eu', injectorId: 'eu-2' }, { region: 'us', injectorId: 'us-1' }];
const ACTIONS = [
  { actionId: 'page', actionName: 'Page', subSampleType: 'Container' as const },
  { actionId: 'home', actionName: 'Home', subSampleType: 'Hit' as const },
  { actionId: 'home.resources', actionName: 'Home.resources', subSampleType: 'Hit' as const },
  { actionId: 'basket', actionName: 'Basket', subSampleType: 'Hit' as const },
];

/** Every series of the generated run: two Virtual Users, their root containers, three places. */
export const SERIES: readonly SeriesKey[] = VIRTUAL_USERS.flatMap((user) => PLACES.flatMap((place) => [
  { virtualUserId: user.id, virtualUserName: user.name, actionId: user.id, actionName: user.name, subSampleType: 'Container' as const, ...place },
  ...ACTIONS.map((action) => ({ virtualUserId: user.id, virtualUserName: user.name, ...action, actionId: `${user.id}-${action.actionId}`, ...place })),
]));

/** What a hit of that action is asked and answered with; images are not asked for by their page. */
function labelsOf(actionId: string): { method: string; mediaType?: string } {
  if (actionId.endsWith('.resources')) return { method: 'GET', mediaType: 'image/png' };
  return actionId.endsWith('basket') ? { method: 'POST' } : { method: 'GET', mediaType: 'text/html' };
}

function sampleOf(random: () => number, key: SeriesKey, endMs: number): RawSample {
  const elapsedMs = Math.round((5 + 4000 * random() ** 4) * 1000) / 1000;
  const success = random() > 0.07;
  return {
    key, endMs, elapsedMs, latencyMs: elapsedMs * random(), connectMs: random() < 0.8 ? 0 : 20 * random(),
    receivedBytes: Math.floor(50_000 * random()), sentBytes: Math.floor(900 * random()), success, code: success ? '200' : '500',
    ...(key.subSampleType === 'Hit' ? labelsOf(key.actionId) : {}),
    assertions: { success: random() < 0.5 ? 1 : 0, failure: success ? 0 : 1, error: random() < 0.01 ? 1 : 0 },
  };
}

/** A run of random samples over so many seconds, with a silent stretch where asked for, kept as seconds and (if `totals`) as a whole. */
export function generateRun({ seed = 7, count = 6000, seconds = 40, totals = true, emptyFrom = 0, emptyTo = 0 }: RunOptions = {}): GeneratedRun {
  const random = seededRandom(seed);
  const samples: RawSample[] = [];
  while (samples.length < count) {
    const endMs = START + Math.floor(random() * seconds * 1000);
    const key = SERIES[Math.floor(random() * SERIES.length)];
    if (key !== undefined && (endMs < START + emptyFrom * 1000 || endMs >= START + emptyTo * 1000)) samples.push(sampleOf(random, key, endMs));
  }
  const users: UserLoadRow[] = [];
  for (let second = 0; second < seconds; second++) {
    for (const [index, profileId] of ['p-b', 'p-a'].entries()) users.push({ second: Math.floor(START / 1000) + second, profileId, users: Math.min(20, second, seconds - second) + index, region: index === 0 ? 'eu' : 'us', injectorId: 'eu-1' });
  }
  return { ...storedRun(samples, { startedAt: START, endedAt: START + seconds * 1000, totals }, users), samples, users };
}

interface StoredTimes { readonly startedAt?: number; readonly endedAt?: number; readonly totals?: boolean }

/** Keeps samples as a store would: measures per series and second. Parts that were not asked for are left empty. */
export function storedRun(samples: readonly RawSample[], { totals = true, ...times }: StoredTimes, users: readonly UserLoadRow[] = [], errors: readonly ErrorRow[] = []): { data: RunData; asked: MeasurePart[][] } {
  const series = SERIES.map((key, index): RunSeries => ({ id: 100 + index, key })).filter(({ key }) => samples.some((sample) => sample.key === key));
  const idOf = new Map(series.map(({ id, key }) => [key, id]));
  const bySecond = new Map<string, SeriesRow>();
  const whole = new Map<number, Measure>();
  for (const sample of samples) {
    const seriesId = idOf.get(sample.key) ?? -1;
    const second = Math.floor(sample.endMs / 1000);
    const row = bySecond.get(`${seriesId}/${second}`) ?? { seriesId, second, measure: emptyMeasure(2) };
    bySecond.set(`${seriesId}/${second}`, row);
    addSample(row.measure, sample);
    const total = whole.get(seriesId) ?? emptyMeasure(3);
    whole.set(seriesId, total);
    addSample(total, sample);
  }
  const seconds = [...samples.map(({ endMs }) => Math.floor(endMs / 1000)), ...users.map(({ second }) => second)];
  const asked: MeasurePart[][] = [];
  const data: RunData = {
    benchResultId: RUN,
    ...times,
    seconds: seconds.length === 0 ? undefined : { first: seconds.reduce((a, b) => Math.min(a, b)), last: seconds.reduce((a, b) => Math.max(a, b)) },
    profileVirtualUsers: new Map([['p-b', 'Buyer'], ['p-a', 'Visitor']]),
    series: async () => series,
    totals: async ({ series: wanted, parts }) => {
      asked.push([...parts]);
      return totals ? wanted.flatMap((seriesId) => { const measure = whole.get(seriesId); return measure === undefined ? [] : [{ seriesId, measure: only(measure, parts, 3) }]; }) : undefined;
    },
    async *rows({ series: wanted, parts, seconds: range }) {
      asked.push([...parts]);
      const rows = [...bySecond.values()].reverse().filter((row) => wanted.includes(row.seriesId) && row.second >= range.first && row.second <= range.last);
      for (let index = 0; index < rows.length; index += 97) yield rows.slice(index, index + 97).map((row) => ({ ...row, measure: only(row.measure, parts, 2) }));
    },
    users: async (range) => users.filter(({ second }) => second >= range.first && second <= range.last),
    errors: async () => errors,
  };
  return { data, asked };
}

function only(measure: Measure, parts: ReadonlySet<MeasurePart>, digits: 2 | 3): Measure {
  const kept = { ...emptyMeasure(digits), hits: measure.hits, errors: measure.errors, assertionSuccesses: measure.assertionSuccesses, assertionFailures: measure.assertionFailures, assertionErrors: measure.assertionErrors };
  const { codes, methods, mediaTypes } = measure;
  const partOf = (part: MeasurePart): Partial<Measure> => (part === 'labels' ? { codes, methods, mediaTypes } : { [part]: measure[part] });
  return [...parts].reduce((whole, part) => ({ ...whole, ...partOf(part) }), kept);
}

export const hit: MetricFilter = { '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Hit' };
export const container: MetricFilter = { '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Container' };
export const named = (field: string, ...terms: string[]): MetricFilter => ({ '@type': 'MultiTermFilter', field, terms });
export const metric = (id: MetricId, filters: MetricFilter[] = [hit], type: SampleType = 'BASIC', configs: ReportItemMetric['configs'] = []): ReportItemMetric => ({ id, type, benchResultId: RUN, filters, configs });
export const reading = (data: RunData, more: Partial<ReportReading> = {}): ReportReading => ({ runs: new Map([[data.benchResultId, data]]), ...more });
export const summary = (...metrics: ReportItemMetric[]): ReportItem => ({ '@type': 'SummaryReportItem', id: 'i', name: 'Summary', metrics });
export const line = (...metrics: ReportItemMetric[]): ReportItem => ({ '@type': 'LineChartReportItem', id: 'i', name: 'Line', metrics });
export const percentiles = (...metrics: ReportItemMetric[]): ReportItem => ({ '@type': 'PercentilesChartReportItem', id: 'i', name: 'Percentiles', metrics });
export const table = (metrics: ReportItemMetric[], size = 0): ReportItem => ({ '@type': 'StatisticTableReportItem', id: 'i', name: 'Table', computeType: 'NORMAL', size, metrics });
export const pie = (...metrics: ReportItemMetric[]): ReportItem => ({ '@type': 'PieChartReportItem', id: 'i', name: 'Pie', metrics });
export const stacked = (mode: 'ABSOLUTE' | 'PERCENT', ...metrics: ReportItemMetric[]): ReportItem => ({ '@type': 'StackedChartReportItem', id: 'i', name: 'Stacked', mode, metrics });
export const top = (metric: ReportItemMetric, size = 5): ReportItem => ({ '@type': 'TopReportItem', id: 'i', name: 'Top', size, metrics: [metric] });
export const tree = (metrics: ReportItemMetric[], size = 0): ReportItem => ({ '@type': 'StatisticTreeReportItem', id: 'i', name: 'Tree', computeType: 'NORMAL', size, metrics });
export const area = (referenceType: 'HISTOGRAM' | 'SUMMARY', rangeType: 'RAW' | 'PERCENTAGE', ...metrics: ReportItemMetric[]): ReportItem => ({ '@type': 'AreaRangeChartReportItem', id: 'i', name: 'Area', referenceType, rangeType, metrics });
