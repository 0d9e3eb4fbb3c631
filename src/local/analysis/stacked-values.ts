import type { ReportItem } from '../../contract/bench-report.js';
import type { MapGraphPoint } from '../../contract/report-values.js';
import { figuresByLabel } from './label-figures.js';
import { slotsOf } from './chart-slots.js';
import { sumSlots } from './line-values.js';
import { toMeasured } from './metric-definitions.js';
import { sourcesOf } from './metric-sources.js';
import type { ReportReading } from './run-data.js';
import { requireItem } from './value-tools.js';

/**
 * The layers of a stacked chart over time: `x` = epoch ms at which an interval begins, `values` = figure of each label of the run in it.
 * ABSOLUTE: samples or bytes, zero where nothing happened. PERCENT: percent of the interval, no point where nothing happened. Every
 * point names every label. No points where there is no data. Refuses other items, and metrics without labels.
 */
export async function stackedValues(item: ReportItem, reading: ReportReading): Promise<MapGraphPoint[]> {
  const chart = requireItem(item, 'StackedChartReportItem');
  const sources = await sourcesOf(chart['@type'], chart.metrics, reading);
  const { interval, sums: [sums] } = await sumSlots(sources);
  const [source] = sources;
  if (source?.series === undefined) return [];
  const points = slotsOf(source.window, interval).map(({ index, x }) => ({ x, figures: new Map(figuresByLabel(source.metric.id, sums?.get(index))) }));
  const labels = [...new Set(points.flatMap(({ figures }) => [...figures.keys()]))].sort();
  return points.flatMap(({ x, figures }) => {
    const values = layersOf(labels, figures, chart.mode);
    return values === undefined ? [] : [{ x, values }];
  });
}

function layersOf(labels: readonly string[], figures: ReadonlyMap<string, number>, mode: 'ABSOLUTE' | 'PERCENT'): Record<string, number> | undefined {
  const layer = (label: string): number => figures.get(label) ?? 0;
  if (mode === 'ABSOLUTE') return Object.fromEntries(labels.map((label) => [label, layer(label)]));
  const all = labels.reduce((sum, label) => sum + layer(label), 0);
  return all === 0 ? undefined : Object.fromEntries(labels.map((label) => [label, Number(toMeasured((100 * layer(label)) / all))]));
}
