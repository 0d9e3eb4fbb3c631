import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { countedBy, figure, nearestRank, rmseOf, valuesOf } from './jtl-figures.mjs';
import { readSamples } from './jtl-lines.mjs';

/**
 * Recomputes what report items show from the lines of a JTL: `node jtl-widgets.mjs request.json answer.json` ("-" = standard in, out).
 *
 * Request: `files` (JTLs), `failedBy` and `undatedMs` (see jtl-lines), `startMs` and `endMs` of the run (default: first start, last end), `labels`
 * (action id → label), `apdex`, `exact` = the run is an import of these files, and `items`: report items, those over time with `grid` {first,
 * seconds}: where their first interval begins (epoch s), and how long each is. Answer: by item id. A figure that a JTL does not hold (media
 * types) is null, one of nothing "NaN".
 *
 * Over time a sample belongs to the second in which it ended. The JTL has whole milliseconds, and a generator counts a sample a little after it
 * ended (it is late by up to 100 ms when busy), so that near the border between two intervals either may be right: figures of an interval are
 * answered as `[lowest, highest]` over the ways to deal out the samples that ended so near to its borders. An import has the milliseconds of the
 * file itself: there nothing is in doubt.
 */
/** Up to so many doubtful samples every way is tried; beyond, those next to a border move first, and not all numbers of them are tried. */
const EVERY_WAY = 8;
const STEPS = 10;
const [input = '-', output = '-'] = process.argv.slice(2);
const request = JSON.parse(readFileSync(input === '-' ? 0 : input, 'utf8'));
const [EARLY_MS, LATE_MS] = request.exact === true ? [0, 0] : [1.5, 100];
const samples = readSamples(request.files, request);
const hits = samples.filter(({ kind }) => kind === 'Hit');
const endOf = (sample) => sample.startMs + (sample.elapsedMs ?? 0);
const dated = samples.filter(({ kind, startMs: at }) => kind !== 'Resource' && at !== undefined);
const startMs = request.startMs ?? dated.reduce((least, sample) => Math.min(least, sample.startMs), Infinity);
const endMs = request.endMs ?? dated.reduce((most, sample) => Math.max(most, endOf(sample)), 0);
const seconds = (endMs - startMs) / 1000;

function valuesOfItem(item) {
  switch (item['@type']) {
    case 'SummaryReportItem':
    case 'BarChartReportItem': return item.metrics.map((metric) => whole(metric));
    case 'StatisticTableReportItem':
    case 'StatisticTreeReportItem': return Object.fromEntries(labelsOf(item).map((label) => [label, item.metrics.map((metric) => whole(metric, label))]));
    case 'TopReportItem': return ranked(item);
    case 'PieChartReportItem': return item.metrics.map(slices);
    case 'LineChartReportItem': return item.metrics.map((metric) => ranges(metric, item.grid));
    case 'PercentilesChartReportItem': return item.metrics.map((metric) => percentiles(metric, item.at));
    case 'StackedChartReportItem': return layers(item);
    case 'AreaRangeChartReportItem': return { rmse: area(item), points: ranges(item.metrics[0], item.grid) };
    case 'InsightsReportItem': return insights(item.grid);
    case 'ErrorsReportItem': return kept();
    default: return null;
  }
}

const labelsOf = ({ metrics }) => [...new Set(metrics.flatMap((metric) => read(metric, true) ?? []).map(({ label }) => label))];
const termsOf = ({ term, terms }) => terms ?? [term];

/** The samples of a metric; undefined where its filters ask for what a JTL does not tell. `byLabel`: embedded resources count as rows only. */
function read({ filters = [], type }, byLabel = false) {
  const terms = filters.find(({ field }) => field === 'subSampleType');
  const kinds = type === 'LOAD' ? ['Hit', 'Container'] : (terms === undefined ? ['Hit'] : termsOf(terms)).flatMap((term) => (term === 'Container' && byLabel ? [term, 'Resource'] : [term]));
  if (!request.exact && terms !== undefined && !kinds.every((kind) => samples.some((sample) => sample.kind === kind))) return undefined;
  let kept = samples.filter(({ kind }) => kinds.includes(kind));
  for (const filter of filters.filter(({ field }) => field !== 'subSampleType')) {
    if (filter.field !== 'actionPath') return undefined;
    kept = kept.filter(({ label }) => termsOf(filter).some((term) => (request.labels?.[term] ?? term) === label));
  }
  return kept;
}

/** Label → samples; null where the run may know what its JTL does not hold. */
function slices(metric) {
  if (metric.id === 'HTTP_RESPONSE_CODES') return countedBy(read(metric) ?? [], ({ code }) => code);
  return metric.id === 'HTTP_METHODS' && request.exact === true ? countedBy(read(metric) ?? [], ({ method }) => method) : null;
}

const apdexOf = ({ configs = [] }) => configs.find((config) => config['@type'] === 'ApdexReportConfig') ?? request.apdex;
const told = (value) => (value === undefined ? null : Number.isFinite(value) ? value : 'NaN');

function whole(metric, label) {
  const mine = read(metric, label !== undefined)?.filter((sample) => label === undefined || sample.label === label);
  return mine === undefined ? null : told(figure(metric.id, mine, seconds, apdexOf(metric)));
}

function ranked({ metrics: [metric], size }) {
  const all = labelsOf({ metrics: [metric] }).map((label) => ({ label, value: whole(metric, label) })).filter(({ value }) => typeof value === 'number');
  return all.sort((one, other) => other.value - one.value).slice(0, size);
}

const percentiles = (metric, at) => at.map((percent) => { const values = valuesOf(metric.id, read(metric) ?? []); return values === undefined ? null : told(nearestRank(values, percent)); });

/** [lowest, highest] of a figure of each interval, by its x; `of(samples, seconds)` may be NaN where there is none. */
function overTime(mine, grid, of) {
  const end = Math.floor(endMs / 1000) + (endMs % 1000 > 0 || endMs === startMs ? 1 : 0);
  const found = {};
  // A chart without points has no first interval.
  for (let from = grid.first || Math.floor(startMs / 1000); from < end; from += grid.seconds) {
    const to = Math.min(end, from + grid.seconds);
    const values = waysToDeal(mine, from * 1000, to * 1000).map((samplesOfIt) => of(samplesOfIt, to - from)).filter((value) => Number.isFinite(value));
    if (values.length > 0) found[from * 1000] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  }
  return found;
}

/** The sets of samples that may have been counted between two moments, epoch ms. */
function waysToDeal(mine, from, to) {
  const inside = (ms) => ms >= from && ms < to;
  const near = mine.filter((sample) => inside(endOf(sample) - EARLY_MS) || inside(endOf(sample) + LATE_MS) || inside(endOf(sample)));
  const certain = near.filter((sample) => inside(endOf(sample) - EARLY_MS) && inside(endOf(sample) + LATE_MS));
  const doubtful = near.filter((sample) => !certain.includes(sample));
  if (doubtful.length <= EVERY_WAY) return Array.from({ length: 2 ** doubtful.length }, (_, way) => [...certain, ...doubtful.filter((__, bit) => (way >> bit) % 2 === 1)]);
  const early = doubtful.filter((sample) => endOf(sample) < from + EARLY_MS).sort((one, other) => endOf(other) - endOf(one));
  const late = doubtful.filter((sample) => !early.includes(sample)).sort((one, other) => endOf(one) - endOf(other));
  return someOf(early).flatMap((some) => someOf(late).map((others) => [...certain, ...some, ...others]));
}

const someOf = (list) => Array.from({ length: Math.min(STEPS, list.length) + 1 }, (_, step) => list.slice(0, Math.round((step * list.length) / Math.max(1, Math.min(STEPS, list.length)))));

/** x → [lowest, highest]; null where a JTL does not say. */
function ranges(metric, grid) {
  const mine = read(metric);
  if (mine === undefined || figure(metric.id, [], 1) === undefined) return null;
  if (mine.length > 0 && Number.isNaN(figure(metric.id, mine, 1))) return {};
  return overTime(mine, grid, (some, length) => figure(metric.id, some, length, apdexOf(metric)));
}

/** Label → x → [lowest, highest] count or percent of response codes. */
function layers({ metrics: [metric], mode, grid }) {
  if (metric.id !== 'HTTP_RESPONSE_CODES') return null;
  const count = (some, code) => some.filter((sample) => sample.code === code).length;
  const of = (code) => (some) => (mode === 'PERCENT' ? (100 * count(some, code)) / some.length : count(some, code));
  return Object.fromEntries([...new Set((read(metric) ?? []).map(({ code }) => code))].filter((code) => code !== undefined).map((code) => [code, overTime(read(metric) ?? [], grid, of(code))]));
}

/** [lowest, highest] distance of the two metrics' curves. */
function area({ metrics: [metric, against], referenceType, rangeType, grid }) {
  const flat = referenceType === 'SUMMARY' ? whole(against) : undefined;
  const distance = (some, length) => {
    const [y, reference] = [figure(metric.id, some, length), flat ?? figure(against.id, some, length)];
    return Math.abs(rangeType === 'PERCENTAGE' ? (100 * y) / reference - 100 : y - reference);
  };
  const found = Object.values(overTime(read(metric) ?? [], grid, distance));
  return found.length === 0 ? 'NaN' : [0, 1].map((end) => rmseOf(found.map((range) => [range[end], 0])));
}

/** By insight id: a figure, or [lowest, highest]. Media types, user load and containers are not in a JTL. */
function insights(grid) {
  const metric = (id) => ({ id, filters: [] });
  const distance = (one, other, referenceType, rangeType) => area({ metrics: [metric(one), metric(other)], referenceType, rangeType, grid });
  const share = (matches) => told((100 * hits.filter(({ code }) => matches(code)).length) / hits.length);
  const failing = labelsOf({ metrics: [metric('ERRORS_PERCENT')] }).map((label) => whole(metric('ERRORS_PERCENT'), label));
  const relation = (part, of) => told((100 * whole(metric(part))) / whole(metric(of)));
  return {
    RESPONSE_TIME_GLOBAL_AVG: distance('RESPONSE_TIME_AVG', 'RESPONSE_TIME_AVG', 'SUMMARY', 'PERCENTAGE'),
    RESPONSE_TIME_STD_DEVIATION: relation('RESPONSE_TIME_STD', 'RESPONSE_TIME_AVG'),
    CONNECT_TIME_VS_RESPONSE_TIME: relation('CONNECT_TIME_AVG', 'RESPONSE_TIME_AVG'),
    LATENCY_VS_RESPONSE_TIME: distance('LATENCY_AVG', 'RESPONSE_TIME_AVG', 'HISTOGRAM', 'PERCENTAGE'),
    PEAK_OF_ERRORS: distance('ERRORS_PERCENT', 'ERRORS_PERCENT', 'SUMMARY', 'RAW'),
    STEP_BY_STEP_ERRORS: failing.reduce((most, value) => Math.max(most, value), 0),
    OVERALL_ERROR_4XX: share((code) => /^4\d\d$/.test(code)), OVERALL_ERROR_5XX: share((code) => /^5\d\d$/.test(code)), OVERALL_ERROR_NONE: share((code) => !/^[1-5]\d\d$/.test(code)),
  };
}

/** Failed samples that a report keeps: two per action, code and host; with how many there were. */
function kept() {
  const failed = samples.filter((sample) => sample.failed);
  const triples = countedBy(failed, ({ kind, label, code, host }) => [kind, label, code, host].join('\n'));
  return { failed: failed.length, kept: Object.values(triples).reduce((total, count) => total + Math.min(2, count), 0) };
}

const answer = { samples: samples.length, hits: hits.length, startMs, endMs, items: Object.fromEntries(request.items.map((item) => [item.id, valuesOfItem(item)])) };
writeFileSync(output === '-' ? 1 : output, `${JSON.stringify(answer)}\n`);
