import type { Measured } from '../../contract/wire.js';
import { toMeasured } from './metric-definitions.js';
import { termsOf } from './metric-rules.js';
import type { MetricSource } from './metric-sources.js';
import { slaConnections, type SlaConnection, type SlaCounter } from './sla-counters.js';
import type { CounterSample } from './threshold-stretches.js';

/** The tags of a counter, as a MONITORING metric is filtered on them (report-item-editing skill; `monitorType` inferred). */
export function counterTag(connection: Pick<SlaConnection, 'name'>, counter: Pick<SlaCounter, 'path'>, field: string): string | undefined {
  switch (field) {
    case 'connectionName': return connection.name;
    case 'counterPath': return counter.path;
    case 'monitorType': return 'SLA';
    default: return undefined;
  }
}

/** Samples of every SLA counter that passes the metric's filters, within its window, in any order; undefined = no counter does, or there is no data. */
export async function counterSamples({ run, window, metric, apdex }: MetricSource): Promise<CounterSample[] | undefined> {
  if (window.kind !== 'observed') return undefined;
  const { seconds: { first, last } } = window;
  const connections = await slaConnections(run, { configs: [{ '@type': 'ApdexReportConfig', ...apdex }] });
  const passing = connections.flatMap((connection) => connection.counters.filter((counter) => metric.filters.every((filter) => termsOf(filter).includes(counterTag(connection, counter, filter.field) ?? ''))));
  if (passing.length === 0) return undefined;
  return passing.flatMap(({ samples }) => samples.filter(({ second }) => second >= first && second <= last));
}

/** The average of those samples; `null` = no data, `"NaN"` = a counter that was never sampled. */
export async function averageCounter(source: MetricSource): Promise<Measured> {
  const samples = await counterSamples(source);
  return samples === undefined ? null : toMeasured(samples.reduce((sum, { value }) => sum + value, 0) / samples.length);
}
