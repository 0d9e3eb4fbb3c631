import { z } from 'zod';
import { BenchResult, isTerminal } from '../../../../contract/bench-result.js';
import type { EndpointName, ParametersOf } from '../../../../contract/endpoints.js';
import { BenchError, BenchLoadGenerator, LineSeries, PieValues, SummaryValues, TableEntry, ThresholdAlarm } from '../../../../contract/report-values.js';
import { SLAProfile } from '../../../../contract/sla-profile.js';
import type { VirtualUser } from '../../../../contract/virtual-user.js';
import type { CallOptions, OctoperfClient } from '../../../../octoperf/octoperf-client.js';
import { enabledActions } from '../../../vocabulary/load-plan.js';
import { namesIn, playedBy } from '../../action-names.js';
import { alarmsOf, codesOf, curvesOf, errorsOf, type Kind, summaryOf, tableOf } from './asked-items.js';
import { actionsFrom, figuresFrom, intervalsFrom } from './figures-from.js';
import { refusedOnly } from './refused-only.js';
import type { ActionFigures, Figures, RunFacts } from './run-facts.js';

/** What the embedded backend tells beside the documented fields of a run. */
const Told = z.object({
  history: z.array(z.object({ message: z.string() })).optional(),
  generators: z.array(z.object({ injectorId: z.string(), verdict: z.string(), reasons: z.array(z.string()) })).optional(),
});
const NOTHING = figuresFrom([]);

/** The run and its state, with what some backends tell of it. */
export async function readState(octoperf: OctoperfClient, benchResultId: string): Promise<Pick<RunFacts, 'run' | 'message' | 'generators'>> {
  const run = await octoperf.call('benchResult', BenchResult, { benchResultId });
  const { history, generators } = Told.safeParse(run).data ?? {};
  const message = history?.at(-1)?.message;
  return { run, message: message === '' ? undefined : message, generators: isTerminal(run.state) ? generators : undefined };
}

/**
 * Everything a run is judged by, computed from the value endpoints of the REST API. The figures are needed: where they are refused
 * (data of an older format, for one), the refusal is passed on. The rest is left out where the backend does not offer it.
 */
export async function readRun(octoperf: OctoperfClient, state: Awaited<ReturnType<typeof readState>>): Promise<RunFacts> {
  const { id, designProjectId } = state.run;
  const unread: string[] = [];
  const optional = async <S extends z.ZodType, N extends EndpointName>(what: string, name: N, schema: S, values: ParametersOf<N>, options?: CallOptions): Promise<z.output<S> | undefined> => {
    const found = await octoperf.offered(name, schema, values, options).catch(refusedOnly);
    if (found === undefined) unread.push(what);
    return found;
  };
  const { kind, figures } = await totalsOf(octoperf, id);
  const [actions, series, errors, alarms, hosts, codes, played] = await Promise.all([
    actionFigures(octoperf, id, kind),
    optional('curves over time', 'lineValues', LineSeries, {}, { body: curvesOf(id, kind) }),
    optional('error samples', 'reportErrors', z.array(BenchError), {}, { body: errorsOf(id) }),
    optional('SLA alarms', 'thresholdAlarms', z.array(ThresholdAlarm), {}, { body: alarmsOf(id) }),
    octoperf.offered('loadGenerators', z.array(BenchLoadGenerator), { benchResultId: id }).catch(refusedOnly),
    optional('response codes', 'pieValues', PieValues, {}, { body: codesOf(id) }),
    playedBy(octoperf, id).catch(() => undefined),
  ]);
  if (state.generators === undefined && isTerminal(state.run.state)) unread.push('health of the load generators');
  const { intervals, intervalMs } = intervalsFrom(series ?? [], figures.hits);
  const known = intervals.flatMap(({ users }) => users ?? []);
  return {
    ...state, kind, figures, actions, intervals, intervalMs, errors, alarms, unread,
    generatorCount: hosts?.length,
    durationSec: figures.hitsPerSec > 0 ? figures.hits / figures.hitsPerSec : (intervals.length * intervalMs) / 1000,
    peakUsers: known.length === 0 ? undefined : Math.max(...known),
    slaProfiles: await carriedBy(octoperf, designProjectId, played),
    codes: codes?.[0],
    nameOf: namesIn(played ?? []),
  };
}

/** Figures of every action of a run, or of a window of it (epoch ms). */
export async function actionFigures(octoperf: OctoperfClient, benchResultId: string, kind: Kind, window: { from?: number; to?: number } = {}): Promise<ActionFigures[]> {
  return actionsFrom(await octoperf.call('tableValues', z.array(TableEntry), {}, { body: tableOf(benchResultId, kind), query: window }));
}

/** Of requests, or where the run made none, of what it did instead. */
async function totalsOf(octoperf: OctoperfClient, benchResultId: string): Promise<{ kind: Kind; figures: Figures }> {
  const of = async (kind: Kind): Promise<Figures> => figuresFrom(await octoperf.call('summaryValues', SummaryValues, {}, { body: summaryOf(benchResultId, kind) }));
  const requests = await of('Hit');
  if (requests.hits > 0) return { kind: 'Hit', figures: requests };
  const containers = await of('Container');
  return containers.hits > 0 ? { kind: 'Container', figures: containers } : { kind: 'Hit', figures: NOTHING };
}

/** The SLA profiles whose actions stand, enabled, in the played Virtual Users as they are now. */
async function carriedBy(octoperf: OctoperfClient, projectId: string, played: readonly VirtualUser[] | undefined): Promise<SLAProfile[] | undefined> {
  if (played === undefined || played.length === 0) return undefined;
  const ids = new Set(played.flatMap(({ children }) => enabledActions(children)).flatMap((node) => (node['@type'] === 'SLAProfileAction' ? [node['profileId']] : [])));
  if (ids.size === 0) return [];
  const all = await octoperf.offered('slaProfiles', z.array(SLAProfile), { projectId }).catch(() => undefined);
  return all?.filter(({ id }) => ids.has(id));
}
