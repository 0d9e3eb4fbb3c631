import { z } from 'zod';
import { PrintReportTaskResult } from '../../contract/report-print.js';
import { CorrelationsTaskResult, FAILED_TASK, JtlImportTaskResult, TaskResult } from '../../contract/task.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { taskId } from '../vocabulary/ids.js';
import { CorrelationOutcome, correlationOutcome, correlationSentence } from './correlation-outcome.js';
import { JtlImportOutcome, jtlImportOutcome, jtlImportSentence } from './jtl-import-outcome.js';

const MESSAGE_MAX = 4_000;
const Params = z.object({ taskId });
const Result = z.object({
  taskId: z.string(),
  status: z.enum(['PENDING', 'SUCCESS', 'FAILED']),
  message: z.string().describe('On FAILED the error as OctoPerf gave it: show it to the user as it is.'),
  filename: z.string().optional().describe('Of export_bench_report_pdf: a file of the first run of the report.'),
  result: CorrelationOutcome.optional().describe('Of apply_correlations_to_virtual_user.'),
  imported: JtlImportOutcome.optional().describe('Of import_jtl_report.'),
});

@ToolController()
export class GetTaskResultTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_task_result',
    title: 'Get task result',
    description: 'State and outcome of work started by another tool. PENDING is the only unfinished status: ask again every 3 s, for at most 2 minutes (a PDF: 5), until SUCCESS or FAILED. Do not repeat failed work before its message is understood.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getTaskResult({ taskId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const answer = await this.octoperf.maybe('taskResult', TaskResult, { taskId });
    if (answer === undefined) return { taskId, status: 'PENDING', message: 'Still at work.' };
    if (answer['@type'] === FAILED_TASK) return { taskId, status: 'FAILED', message: (answer.message ?? answer.stackTrace ?? 'No reason was given.').slice(0, MESSAGE_MAX) };
    const imported = JtlImportTaskResult.safeParse(answer);
    if (imported.success) return { taskId, status: 'SUCCESS', message: jtlImportSentence(imported.data), imported: jtlImportOutcome(imported.data) };
    const printed = PrintReportTaskResult.safeParse(answer);
    if (printed.success) return { taskId, status: 'SUCCESS', message: 'Printed. Call download_bench_result_file with this filename and the first of the benchResultIds of the report.', filename: printed.data.filename };
    const applied = CorrelationsTaskResult.safeParse(answer);
    if (!applied.success) return { taskId, status: 'SUCCESS', message: answer.message ?? 'Done.' };
    return { taskId, status: 'SUCCESS', message: correlationSentence(applied.data), result: correlationOutcome(applied.data) };
  }
}
