import { z } from 'zod';
import { TextualCounterValue } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController, untrusted, UNTRUSTED_NOTE } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { leftOut } from '../../vocabulary/bounded.js';
import { cutText } from '../../vocabulary/cut-text.js';
import { fitting } from '../../vocabulary/fitting.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { readableItem } from '../report-item.js';

const VALUE_MAX = 500;
const Params = z.object({ reportId, itemId, offset: z.int().min(0).optional().describe('Skip so many values.') });
const Result = z.object({
  values: z.array(TextualCounterValue.pick({ connectionId: true, counterPath: true, value: true, timestamp: true }).extend({ timestamp: z.number().describe('epoch ms') })),
  note: z.string().optional(),
  ...leftOut,
});

@ToolController()
export class GetReportTextualMonitorsTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_textual_monitors',
    title: 'Texts of monitors',
    description: `Texts that monitors read during a run (versions, states, settings), from a TextualMonitorReportItem. Counters with numbers: get_report_monitors_table_values. ${UNTRUSTED_NOTE}`,
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportTextualMonitors({ reportId, itemId, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const item = await readableItem(this.octoperf, { reportId, itemId }, 'get_report_textual_monitors');
    const all = await this.octoperf.call('textualMonitors', z.array(TextualCounterValue), {}, { body: item });
    const { entries, ...rest } = fitting(all.map(shown), { offset });
    const note = all.length === 0 ? 'No monitor of this run read a text. Runs of the provider "Local engine" never have any: the embedded backend collects numbers only.' : undefined;
    return { values: entries, ...(note === undefined ? {} : { note }), total: all.length, ...rest };
  }
}

function shown(read: TextualCounterValue): TextualCounterValue {
  const { text, left } = cutText(read.value, VALUE_MAX);
  return { ...read, value: text === '' ? '' : `${untrusted(text)}${left === 0 ? '' : ` (${left} more characters)`}` };
}
