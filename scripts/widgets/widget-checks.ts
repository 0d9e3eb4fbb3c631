import type { Agent } from '../../test/support/agent.js';
import { allowedFor, check, type Check, OF_A_RUN, OF_SECONDS, together, type Told } from './checks.js';
import type { Item, Metric } from './widget-items.js';

interface Point { readonly x: number; readonly y: number | string | null }
interface Row { readonly actionId: string; readonly name?: string; readonly values: readonly { value: unknown }[] }
type Ranges = Readonly<Record<string, readonly [number, number]>>;

/** A widget as the tools answer it, what is asked of the independent script for it, and the comparison of both. */
export interface Reading {
  readonly request: Readonly<Record<string, unknown>>;
  /** Ids of the insights it shows. */
  readonly shown?: readonly string[];
  compare(told: unknown): Check[];
}

/**
 * How a run and its JTL go together. `shared`: labels that several requests bear, which a JTL does not tell apart. `exact`: the run is an
 * import of the JTL, so that it holds no more and no finer than that.
 */
export interface How { readonly shared: ReadonlySet<string>; readonly exact: boolean }

/** Reads an item through its tool. Undefined where it has no metrics or a JTL says nothing of it. */
export async function readWidget(agent: Agent, reportId: string, item: Item, how: How): Promise<Reading | undefined> {
  const at = { reportId, itemId: item.id };
  switch (item['@type']) {
    case 'SummaryReportItem':
    case 'BarChartReportItem': return figures(item, await agent.call('get_report_summary_values', at), how);
    case 'StatisticTableReportItem': return rows(item, await all(agent, 'get_report_table_values', at), how);
    case 'StatisticTreeReportItem': return rows(item, await all(agent, 'get_report_tree_values', at), how);
    case 'TopReportItem': return top(item, await agent.call('get_report_top_values', at), how);
    case 'PieChartReportItem': return pie(item, await agent.call('get_report_pie_values', at), how);
    case 'LineChartReportItem': return curves(item, await agent.call('get_report_line_chart_values', { ...at, maxPoints: 1000 }), how);
    case 'PercentilesChartReportItem': return percentiles(item, await agent.call('get_report_line_chart_values', { ...at, maxPoints: 1000 }), how);
    case 'StackedChartReportItem': return layers(item, await agent.call('get_report_stacked_chart_values', { ...at, maxPoints: 1000 }), how);
    case 'AreaRangeChartReportItem': return area(item, await agent.call('get_report_area_range_values', { ...at, maxPoints: 1000 }), how);
    case 'InsightsReportItem': return insights(item, await agent.call('get_report_insights', at), how);
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

function figures(item: Item, { values }: { values: unknown[] }, { exact }: How): Reading {
  return { request: withApdexBounds(item), compare: (told) => metricsOf(item).flatMap(({ id }, index) => {
    const [low, middle, high] = [0, 1, 2].map((shift) => (told as Told[])[3 * index + shift]);
    const expected: Told = !exact && id.endsWith('_APDEX') && typeof low === 'number' && typeof high === 'number' ? [low, high] : middle;
    return check(nameOf(item), id, values[index], expected, allowedFor(id, Number(values[index]), OF_A_RUN, exact));
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

function rows(item: Item, { rows: shown }: { rows: readonly Row[] }, { shared, exact }: How): Reading {
  const count = (told: object): Check[] => (exact && (item['@type'] === 'StatisticTableReportItem' || Object.keys(told).length === 0) ? check(nameOf(item), 'rows', shown.length, Object.keys(told).length, 0) : []);
  return { request: item, compare: (told) => [...count(told as object), ...metricsOf(item).flatMap(({ id }, column) => together(nameOf(item), id, shown.filter((row) => !shared.has(labelOf(row))).flatMap((row) => {
    const expected = (told as Record<string, Told[]>)[labelOf(row)]?.[column];
    const value = row.values[column]?.value;
    return check('', `"${labelOf(row)}"`, value, expected, allowedFor(id, Number(value), OF_A_RUN, exact));
  })))] };
}

/** A row of embedded resources is named so by the tools, and by its label in a JTL. */
const labelOf = ({ name = '' }: Row): string => name.replace(/ \(resources\)$/, '.resources');

function top(item: Item, { top: shown }: { top: { name: string; value: number }[] }, { shared, exact }: How): Reading {
  const [id = ''] = metricsOf(item).map((metric) => metric.id);
  return { request: { ...item, size: 1000 }, compare: (told) => {
    const known = new Map((told as { label: string; value: number }[]).map(({ label, value }) => [label, value]));
    const highest = known.size === 0 ? 'NaN' : Math.max(...known.values());
    return [
      ...(shared.has(shown[0]?.name ?? '') ? [] : check(nameOf(item), `the highest ${id}`, shown[0]?.value, highest, allowedFor(id, Number(highest), OF_A_RUN, exact))),
      ...together(nameOf(item), id, shown.filter(({ name }) => !shared.has(name)).flatMap(({ name, value }) => check('', `"${name}"`, value, known.get(name), allowedFor(id, value, OF_A_RUN, exact)))),
    ];
  } };
}

/** Text from the target travels between marks. */
const bare = (label: string): string => label.replace(/^<untrusted>(.*)<\/untrusted>$/s, '$1');

function pie(item: Item, { pies }: { pies: { labels: { label: string; value: number }[] }[] }, { exact }: How): Reading {
  return { request: item, compare: (told) => metricsOf(item).flatMap(({ id }, index) => {
    const expected = (told as (Record<string, number> | null)[])[index];
    if (expected === null || expected === undefined) return [];
    const shown = new Map(pies[index]?.labels.map(({ label, value }) => [bare(label), value]));
    const labels = [...new Set([...shown.keys(), ...Object.keys(expected)])].sort();
    if (exact && labels.length === 0) return check(nameOf(item), id, undefined, 'NaN', 0);
    return labels.flatMap((label) => check(nameOf(item), `${id} ${label}`, shown.get(label) ?? 0, expected[label] ?? 0, 0));
  }) };
}

/** Where the intervals of a chart begin and how long they are, in seconds. */
function gridOf(points: readonly { x: number }[]): { first: number; seconds: number } {
  const gaps = points.slice(1).map(({ x }, index) => x - (points[index]?.x ?? x));
  return { first: (points[0]?.x ?? 0) / 1000, seconds: Math.max(1, Math.min(...gaps, 3_600_000) / 1000) };
}

/** In an import a curve has a point where the JTL has a figure, and nowhere else. */
function along(widget: string, id: string, points: readonly Point[], told: Ranges | null | undefined, exact: boolean, allowed = (value: number): number => allowedFor(id, value, OF_SECONDS, exact)): Check[] {
  if (told === null || told === undefined) return [];
  const shown = new Map(points.map(({ x, y }) => [x, y]));
  const places = exact ? [...new Set([...shown.keys(), ...Object.keys(told).map(Number)])] : [...shown.keys()];
  if (places.length === 0) return exact ? check(widget, id, undefined, 'NaN', 0) : [];
  return together(widget, id, places.flatMap((x) => check('', `at ${new Date(x).toISOString().slice(11, 19)}`, shown.get(x), told[String(x)] ?? (exact ? 'NaN' : undefined), allowed(Number(shown.get(x))))));
}

function curves(item: Item, { series }: { series: { points: Point[] }[] }, { exact }: How): Reading {
  const grid = gridOf(series.reduce<Point[]>((longest, { points }) => (points.length > longest.length ? points : longest), []));
  return { request: { ...item, grid }, compare: (told) => metricsOf(item).flatMap(({ id }, index) => {
    const points = series[index]?.points ?? [];
    // Users are counted at the end of a second, a JTL names those at the end of a sample: their peaks are the same.
    if (id === 'USERLOAD') return check(nameOf(item), 'USERLOAD, highest', Math.max(...points.map(({ y }) => Number(y))), highestOf((told as (Ranges | null)[])[index]), 0);
    return along(nameOf(item), id, points, (told as (Ranges | null)[])[index], exact);
  }) };
}

const highestOf = (ranges: Ranges | null | undefined): Told => (ranges === null || ranges === undefined ? null : Object.keys(ranges).length === 0 ? 'NaN' : Math.max(...Object.values(ranges).map(([, high]) => high)));

function percentiles(item: Item, { series }: { series: { points: Point[] }[] }, { exact }: How): Reading {
  const at = series[0]?.points.map(({ x }) => x) ?? [];
  return { request: { ...item, at }, compare: (told) => metricsOf(item).flatMap(({ id }, index) => {
    const ranges = Object.fromEntries(at.map((x, place) => { const value = (told as number[][])[index]?.[place] ?? NaN; return [String(x), [value, value] as const]; }));
    const known = ((told as (number | string | null)[][])[index] ?? []).some((value) => typeof value === 'number');
    if (exact && !known) return check(nameOf(item), `curve of ${id}`, series[index]?.points[0]?.y, 'NaN', 0);
    return together(nameOf(item), `curve of ${id}`, (series[index]?.points ?? []).flatMap(({ x, y }) => check('', `${x} %`, y, x === 0 ? undefined : ranges[String(x)], allowedFor('PERCENTILE', Number(y), OF_A_RUN, exact))));
  }) };
}

function layers(item: Item, { points, labels }: { points: { x: number; values: Record<string, number> }[]; labels: { label: string }[] }, { exact }: How): Reading {
  return { request: { ...item, grid: gridOf(points) }, compare: (told) => (exact && codesOf(labels, told as object).length === 0 ? check(nameOf(item), 'response codes', undefined, 'NaN', 0) : codesOf(labels, told as object).flatMap((label) =>
    along(nameOf(item), `code ${label}`, points.map(({ x, values }) => ({ x, y: valueOf(values, label) })), (told as Record<string, Ranges>)[label], false, (value) => allowedFor('PERCENT', value, 0)))) };
}

const codesOf = (labels: readonly { label: string }[], told: object): string[] => [...new Set([...labels.map(({ label }) => bare(label)), ...Object.keys(told)])];
const valueOf = (values: Readonly<Record<string, number>>, label: string): number => Object.entries(values).find(([key]) => bare(key) === label)?.[1] ?? 0;

function area(item: Item, { rmse, curve, reference }: { rmse: number; curve: { points: Point[] }; reference: { points: Point[] } }, { exact }: How): Reading {
  const [metric] = metricsOf(item);
  const percent = item['rangeType'] === 'PERCENTAGE';
  const allowed = percent ? percentAllowed(metric?.id ?? '', rmse, exact) : allowedFor(metric?.id ?? '', rmse, OF_SECONDS, exact);
  return { request: { ...item, grid: gridOf(curve.points.length > 1 ? curve.points : reference.points) }, compare: (told) => {
    const { rmse: expected, points } = told as { rmse: Told; points: Ranges };
    return [...check(nameOf(item), 'rmse', rmse, expected, allowed), ...(percent ? [] : along(nameOf(item), metric?.id ?? '', curve.points, points, exact))];
  } };
}

/** Half a millisecond in percent of the shop's shortest answers, of both curves; an import has whole milliseconds itself. */
const percentAllowed = (id: string, value: number, exact: boolean): number => (!exact && /TIME|LATENCY/.test(id) ? 2 : 0.01 + (exact ? Math.abs(value) * OF_ROUNDED : 0));
/** A share of two figures of three decimals. */
const OF_ROUNDED = 0.001;

function insights(item: Item, { insights: shown }: { insights: { id: string; value: number }[] }, { exact }: How): Reading {
  const grid = { first: 0, seconds: 1 };
  return { request: { ...item, grid }, shown: shown.map(({ id }) => id), compare: (told) => shown.flatMap(({ id, value }) => check(nameOf(item), id, value, (told as Record<string, Told>)[id], /TIME/.test(id) ? percentAllowed(id, value, exact) : allowedFor(id, value, OF_A_RUN, exact))) };
}

function errors(item: Item, { total }: { total: number }): Reading {
  return { request: item, compare: (told) => check(nameOf(item), 'kept samples, two per request and code', total, (told as { kept: number }).kept, 0) };
}
