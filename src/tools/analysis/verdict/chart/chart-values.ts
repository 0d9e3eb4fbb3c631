import { z } from 'zod';
import type { OpenReportItem } from '../../../../contract/bench-report.js';
import { AreaRangeResult, LineSeries, MapGraphPoint, PieValues, SummaryValues, TopResult, type ItemValues } from '../../../../contract/report-values.js';
import type { OctoperfClient } from '../../../../octoperf/octoperf-client.js';

/** Query of a call for values. */
type Query = Readonly<Record<'from' | 'to', number | undefined>>;
type Reader = (octoperf: OctoperfClient, options: { body: OpenReportItem; query: Query }) => Promise<ItemValues>;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['LineChartReportItem', async (octoperf, options) => ({ kind: 'curves', curves: await octoperf.call('lineValues', LineSeries, {}, options) })],
  ['PercentilesChartReportItem', async (octoperf, options) => ({ kind: 'curves', curves: await octoperf.call('percentilesValues', LineSeries, {}, options) })],
  ['BarChartReportItem', async (octoperf, options) => ({ kind: 'figures', figures: await octoperf.call('summaryValues', SummaryValues, {}, options) })],
  ['PieChartReportItem', async (octoperf, options) => ({ kind: 'pie', pies: await octoperf.call('pieValues', PieValues, {}, options) })],
  ['StackedChartReportItem', async (octoperf, options) => ({ kind: 'stacked', points: await octoperf.call('stackedValues', z.array(MapGraphPoint), {}, options) })],
  ['AreaRangeChartReportItem', async (octoperf, options) => ({ kind: 'area', area: await octoperf.call('areaRangeValues', AreaRangeResult, {}, options) })],
  ['TopReportItem', async (octoperf, options) => ({ kind: 'top', top: await octoperf.call('topValues', TopResult, {}, options) })],
]);

/** Item types whose values the REST API answers, and which are pictures. */
export const DRAWN_TYPES: readonly string[] = [...READERS.keys()];

/** The values of an item that is a chart; undefined for any other type. */
export async function chartValues(octoperf: OctoperfClient, item: OpenReportItem, query: Query): Promise<ItemValues | undefined> {
  return READERS.get(item['@type'])?.(octoperf, { body: item, query });
}
