import { z } from 'zod';
import { ThresholdAlarm } from '../../../contract/report-values.js';
import { ThresholdSeverity } from '../../../contract/sla-profile.js';
import { OctoperfTool, ToolController } from '../../../mcp/index.js';
import { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { leftOut } from '../../vocabulary/bounded.js';
import { fitting } from '../../vocabulary/fitting.js';
import { itemId, reportId } from '../../vocabulary/ids.js';
import { Figure, short } from '../figures.js';
import { reportItem, requireReader } from '../report-item.js';
import { alarmNames, NamedAlarm } from './alarm-names.js';
import { window, windowQuery } from './window.js';

const TOOL = 'get_report_threshold_alarms';
/** Worst first. */
const SEVERITIES = ['CRITICAL', 'WARNING', 'PASSED'] as const;
const Severity = z.enum(SEVERITIES);

const Params = z.object({ reportId, itemId, ...window, severity: Severity.optional().describe('Only alarms of this severity.'), offset: z.int().min(0).optional().describe('Skip so many alarms.') });
const Result = z.object({
  counts: z.record(Severity, z.int()).describe('Alarms by severity; PASSED = a stretch in a band that is as agreed.'),
  alarms: z.array(z.object({
    severity: ThresholdSeverity, metric: z.string().optional(), unit: z.string().optional(), band: z.string().optional().describe('Name of the broken band.'), counterPath: z.string().optional().describe('SLA profile, place and metric.'),
    observed: Figure.optional().describe('Worst value.'), start: z.number().optional().describe('epoch ms'), end: z.number().optional().describe('epoch ms; as start = an instant'),
    id: z.string(), thresholdId: z.string(), counterId: z.string(), connectionId: z.string(),
  })).describe('Worst first, then by time.'),
  note: z.string().optional(),
  ...leftOut,
});

@ToolController()
export class GetReportThresholdAlarmsTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: TOOL,
    title: 'Threshold alarms',
    description: 'Breaches of SLA profiles and monitor thresholds in a ThresholdAlarmReportItem: severity, band, worst value, start and end. To tell whether a run kept what was agreed, and when not. Next: get_report_line_chart_values with from and to around a breach.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getReportThresholdAlarms({ reportId, itemId, severity, offset, ...range }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const query = windowQuery(range);
    const { report, item } = await reportItem(this.octoperf, { reportId, itemId });
    requireReader(item, TOOL);
    const all = await this.octoperf.call('thresholdAlarms', z.array(NamedAlarm), {}, { body: item, query });
    const counts = { CRITICAL: 0, WARNING: 0, PASSED: 0 };
    for (const alarm of all) counts[alarm.severity]++;
    const wanted = severity === undefined ? all : all.filter((alarm) => alarm.severity === severity);
    const ranked = wanted.toSorted((left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) || (left.start ?? 0) - (right.start ?? 0));
    const namesOf = await alarmNames(this.octoperf, report.projectId, ranked);
    const { entries, ...rest } = fitting(ranked.map((alarm) => ({ ...namesOf(alarm), ...shown(alarm) })), { offset });
    return { counts, alarms: entries, ...(all.length === 0 ? { note: NONE } : {}), total: ranked.length, ...rest };
  }
}

const NONE = 'No band of an SLA profile or monitor was reached for as long as it asks. Where no profile is attached nothing is judged: get_report_monitors_table_values lists what was, attach_sla_profile_to_virtual_user attaches one for the next run.';

const shown = ({ severity, observed, start, end, id, thresholdId, counterId, connectionId }: ThresholdAlarm): ThresholdAlarm => ({ severity, ...(observed === undefined ? {} : { observed: short(observed) }), start, end, id, thresholdId, counterId, connectionId });
