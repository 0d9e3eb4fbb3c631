import type { ReportItem } from '../../contract/bench-report.js';
import type { PieValues } from '../../contract/report-values.js';
import { figuresByLabel } from './label-figures.js';
import { sourcesOf, sumBy } from './metric-sources.js';
import type { ReportReading } from './run-data.js';
import { requireItem } from './value-tools.js';

/**
 * One map per metric of a pie chart, aligned with `item.metrics` (a comparison has one metric per run): label → samples, or received
 * bytes of a media type. Empty where nothing was measured. Refuses other items, and metrics without labels.
 */
export async function pieValues(item: ReportItem, reading: ReportReading): Promise<PieValues> {
  const pie = requireItem(item, 'PieChartReportItem');
  const sources = await sourcesOf(pie['@type'], pie.metrics, reading);
  const sums = await sumBy(sources, () => 0);
  return sources.map(({ metric }, index) => Object.fromEntries(figuresByLabel(metric.id, sums[index]?.get(0))));
}
