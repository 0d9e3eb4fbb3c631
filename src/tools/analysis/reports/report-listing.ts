import { z } from 'zod';
import { BenchReport } from '../../../contract/bench-report.js';
import { ReportDataStatus } from '../../../contract/report-values.js';
import type { DeepLinks } from '../../../octoperf/deep-links.js';
import type { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import type { ProjectLocator } from '../../../octoperf/project-locator.js';
import { instant, url } from '../../vocabulary/listings.js';

/** What a tool that makes or changes reports needs. */
export interface ReportServices { readonly octoperf: OctoperfClient; readonly projects: ProjectLocator; readonly links: DeepLinks }

/** A report as the tools that make or change one answer it: without its items. */
export const BenchReportListing = z.object({
  id: z.string(), projectId: z.string(), name: z.string(), description: z.string().optional(), tags: z.array(z.string()).optional(),
  benchResultIds: z.array(z.string()), created: z.string().optional(), url,
});

/** The compact entry of a report; reads the project for the link. */
export async function reportListing({ id, projectId, name, description, tags, benchResultIds, created }: BenchReport, { projects, links }: Pick<ReportServices, 'projects' | 'links'>): Promise<z.input<typeof BenchReportListing>> {
  return {
    id, projectId, name, benchResultIds,
    ...(description === '' ? {} : { description }), ...(tags.length === 0 ? {} : { tags }),
    created: instant(created), url: links.report(await projects.workspaceId(projectId), projectId, id),
  };
}

/** What a new report over several runs is answered with. */
export const SeveralRunsListing = BenchReportListing.extend({
  runsNeedingDataUpdate: z.array(z.string()).describe('Runs that cannot be drawn before update_report_data.'),
});

/** The entry of a new report over several runs. Runs in an older format are named, not refused (behaviour.md §21.4); none where the backend does not tell. */
export async function severalRunsListing(report: BenchReport, services: ReportServices): Promise<z.input<typeof SeveralRunsListing>> {
  const [listing, status] = await Promise.all([reportListing(report, services), services.octoperf.offered('reportDataStatus', ReportDataStatus, { reportId: report.id }).catch(() => undefined)]);
  return { ...listing, runsNeedingDataUpdate: status?.needsUpdate ?? [] };
}
