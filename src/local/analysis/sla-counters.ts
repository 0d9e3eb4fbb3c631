import type { MetricId } from '../../contract/metric.js';
import type { SLAMonitorThreshold } from '../../contract/sla-profile.js';
import { emptyMeasure, type Measure, type UserLoadRow } from '../measurements/measure.js';
import { PATH_SEPARATOR } from './action-places.js';
import { apdexThresholds } from './apdex.js';
import { evaluateMetric, METRICS } from './metric-definitions.js';
import { sumBy, type MetricSource } from './metric-sources.js';
import type { ReportReading, RunData, RunSeries } from './run-data.js';
import { windowOf, type RunWindow } from './run-window.js';
import type { SlaAttachment } from './sla-attachments.js';
import type { CounterSample } from './threshold-stretches.js';

/** One metric of an attached profile as one load generator samples it, once a second. */
export interface SlaCounter {
  readonly id: string;
  /** Profile, place and metric, joined by U+2AFD: the term of a `counterPath` filter. */
  readonly path: string;
  readonly group: SLAMonitorThreshold;
  readonly samples: readonly CounterSample[];
}

/** The SLA monitor of one load generator: attached profiles become one connection per generator with a counter per group (behaviour.md §15.5, documented). */
export interface SlaConnection {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly injectorId: string;
  readonly counters: readonly SlaCounter[];
}

interface Place { readonly region: string; readonly injectorId: string }
interface Draft { readonly connection: Place; readonly attachment: SlaAttachment; readonly group: SLAMonitorThreshold; readonly id: string; readonly path: string; readonly source: MetricSource }

/**
 * The SLA connections of a run, by region and generator, over the whole run as far as it got; none where no profile is attached or
 * nothing was measured. A profile on an action samples that action's own row, one on a Virtual User its HTTP requests (those of
 * linked fragments count under the fragment). Totals and rates are sampled in every second of the run, zero included, other
 * metrics in seconds that measured something. Distributions by label, and MONITORING itself, give no samples.
 */
export async function slaConnections(run: RunData, { configs }: Pick<ReportReading, 'configs'>): Promise<readonly SlaConnection[]> {
  if ((run.slaAttachments ?? []).length === 0) return [];
  const make = (): Promise<SlaConnection[]> => sampled(run, configs);
  if (run.remembered === undefined) return make();
  const { satisfying, tolerating } = apdexThresholds({ configs: [] }, configs);
  return run.remembered(`sla ${satisfying} ${tolerating}`, make, (connections) => connections.reduce((size, { counters }) => size + counters.reduce((sum, { samples }) => sum + samples.length, 0), 0));
}

async function sampled(run: RunData, configs: ReportReading['configs']): Promise<SlaConnection[]> {
  const window = windowOf(run, { runs: new Map() });
  const attachments = run.slaAttachments ?? [];
  if (window.kind !== 'observed') return [];
  const all = await run.series();
  const drafts = placesOf(all).flatMap((place) => draftsOf(run, window, place, attachments, all, configs));
  const sums = await sumBy(drafts.map(({ source }) => source), (_series, second) => second, { interval: 1 });
  const users = drafts.some(({ group }) => group.metric === 'USERLOAD') ? await run.users(window.seconds) : [];
  const connections = new Map<string, SlaConnection & { counters: SlaCounter[] }>();
  for (const [index, draft] of drafts.entries()) {
    const { connection: { region, injectorId }, id, path, group } = draft;
    const connection = connections.get(connectionId(draft.connection)) ?? { id: connectionId(draft.connection), name: connectionName(draft.connection), region, injectorId, counters: [] };
    connections.set(connection.id, connection);
    const samples = group.metric === 'USERLOAD' ? userSamples(run, users, draft) : measuredSamples(draft.source, sums[index] ?? new Map());
    connection.counters.push({ id, path, group, samples });
  }
  return [...connections.values()];
}

const connectionId = ({ region, injectorId }: Place): string => `sla/${region}/${injectorId}`;
const connectionName = ({ region, injectorId }: Place): string => `SLA ${injectorId} (${region})`;

/** Where load came from, in a stable order. */
function placesOf(series: readonly RunSeries[]): Place[] {
  const places = new Map(series.map(({ key: { region, injectorId } }) => [connectionId({ region, injectorId }), { region, injectorId }]));
  return [...places].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, place]) => place);
}

function draftsOf(run: RunData, window: RunWindow, place: Place, attachments: readonly SlaAttachment[], all: readonly RunSeries[], configs: ReportReading['configs']): Draft[] {
  const mine = all.filter(({ key }) => key.region === place.region && key.injectorId === place.injectorId);
  const taken = new Set<string>();
  return attachments.flatMap((attachment) => attachment.profile.thresholds.map((group, index): Draft => {
    const metric = { id: group.metric, type: 'BASIC' as const, benchResultId: run.benchResultId, filters: [], configs: [] };
    const series = METRICS[group.metric].kind === 'none' ? [] : coveredBy(attachment, mine);
    return { connection: place, attachment, group, id: `${attachment.actionId}/${index}`, path: freePath(taken, attachment, group.metric), source: { metric, run, window, apdex: apdexThresholds(metric, configs), series } };
  }));
}

/** Two containers of one name would share a path: the later one gets a number. */
function freePath(taken: Set<string>, { profile, path }: SlaAttachment, metric: MetricId): string {
  const plain = [profile.name, ...path, metric].join(PATH_SEPARATOR);
  let free = plain;
  for (let number = 2; taken.has(free); number++) free = `${plain} (${number})`;
  taken.add(free);
  return free;
}

function coveredBy({ virtualUserId, scopeId }: SlaAttachment, series: readonly RunSeries[]): RunSeries[] {
  const own = series.filter(({ key }) => key.virtualUserId === virtualUserId);
  if (scopeId !== undefined) return own.filter(({ key }) => key.actionId === scopeId);
  const hits = own.filter(({ key }) => key.subSampleType === 'Hit');
  return hits.length > 0 ? hits : own.filter(({ key }) => key.actionId === virtualUserId);
}

function measuredSamples({ metric, window, apdex, series }: MetricSource, sums: ReadonlyMap<string | number, Measure>): CounterSample[] {
  const { kind } = METRICS[metric.id];
  if (window.kind !== 'observed' || kind === 'none' || series === undefined || series.length === 0) return [];
  const nothing = emptyMeasure(2);
  const samples: CounterSample[] = [];
  for (let second = window.seconds.first; second <= window.seconds.last; second++) {
    const value = evaluateMetric(metric.id, sums.get(second - window.seconds.first) ?? nothing, { durationSec: 1, apdex });
    if (!Number.isNaN(value)) samples.push({ second, value });
  }
  return samples;
}

/** Users of the Virtual User that the profile stands in. */
function userSamples(run: RunData, users: readonly UserLoadRow[], { connection, attachment: { virtualUserName } }: Draft): CounterSample[] {
  const bySecond = new Map<number, number>();
  for (const row of users) {
    if (row.region !== connection.region || row.injectorId !== connection.injectorId || run.profileVirtualUsers?.get(row.profileId) !== virtualUserName) continue;
    bySecond.set(row.second, (bySecond.get(row.second) ?? 0) + row.users);
  }
  return [...bySecond].sort(([left], [right]) => left - right).map(([second, value]) => ({ second, value }));
}
