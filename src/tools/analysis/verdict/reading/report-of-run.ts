import { z } from 'zod';
import { BenchReport } from '../../../../contract/bench-report.js';
import type { BenchResult } from '../../../../contract/bench-result.js';
import { epochMs } from '../../../../contract/wire.js';
import { AgentError } from '../../../../errors/agent-error.js';
import type { OctoperfClient } from '../../../../octoperf/octoperf-client.js';
import { refusedOnly } from './refused-only.js';

/** The report that a run came with: the first of those that hold it alone. Undefined where there is none, or none can be read. */
export async function reportOfRun(octoperf: OctoperfClient, { id, designProjectId, resultProjectId }: BenchResult): Promise<BenchReport | undefined> {
  for (const projectId of new Set([designProjectId, resultProjectId].filter((candidate) => candidate !== ''))) {
    const reports = (await octoperf.offered('benchReports', z.array(BenchReport), { projectId }).catch(refusedOnly)) ?? [];
    const own = reports.filter(({ benchResultIds }) => benchResultIds.includes(id)).sort((a, b) => a.benchResultIds.length - b.benchResultIds.length || (epochMs(a.created) ?? 0) - (epochMs(b.created) ?? 0));
    if (own[0] !== undefined) return own[0];
  }
  return undefined;
}

/** The report of the newest run of a project; refuses a project without any. Trends and comparisons are made of older runs, so they do not count. */
export async function newestReport(octoperf: OctoperfClient, projectId: string): Promise<BenchReport> {
  const reports = (await octoperf.call('benchReports', z.array(BenchReport), { projectId })).filter(({ benchResultIds, configs }) => benchResultIds.length === 1 && !configs.some(({ '@type': type }) => type === 'TrendReportConfig'));
  const [newest] = reports.sort((a, b) => (epochMs(b.created) ?? 0) - (epochMs(a.created) ?? 0));
  if (newest === undefined) throw new AgentError('The project has no report of a run.', 'run_scenario makes one, after the user agreed.');
  return newest;
}
