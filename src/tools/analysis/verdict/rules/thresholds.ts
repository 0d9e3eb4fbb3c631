import type { RunFacts } from '../reading/run-facts.js';
import type { Finding, Thresholds } from './finding.js';
import { ms, rounded } from './words.js';

/** The caller's limits of response times, held against the whole run. Without limits a time can be neither good nor bad. */
export function thresholdFindings({ figures }: RunFacts, { avgMs, p95Ms, p99Ms }: Thresholds): Finding[] {
  return ([
    ['average', figures.avgMs, avgMs, 'RESPONSE_TIME_AVG'],
    ['95th percentile', figures.p95Ms, p95Ms, 'RESPONSE_TIME_PERCENTILE_95'],
    ['99th percentile', figures.p99Ms, p99Ms, 'RESPONSE_TIME_PERCENTILE_99'],
  ] as const).flatMap(([name, value, limit, metric]) => (limit === undefined || !(value > limit) ? [] : [{
    rule: 'THRESHOLD', severity: 'FAIL', ofTimes: true, figure: rounded(value), unit: 'ms', threshold: limit,
    what: `The ${name} of the response times is ${ms(value)}, above your limit of ${ms(limit)}.`,
    shown: { types: ['SummaryReportItem', 'BarChartReportItem', 'StatisticTableReportItem'], metric, otherwise: 'get_bench_result' },
  } satisfies Finding]));
}
