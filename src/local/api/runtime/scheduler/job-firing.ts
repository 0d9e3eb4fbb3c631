import { HttpException, Injectable, Logger } from '@nestjs/common';
import { ApplicationConfig } from '../../../../config/application-config.js';
import type { BenchReport } from '../../../../contract/bench-report.js';
import type { Scenario } from '../../../../contract/scenario.js';
import type { CheckedScheduledJob, LastRun } from '../../../../contract/scheduled-job.js';
import { dueAfter, isMissed, type MissedPolicy } from '../../../schedules/trigger.js';
import type { Stored } from '../../../storage/document-store.js';
import type { Firing } from '../../../storage/firing-store.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import type { Stores } from '../../../storage/stores.js';
import { Access } from '../../access.js';
import { ReportTemplates } from '../../analysis/bench-report-templates/report-templates.js';
import { LaunchService } from '../scenarios/launch.service.js';
import { changeJob } from './job-changes.js';
import { WallClock } from './wall-clock.js';

/** Another hand took the firing, or the job was changed or deleted: this attempt leaves nothing behind. */
class FiringTaken extends Error {}
/** Who runs what, or the sentence that says why nobody may. */
type Runner = { readonly account: Account; readonly scenario: Stored<Scenario> } | string;

const FIRED = 'A job for one moment: it has had its turn. Schedule another one to run again.';
const time = (epochMs: number): string => new Date(epochMs).toISOString();

/**
 * Makes one firing of a scheduled job. Taking the firing, the run with its report, and what the job says of them are one transaction: a
 * process that dies leaves either the firing as it was, to be made by the next, or a run, which is then ended as interrupted. Never two.
 */
@Injectable()
export class JobFiring {
  private readonly policy: MissedPolicy;
  private readonly logger = new Logger(JobFiring.name);

  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly launcher: LaunchService, private readonly clock: WallClock, private readonly templates: ReportTemplates, config: ApplicationConfig) {
    const { missed, graceSeconds } = config.local.schedules;
    this.policy = { missed, graceMs: graceSeconds * 1000 };
  }

  /** Whatever keeps the job from running is told on the job. Throws only where not even that could be stored: the firing is then still there. */
  async fire(firing: Firing): Promise<void> {
    const job = (await this.database.documents.find('scheduledJob', firing.jobId))?.document;
    if (job === undefined) return this.database.firings.disarm(firing.jobId);
    const now = this.clock.now();
    const next = dueAfter(job.trigger, Math.max(now, firing.due));
    if (isMissed(firing.due, now, this.policy)) return this.note(firing, next, { at: now, due: firing.due, message: `Missed: it was due at ${time(firing.due)} and the backend was not there until ${time(now)}. Nothing ran (local.schedules.missed is skip).` });
    const runner = await this.runnerOf(job);
    if (typeof runner === 'string') return this.note(firing, undefined, { at: now, due: firing.due, message: 'Nothing ran.' }, runner);
    await this.launch(firing, next, now, job, runner);
  }

  private async launch(firing: Firing, next: number | undefined, now: number, job: CheckedScheduledJob, { account, scenario: { document: scenario, workspaceId } }: Exclude<Runner, string>): Promise<void> {
    const { due } = firing;
    const late = now - due > this.policy.graceMs ? { message: `Made up for: it was due at ${time(due)}. What the job missed since then is not made up for.` } : {};
    const take = async (stores: Stores, { id, benchResultIds: [benchResultId = ''] }: BenchReport): Promise<void> => {
      await this.take(stores, firing, next, { at: now, due, benchResultId, benchReportId: id, ...late }, null);
      await stores.benchLogs.append(benchResultId, `Fired by the scheduled job ${JSON.stringify(job.name)}, due at ${time(due)}.`);
    };
    try {
      const template = await this.templates.usable(account, job.templateId ?? '', workspaceId);
      await this.launcher.launch(account, { scenario, workspaceId, name: job.name, properties: {}, template }, take);
    } catch (error) {
      if (error instanceof FiringTaken) return;
      const message = error instanceof HttpException ? error.message : 'The embedded backend failed; its log says why.';
      if (!(error instanceof HttpException)) this.logger.error(`The job ${job.id} could not be launched: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown reason'}`);
      // Where the run is stored the firing is taken, whatever becomes of the run, and this finds nothing to write to.
      await this.note(firing, next, { at: now, due, message: `Nothing ran: ${message}` });
    }
  }

  /** A firing that starts nothing. */
  private async note(firing: Firing, next: number | undefined, lastRun: LastRun, message: string | null = null): Promise<void> {
    await this.database.transaction((stores) => this.take(stores, firing, next, lastRun, message)).catch((error: unknown) => {
      if (!(error instanceof FiringTaken)) throw error;
    });
  }

  /** Inside a transaction; throws FiringTaken, so that nothing of it is kept, where the firing is no longer there. */
  private async take(stores: Stores, firing: Firing, next: number | undefined, lastRun: LastRun, message: string | null): Promise<void> {
    const changed = await changeJob(stores, firing.jobId, async () => {
      if (!(await stores.firings.claim(firing, next))) throw new FiringTaken();
      return { enabled: next !== undefined, nextRun: next ?? null, lastRun, message: message ?? (next === undefined ? FIRED : null) };
    });
    if (changed === undefined) throw new FiringTaken();
  }

  /** The account that scheduled the job runs it, with the rights it has now. */
  private async runnerOf({ userId, scenarioId }: CheckedScheduledJob): Promise<Runner> {
    const account = await this.database.accounts.findById(userId);
    if (account === undefined) return 'The account that scheduled it no longer exists. Somebody who may run the scenario has to schedule it anew.';
    try {
      return { account, scenario: await this.access.document(account, 'scenario', scenarioId, 'edit') };
    } catch (error) {
      if (!(error instanceof HttpException)) throw error;
      return `${account.username}, who scheduled it, may no longer run the scenario. Somebody who may has to schedule it anew.`;
    }
  }
}
