import { z } from 'zod';
import { BenchReport } from '../../../contract/bench-report.js';
import { BenchResult, isTerminal } from '../../../contract/bench-result.js';
import { DockerProvider } from '../../../contract/provider.js';
import { Scenario } from '../../../contract/scenario.js';
import { ScenarioMatchingPlan, Subscription } from '../../../contract/subscription.js';
import { SanityCheckEntry, ValidationIndexEntry, ValidationRun } from '../../../contract/validation.js';
import { VariableWrapper } from '../../../contract/variable.js';
import type { VirtualUser } from '../../../contract/virtual-user.js';
import { epochMs } from '../../../contract/wire.js';
import { AgentError } from '../../../errors/agent-error.js';
import type { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { inParallel } from '../../vocabulary/in-parallel.js';
import { type LoadPlan, loadPlan } from '../../vocabulary/load-plan.js';
import { type Checked, fileFindings, locationFindings, profileFindings, slaFindings, virtualUserFindings } from './design-findings.js';
import { type Finding, quoted, warning } from './findings.js';
import { planFindings } from './plan-findings.js';

/** Reports looked at for runs under way: those that were made last. */
const LATEST = 10;

/** A scenario, what it would do, who would pay, and what was found. */
export interface Gathered { readonly scenario: Scenario; readonly plan: LoadPlan; readonly plans: readonly ScenarioMatchingPlan[]; readonly findings: readonly Finding[] }

/** Reads everything that tells whether a run would start and be worth it. Reads only, through endpoints that other tools use as well. */
export async function gather(octoperf: OctoperfClient, scenarioId: string, workspaceOf: (projectId: string) => Promise<string>): Promise<Gathered> {
  const scenario = await octoperf.call('scenario', Scenario, { scenarioId });
  const { projectId } = scenario;
  const unread: Finding[] = [];
  const optional = async <T>(what: string, read: Promise<T>): Promise<T | undefined> => attempt(read, () => { unread.push(warning(`${what} could not be read.`, 'This OctoPerf may not offer it, or your role does not allow it: look at the web page.')); });
  const [plan, plans, subscriptions, providers, variables, files, running] = await Promise.all([
    loadPlan(octoperf, scenario),
    octoperf.call('matchingPlans', z.array(ScenarioMatchingPlan), { scenarioId }),
    optional('The subscriptions', octoperf.call('subscriptions', z.array(Subscription), {})),
    optional('The providers', providersOf(octoperf, projectId, workspaceOf)),
    optional('The variables', octoperf.call('variables', z.array(VariableWrapper), { projectId })),
    optional('The project files', octoperf.call('projectFiles', z.array(z.string()), { projectId })),
    optional('The runs under way', runsUnderWay(octoperf, projectId)),
  ]);
  const played = [...new Map(plan.profiles.flatMap(({ virtualUser }) => (virtualUser === undefined ? [] : [[virtualUser.id, virtualUser] as const]))).values()];
  const checked = await inParallel(played, (virtualUser) => check(octoperf, virtualUser, optional));
  const findings = [
    ...profileFindings(plan),
    ...planFindings(plans, subscriptions, plan),
    ...(providers === undefined ? [] : locationFindings(plan, providers)),
    ...checked.flatMap(virtualUserFindings),
    ...(variables === undefined || files === undefined ? [] : fileFindings(variables, files)),
    ...slaFindings(plan),
    ...runningFindings(running ?? [], scenario),
    ...unread,
  ];
  return { scenario, plan, plans, findings };
}

/** What a business refusal hides is told as unknown; an OctoPerf that is away still ends the call. */
async function attempt<T>(read: Promise<T>, onRefusal: () => void): Promise<T | undefined> {
  return read.catch((error: unknown) => {
    if (!(error instanceof AgentError)) throw error;
    onRefusal();
    return undefined;
  });
}

type Optional = <T>(what: string, read: Promise<T>) => Promise<T | undefined>;

async function check(octoperf: OctoperfClient, virtualUser: VirtualUser, optional: Optional): Promise<Checked> {
  const { id: virtualUserId, name } = virtualUser;
  const [sanity, validation] = await Promise.all([
    optional(`The sanity check of ${quoted(name)}`, octoperf.call('sanityCheck', z.array(SanityCheckEntry), { virtualUserId })),
    optional(`The last validation of ${quoted(name)}`, octoperf.find('validation', ValidationRun, { virtualUserId })),
  ]);
  const index = validation?.state === 'FINISHED' ? await optional(`The result of the last validation of ${quoted(name)}`, octoperf.call('validationIndex', z.array(ValidationIndexEntry), { virtualUserId })) : undefined;
  return { virtualUser, sanity, validation, index };
}

async function providersOf(octoperf: OctoperfClient, projectId: string, workspaceOf: (projectId: string) => Promise<string>): Promise<DockerProvider[]> {
  const workspaceId = await workspaceOf(projectId);
  const [own, open] = await Promise.all([
    octoperf.call('workspaceProviders', z.array(DockerProvider), { workspaceId }),
    octoperf.call('publicProviders', z.array(DockerProvider), {}),
  ]);
  return [...own, ...open];
}

/** There is no list of runs: the latest reports of the project name theirs. */
async function runsUnderWay(octoperf: OctoperfClient, projectId: string): Promise<BenchResult[]> {
  const reports = await octoperf.call('benchReports', z.array(BenchReport), { projectId });
  const latest = [...reports].sort((a, b) => (epochMs(b.created) ?? 0) - (epochMs(a.created) ?? 0)).slice(0, LATEST);
  const ids = [...new Set(latest.flatMap(({ benchResultIds }) => benchResultIds))].slice(0, LATEST);
  const runs = await inParallel(ids, (benchResultId) => octoperf.find('benchResult', BenchResult, { benchResultId }));
  return runs.flatMap((run) => (run === undefined || isTerminal(run.state) ? [] : [run]));
}

function runningFindings(running: readonly BenchResult[], scenario: Scenario): Finding[] {
  return running.map(({ id, state, scenarioId }) => warning(
    `A run of ${scenarioId === scenario.id ? 'this very scenario' : 'another scenario of the project'} is under way ("${id}", ${state}): both would load the target at once.`,
    'wait_for_bench until it is over, or stop_bench_result.',
  ));
}
