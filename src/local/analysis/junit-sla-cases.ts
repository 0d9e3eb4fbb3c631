import { UNITS } from '../../contract/metric.js';
import { PATH_SEPARATOR } from './action-places.js';
import type { RunData } from './run-data.js';
import { slaConnections } from './sla-counters.js';
import { alarmsOf, type SlaAlarm } from './threshold-alarms.js';

/** One case of a JUnit suite; `seconds` = what its `time` says. */
export interface TestCase {
  readonly virtualUserId: string;
  readonly virtualUserName: string;
  readonly name: string;
  readonly seconds: number;
  readonly failure?: { readonly type: string; readonly message: string; readonly text: string } | undefined;
  /** Told beside a case that passed. */
  readonly output?: string | undefined;
}

/** A case per WARNING or CRITICAL band of every attached SLA profile, all generators together; none before anything was measured. */
export async function slaCases(run: RunData): Promise<TestCase[]> {
  const connections = await slaConnections(run, {});
  if (connections.length === 0) return [];
  const alarms = connections.flatMap(alarmsOf);
  return (run.slaAttachments ?? []).flatMap(({ actionId, profile, virtualUserId, virtualUserName, path }) => profile.thresholds.flatMap((group, index) => group.thresholds.flatMap((band, at) => {
    if (band.severity === 'PASSED') return [];
    const counterId = `${actionId}/${index}`;
    const mine = alarms.filter((alarm) => alarm.counterId === counterId && alarm.thresholdId === (band.id === '' ? `${counterId}/${at}` : band.id));
    const name = `SLA ${profile.name} / ${path.slice(1).join(' / ')}${path.length > 1 ? ' / ' : ''}${group.metric} / ${band.name === '' ? band.severity : band.name}`;
    return [{ virtualUserId, virtualUserName, name, seconds: 0, ...verdictOf(band.severity, mine) }];
  })));
}

function verdictOf(severity: string, alarms: readonly SlaAlarm[]): Pick<TestCase, 'failure' | 'output'> {
  if (alarms.length === 0) return {};
  const text = alarms.map(lineOf).join('\n');
  return severity === 'CRITICAL' ? { failure: { type: 'ThresholdAlarm', message: `${alarms.length} CRITICAL alarm(s).`, text } } : { output: `${alarms.length} WARNING alarm(s).\n${text}` };
}

function lineOf({ metric, observed, start, end, connectionId, counterPath }: SlaAlarm): string {
  const unit = UNITS[metric] === '' ? '' : ` ${UNITS[metric]}`;
  return `${new Date(start).toISOString()} to ${new Date(end).toISOString()}: ${String(observed)}${unit} at worst (${counterPath.split(PATH_SEPARATOR).join(' / ')}, ${connectionId}).`;
}
