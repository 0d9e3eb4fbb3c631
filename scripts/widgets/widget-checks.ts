import type { Agent } from '../../test/support/agent.js';
import { allowedFor, check, type Check, OF_A_RUN, OF_SECONDS, together, type Told } from './checks.js';
import type { Item, Metric } from './widget-items.js';

interface Point { readonly x: number; readonly y: number | string | null }
interface Row { readonly actionId: string; readonly name?: string; readonly values: readonly { value: unknown }[] }
type Ranges = Readonly<Record<string, readonly [number, number]>>;

/** A widget as the tools answer it, what is asked of the independent script for it, and the comparison of both. */
export interface Reading { readonly request: Readonly<Record<string, unknown>>; compare(told: unknown): Check[] }

/**
 * Reads an item through its tool. Undefined where it has no metrics or a JTL says nothing of it.
 * @param shared labels that several requests bear: a JTL does not tell these apart.
 */
export async function readWidget(agent: Agent, reportId: string, item: Item, shared: ReadonlySet<string>): Promise<Reading | undefined> {
  const at = { reportId, itemId: item.id };
  switch (item['@type']) {
    case 'SummaryReportItem':
    case 'BarChartReportItem': return figures(item, await agent.call('get_report_summary_values', at));
    case 'StatisticTableReportItem': return rows(item, await all(agent, 'get_report_table_values', at), shared);
    case 'StatisticTreeReportItem': return rows(item, await all(agent, 'get_report_tree_values', at), shared);
    case 'TopReportItem': return top(item, await agent.call('get_report_top_values', at), shared);
    case 'PieChartReportItem': return pie(item, await agent.call('get_report_pie_values', at));
    case 'LineChartReportItem': return curves(item, await agent.call('get_report_line_chart_values', { ...at, maxPoints: 1000 }));
    case 'PercentilesChartReportItem': return percentiles(item, await agent.call('get_report_line_chart_values', { ...at, maxPoints: 1000 }));
    case 'StackedChartReportItem': return layers(item, await agent.call('get_report_stacked_chart_values', { ...at, maxPoints: 1000 }));
    case 'AreaRangeChartReportItem': return area(item, await agent.call('get_report_area_range_values', { ...at, maxPoints: 1000 }));
    case 'InsightsReportItem': return insights(item, await agent.call('get_report_insights', at));
    case 'ErrorsReportItem': return errors(item, await agent.call('get_report_errors', at));
    default: return undefined;
  }
}

async function all(agent: Agent, tool: string, at: Record<string, unknown>): Promise<{ rows: Row[] }> {
  const found: Row[] = [];
  for (let total = Infinity; found.length < total;) {
    const page = await agent.call<{ rows: Row[]; total: number }>(tool, { ...at, offset: found.length });
    found.push(...page.rows);
    total = page.rows.length === 0 ? found.length : page.total;
  }
  return { rows: found };
}

const metricsOf = (item: Item): readonly Metric[] => item.metrics ?? [];
const nameOf = (item: Item): string => `${item['@type'].replace('ReportItem', '')} "${item.name}"`;

function figures(item: Item, { values }: { values: unknown[] }): Reading {
  return { request: withApdexBounds(item), compare: (told) => metricsOf(item).flatMap(({ id }, index) => {
    const [low, exact, high] = [0, 1, 2].map((shift) => (told as Told[])[3 * index + shift]);
    const expected: Told = id.endsWith('_APDEX') && typeof low === 'number' && typeof high === 'number' ? [low, high] : exact;
    return check(nameOf(item), id, values[index], expected, allowedFor(id, Number(values[index]), OF_A_RUN));
  }) };
}

/** Each metric three times: Apdex with thresholds 1 ms lower, as they are, and 1 ms higher, since a JTL has whole milliseconds. */
function withApdexBounds(item: Item): Item {
  const shifted = (metric: Metric, by: number): Metric => ({ ...metric, configs: metric.configs.map((config) => ({ ...config, ...Object.fromEntries(['satisfying', 'tolerating'].flatMap((key) => (typeof config[key] === 'number' ? [[key, config[key] + by]] : []))) })) });
  return { ...item, metrics: metricsOf(item).flatMap((metric) => [-1, 0, 1].map((by) => shifted(metric, by))) };
}

/** Labels that more than one row of a table bears. */
export async function sharedLabels(agent: Agent, reportId: string, itemId: string): Promise<ReadonlySet<string>> {
  const labels = (await all(agent, 'get_report_table_values', { reportId, itemId })).rows.map(labelOf);
  return new Set(labels.filter((label, index) => labels.indexOf(label) !== index));
}

function rows(item: Item, { rows: shown }: { rows: readonly Row[] }, shared: ReadonlySet<string>): Reading {
  return { request: item, compare: (told) => metricsOf(item).flatMap(({ id }, column) => together(nameOf(item), id, shown.filter((row) => !shared.has(labelOf(row))).flatMap((row) => {
    const expected = (told as Record<string, Told[]>)[labelOf(row)]?.[column];
    const value = row.values[column]?.value;
    return check('', `"${labelOf(row)}"`, value, expected, allowedFor(id, Number(value), OF_A_RUN));
  }))) };
}

/** A row of embedded resources is named so by the tools, and by its label in a JTL. */
const labelOf = ({ name = '' }: Row): string => name.replace(/ \(resources\)$/, '.resources');

function top(item: Item, { top: shown }: { top: { name: string; value: number }[] }, shared: ReadonlySet<string>): Reading {
  const [id = ''] = metricsOf(item).map((metric) => metric.id);
  return { request: { ...item, size: 1000 }, compare: (told) => {
    const known = new Map((told as { label: string; value: number }[]).map(({ label, value }) => [label, value]));
    const highest = Math.max(...known.values());
    return [
      ...(shared.has(shown[0]?.name ?? '') ? [] : check(nameOf(item), `the highest ${id}`, shown[0]?.value, highest, allowedFor(id, highest, OF_A_RUN))),
      ...together(nameOf(item), id, shown.filter(({ name }) => !shared.has(name)).flatMap(({ name, value }) => check('', `"${name}"`, value, known.get(name), allowedFor(id, value, OF_A_RUN)))),
    ];
  } };
}

function pie(item: Item, { pies }: { pies: { labels: { label: string; value: number }[] }[] }): Reading {
  return { request: item, compare: (told) => metricsOf(item).flatMap(({ id }, index) => {
    const expected = (told as (Record<string, number> | null)[])[index];
    if (expected === null || expected === undefined) return [];
    const shown = new Map(pies[index]?.labels.map(({ label, value }) => [label, value]));
    return [...new Set([...shown.keys(), ...Object.keys(expected)])].sort().flatMap((label) => check(nameOf(item), `${id} ${label}`, shown.get(label) ?? 0, expected[label] ?? 0, 0));
  }) };
}

/** Where the intervals of a chart begin and how long they are, in seconds. */
function gridOf(points: readonly { x: number }[]): { first: number; seconds: number } {
  const gaps = points.slice(1).map(({ x }, index) => x - (points[index]?.x ?? x));
  return { first: (points[0]?.x ?? 0) / 1000, seconds: Math.max(1, Math.min(...gaps, 3_600_000) / 1000) };
}

function along(widget: string, id: string, points: readonly Point[], told: Ranges | null | undefined, allowed = (value: number): number => allowedFor(id, value, OF_SECONDS)): Check[] {
  if (told === null || told === undefined) return [];
  return together(widget, id, points.flatMap(({ x, y }) => check('', `at ${new Date(x).toISOString().slice(11, 19)}`, y, told[String(x)], allowed(Number(y)))));
}

function curves(item: Item, { series }: { series: { points: Point[] }[] }): Reading {
  const grid = gridOf(series.reduce<Point[]>((longest, { points }) => (points.length > longest.length ? points : longest), []));
  return { request: { ...item, grid }, compare: (told) => metricsOf(item).flatMap(({ id }, index) => {
    const points = series[index]?.points ?? [];
    // Users are counted at the end of a second, a JTL names those at the end of a sample: their peaks are the same.
    if (id === 'USERLOAD') return check(nameOf(item), 'USERLOAD, highest', Math.max(...points.map(({ y }) => Number(y))), highestOf((told as (Ranges | null)[])[index]), 0);
    return along(nameOf(item), id, points, (told as (Ranges | null)[])[index]);
  }) };
}

const highestOf = (ranges: Ranges | null | undefined): Told => (ranges === null || ranges === undefined ? null : Math.max(...Object.values(ranges).map(([, high]) => high)));

function percentiles(item: Item, { series }: { series: { points: Point[] }[] }): Reading {
  const at = series[0]?.points.map(({ x }) => x) ?? [];
  return { request: { ...item, at }, compare: (told) => metricsOf(item).flatMap(({ id }, index) => {
    const ranges = Object.fromEntries(at.map((x, place) => { const value = (told as number[][])[index]?.[place] ?? NaN; return [String(x), [value, value] as const]; }));
    return together(nameOf(item), `curve of ${id}`, (series[index]?.points ?? []).flatMap(({ x, y }) => check('', `${x} %`, y, x === 0 ? undefined : ranges[String(x)], allowedFor('PERCENTILE', Number(y), OF_A_RUN))));
  }) };
}

function layers(item: Item, { points, labels }: { points: { x: number; values: Record<string, number> }[]; labels: { label: string }[] }): Reading {
  return { request: { ...item, grid: gridOf(points) }, compare: (told) => labels.flatMap(({ label }) =>
    along(nameOf(item), `code ${label}`, points.map(({ x, values }) => ({ x, y: values[label] ?? 0 })), (told as Record<string, Ranges>)[label], (value) => allowedFor('PERCENT', value, 0))) };
}

function area(item: Item, { rmse, curve, reference }: { rmse: number; curve: { points: Point[] }; reference: { points: Point[] } }): Reading {
  const [metric] = metricsOf(item);
  const percent = item['rangeType'] === 'PERCENTAGE';
  const allowed = percent ? percentAllowed(metric?.id ?? '') : allowedFor(metric?.id ?? '', rmse, OF_SECONDS);
  return { request: { ...item, grid: gridOf(curve.points.length > 1 ? curve.points : reference.points) }, compare: (told) => {
    const { rmse: expected, points } = told as { rmse: [number, number]; points: Ranges };
    return [...check(nameOf(item), 'rmse', rmse, expected, allowed), ...(percent ? [] : along(nameOf(item), metric?.id ?? '', curve.points, points))];
  } };
}

/** Half a millisecond in percent of the shop's shortest answers, of both curves. */
const percentAllowed = (id: string): number => (/TIME|LATENCY/.test(id) ? 2 : 0.01);

function insights(item: Item, { insights: shown }: { insights: { id: string; value: number }[] }): Reading {
  const grid = { first: 0, seconds: 1 };
  return { request: { ...item, grid }, compare: (told) => shown.flatMap(({ id, value }) => check(nameOf(item), id, value, (told as Record<string, Told>)[id], /TIME/.test(id) ? percentAllowed(id) : allowedFor(id, value, OF_A_RUN))) };
}

function errors(item: Item, { total }: { total: number }): Reading {
  return { request: item, compare: (told) => check(nameOf(item), 'kept samples, two per request and code', total, (told as { kept: number }).kept, 0) };
}
