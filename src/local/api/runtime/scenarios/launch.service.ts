import { Injectable } from '@nestjs/common';
import type { BenchReport } from '../../../../contract/bench-report.js';
import type { BenchReportTemplate } from '../../../../contract/bench-report-template.js';
import type { Project } from '../../../../contract/project.js';
import type { Scenario } from '../../../../contract/scenario.js';
import type { SLAProfile } from '../../../../contract/sla-profile.js';
import type { VirtualUser } from '../../../../contract/virtual-user.js';
import { NAME_MAX } from '../../../../contract/wire.js';
import { defaultReport } from '../../../analysis/default-report.js';
import { attachedProfileIds } from '../../../analysis/sla-attachments.js';
import { organised } from '../../../analysis/reports/report-of-template.js';
import { profileWarnings } from '../../../engine/load/play-settings.js';
import type { FrozenRun } from '../../../storage/collections.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import type { Stores } from '../../../storage/stores.js';
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
import { type Keyed, KeyedLaunches } from './keyed-launches.js';
import { ScenarioChecks } from './scenario-checks.js';

export interface Launch {
  readonly scenario: Scenario;
  readonly workspaceId: string;
  readonly name: string | undefined;
  /** Properties of this run only, over those of each profile. */
  readonly properties: Readonly<Record<string, string>>;
  /** What the report is to look like; the default one without it. */
  readonly template?: BenchReportTemplate | undefined;
  /** The same key starts one run, however often it is asked for. */
  readonly idempotencyKey?: string | undefined;
}

/** What is to be stored with a run, or not at all: it stands in the same transaction, and what it throws keeps the run from being stored. */
export type Alongside = (stores: Stores, report: BenchReport) => Promise<void>;

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
    private readonly keys: KeyedLaunches,
    private readonly placement: LoadPlacement,
  ) {}

  /** Everything is stored before this answers; the engine starts afterwards. 400, 403 and 422 come before any of it. `warnings` of the answer are additive. */
  async launch(caller: Account, launch: Launch, alongside?: Alongside): Promise<BenchReport> {
    const first = await this.keys.earlier(caller, keyed(launch));
    if (first !== undefined) return first;
    try {
      return await this.start(caller, launch, alongside);
    } catch (error) {
      // The same call at the same time may have been faster, and may even be why this one was refused.
      const faster = await this.keys.earlier(caller, keyed(launch));
      if (faster === undefined) throw error;
      return faster;
    }
  }

  private async start(caller: Account, launch: Launch, alongside: Alongside | undefined): Promise<BenchReport> {
    const cap = this.plan.bindingCap(launch.scenario, this.live.taken());
    if (cap !== undefined) throw forbidden(`The scenario cannot be launched: ${cap}`);
    const scenario = withProperties(launch);
    const virtualUsers = [...new Map([...(await this.checks.virtualUsersOf(scenario)), ...(await this.checks.sideVirtualUsersOf(scenario))].map((virtualUser) => [virtualUser.id, virtualUser])).values()];
    const around = await this.surroundings.of(scenario.projectId, virtualUsers);
    for (const virtualUser of virtualUsers) await this.surroundings.requirePlayable(virtualUser, around);
    const seats = await this.placement.seatsFor(launch.workspaceId, scenario);
    const slaProfiles = await this.attachedProfiles(scenario.projectId, [...virtualUsers, ...around.fragments]);
    const project = (await this.database.documents.find('project', scenario.projectId))?.document;
    const { bench, report, frozen } = documentsOf({ caller, launch, project }, scenario, virtualUsers, { servers: [...around.servers], variables: [...around.variables], fragments: [...around.fragments], slaProfiles });
    const run = this.runner.reserve(bench, seats());
    try {
      await this.store(caller, launch, { bench, report, frozen: { ...frozen, generatorHosts: run.hosts } }, alongside);
      await this.runner.start(run, scenario, virtualUsers, await this.surroundings.forEngine(around));
    } catch (error) {
      run.release();
      throw error;
    }
    return bench.warnings === undefined ? report : { ...report, warnings: bench.warnings };
  }

  /** The SLA profiles that judge this run. */
  private async attachedProfiles(projectId: string, trees: readonly VirtualUser[]): Promise<SLAProfile[]> {
    const wanted = attachedProfileIds(trees);
    return wanted.size === 0 ? [] : (await this.database.documents.listByParent('slaProfile', projectId)).filter(({ id }) => wanted.has(id));
  }

  private async store(caller: Account, launch: Launch, { bench, report, frozen }: RunDocuments, alongside?: Alongside): Promise<void> {
    const { workspaceId, scenario } = launch;
    const place = { workspaceId, parentId: scenario.projectId };
    const project = { id: frozen.id, userId: caller.id, workspaceId, name: bench.name, description: '', type: 'RESULT' as const, tags: [], created: bench.created, lastModified: bench.created };
    await this.database.transaction(async (stores) => {
      const { documents, benchLogs } = stores;
      await requireProject(stores, scenario.projectId);
      await this.keys.take(stores, caller, keyed(launch), report.id);
      await alongside?.(stores, report);
      await documents.insert('project', project, place);
      await documents.insert('frozenRun', frozen, place);
      await documents.insert('benchResult', bench, place);
      await documents.insert('benchReport', report, place);
      await benchLogs.markLive(bench.id);
      await benchLogs.append(bench.id, `CREATED Run of the scenario ${JSON.stringify(scenario.name)} by ${caller.username}.`);
      for (const warning of bench.warnings ?? []) await benchLogs.append(bench.id, `WARNING ${warning}`);
    });
  }
}

/** What two launches under one key must agree in. What the scenario holds may have changed: the key stands for the run that was started. */
const keyed = ({ idempotencyKey, scenario, name, properties, template }: Launch): Keyed => ({ idempotencyKey, asked: [scenario.id, name ?? '', Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)), ...(template === undefined ? [] : [template.id])] });

interface RunDocuments { readonly bench: BenchEntity; readonly report: BenchReport; readonly frozen: FrozenRun }

interface Asked { readonly caller: Account; readonly launch: Launch; readonly project: Project | undefined }

function documentsOf({ caller, launch: { name, template }, project }: Asked, scenario: Scenario, virtualUsers: VirtualUser[], around: Pick<FrozenRun, 'servers' | 'variables' | 'fragments' | 'slaProfiles'>): RunDocuments {
  const now = Date.now();
  const title = (name?.trim() ?? '') === '' ? scenario.name : (name ?? '').trim();
  if (title.length > NAME_MAX) throw badRequest(`The name of the run has ${title.length} characters; at most ${NAME_MAX} are accepted. Shorten it.`);
  const resultProjectId = newId();
  const warnings = scenario.userProfiles.flatMap(profileWarnings);
  const bench = newBench({ id: newId(), batchId: newId(), scenarioId: scenario.id, designProjectId: scenario.projectId, resultProjectId, userId: caller.id, name: title, mode: 'STANDARD', scenarioName: scenario.name, scenarioTags: scenario.tags, plannedMs: plannedMs(scenario), ...(warnings.length === 0 ? {} : { warnings }) }, now);
  const report: BenchReport = fresh(defaultReport({ benchResultId: bench.id, projectId: scenario.projectId, userId: caller.id, name: title, virtualUsers, created: now, id: newId }), caller);
  const words = { project: { name: project?.name ?? '', description: project?.description ?? '' }, report };
  const shaped = template === undefined ? report : { ...report, ...organised(report, template, { words, id: newId }) };
  return { bench, report: shaped, frozen: { id: resultProjectId, benchResultId: bench.id, scenario, virtualUsers, ...around } };
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
