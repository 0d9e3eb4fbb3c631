import { Controller, Headers, Param } from '@nestjs/common';
import { z } from 'zod';
import type { BenchReport } from '../../../../contract/bench-report.js';
import { PropertiesSettings } from '../../../../contract/engine-settings.js';
import { Scenario } from '../../../../contract/scenario.js';
import type { ScenarioMatchingPlan } from '../../../../contract/subscription.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access, missing } from '../../access.js';
import { Caller } from '../../caller.js';
import { ReportTemplates } from '../../analysis/bench-report-templates/report-templates.js';
import { CheckedBody, CheckedOptionalBody, CheckedQuery } from '../../checked-body.js';
import { Entities } from '../../entities.js';
import { badRequest, quoted } from '../../refusals.js';
import { Route } from '../../route.js';
import { LOCAL_SUBSCRIPTION, LocalPlan } from '../../users/local-plan.js';
import { disarmJobsOf } from '../scheduler/job-changes.js';
import { LaunchService } from './launch.service.js';
import { ScenarioChecks } from './scenario-checks.js';

const RunOptions = z.object({ name: z.string().optional(), templateId: z.string().optional(), subscriptionId: z.string().optional() });

/** Scenarios, and their launch. */
@Controller()
export class ScenariosController {
  constructor(
    private readonly database: LocalDatabase,
    private readonly access: Access,
    private readonly entities: Entities,
    private readonly checks: ScenarioChecks,
    private readonly plan: LocalPlan,
    private readonly launcher: LaunchService,
    private readonly templates: ReportTemplates,
  ) {}

  @Route('scenarios')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<Scenario[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.database.documents.listByParent('scenario', projectId);
  }

  @Route('scenario')
  async get(@Caller() caller: Account, @Param('scenarioId') id: string): Promise<Scenario> {
    return (await this.access.document(caller, 'scenario', id, 'read')).document;
  }

  @Route('createScenario')
  async create(@Caller() caller: Account, @CheckedBody(Scenario, { asNew: true }) body: Scenario): Promise<Scenario> {
    const { workspaceId } = await this.access.document(caller, 'project', body.projectId, 'edit');
    return this.entities.create('scenario', caller, await this.checks.complete(body), { workspaceId, parentId: body.projectId });
  }

  @Route('updateScenario')
  async update(@Caller() caller: Account, @Param('scenarioId') id: string, @CheckedBody(Scenario) body: Scenario): Promise<Scenario> {
    const { parentId } = await this.access.document(caller, 'scenario', id, 'edit');
    // A scenario that claims another project is refused below, before anything of that project is looked at.
    const scenario = body.projectId === parentId ? await this.checks.complete(body) : body;
    return this.entities.replace('scenario', caller, id, scenario, 'edit');
  }

  @Route('deleteScenario')
  async delete(@Caller() caller: Account, @Param('scenarioId') id: string): Promise<void> {
    const { document } = await this.access.document(caller, 'scenario', id, 'edit');
    await this.database.transaction(async (stores) => {
      if (!(await stores.documents.delete('scenario', id))) throw missing('scenario', id);
      await disarmJobsOf(stores, document);
    });
  }

  @Route('matchingPlans')
  async matchingPlans(@Caller() caller: Account, @Param('scenarioId') id: string): Promise<ScenarioMatchingPlan[]> {
    return this.plan.plansFor((await this.access.document(caller, 'scenario', id, 'read')).document);
  }

  /** Starts a run, once for each `Idempotency-Key` of a caller (our addition); answers its report, made from the template where there is one, whose `benchResultIds[0]` is the run (octoperf-rest-api.md §3.6, documented). */
  @Route('runScenario')
  async run(
    @Caller() caller: Account,
    @Param('scenarioId') id: string,
    @CheckedOptionalBody(PropertiesSettings.partial()) settings: Partial<{ map: Record<string, string> }> | undefined,
    @CheckedQuery(RunOptions) { name, templateId = '', subscriptionId = '' }: z.infer<typeof RunOptions>,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
  ): Promise<BenchReport> {
    const { document, workspaceId } = await this.access.document(caller, 'scenario', id, 'edit');
    if (subscriptionId !== '' && subscriptionId !== LOCAL_SUBSCRIPTION) throw badRequest(`There is no subscription ${quoted(subscriptionId)} here: leave subscriptionId out or use "${LOCAL_SUBSCRIPTION}".`);
    const template = await this.templates.usable(caller, templateId, workspaceId);
    return this.launcher.launch(caller, { scenario: document, workspaceId, name, template, properties: settings?.map ?? {}, idempotencyKey });
  }
}
