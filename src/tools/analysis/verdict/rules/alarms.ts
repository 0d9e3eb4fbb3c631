import type { ThresholdAlarm } from '../../../../contract/report-values.js';
import type { SLAProfile } from '../../../../contract/sla-profile.js';
import { type MetricId, UNITS } from '../../../../contract/metric.js';
import type { RunFacts } from '../reading/run-facts.js';
import type { Finding } from './finding.js';
import { quoted, rounded } from './words.js';

const TIMES = /^(RESPONSE_TIME|LATENCY|CONNECT_TIME|NETWORK_TIME)_/;
const MOST = 3;

interface Band { readonly metric: MetricId; readonly profile: string; readonly name: string; readonly limit: number | undefined }

/** Breaches of the SLA, one finding per band: CRITICAL fails the run, WARNING warns. A breach that says PASSED is none. */
export function alarmFindings({ alarms = [], slaProfiles = [] }: RunFacts): Finding[] {
  const bands = bandsOf(slaProfiles);
  const groups = new Map<string, ThresholdAlarm[]>();
  for (const alarm of alarms.filter(({ severity }) => severity !== 'PASSED')) {
    const key = `${alarm.severity} ${alarm.thresholdId}`;
    groups.set(key, [...(groups.get(key) ?? []), alarm]);
  }
  const sorted = [...groups.values()].sort(([a], [b]) => Number(b?.severity === 'CRITICAL') - Number(a?.severity === 'CRITICAL'));
  return sorted.slice(0, MOST).flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [findingOf(group, bands.get(first.thresholdId), first)];
  });
}

function findingOf(group: readonly ThresholdAlarm[], band: Band | undefined, { severity }: ThresholdAlarm): Finding {
  const worst = worstOf(group);
  const unit = band === undefined ? undefined : UNITS[band.metric];
  const [from, to] = [Math.min(...group.map(({ start = Infinity }) => start)), Math.max(...group.map(({ end = -Infinity }) => end))];
  const named = band === undefined ? `a limit was broken ${group.length === 1 ? 'once' : `${group.length} times`}` : `${band.metric} broke the band ${quoted(band.name)} of the SLA profile ${quoted(band.profile)} ${group.length === 1 ? 'once' : `${group.length} times`}`;
  return {
    rule: 'SLA', severity: severity === 'CRITICAL' ? 'FAIL' : 'WARN', ofTimes: band !== undefined && TIMES.test(band.metric),
    what: `${severity} alarm: ${named}${worst === undefined ? '' : `, at worst ${rounded(worst)}${unit === undefined ? '' : ` ${unit}`}`}.`,
    ...(worst === undefined ? {} : { figure: rounded(worst) }), ...(unit === undefined ? {} : { unit }), ...(band?.limit === undefined ? {} : { threshold: band.limit }),
    shown: { types: ['ThresholdAlarmReportItem'], otherwise: 'get_bench_result', ...(Number.isFinite(from) && to > from ? { from, to } : {}) },
  };
}

/** The highest value observed: bands that alarm are nearly always upper ones. */
function worstOf(group: readonly ThresholdAlarm[]): number | undefined {
  const observed = group.flatMap((alarm) => (typeof alarm.observed === 'number' ? [alarm.observed] : []));
  return observed.length === 0 ? undefined : Math.max(...observed);
}

function bandsOf(profiles: readonly SLAProfile[]): Map<string, Band> {
  return new Map(profiles.flatMap((profile) => profile.thresholds.flatMap(({ metric, thresholds }) => thresholds.map(({ id, name, value: { range } }) =>
    [id, { metric, profile: profile.name, name, limit: range.lowerEndpoint ?? range.upperEndpoint ?? undefined }] as const))));
}

/** Whether an SLA judged response times in this run: a profile with bands on them is attached, and its alarms can be read. */
export function slaJudgesTimes({ alarms, slaProfiles }: RunFacts): boolean {
  return alarms !== undefined && (slaProfiles ?? []).some(({ thresholds }) => thresholds.some(({ metric, thresholds: bands }) => TIMES.test(metric) && bands.some(({ severity }) => severity !== 'PASSED')));
}
