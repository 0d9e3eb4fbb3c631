import { z } from 'zod';
import { BenchReport } from '../../../contract/bench-report.js';
import { AgentError } from '../../../errors/agent-error.js';
import { OctoperfTool, ToolController, UNTRUSTED_NOTE } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { benchResultId, projectId, reportId } from '../../vocabulary/ids.js';
import { judged } from './judged-run.js';
import { readState } from './reading/read-run.js';
import { newestReport, reportOfRun } from './reading/report-of-run.js';
import { shownVerdict, VerdictAnswer } from './shown-verdict.js';
import type { Place } from './widgets.js';

const limit = z.number().positive().optional();
const Params = z.object({
  benchResultId: benchResultId.optional(),
  reportId: reportId.optional().describe('Instead of benchResultId: the run of this report.'),
  projectId: projectId.optional().describe('Instead of both: the newest run of this project.'),
  baseline: benchResultId.optional().describe('A run to hold it against: a regression fails it.'),
  thresholds: z.strictObject({ errorPercent: z.number().min(0).max(100).optional(), avgMs: limit, p95Ms: limit, p99Ms: limit }).optional().describe('Your limits, above which the run FAILs; errorPercent is 5 by default, times have no default.'),
});

@ToolController()
export class GetRunVerdictTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_run_verdict',
    title: 'Verdict on a run',
    description: `Was the run good, and why not: PASS, WARN, FAIL or NOT_JUDGED from load generator health, SLA alarms, errors, your limits, a baseline and changes during the run; each reason with the call that shows it. First thing to read after a run; then follow widget. ${UNTRUSTED_NOTE}`,
    effect: 'read',
    params: Params,
    result: VerdictAnswer,
  })
  async getRunVerdict({ benchResultId, reportId, projectId, baseline, thresholds = {} }: z.output<typeof Params>): Promise<z.input<typeof VerdictAnswer>> {
    const report = reportId !== undefined ? await this.octoperf.call('benchReport', BenchReport, { reportId }) : benchResultId === undefined && projectId !== undefined ? await newestReport(this.octoperf, projectId) : undefined;
    const state = await readState(this.octoperf, benchResultId ?? onlyRunOf(report));
    const place = await this.place(state.run, report, baseline);
    return shownVerdict(await judged(this.octoperf, state, { thresholds, baseline }), place);
  }

  private async place(run: Awaited<ReturnType<typeof readState>>['run'], given: BenchReport | undefined, baseline: string | undefined): Promise<Place> {
    const report = given ?? (await reportOfRun(this.octoperf, run));
    const projectId = report?.projectId ?? (run.designProjectId || run.resultProjectId);
    const workspaceId = await this.projects.workspaceId(projectId);
    return {
      benchResultId: run.id, baseline, report,
      reportUrl: report === undefined ? undefined : this.links.report(workspaceId, projectId, report.id),
      runUrl: run.scenarioId === '' ? this.links.project(workspaceId, projectId) : this.links.scenario(workspaceId, projectId, run.scenarioId),
    };
  }
}

/** The run of a report that covers one. */
function onlyRunOf(report: BenchReport | undefined): string {
  if (report === undefined) throw new AgentError('Neither a run nor a report was named.', 'Give benchResultId (from run_scenario), reportId (from list_bench_reports_by_project), or projectId for its newest run.');
  const [first, ...others] = report.benchResultIds;
  if (first === undefined || others.length > 0) throw new AgentError(`The report "${report.name}" covers ${report.benchResultIds.length} runs: a verdict is about one.`, `Give benchResultId beside it, one of ${report.benchResultIds.join(', ')}; or compare_bench_results.`);
  return first;
}
