import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { RawAnswer, rawBody } from './raw-answer.js';

/** Metrics that the proof of concept asks of containers (contract tools.yaml, `poc`); all others of hits. */
const OF_CONTAINERS: ReadonlySet<string> = new Set(['RESPONSE_TIME_AVG', 'LATENCY_STD']);
const METRICS_MAX = 60;

const NoParams = z.object({});
const WorkspaceParams = z.object({ workspaceId: z.string().min(1).describe('The workspace Id for which to retrieve projects') });
const ProjectParams = z.object({ projectId: z.string().min(1).optional().describe('The project Id for which to retrieve runtime Ids') });
const RunParams = z.object({ benchResultId: z.string().min(1).describe('The benchmark Id for which to check the status') });
const ReportParams = z.object({ reportId: z.string().min(1).describe('The Id of the test report to retrieve') });
const MetricsParams = z.object({
  benchResultId: z.string().min(1).describe('The benchmark Id for which to retrieve metrics'),
  metricIds: z.array(z.string().regex(/^[A-Z0-9_]{1,60}$/, 'takes names such as HITS_TOTAL')).min(1).max(METRICS_MAX).describe('List of metric Ids to retrieve (e.g., HITS_TOTAL, ERRORS_TOTAL, etc.)'),
});
const OfWorkspace = RawAnswer.extend({ workspaceId: z.string() });
const OfProject = RawAnswer.extend({ projectId: z.string() });

/** The six tools of the proof of concept that read: they differ by their path and words only. */
@ToolController()
export class RawReadsTools {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({ name: 'octoperf_get_current_user_workspaces', title: 'Workspaces (raw)', description: 'Retrieve the workspaces of the current user.', effect: 'read', params: NoParams, result: RawAnswer })
  async workspaces(): Promise<z.input<typeof RawAnswer>> {
    return { status: 'retrieved', response: await rawBody(this.octoperf, 'workspaces', {}) };
  }

  @OctoperfTool({ name: 'get_project_by_workspace_id', title: 'Projects (raw)', description: 'Retrieve the projects linked to a specific workspace.', effect: 'read', params: WorkspaceParams, result: OfWorkspace })
  async projects({ workspaceId }: z.output<typeof WorkspaceParams>): Promise<z.input<typeof OfWorkspace>> {
    return { status: 'retrieved', workspaceId, response: await rawBody(this.octoperf, 'projects', { workspaceId, type: 'DESIGN' }) };
  }

  @OctoperfTool({ name: 'get_runtime_id', title: 'Runtimes (raw)', description: 'Retrieve the available runtime Ids for a project.', effect: 'read', params: ProjectParams, result: OfProject })
  async runtimes({ projectId }: z.output<typeof ProjectParams>): Promise<z.input<typeof OfProject>> {
    // Optional in its schema, and required by it all the same: there is no default project.
    if (projectId === undefined) throw new AgentError('projectId is required: there is no default project.', 'Take it from get_project_by_workspace_id.');
    return { status: 'retrieved', projectId, response: await rawBody(this.octoperf, 'scenarios', { projectId }) };
  }

  @OctoperfTool({ name: 'octoperf_status', title: 'Status of a test (raw)', description: 'Check the status of an OctoPerf performance test.', effect: 'read', params: RunParams, result: RawAnswer })
  async status({ benchResultId }: z.output<typeof RunParams>): Promise<z.input<typeof RawAnswer>> {
    return { status: 'retrieved', response: await rawBody(this.octoperf, 'benchProgress', { benchResultId }) };
  }

  @OctoperfTool({ name: 'octoperf_report', title: 'Report of a test (raw)', description: 'Retrieve the details of an OctoPerf test report.', effect: 'read', params: ReportParams, result: RawAnswer })
  async report({ reportId }: z.output<typeof ReportParams>): Promise<z.input<typeof RawAnswer>> {
    return { status: 'report_retrieved', response: await rawBody(this.octoperf, 'benchReport', { reportId }) };
  }

  @OctoperfTool({ name: 'octoperf_get_report_metrics', title: 'Metrics of a test (raw)', description: 'Retrieve specific metrics from an OctoPerf test report. The answer lists one number per metric, in the order of metricIds.', effect: 'read', params: MetricsParams, result: RawAnswer })
  async metrics({ benchResultId, metricIds }: z.output<typeof MetricsParams>): Promise<z.input<typeof RawAnswer>> {
    const metrics = metricIds.map((id) => ({ id, type: OF_CONTAINERS.has(id) ? 'CONTAINER' : 'HIT', filters: [], configs: [], benchResultId }));
    const item = { '@type': 'SummaryReportItem', id: '', name: 'Metrics', metrics };
    return { status: 'metrics_retrieved', response: await rawBody(this.octoperf, 'summaryValues', {}, { body: item }) };
  }
}
