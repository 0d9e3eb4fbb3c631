import { z } from 'zod';
import { TableEntry } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { leftOut } from '../../vocabulary/bounded.js';
import { fitting } from '../../vocabulary/fitting.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { actionNames } from '../action-names.js';
import { differences, differencesOf, Figure, metricLabels, MetricLabel, runsOf, short } from '../figures.js';
import { valuesRequest } from './values-request.js';

const ROWS_MAX = 100;
const Params = z.object({ reportId, itemId, offset: z.int().min(0).optional().describe('Skip so many rows.') });
const Result = z.object({
  columns: z.array(MetricLabel),
  rows: z.array(z.object({
    actionId: z.string(),
    name: z.string().optional().describe('Name of the action today; absent where it was deleted.'),
    values: z.array(z.object({ value: Figure })).describe('values[i] belongs to columns[i].'),
  })),
  ...differences,
  ...leftOut,
});

@ToolController()
export class GetReportTableValuesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_table_values',
    title: 'Table values',
    description: 'Rows of a StatisticTableReportItem: one per action, with its name and one value per column (metric and unit). To find the slow or failing action. Next: get_report_errors, or get_report_line_chart_values for the course over time.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportTableValues({ reportId, itemId, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item, query } = await valuesRequest(this.octoperf, { reportId, itemId }, 'get_report_table_values');
    const [table, nameOf] = await Promise.all([this.octoperf.call('tableValues', z.array(TableEntry), {}, { body: item, query }), actionNames(this.octoperf, runsOf(item))]);
    const named = table.map(({ actionId, values }) => {
      const name = nameOf(actionId);
      return { actionId, ...(name === undefined ? {} : { name }), values: values.map(({ value }) => ({ value: short(value) })) };
    });
    const { entries, ...rest } = fitting(named, { offset, most: ROWS_MAX, budget: 6_500 });
    return { columns: metricLabels(item), rows: entries, ...differencesOf(item), total: table.length, ...rest };
  }
}
