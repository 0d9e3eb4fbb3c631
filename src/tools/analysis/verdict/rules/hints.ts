import type { RunFacts } from '../reading/run-facts.js';
import type { Finding } from './finding.js';
import { percent, rounded } from './words.js';

/** Figures that put the others in another light (scenario-diagnosis skill, documented; behaviour.md §24). */
const NOT_MODIFIED = 0.4;
const CONNECT = 0.4;
/** Below this many ms connecting is no cost worth a word. */
const CONNECT_MS = 10;

/** Many 304 answers, and connections that cost more than the work. */
export function hintFindings({ codes, figures }: RunFacts): Finding[] {
  const all = Object.values(codes ?? {}).reduce((sum, count) => sum + count, 0);
  const share = all === 0 ? 0 : (codes?.['304'] ?? 0) / all;
  const connecting = figures.avgMs > 0 && figures.connectMs >= CONNECT_MS ? figures.connectMs / figures.avgMs : 0;
  return [
    ...(share > NOT_MODIFIED ? [{
      rule: 'NOT_MODIFIED', severity: 'INFO', figure: rounded(share * 100), unit: '%', threshold: NOT_MODIFIED * 100,
      what: `${percent(share)} of the answers are 304 Not Modified, which cost the site next to nothing: all global figures are a floor. Judge the actions that do work.`,
      shown: { types: ['PieChartReportItem', 'StackedChartReportItem'], metric: 'HTTP_RESPONSE_CODES', otherwise: 'get_bench_result' },
    } satisfies Finding] : []),
    ...(connecting >= CONNECT ? [{
      rule: 'CONNECT_TIME', severity: 'INFO', figure: rounded(connecting * 100), unit: '%', threshold: CONNECT * 100,
      what: `${percent(connecting)} of the response time is connecting: look at TLS and keep-alive before the application.`,
      shown: { types: ['SummaryReportItem', 'StatisticTableReportItem', 'LineChartReportItem'], metric: 'CONNECT_TIME_AVG', otherwise: 'get_bench_result' },
    } satisfies Finding] : []),
  ];
}
