import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../../octoperf/undo-copies.js';
import { reportId } from '../../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../../vocabulary/undo.js';

const Params = z.object({ reportId, withoutUndo });
const Result = z.object({ deleted: z.boolean(), ...undoFields });

@ToolController()
export class DeleteBenchReportTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'delete_bench_report',
    title: 'Delete a bench report',
    description: 'Destructive: deletes the report; its runs and what they measured stay. The reference run of a trend report is no longer kept from retention. Confirm with the user first, naming the report. undo_change brings it back under a new id.',
    effect: 'remove',
    wayBack: { copy: 'the report' },
    params: Params,
    result: Result,
  })
  async deleteBenchReport({ reportId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('bench-report', reportId);
    const { undo } = await this.undo.changing({ kind: 'bench-report', tool: 'delete_bench_report', entities: [current], withoutUndo }, () => this.octoperf.send('deleteBenchReport', { reportId }));
    return { deleted: true, ...undo };
  }
}
