import { z } from 'zod';
import { TreeEntry } from '../../../contract/report-values.js';
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
    virtualUserId: z.string(),
    actionId: z.string().describe('the Virtual User itself = its whole iteration'),
    name: z.string().optional().describe('Name of the action today; absent where it was deleted.'),
    values: z.array(z.object({ value: Figure })).describe('values[i] belongs to columns[i].'),
  })),
  ...differences,
  ...leftOut,
});

@ToolController()
export class GetReportTreeValuesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_tree_values',
    title: 'Tree values',
    description: 'Rows of a StatisticTreeReportItem: each action of each Virtual User that played it, its whole iteration first, with one value per column (metric and unit). To tell apart who plays a slow or failing action. Next: get_report_errors.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportTreeValues({ reportId, itemId, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { item, query } = await valuesRequest(this.octoperf, { reportId, itemId }, 'get_report_tree_values');
    const [tree, nameOf] = await Promise.all([this.octoperf.call('treeValues', z.array(TreeEntry), {}, { body: item, query }), actionNames(this.octoperf, runsOf(item))]);
    const named = tree.map(({ virtualUserId, actionId, values }) => {
      const name = nameOf(actionId);
      return { virtualUserId, actionId, ...(name === undefined ? {} : { name }), values: values.map(({ value }) => ({ value: short(value) })) };
    });
    const { entries, ...rest } = fitting(named, { offset, most: ROWS_MAX, budget: 6_000 });
    return { columns: metricLabels(item), rows: entries, ...differencesOf(item), total: tree.length, ...rest };
  }
}
