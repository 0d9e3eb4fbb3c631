import { ReportConfig, type ReportItemMetric } from '../../contract/bench-report.js';
import { AnalysisRefusal } from './analysis-refusal.js';

/** Milliseconds up to which a user is satisfied, and up to which one still tolerates. */
export interface ApdexThresholds { readonly satisfying: number; readonly tolerating: number }

/** Used where neither the metric nor the report says otherwise (the values of entities.md Appendix A.3). */
export const DEFAULT_APDEX: ApdexThresholds = { satisfying: 1000, tolerating: 4000 };

type Configs = readonly { readonly '@type': string }[] | undefined;

/** The first config of that type that is well formed. */
export function configOf<T extends ReportConfig['@type']>(configs: Configs, type: T): Extract<ReportConfig, { '@type': T }> | undefined {
  for (const config of configs ?? []) {
    const parsed = config['@type'] === type ? ReportConfig.safeParse(config) : undefined;
    if (parsed?.success === true && isOf(parsed.data, type)) return parsed.data;
  }
  return undefined;
}

function isOf<T extends ReportConfig['@type']>(config: ReportConfig, type: T): config is Extract<ReportConfig, { '@type': T }> {
  return config['@type'] === type;
}

/** Thresholds of a metric: its own, else those of the report (bench-reports skill, documented), else the default. */
export function apdexThresholds(metric: Pick<ReportItemMetric, 'configs'>, reportConfigs: Configs): ApdexThresholds {
  const chosen = configOf(metric.configs, 'ApdexReportConfig') ?? configOf(reportConfigs, 'ApdexReportConfig') ?? DEFAULT_APDEX;
  if (chosen.tolerating < chosen.satisfying) {
    throw new AnalysisRefusal(`An ApdexReportConfig tolerates ${chosen.tolerating} ms but is satisfied up to ${chosen.satisfying} ms. Make tolerating at least as long as satisfying.`);
  }
  return chosen;
}
