import type { ReportItem } from '../../contract/bench-report.js';
import type { TextualCounterValue } from '../../contract/report-values.js';
import { requireRun, type ReportReading } from './run-data.js';
import { requireItem } from './value-tools.js';

/** Texts that the monitors of a run read: none, as the embedded backend collects numbers only. Refuses other items and a run that was not handed in. */
export function textualMonitors(item: ReportItem, reading: ReportReading): Promise<TextualCounterValue[]> {
  const { benchResultId } = requireItem(item, 'TextualMonitorReportItem');
  requireRun(reading, benchResultId);
  return Promise.resolve([]);
}
