import type { ReportItem } from '../../contract/bench-report.js';
import type { ItemValues } from '../../contract/report-values.js';
import { areaRangeValues } from './area-range-values.js';
import { benchErrors } from './bench-errors.js';
import { insightValues } from './insights/insight-values.js';
import { lineValues } from './line-values.js';
import { loadGenerators } from './load-generators.js';
import { monitorsTable } from './monitors-table.js';
import { percentilesValues } from './percentiles-values.js';
import { pieValues } from './pie-values.js';
import type { ReportReading } from './run-data.js';
import { stackedValues } from './stacked-values.js';
import { summaryValues } from './summary-values.js';
import { tableValues } from './table-values.js';
import { textualMonitors } from './textual-monitors.js';
import { thresholdAlarms } from './threshold-alarms.js';
import { topValues } from './top-values.js';
import { treeValues } from './tree-values.js';

/**
 * The values of any item, told apart by `kind`; `none` for items that only say something themselves. Refuses what the value function
 * of that type refuses (a metric that the item cannot show, a run that was not handed in, an empty window).
 */
export async function itemValues(item: ReportItem, reading: ReportReading): Promise<ItemValues> {
  switch (item['@type']) {
    case 'SummaryReportItem':
    case 'BarChartReportItem': return { kind: 'figures', figures: await summaryValues(item, reading) };
    case 'StatisticTableReportItem': return { kind: 'table', rows: await tableValues(item, reading) };
    case 'StatisticTreeReportItem': return { kind: 'tree', rows: await treeValues(item, reading) };
    case 'TopReportItem': return { kind: 'top', top: await topValues(item, reading) };
    case 'PieChartReportItem': return { kind: 'pie', pies: await pieValues(item, reading) };
    case 'LineChartReportItem': return { kind: 'curves', curves: await lineValues(item, reading) };
    case 'PercentilesChartReportItem': return { kind: 'curves', curves: await percentilesValues(item, reading) };
    case 'StackedChartReportItem': return { kind: 'stacked', points: await stackedValues(item, reading) };
    case 'AreaRangeChartReportItem': return { kind: 'area', area: await areaRangeValues(item, reading) };
    case 'InsightsReportItem': return { kind: 'insights', insights: await insightValues(item, reading) };
    case 'ErrorsReportItem': return { kind: 'errors', errors: await benchErrors(item, reading) };
    case 'TextReportItem':
    case 'SynopsisReportItem':
    case 'TrendConfigReportItem': return { kind: 'none' };
    case 'ThresholdAlarmReportItem': return { kind: 'alarms', alarms: await thresholdAlarms(item, reading) };
    case 'TextualMonitorReportItem': return { kind: 'texts', texts: await textualMonitors(item, reading) };
    case 'MonitorsTableReportItem': return { kind: 'monitors', rows: await monitorsTable(item, reading) };
    case 'LoadGeneratorsChartReportItem':
    case 'LoadGeneratorsTreeReportItem': return { kind: 'generators', ...(await loadGenerators(item, reading)) };
  }
}
