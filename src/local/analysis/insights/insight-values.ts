import type { ReportItem } from '../../../contract/bench-report.js';
import { INSIGHT_IDS, type Insight } from '../../../contract/report-values.js';
import { configOf } from '../apdex.js';
import { toMeasured } from '../metric-definitions.js';
import { pieValues } from '../pie-values.js';
import { requireRun, type ReportReading } from '../run-data.js';
import { rangeOf } from '../run-window.js';
import { requireItem } from '../value-tools.js';
import { errorFindings } from './error-findings.js';
import type { Findings, Ground } from './finding.js';
import { insightItems } from './insight-items.js';
import { levelOf, limitsOf } from './insight-limits.js';
import { insightNotices } from './insight-notices.js';
import { loadFindings } from './load-findings.js';
import { responseTimeFindings } from './response-time-findings.js';
import { throughputFindings } from './throughput-findings.js';

/** Of the memory of runs, counted in samples: an insight's items take about as much as that. */
const FOUND_SIZE = 200;

/**
 * The insights of a run: notices first (see `insightNotices`), then those of `INSIGHT_IDS` that can be judged from what was measured, in
 * that order, PASSED ones included. `value` is what `INSIGHT_RULES` says: where there is an `inspect`, the
 * `rmse` of that area range, or the figure of that summary. Refuses other items.
 */
export async function insightValues(item: ReportItem, reading: ReportReading): Promise<Insight[]> {
  const { benchResultId, thresholds } = requireItem(item, 'InsightsReportItem');
  const { findings, notices } = await found(benchResultId, reading);
  const asked = { item: thresholds, report: configOf(reading.configs, 'InsightsReportConfig')?.thresholds ?? {} };
  const insights = INSIGHT_IDS.flatMap((id): Insight[] => {
    const { [id]: finding } = findings;
    if (finding === undefined) return [];
    const { level, value, ...shown } = finding;
    return [{ id, level: level ?? levelOf(value, limitsOf(id, asked)), value: toMeasured(value), ...shown }];
  });
  return [...notices, ...insights];
}

/** What a run tells, whatever it is then measured against. */
interface Found { readonly findings: Findings; readonly notices: readonly Insight[] }

/** Looks at the run some ten times over: of one that is over it is worked out once for a window. */
async function found(benchResultId: string, reading: ReportReading): Promise<Found> {
  const run = requireRun(reading, benchResultId);
  const { from = '', to = '' } = rangeOf(reading);
  const make = async (): Promise<Found> => {
    const ground: Ground = { benchResultId, reading, items: insightItems(benchResultId) };
    const [codes = {}, bytes = {}] = await labels(ground);
    const findings = { ...await responseTimeFindings(ground), ...await errorFindings(ground, codes), ...throughputFindings(ground, bytes), ...await loadFindings(ground) };
    return { findings, notices: await insightNotices(ground, codes) };
  };
  return run.remembered === undefined ? make() : run.remembered(`insights ${from} ${to} ${JSON.stringify(configOf(reading.configs, 'ApdexReportConfig') ?? null)}`, make, () => FOUND_SIZE);
}

/** Samples by response code, and received bytes by media type. */
async function labels({ items, reading }: Ground): Promise<Record<string, number>[]> {
  const metrics = [items.metric('HTTP_RESPONSE_CODES', 'WEB'), items.metric('HTTP_MEDIA_TYPES_THROUGHPUT', 'WEB')];
  return pieValues({ '@type': 'PieChartReportItem', id: '', name: '', metrics }, reading);
}
