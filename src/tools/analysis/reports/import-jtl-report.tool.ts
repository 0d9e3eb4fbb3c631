import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { PresignedLinks } from '../../../octoperf/presigned-links.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { projectId } from '../../vocabulary/ids.js';

const Params = z.object({
  projectId,
  rules: z.enum(['JMETER', 'OCTOPERF']).optional().describe('Whose rules decide; embedded backend only. JMETER (default): whatever JMeter writes is taken, its success column counts. OCTOPERF: as the platform: zip of CSV with ten mandatory columns, success ignored.'),
});
const Result = z.object({
  url: z.url().describe('Upload link: single use, about 5 minutes.'),
  method: z.string(),
  expiresAt: z.string().describe('ISO-8601'),
  instructions: z.string().describe('How to upload, and what to call next.'),
  projectUrl: z.url().describe('Page of the project, for the user.'),
});

@ToolController()
export class ImportJtlReportTool {
  constructor(private readonly presigned: PresignedLinks, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'import_jtl_report',
    title: 'Import JTL files as a report',
    description: 'Link to upload a zip of JMeter JTL files to (one CSV per thread group, at most 200 MB); the upload starts the import, which makes a finished run and a report named like the archive. Follow instructions, then get_task_result with the taskId of the upload\'s answer, every 3 s. Read octoperf://skills/jtl-import first.',
    effect: 'create',
    wayBack: { by: 'delete_bench_report' },
    params: Params,
    result: Result,
  })
  async importJtlReport({ projectId, rules }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const projectUrl = this.links.project(await this.projects.workspaceId(projectId), projectId);
    const { url, method, expiresAt } = await this.presigned.mint('importJtl', { projectId }, { rules });
    return { url, method, expiresAt, instructions: instructionsFor({ url, method, expiresAt, projectUrl }), projectUrl };
  }
}

function instructionsFor({ url, method, expiresAt, projectUrl }: { url: string; method: string; expiresAt: string; projectUrl: string }): string {
  return [
    `Send one multipart/form-data ${method} to url before ${expiresAt}; the link works once and needs no Authorization header.`,
    'Parts: file = the zip (application/zip) with the JTL files of one test and nothing else, one file per thread group. Its name becomes the name of the report: keep it.',
    `Run: curl -sS -X ${method} -F 'file=@results.zip;type=application/zip' '${url.replaceAll("'", '%27')}'`,
    'The answer is JSON {taskId, benchResultId, reportName}; the import goes on in the background. Call get_task_result with taskId every 2-3 s until SUCCESS or FAILED; a large archive takes minutes. A failed import leaves nothing behind: show its message as it is, mend the files, call import_jtl_report again.',
    `If you cannot POST files from where you run, ask the user to import the JTL archive on ${projectUrl}, then find the report with list_bench_reports_by_project.`,
  ].join('\n');
}
