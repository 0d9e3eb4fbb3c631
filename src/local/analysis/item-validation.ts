import { ReportItem, type ReportItemMetric } from '../../contract/bench-report.js';
import type { ReportItemValidation } from '../../contract/report-values.js';
import { CLOSED_TERMS, hasMetrics, metricProblems, PARENT_TAGS, termsOf } from './metric-rules.js';
import type { RunData } from './run-data.js';
import { passes, tagRows, type TagRow } from './tag-index.js';
import type { z } from 'zod';

type Validation = z.infer<typeof ReportItemValidation>;
type Runs = ReadonlyMap<string, RunData>;
type Selected = Pick<ReportItemMetric, 'id' | 'type' | 'filters' | 'benchResultId'>;

/** Values named in a violation. */
const NAMED_MAX = 8;

/**
 * Whether an item can be stored and read: its shape, each metric against what its type may select, each filter against what its
 * run measured. A violation names the metric and the cure. @param runs those that the caller may read; a run that measured nothing yet is not asked for its values
 */
export async function validateItem(item: unknown, runs: Runs): Promise<Validation> {
  const parsed = ReportItem.safeParse(item);
  const violations = parsed.success ? await itemViolations(parsed.data, runs) : shapeViolations(parsed.error);
  return { valid: violations.length === 0, violations };
}

const shapeViolations = (error: z.ZodError): string[] => error.issues.map(({ path, message }) => `${path.length === 0 ? 'The item' : path.join('.')}: ${message}. octoperf://schema/bench-report shows what is accepted.`);

async function itemViolations(item: ReportItem, runs: Runs): Promise<string[]> {
  const { '@type': type } = item;
  if (hasMetrics(item)) {
    const found = await Promise.all(item.metrics.map(async (metric, index) => (await metricViolations(type, metric, runs)).map((violation) => `Metric ${index} (${metric.id}): ${violation}`)));
    return found.flat();
  }
  if (item['@type'] === 'ErrorsReportItem') return metricViolations('SummaryReportItem', { id: 'ERRORS_TOTAL', type: 'BASIC', filters: item.filters, benchResultId: item.benchResultId }, runs);
  return typeof item['benchResultId'] === 'string' ? runViolations(item['benchResultId'], runs) : [];
}

async function metricViolations(itemType: string, metric: Selected, runs: Runs): Promise<string[]> {
  const problems = [...metricProblems(itemType, metric), ...runViolations(metric.benchResultId, runs)];
  const run = runs.get(metric.benchResultId);
  if (problems.length > 0 || run === undefined) return problems;
  const open = metric.filters.filter(({ field }) => !CLOSED_TERMS.has(field));
  const rows = open.length === 0 ? [] : await tagRows(run, metric.type);
  return rows.length === 0 ? [] : open.flatMap((filter) => termViolations(filter, metric, rows));
}

function runViolations(benchResultId: string, runs: Runs): string[] {
  return runs.has(benchResultId) ? [] : [`the run ${JSON.stringify(benchResultId)} does not exist or is not yours to read. Set benchResultId to one of the report's benchResultIds.`];
}

/** Terms that the run does not know; below a parent tag only what was measured under the parent's terms counts. */
function termViolations(filter: Selected['filters'][number], { filters }: Selected, rows: readonly TagRow[]): string[] {
  const parents = filters.filter(({ field }) => field === PARENT_TAGS.get(filter.field));
  const below = rows.filter((row) => parents.every((parent) => passes(row, { [parent.field]: termsOf(parent) })));
  const known = new Set(below.flatMap((row) => row.get(filter.field) ?? []));
  const shown = [...new Set(below.flatMap((row) => (row.get(filter.field) ?? []).slice(0, 1)))].sort();
  const cure = `Use one of ${shown.slice(0, NAMED_MAX).map((term) => JSON.stringify(term)).join(', ')}${shown.length > NAMED_MAX ? ` and ${shown.length - NAMED_MAX} more` : ''} (get_report_tag_values).`;
  return termsOf(filter).filter((term) => !known.has(term)).map((term) => `${JSON.stringify(term)} is no ${filter.field} that this run measured${parents.length > 0 ? ` in that ${parents[0]?.field ?? ''}` : ''}. ${shown.length === 0 ? 'It measured none.' : cure}`);
}
