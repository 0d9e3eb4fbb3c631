import type { BenchReport } from '../../../contract/bench-report.js';
import type { BenchReportTemplate } from '../../../contract/bench-report-template.js';

/** What stands for the placeholders of a template (behaviour.md §26.2, documented). */
export interface TemplateWords {
  readonly project: { readonly name: string; readonly description: string };
  readonly report: { readonly name: string; readonly description: string };
}

const PLACEHOLDER = /\$\{(PROJECT_NAME|REPORT_NAME|PROJECT_DESCRIPTION|REPORT_DESCRIPTION)\}/g;
/** Items that read a run as a whole name it themselves (entities.md §5.3). */
const OF_A_RUN: ReadonlySet<string> = new Set([
  'InsightsReportItem', 'ErrorsReportItem', 'ThresholdAlarmReportItem', 'TextualMonitorReportItem', 'MonitorsTableReportItem', 'LoadGeneratorsChartReportItem', 'LoadGeneratorsTreeReportItem', 'SynopsisReportItem',
]);

/**
 * The items and settings of a report of one run, after a template: every item gets a fresh id and reads that run. The time range of
 * the report stays; its Apdex thresholds stay where the template has none (our choice). Names and descriptions have their
 * placeholders filled, once: what is filled in is not looked at again.
 */
export function organised(report: BenchReport, template: BenchReportTemplate, { words, id }: { readonly words: TemplateWords; readonly id: () => string }): Pick<BenchReport, 'items' | 'configs'> {
  const [benchResultId = ''] = report.benchResultIds;
  const filled = (text: string): string => text.replace(PLACEHOLDER, (_, name: string) => wordOf(name, words));
  const has = (type: string): boolean => template.configs.some((config) => config['@type'] === type);
  const kept = report.configs.filter((config) => config['@type'] === 'TimeRangeReportConfig' || (config['@type'] === 'ApdexReportConfig' && !has('ApdexReportConfig')));
  return {
    configs: [...template.configs.filter((config) => config['@type'] !== 'TimeRangeReportConfig'), ...kept],
    items: template.items.map((item) => {
      const metrics = 'metrics' in item ? item.metrics as object[] : undefined;
      return {
        ...item, id: id(), name: filled(item.name),
        ...(typeof item.description === 'string' ? { description: filled(item.description) } : {}),
        ...(metrics === undefined ? {} : { metrics: metrics.map((metric) => ({ ...metric, benchResultId })) }),
        ...(OF_A_RUN.has(item['@type']) ? { benchResultId } : {}),
      };
    }),
  };
}

function wordOf(name: string, { project, report }: TemplateWords): string {
  const subject = name.startsWith('PROJECT') ? project : report;
  return name.endsWith('_NAME') ? subject.name : subject.description;
}
