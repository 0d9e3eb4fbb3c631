import { z } from 'zod';
import { BenchReport } from '../../contract/bench-report.js';
import { BenchResult, isTerminal } from '../../contract/bench-result.js';
import { HttpServer } from '../../contract/http-server.js';
import { Project } from '../../contract/project.js';
import { Scenario } from '../../contract/scenario.js';
import { ScheduledJob } from '../../contract/scheduled-job.js';
import { ScenarioMatchingPlan } from '../../contract/subscription.js';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { Workspace } from '../../contract/workspace.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { type UndoKind, undoneBy } from '../../octoperf/undo-kinds.js';
import { loadPlan, spokenSeconds } from '../vocabulary/load-plan.js';

const NAMED_MAX = 10;
const NamedTemplate = z.looseObject({ id: z.string(), name: z.string() });

/** What an id stands for: a sentence about it, and what must not change between showing it and acting on it. */
export interface Subject { readonly words: string; readonly facts: unknown }
export interface Asked { readonly octoperf: OctoperfClient; readonly id: string; readonly removes: boolean; readonly projectId: string | undefined }
type Describe = (asked: Asked) => Promise<Subject>;

const quoted = (name: string | undefined): string => JSON.stringify(name ?? '');
const named = (names: readonly string[]): string => `${names.slice(0, NAMED_MAX).join(', ')}${names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : ''}`;
const counted = (amount: number, one: string): string => `${amount} ${one}${amount === 1 ? '' : 's'}`;

/** A scenario with the load it stands for and the plan that would pay. */
async function scenario({ octoperf, id, removes }: Asked): Promise<Subject> {
  const read = await octoperf.call('scenario', Scenario, { scenarioId: id });
  if (removes) return { words: `The scenario ${quoted(read.name)}; its past runs and reports stay.`, facts: read };
  const [plan, plans] = await Promise.all([loadPlan(octoperf, read), octoperf.call('matchingPlans', z.array(ScenarioMatchingPlan), { scenarioId: id })]);
  const paid = plans[0] === undefined ? 'no plan can host it' : `plan ${quoted(plans[0].name)} with ${counted(plans[0].remainingTests, 'test')} left`;
  const words = `The scenario ${quoted(read.name)}: up to ${counted(plan.peakUsers, 'user')} in ${counted(plan.profiles.length, 'profile')} for ${spokenSeconds(plan.plannedDurationSec)}, real load on ${plan.hosts.length === 0 ? 'hosts that cannot be told' : named(plan.hosts)}; ${paid}.`;
  // What is left of the plan changes by itself; the scenario, what it plays and where it goes do not.
  return { words, facts: [read, [...plan.trees.values()], plan.servers, plans.length > 0] };
}

/** A Virtual User with the scenarios that play it. */
async function virtualUser(asked: Asked): Promise<Subject> {
  const { octoperf, id, removes } = asked;
  const { words, facts } = await entity('virtual-user')(asked);
  const projectId = (facts as { projectId?: string }).projectId;
  if (!removes || projectId === undefined) return { words, facts };
  const users = (await octoperf.call('scenarios', z.array(Scenario), { projectId })).filter(({ userProfiles }) => userProfiles.some(({ virtualUserId }) => virtualUserId === id)).map(({ name }) => quoted(name));
  return { words: `${words} ${users.length === 0 ? 'No scenario plays it.' : `It is played by ${counted(users.length, 'scenario')} that will lack it: ${named(users)}.`}`, facts: [facts, users] };
}

/** A project with what hangs below it. */
async function project({ octoperf, id: projectId, removes }: Asked): Promise<Subject> {
  const read = await octoperf.call('project', Project, { projectId });
  if (!removes) return { words: `In the project ${quoted(read.name)}.`, facts: read.id };
  const [virtualUsers, scenarios, reports, servers] = await Promise.all([
    octoperf.call('virtualUserDescriptions', z.array(VirtualUserDescription), { projectId }),
    octoperf.call('scenarios', z.array(Scenario), { projectId }),
    octoperf.call('benchReports', z.array(BenchReport), { projectId }),
    octoperf.call('httpServers', z.array(HttpServer), { projectId }),
  ]);
  const words = `On the project ${quoted(read.name)}, which holds ${[counted(virtualUsers.length, 'Virtual User'), counted(scenarios.length, 'scenario'), counted(reports.length, 'report'), counted(servers.length, 'HTTP server')].join(', ')}.`;
  return { words, facts: [read.id, read.name, virtualUsers, scenarios, reports.map(({ id }) => id), servers] };
}

/** A run: it moves on by itself, so only which one it is and whether it is over are held on to. */
async function benchResult({ octoperf, id }: Asked): Promise<Subject> {
  const run = await octoperf.call('benchResult', BenchResult, { benchResultId: id });
  const played = run.scenarioId === '' ? undefined : await octoperf.find('scenario', Scenario, { scenarioId: run.scenarioId });
  return { words: `The run ${quoted(id)}${played === undefined ? '' : ` of the scenario ${quoted(played.name)}`}, which is ${run.state}.`, facts: [run.id, isTerminal(run.state)] };
}

/** A scheduled job with when it runs; a backend that does not answer single jobs leaves its id. */
async function job({ octoperf, id }: Asked): Promise<Subject> {
  const read = await octoperf.find('scheduledJob', ScheduledJob, { jobId: id });
  if (read === undefined) return { words: `The scheduled job ${quoted(id)}.`, facts: id };
  const { name, trigger, enabled, scenarioId } = read;
  const played = await octoperf.find('scenario', Scenario, { scenarioId });
  return { words: `The scheduled job ${quoted(name)} of the scenario ${quoted(played?.name ?? scenarioId)}, ${enabled ? 'enabled' : 'disabled'}: ${JSON.stringify(trigger ?? 'unknown')}.`, facts: [id, name, trigger, enabled, played] };
}

/** A template with its name; a backend that does not answer single templates leaves its id. */
async function template({ octoperf, id }: Asked): Promise<Subject> {
  const read = await octoperf.find('reportTemplate', NamedTemplate, { templateId: id });
  return { words: `The report template ${quoted(read?.name ?? id)}.`, facts: read ?? id };
}

async function workspace({ octoperf, id }: Asked): Promise<Subject> {
  const read = await octoperf.call('workspace', Workspace, { workspaceId: id });
  return { words: `In the workspace ${quoted(read.name)}.`, facts: read.id };
}

/** An entity of the design, by the word it has among undo copies. */
const entity = (kind: UndoKind): Describe => async ({ octoperf, id, projectId }) => {
  const { label, read } = undoneBy(kind);
  const found = await read(octoperf, id, projectId ?? '');
  const { hostname, name } = found;
  return { words: `The ${label} ${quoted(name ?? (typeof hostname === 'string' ? hostname : id))}.`, facts: found };
};

/** By the name of the argument, in the order they are told: the thing itself before what it lies in. */
export const SUBJECTS: readonly (readonly [argument: string, describe: Describe])[] = [
  ['scenarioId', scenario],
  ['runtimeId', scenario],
  ['virtualUserId', virtualUser],
  ['variableId', entity('variable')],
  ['serverId', entity('http-server')],
  ['ruleId', entity('correlation-rule')],
  ['slaProfileId', entity('sla-profile')],
  ['jobId', job],
  ['benchResultId', benchResult],
  ['reportId', entity('bench-report')],
  ['templateId', template],
  ['projectId', project],
  ['workspaceId', workspace],
];
