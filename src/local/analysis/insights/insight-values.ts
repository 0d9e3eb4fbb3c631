import type { ReportItem } from '../../../contract/bench-report.js';
import { INSIGHT_IDS, type Insight } from '../../../contract/report-values.js';
import { configOf } from '../apdex.js';
import { toMeasured } from '../metric-definitions.js';
import { pieValues } from '../pie-values.js';
import { requireRun, type ReportReading } from '../run-data.js';
import { requireItem } from '../value-tools.js';
import { errorFindings } from './error-findings.js';
import type { Ground } from './finding.js';
import { insightItems } from './insight-items.js';
import { levelOf, limitsOf } from './insight-limits.js';
import { insightNotices } from './insight-notices.js';
import { loadFindings } from './load-findings.js';
import { responseTimeFindings } from './response-time-findings.js';
import { throughputFindings } from './throughput-findings.js';

/**
 * The insights of a run: notices first (see `insightNotices`), then those of `INSIGHT_IDS` that can be judged from what was measured, in
 * that order, PASSED ones included. `value` is what `INSIGHT_RULES` says: where there is an `inspect`, the
 * `rmse` of that area range, or the figure of that summary. Refuses other items.
 */
export async function insightValues(item: ReportItem, reading: ReportReading): Promise<Insight[]> {
  const { benchResultId, thresholds } = requireItem(item, 'InsightsReportItem');
  requireRun(reading, benchResultId);
  const ground: Ground = { benchResultId, reading, items: insightItems(benchResultId) };
  const [codes = {}, bytes = {}] = await labels(ground);
  const findings = { ...await responseTimeFindings(ground), ...await errorFindings(ground, codes), ...throughputFindings(ground, bytes), ...await loadFindings(ground) };
  const asked = { item: thresholds, report: configOf(reading.configs, 'InsightsReportConfig')?.thresholds ?? {} };
  const insights = INSIGHT_IDS.flatMap((id): Insight[] => {
    const { [id]: finding } = findings;
    if (finding === undefined) return [];
    const { level, value, ...shown } = finding;
    return [{ id, level: level ?? levelOf(value, limitsOf(id, asked)), value: toMeasured(value), ...shown }];
  });
  return [...await insightNotices(ground, codes), ...insights];
}

/** Samples by response code, and received bytes by media type. */
async function labels({ items, reading }: Ground): Promise<Record<string, number>[]> {
  const metrics = [items.metric('HTTP_RESPONSE_CODES', 'WEB'), items.metric('HTTP_MEDIA_TYPES_THROUGHPUT', 'WEB')];
  return pieValues({ '@type': 'PieChartReportItem', id: '', name: '', metrics }, reading);
}
