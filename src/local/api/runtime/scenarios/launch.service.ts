import { Injectable } from '@nestjs/common';
import type { BenchReport } from '../../../../contract/bench-report.js';
import type { Scenario } from '../../../../contract/scenario.js';
import type { VirtualUser } from '../../../../contract/virtual-user.js';
import { NAME_MAX } from '../../../../contract/wire.js';
import { defaultReport } from '../../../analysis/default-report.js';
import type { FrozenRun } from '../../../storage/collections.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { requireProject } from '../../access.js';
import { Surroundings } from '../../design/virtual-users/surroundings.js';
import { fresh } from '../../entities.js';
import { newId } from '../../ids.js';
import { badRequest, forbidden } from '../../refusals.js';
import { LocalPlan, plannedMs } from '../../users/local-plan.js';
import { type BenchEntity, newBench } from '../bench-results/bench-entity.js';
import { BenchRunner } from '../bench-results/bench-runner.js';
import { LoadPlacement } from '../bench-results/load-placement.js';
import { LiveBenches } from '../bench-results/live-benches.js';
import { ScenarioChecks } from './scenario-checks.js';

export interface Launch {
  readonly scenario: Scenario;
  readonly workspaceId: string;
  readonly name: string | undefined;
  /** Properties of this run only, over those of each profile. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Starts runs: checks, freezes what is played, stores run and report, then hands over to the engine. */
@Injectable()
export class LaunchService {
  constructor(
    private readonly database: LocalDatabase,
    private readonly checks: ScenarioChecks,
    private readonly surroundings: Surroundings,
    private readonly plan: LocalPlan,
    private readonly live: LiveBenches,
    private readonly runner: BenchRunner,
    private readonly placement: LoadPlacement,
  ) {}

  /** Everything is stored before this answers; the engine starts afterwards. 400 and 403 come before any of it. */
  async launch(caller: Account, launch: Launch): Promise<BenchReport> {
    const cap = this.plan.bindingCap(launch.scenario, this.live.users());
    if (cap !== undefined) throw forbidden(`The scenario cannot be launched: ${cap}`);
    const scenario = withProperties(launch);
    refuseSetUp(scenario);
    const virtualUsers = [...new Map((await this.checks.virtualUsersOf(scenario)).map((virtualUser) => [virtualUser.id, virtualUser])).values()];
    const around = await this.surroundings.of(scenario.projectId, virtualUsers);
    for (const virtualUser of virtualUsers) await this.surroundings.requirePlayable(virtualUser, around);
    const seats = await this.placement.seatsFor(launch.workspaceId, scenario);
    const { bench, report, frozen } = documentsOf(caller, launch, scenario, virtualUsers, { servers: [...around.servers], variables: [...around.variables] });
    const run = this.runner.reserve(bench, seats());
    try {
      await this.store(caller, launch, { bench, report, frozen });
      await this.runner.start(run, scenario, virtualUsers, await this.surroundings.forEngine(around));
    } catch (error) {
      run.release();
      throw error;
    }
    return report;
  }

  private async store(caller: Account, { workspaceId, scenario }: Launch, { bench, report, frozen }: RunDocuments): Promise<void> {
    const place = { workspaceId, parentId: scenario.projectId };
    const project = { id: frozen.id, userId: caller.id, workspaceId, name: bench.name, description: '', type: 'RESULT' as const, tags: [], created: bench.created, lastModified: bench.created };
    await this.database.transaction(async (stores) => {
      const { documents, benchLogs } = stores;
      await requireProject(stores, scenario.projectId);
      await documents.insert('project', project, place);
      await documents.insert('frozenRun', frozen, place);
      await documents.insert('benchResult', bench, place);
      await documents.insert('benchReport', report, place);
      await benchLogs.markLive(bench.id);
      await benchLogs.append(bench.id, `CREATED Run of the scenario ${JSON.stringify(scenario.name)} by ${caller.username}.`);
    });
  }
}

interface RunDocuments { readonly bench: BenchEntity; readonly report: BenchReport; readonly frozen: FrozenRun }

function documentsOf(caller: Account, { name }: Launch, scenario: Scenario, virtualUsers: VirtualUser[], around: Pick<FrozenRun, 'servers' | 'variables'>): RunDocuments {
  const now = Date.now();
  const title = (name?.trim() ?? '') === '' ? scenario.name : (name ?? '').trim();
  if (title.length > NAME_MAX) throw badRequest(`The name of the run has ${title.length} characters; at most ${NAME_MAX} are accepted. Shorten it.`);
  const resultProjectId = newId();
  const bench = newBench({ id: newId(), batchId: newId(), scenarioId: scenario.id, designProjectId: scenario.projectId, resultProjectId, userId: caller.id, name: title, mode: 'STANDARD', plannedMs: plannedMs(scenario) }, now);
  const report = fresh(defaultReport({ benchResultId: bench.id, projectId: scenario.projectId, userId: caller.id, name: title, virtualUsers, created: now, id: newId }), caller);
  return { bench, report, frozen: { id: resultProjectId, benchResultId: bench.id, scenario, virtualUsers, ...around } };
}

/** The scenario as this run plays it. */
function withProperties({ scenario, properties }: Launch): Scenario {
  if (Object.keys(properties).length === 0) return scenario;
  const userProfiles = scenario.userProfiles.map((profile) => {
    const { engine } = profile;
    if (engine['@type'] !== 'JmeterUserProfileEngine') return profile;
    return { ...profile, engine: { ...engine, properties: { ...engine.properties, map: { ...engine.properties.map, ...properties } } } };
  });
  return { ...scenario, userProfiles };
}

/** To leave them out silently would measure another test than the one that was asked for. */
function refuseSetUp({ userProfiles }: Scenario): void {
  const found = userProfiles.find(({ engine: { settings } }) => Boolean(settings.setUp ?? settings.tearDown));
  if (found !== undefined) throw badRequest(`The profile "${found.name}" has a setUp or tearDown Virtual User: the local engine does not play them yet. Set both to null.`);
}
