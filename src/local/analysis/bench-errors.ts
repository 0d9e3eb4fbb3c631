import type { ReportItem } from '../../contract/bench-report.js';
import type { BenchError } from '../../contract/report-values.js';
import { requireRun, type ErrorRow, type ReportReading, type RunData } from './run-data.js';
import { rangeOf } from './run-window.js';
import { AnalysisRefusal } from './analysis-refusal.js';
import { checkMetric } from './metric-rules.js';
import { selectSeries } from './series-filter.js';
import { stripTerminalColours } from './terminal-colours.js';
import { requireItem } from './value-tools.js';

type ErrorFilters = Extract<ReportItem, { '@type': 'ErrorsReportItem' }>['filters'];

/**
 * The kept failed samples of an errors item, newest first, without terminal colours. The window is taken to the millisecond.
 * Refuses other items, unknown filters and an empty window.
 */
export async function benchErrors(item: ReportItem, reading: ReportReading): Promise<BenchError[]> {
  const { benchResultId, filters } = requireItem(item, 'ErrorsReportItem');
  const run = requireRun(reading, benchResultId);
  const { from = -Infinity, to = Infinity } = rangeOf(reading);
  const passes = await passing(run, filters);
  return (await run.errors())
    .filter((error) => error.timestamp >= from && error.timestamp < to && passes(error))
    .sort((left, right) => right.timestamp - left.timestamp)
    .map((error) => shown(benchResultId, error));
}

/** An error passes where its action does: errors carry the tags of the samples they are. */
async function passing(run: RunData, filters: ErrorFilters): Promise<(error: ErrorRow) => boolean> {
  if (filters.length === 0) return () => true;
  const problem = checkMetric('SummaryReportItem', { id: 'ERRORS_TOTAL', type: 'BASIC', filters });
  if (problem !== undefined) throw new AnalysisRefusal(`The filters of the item: ${problem}`);
  const series = selectSeries(run, await run.series(), { type: 'BASIC', filters }, true) ?? [];
  const same = (mine: string | undefined, theirs: string): boolean => mine === undefined || mine === theirs;
  return (error) => series.some(({ key }) => key.actionId === error.actionId && key.virtualUserId === error.virtualUserId && same(error.region, key.region) && same(error.injectorId, key.injectorId));
}

function shown(benchResultId: string, error: ErrorRow): BenchError {
  return {
    benchResultId,
    actionId: error.actionId,
    timestamp: error.timestamp,
    responseCode: error.responseCode,
    errorMessage: stripTerminalColours(error.errorMessage),
    assertions: error.assertions.map(({ name, message }) => ({ name: stripTerminalColours(name), message: stripTerminalColours(message) })),
    ...(error.injectorId === undefined ? {} : { loadGenerator: error.injectorId }),
  };
}
