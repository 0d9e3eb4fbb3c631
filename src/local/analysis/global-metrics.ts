import type { z } from 'zod';
import type { MetricId } from '../../contract/metric.js';
import type { MetricValues } from '../../contract/report-values.js';
import type { ReportItemMetric } from '../../contract/bench-report.js';
import type { RunData } from './run-data.js';
import { figuresOf } from './summary-values.js';

/** Name, unit and how many of the metric's own unit make one of it (octoperf-maven-plugin README, documented: seconds and MB). */
const GLOBALS: readonly { readonly name: string; readonly id: MetricId; readonly unit: string; readonly divisor: number }[] = [
  { name: 'Hits', id: 'HITS_TOTAL', unit: '', divisor: 1 },
  { name: 'Errors', id: 'ERRORS_TOTAL', unit: '', divisor: 1 },
  { name: 'Avg Elapsed', id: 'RESPONSE_TIME_AVG', unit: 's', divisor: 1000 },
  { name: 'Total Throughput', id: 'THROUGHPUT_TOTAL', unit: 'MB', divisor: 1_000_000 },
];

/** The four figures that CI plugins print while a run goes on; hits only. `"NaN"` = no hit yet. */
export async function globalMetrics(run: RunData): Promise<z.infer<typeof MetricValues>> {
  const metrics = GLOBALS.map(({ id }): ReportItemMetric => ({
    id, type: 'BASIC', benchResultId: run.benchResultId, configs: [], filters: [{ '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Hit' }],
  }));
  const figures = await figuresOf('SummaryReportItem', metrics, { runs: new Map([[run.benchResultId, run]]) });
  return {
    metrics: GLOBALS.map(({ name, unit, divisor }, index) => {
      const figure = figures[index] ?? 'NaN';
      return { name, unit, value: typeof figure === 'number' ? figure / divisor : figure };
    }),
  };
}
