import { areaRangeOption } from './area-range-option.js';
import { barOption } from './bar-option.js';
import type { ChartInput, ChartOption, ChartStyle, Look } from './chart-input.js';
import { chartSummary } from './chart-summary.js';
import { frameOf } from './frame.js';
import { generatorsOption } from './generators-option.js';
import { lineOption } from './line-option.js';
import { percentilesOption } from './percentiles-option.js';
import { pieOption } from './pie-option.js';
import { stackedOption } from './stacked-option.js';
import { topOption } from './top-option.js';

/** Item types that are pictures; the others are figures, tables and texts. */
export const CHART_TYPES: ReadonlySet<string> = new Set([
  'LineChartReportItem', 'PercentilesChartReportItem', 'BarChartReportItem', 'PieChartReportItem', 'StackedChartReportItem', 'AreaRangeChartReportItem', 'TopReportItem', 'LoadGeneratorsChartReportItem',
]);

/**
 * The ECharts 6 option of an item and its values, as plain JSON: no functions, figures already divided to fit their axis (`s`
 * instead of `ms`, `MB` instead of bytes). Undefined for an item that is no chart, or whose values are not those of its type.
 * Throws RangeError where `style.timeZone` does not exist.
 */
export function chartOption(input: ChartInput, look: Look, style: ChartStyle = {}): ChartOption | undefined {
  const frame = frameOf(look, style);
  const summary = chartSummary(input);
  const { item, values } = input;
  switch (item['@type']) {
    case 'LineChartReportItem': return values.kind === 'curves' ? lineOption(input, frame, summary, values.curves) : undefined;
    case 'PercentilesChartReportItem': return values.kind === 'curves' ? percentilesOption(input, frame, summary, values.curves.map((curve) => [...curve])) : undefined;
    case 'BarChartReportItem': return values.kind === 'figures' ? barOption(input, frame, summary, values.figures) : undefined;
    case 'PieChartReportItem': return values.kind === 'pie' ? pieOption(input, frame, summary, values.pies) : undefined;
    case 'StackedChartReportItem': return values.kind === 'stacked' ? stackedOption(input, frame, summary, values.points) : undefined;
    case 'AreaRangeChartReportItem': return values.kind === 'area' ? areaRangeOption(input, frame, summary, values.area) : undefined;
    case 'TopReportItem': return values.kind === 'top' ? topOption(input, frame, summary, values.top) : undefined;
    case 'LoadGeneratorsChartReportItem': return values.kind === 'generators' ? generatorsOption(input, frame, summary, values.curves) : undefined;
    default: return undefined;
  }
}
