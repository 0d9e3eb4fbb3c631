import { z } from 'zod';
import { MonitorsTableRow } from '../../../contract/report-values.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { leftOut } from '../../vocabulary/bounded.js';
import { fitting } from '../../vocabulary/fitting.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { readableItem } from '../report-item.js';

/** Characters of counter paths over all rows, and the fewest that one row gets. */
const PATHS_BUDGET = 5_500;
const PATHS_LEAST = 400;

const Params = z.object({ reportId, itemId, offset: z.int().min(0).optional().describe('Skip so many rows.') });
const Result = z.object({
  monitors: z.array(MonitorsTableRow.pick({ connectionName: true, monitorType: true, counterPaths: true, alarmCount: true, severity: true }).extend({
    counterPaths: z.array(z.string()).describe('Empty = nothing was sampled.'),
    moreCounters: z.int().optional().describe('Further counters: get_report_tag_values with counterPath, filtered by this connectionName.'),
    severity: MonitorsTableRow.shape.severity.describe('The worst alarm; PASSED where there is none.'),
  })),
  note: z.string().optional(),
  ...leftOut,
});

@ToolController()
export class GetReportMonitorsTableValuesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_report_monitors_table_values',
    title: 'Monitors of a run',
    description: 'Rows of a MonitorsTableReportItem: each monitor connection, SLA profiles included, with its counters, alarms and worst severity. connectionName and counterPath are filter terms of a MONITORING metric (type NUMBER_COUNTER) on a line chart. The alarms: get_report_threshold_alarms.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportMonitorsTableValues({ reportId, itemId, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const item = await readableItem(this.octoperf, { reportId, itemId }, 'get_report_monitors_table_values');
    const rows = await this.octoperf.call('monitorsTable', z.array(MonitorsTableRow), {}, { body: item });
    const budget = Math.max(PATHS_LEAST, Math.floor(PATHS_BUDGET / Math.max(1, rows.length)));
    const { entries, ...rest } = fitting(rows.map((row) => shown(row, budget)), { offset });
    const note = rows.length === 0 ? 'No monitor connection and no SLA profile was part of this run: attach_sla_profile_to_virtual_user before the next one.' : undefined;
    return { monitors: entries, ...(note === undefined ? {} : { note }), total: rows.length, ...rest };
  }
}

function shown({ counterPaths, ...row }: z.output<typeof MonitorsTableRow>, budget: number): z.output<typeof MonitorsTableRow> & { moreCounters?: number } {
  const { entries } = fitting(counterPaths, { budget });
  return { ...row, counterPaths: entries, ...(entries.length < counterPaths.length ? { moreCounters: counterPaths.length - entries.length } : {}) };
}
