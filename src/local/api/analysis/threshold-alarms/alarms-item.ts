import { z } from 'zod';
import { ReportItem } from '../../../../contract/bench-report.js';
import { isRecord } from '../../checked-body.js';

/** The run that older items name in their one metric (jenkinsci/octoperf-plugin and octoperf-maven-plugin, documented: `metric`; newer ones say it themselves). */
function runOfMetric({ metric, metrics }: Record<string, unknown>): unknown {
  const one = metric ?? (Array.isArray(metrics) ? (metrics as unknown[])[0] : undefined);
  return isRecord(one) ? one['benchResultId'] : undefined;
}

/** An alarms item as the CI plugins send it: its run inside a nested metric, no id. Any other item is read as it is. */
export const AlarmsItem = z.preprocess((body) => (isRecord(body) && body['benchResultId'] === undefined ? { ...body, benchResultId: runOfMetric(body) } : body), ReportItem);
