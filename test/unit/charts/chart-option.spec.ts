import { describe, expect, it } from 'vitest';
import type { ChartInput, ChartItem, Look } from '../../../src/charts/chart-input.js';
import { CHART_TYPES, chartOption } from '../../../src/charts/chart-option.js';
import { chartSummary } from '../../../src/charts/chart-summary.js';
import { chartSvg } from '../../../src/charts/chart-svg.js';
import type { ItemValues } from '../../../src/contract/report-values.js';

const START = Date.UTC(2026, 2, 1, 10, 0, 0);
const metric = (id: string, more: object = {}): object => ({ id, type: 'BASIC', benchResultId: 'run-a', filters: [{ '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Hit' }], configs: [], ...more });
const curve = (count: number, at: (index: number) => number | 'NaN' | null, start = START) => Array.from({ length: count }, (_, index) => ({ x: start + index * 1000, y: at(index) }));
const item = (type: string, metrics: object[], more: object = {}): ChartItem => ({ '@type': type, name: 'A chart', metrics, ...more });

/** One input per drawable type. */
const INPUTS: readonly ChartInput[] = [
  { item: item('LineChartReportItem', [metric('USERLOAD'), metric('HITS_RATE')]), values: { kind: 'curves', curves: [curve(20, (i) => i), curve(20, (i) => i * 3)] } },
  { item: item('PercentilesChartReportItem', [metric('RESPONSE_TIME_AVG')]), values: { kind: 'curves', curves: [Array.from({ length: 101 }, (_, x) => ({ x, y: x * 2 }))] } },
  { item: item('BarChartReportItem', [metric('RESPONSE_TIME_AVG'), metric('HITS_TOTAL')]), values: { kind: 'figures', figures: [120, 4000] } },
  { item: item('PieChartReportItem', [metric('HTTP_RESPONSE_CODES')]), values: { kind: 'pie', pies: [{ 200: 90, 500: 10 }] } },
  { item: item('StackedChartReportItem', [metric('HTTP_RESPONSE_CODES')], { mode: 'ABSOLUTE' }), values: { kind: 'stacked', points: [{ x: START, values: { 200: 4 } }, { x: START + 1000, values: { 200: 5, 500: 1 } }] } },
  { item: item('AreaRangeChartReportItem', [metric('HITS_RATE'), metric('USERLOAD')], { rangeType: 'RAW', referenceType: 'SUMMARY' }), values: { kind: 'area', area: { curve: curve(10, (i) => i), reference: curve(10, () => 5), rmse: 2.5 } } },
  { item: item('TopReportItem', [metric('RESPONSE_TIME_AVG')], { size: 2 }), values: { kind: 'top', top: { actionIds: ['a', 'b'], curves: [curve(5, () => 40), curve(5, () => 20)] } }, labels: { actions: { a: 'Корзина' } } },
  { item: item('LoadGeneratorsChartReportItem', [], { monitorType: 'HOST' }), values: { kind: 'generators', generators: [], curves: [{ name: 'CPU', unit: '%', points: curve(5, () => 40) }, { name: 'Received', unit: 'bytes/s', points: curve(5, () => 2_000_000) }] } },
];
const optionOf = (input: ChartInput, look: Look = 'light'): Record<string, never> => chartOption(input, look) as Record<string, never>;
const seriesOf = (input: ChartInput): Record<string, unknown>[] => optionOf(input)['series'] as unknown as Record<string, unknown>[];
const lineOf = (metrics: object[], curves: Extract<ItemValues, { kind: 'curves' }>['curves'], labels: ChartInput['labels'] = {}): ChartInput => ({ item: item('LineChartReportItem', metrics), values: { kind: 'curves', curves }, labels });

describe('chartOption', () => {
  it('draws every chart type in every look, as JSON that survives a journey', () => {
    expect(new Set(INPUTS.map((input) => input.item['@type']))).toEqual(CHART_TYPES);
    for (const input of INPUTS) {
      for (const look of ['light', 'dark', 'print'] as const) {
        const option = chartOption(input, look, { still: look === 'print' });
        expect(option, input.item['@type']).toBeDefined();
        expect(JSON.parse(JSON.stringify(option))).toEqual(option);
        const svg = chartSvg(option ?? {}, 700, 320);
        expect(svg).toMatch(/^<svg [^>]*width="700" height="320"/);
        expect(svg.match(/<path/g)?.length, `${input.item['@type']} draws`).toBeGreaterThan(2);
      }
    }
  });

  it('draws nothing for an item that is no chart, or with values of another type', () => {
    expect(chartOption({ item: item('ErrorsReportItem', []), values: { kind: 'errors', errors: [] } }, 'light')).toBeUndefined();
    expect(chartOption({ item: item('LineChartReportItem', []), values: { kind: 'figures', figures: [1] } }, 'light')).toBeUndefined();
  });

  it('gives each unit an axis, the users the last one, and divides figures to fit', () => {
    const input = lineOf([metric('USERLOAD'), metric('RESPONSE_TIME_AVG'), metric('THROUGHPUT_RATE')], [curve(3, () => 10), curve(3, () => 25_000), curve(3, () => 2_500_000)]);
    const axes = optionOf(input)['yAxis'] as unknown as { name: string }[];
    expect(axes.map(({ name }) => name)).toEqual(['s', 'MB/s', 'users']);
    const [users, time, bytes] = seriesOf(input);
    expect(users).toMatchObject({ yAxisIndex: 2, unit: 'users' });
    expect(time).toMatchObject({ yAxisIndex: 0, data: [[START, 25], [START + 1000, 25], [START + 2000, 25]] });
    expect((bytes?.['data'] as number[][])[0]).toEqual([START, 2.5]);
  });

  it('breaks the line where nothing was measured, and draws a zero as zero', () => {
    const full = curve(6, (i) => i);
    const [series] = seriesOf(lineOf([metric('RESPONSE_TIME_AVG')], [full.filter((_, index) => index !== 3)]));
    expect((series?.['data'] as [number, number | null][])[3]).toEqual([START + 3000, null]);
    expect(series?.['connectNulls']).toBe(false);
    const [zeros] = seriesOf(lineOf([metric('ERRORS_TOTAL')], [curve(3, () => 0)]));
    expect(zeros?.['data']).toEqual([[START, 0], [START + 1000, 0], [START + 2000, 0]]);
    const [nan] = seriesOf(lineOf([metric('ERRORS_PERCENT')], [curve(3, (i) => (i === 1 ? 'NaN' : 5))]));
    expect(nan?.['data']).toEqual([{ value: [START, 5], symbol: 'circle', symbolSize: 5 }, [START + 1000, null], { value: [START + 2000, 5], symbol: 'circle', symbolSize: 5 }]);
  });

  it('does not call it a hole where figures were taken at odd moments', () => {
    const odd = [0, 1000, 1700, 4900, 5200, 9000].map((x) => ({ x: START + x, y: 1 }));
    expect(seriesOf(lineOf([metric('MONITORING')], [odd]))[0]?.['data']).toHaveLength(6);
  });

  it('says "No data" instead of drawing an empty grid', () => {
    const option = optionOf(lineOf([metric('RESPONSE_TIME_AVG')], [[]]));
    expect(JSON.stringify(option['title'])).toContain('No data');
    expect(option['yAxis']).toBeUndefined();
  });

  it('lays the curves of two runs on each other from the start of each', () => {
    const later = START + 86_400_000;
    const input = lineOf([metric('HITS_RATE'), metric('HITS_RATE', { benchResultId: 'run-b' })], [curve(3, () => 1), curve(3, () => 2, later)], { runs: { 'run-a': 'Before', 'run-b': 'After' }, starts: { 'run-a': START - 500, 'run-b': later } });
    const series = seriesOf(input);
    expect(series.map(({ name }) => name)).toEqual(['Hit rate · Before', 'Hit rate · After']);
    expect((series[0]?.['data'] as number[][])[0]).toEqual([500, 1]);
    expect((series[1]?.['data'] as number[][])[0]).toEqual([0, 2]);
    expect(optionOf(input)['hints']).toMatchObject({ across: 'elapsed' });
  });

  it('names a filter where it tells metrics apart, and not where all share it', () => {
    const narrowed = (id: string, term: string): object => metric(id, { filters: [{ '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Container' }, { '@type': 'SingleTermFilter', field: 'virtualUserName', term }] });
    const input = lineOf([narrowed('HITS_RATE', 'Buyer'), narrowed('HITS_RATE', 'Reader')], [curve(2, () => 1), curve(2, () => 2)]);
    expect(seriesOf(input).map(({ name }) => name)).toEqual(['Hit rate · Buyer', 'Hit rate · Reader']);
    expect(seriesOf(lineOf([narrowed('HITS_RATE', 'Buyer')], [curve(2, () => 1)])).map(({ name }) => name)).toEqual(['Hit rate · Container · Buyer']);
  });

  it('honours the colour somebody chose', () => {
    const configs = [{ '@type': 'SingleColorReportConfig', color: '#C62828' }];
    expect(seriesOf(lineOf([metric('ERRORS_TOTAL', { configs })], [curve(3, () => 1)]))[0]?.['color']).toBe('#C62828');
  });

  it('shows clock times of the zone asked for', () => {
    const option = chartOption(lineOf([metric('HITS_RATE')], [curve(2, () => 1)]), 'print', { timeZone: 'Asia/Kolkata' });
    expect(((option?.['series'] as { data: number[][] }[])[0]?.data[0] ?? [])[0]).toBe(START + 5.5 * 3_600_000);
    expect(() => chartOption(lineOf([metric('HITS_RATE')], [curve(2, () => 1)]), 'print', { timeZone: 'Nowhere/Land' })).toThrow(RangeError);
  });

  it('shades the way between a curve and its reference, and writes the error above', () => {
    const input = INPUTS.find(({ values }) => values.kind === 'area');
    const series = input === undefined ? [] : seriesOf(input);
    expect(series).toHaveLength(4);
    expect(series[2]?.['data']).toEqual(curve(10, (i) => Math.min(i, 5)).map(({ x, y }) => [x, y]));
    expect((series[3]?.['data'] as number[][])[0]).toEqual([START, 5]);
    expect(JSON.stringify(input && optionOf(input)['title'])).toContain('RMSE 2.5 /s');
  });

  it('shares: a label that an interval lacks is zero, an interval without any is a hole', () => {
    const points = [{ x: START, values: { 200: 100 } }, { x: START + 1000, values: {} }, { x: START + 2000, values: { 200: 50, 500: 50 } }];
    const [ok, bad] = seriesOf({ item: item('StackedChartReportItem', [metric('HTTP_RESPONSE_CODES')], { mode: 'PERCENT' }), values: { kind: 'stacked', points } });
    const figures = (series: Record<string, unknown> | undefined): unknown[] => (series?.['data'] as (number[] | { value: number[] })[]).map((point) => (Array.isArray(point) ? point : point.value)[1]);
    expect(figures(ok)).toEqual([100, null, 50]);
    expect(figures(bad)).toEqual([0, null, 50]);
  });

  it('compares runs in bars beside each other, figures of different units in panels of their own', () => {
    const metrics = [metric('RESPONSE_TIME_AVG'), metric('RESPONSE_TIME_AVG', { benchResultId: 'run-b' }), metric('HITS_TOTAL'), metric('HITS_TOTAL', { benchResultId: 'run-b' })];
    const option = optionOf({ item: item('BarChartReportItem', metrics), values: { kind: 'figures', figures: [100, 200, 7, null] }, labels: { runs: { 'run-a': 'Before', 'run-b': 'After' } } });
    expect(option['grid']).toHaveLength(2);
    expect((option['series'] as unknown as { name: string; data: { value: number | null }[] }[]).map(({ name, data }) => [name, data[0]?.value])).toEqual([['Before', 100], ['After', 200], ['Before', 7], ['After', null]]);
  });

  it('gathers what a pie cannot show into others', () => {
    const pie = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`type ${index}`, 12 - index]));
    const [series] = seriesOf({ item: item('PieChartReportItem', [metric('HTTP_MEDIA_TYPES')]), values: { kind: 'pie', pies: [pie] } });
    const slices = series?.['data'] as { name: string; value: number }[];
    expect(slices).toHaveLength(8);
    expect(slices.reduce((sum, { value }) => sum + value, 0)).toBe(78);
    expect(slices.find(({ name }) => name === 'others')?.value).toBe(15);
  });
});

describe('chartSummary', () => {
  it('says ranges, peaks and ends with their units, and tells no data from zero', () => {
    const input = lineOf([metric('RESPONSE_TIME_AVG'), metric('ERRORS_TOTAL'), metric('HITS_RATE')], [curve(5, (i) => 100 + i * 2_000), curve(5, () => 0), []]);
    expect(chartSummary(input)).toBe('A chart: Response time average: 100 ms to 8.1 s (peak at 10:00:04 UTC), 8.1 s at the end. Errors: 0 throughout. Hit rate: no data.');
  });

  it('says shares of a pie in percent', () => {
    expect(chartSummary({ item: item('PieChartReportItem', [metric('HTTP_RESPONSE_CODES')]), values: { kind: 'pie', pies: [{ 200: 90, 500: 10 }] } })).toBe('A chart: Response codes: 200 90 % (90), 500 10 % (10).');
  });
});
