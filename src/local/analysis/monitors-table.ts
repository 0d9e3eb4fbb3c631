import type { ReportItem } from '../../contract/bench-report.js';
import type { MonitorsTableRow } from '../../contract/report-values.js';
import { requireRun, type ReportReading } from './run-data.js';
import { slaConnections } from './sla-counters.js';
import { alarmsOf, SEVERITIES } from './threshold-alarms.js';
import { requireItem } from './value-tools.js';

/**
 * One row per monitor connection of a run: here those of its SLA profiles, load generators excluded (monitoring skill, documented).
 * `counterPaths` = counters with samples; `alarmCount` = alarms of WARNING and CRITICAL, `severity` = the worst of all. Refuses other items.
 */
export async function monitorsTable(item: ReportItem, reading: ReportReading): Promise<MonitorsTableRow[]> {
  const { benchResultId } = requireItem(item, 'MonitorsTableReportItem');
  const connections = await slaConnections(requireRun(reading, benchResultId), reading);
  return connections.map((connection) => {
    const severities = alarmsOf(connection).map(({ severity }) => SEVERITIES.indexOf(severity));
    return {
      connectionName: connection.name, monitorType: 'SLA', counterPaths: connection.counters.filter(({ samples }) => samples.length > 0).map(({ path }) => path),
      alarmCount: severities.filter((severity) => severity > 0).length, severity: SEVERITIES[Math.max(0, ...severities)] ?? 'PASSED',
    };
  });
}
