import { z } from 'zod';
import { BenchReport, type TrendSelector } from '../../../contract/bench-report.js';
import { EntityName } from '../../../contract/wire.js';
import { benchResultId } from '../../vocabulary/ids.js';
import { type ReportServices, SeveralRunsListing, severalRunsListing } from './report-listing.js';

/** Most runs that join the reference run (bench-reports skill, documented). */
const MATCHED_MAX = 25;

/** Parameters that every create_trend_report_* tool takes. */
export const trending = {
  benchResultId: benchResultId.describe('The reference run, FINISHED or ABORTED, that the others are compared with.'),
  name: EntityName.optional().describe('Name of the report, at most 80 characters.'),
  shownResults: z.int().min(1).max(MATCHED_MAX).default(20).describe('Most matched runs shown, the newest; the reference comes on top.'),
};
/** What every create_trend_report_* tool answers. */
export const CreatedTrend = SeveralRunsListing.extend({ matchedRuns: z.int().optional().describe('Runs that match now, beside the reference; later ones join by themselves.') });
export const TREND_WAY_BACK = { by: 'delete_bench_report' };

type Wanted = z.output<z.ZodObject<typeof trending>>;
const Results = z.looseObject({ results: z.array(z.unknown()) });

/** Makes a trend report of one selector. */
export async function createdTrend(services: ReportServices, { benchResultId, name, shownResults }: Wanted, selector: TrendSelector): Promise<z.input<typeof CreatedTrend>> {
  const config = { '@type': 'TrendReportConfig', selectors: [selector], shownResults };
  const report = await services.octoperf.call('createTrendReport', BenchReport, { benchResultId }, { body: { ...(name === undefined ? {} : { name }), config } });
  const results = Results.safeParse(report.configs.find((one) => one['@type'] === 'TrendReportConfig')).data?.results;
  return { ...(await severalRunsListing(report, services)), ...(results === undefined ? {} : { matchedRuns: Math.max(0, results.length - 1) }) };
}
