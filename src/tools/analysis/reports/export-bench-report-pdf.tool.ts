import { z } from 'zod';
import type { PrintReportTask } from '../../../contract/report-print.js';
import { OutageError } from '../../../errors/outage-error.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { reportId } from '../../vocabulary/ids.js';

const Params = z.object({ benchReportId: reportId });
const Result = z.object({ benchReportId: z.string(), taskId: z.string() });

@ToolController()
export class ExportBenchReportPdfTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'export_bench_report_pdf',
    title: 'Print a report to PDF',
    description: 'Prints a bench report to a PDF (portrait A4, UTC). Poll get_task_result every 3 s (5 min at most) until SUCCESS; its filename then lies among the files of the first benchResultIds of the report: download_bench_result_file. Printing again overwrites; a running test is printed as far as it got.',
    effect: 'create',
    wayBack: { none: 'It adds one file to those of the run, which printing again overwrites; no tool deletes run files, retention does.' },
    params: Params,
    result: Result,
  })
  async exportBenchReportPdf({ benchReportId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const body: Pick<PrintReportTask, '@type' | 'benchReportId'> = { '@type': 'PrintReportTask', benchReportId };
    const answer = await this.octoperf.text('submitTask', {}, { body });
    // A bare string, which some servers quote (octoperf-rest-api.md §1.5, documented).
    const taskId = answer?.trim().replace(/^"|"$/g, '') ?? '';
    if (taskId === '') throw new OutageError('OctoPerf took the task but named no id to ask for.', { written: 'unknown', next: 'Call list_bench_result_files on the first run of the report: the PDF may appear there.' });
    return { benchReportId, taskId };
  }
}
