import { Injectable } from '@nestjs/common';
import type { CheckedScheduledJob } from '../../../../contract/scheduled-job.js';
import { firstDue } from '../../../schedules/trigger.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access, missing, requireProject } from '../../access.js';
import { ReportTemplates } from '../../analysis/bench-report-templates/report-templates.js';
import { fresh } from '../../entities.js';
import { badRequest, quoted } from '../../refusals.js';
import { changeJob, disarmJob } from './job-changes.js';
import { JobScheduler } from './job-scheduler.js';
import { WallClock } from './wall-clock.js';

/** Makes, arms and disarms scheduled jobs. Whether the caller may is checked before, except where a job is made. */
@Injectable()
export class ScheduledJobs {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly scheduler: JobScheduler, private readonly clock: WallClock, private readonly templates: ReportTemplates) {}

  /** 400 for a trigger that cannot be read, never comes due or is over; the account that schedules is the one that runs. */
  async create(caller: Account, body: CheckedScheduledJob): Promise<CheckedScheduledJob> {
    const { projectId, scenarioId, templateId, enabled, trigger } = body;
    const { workspaceId, parentId } = await this.access.document(caller, 'scenario', scenarioId, 'edit');
    if (parentId !== projectId) throw badRequest(`The scenario ${quoted(scenarioId)} is not in the project ${quoted(projectId)}: give the projectId of the scenario.`);
    await this.templates.usable(caller, templateId ?? '', workspaceId);
    const due = firstDue(trigger, this.clock.now());
    const job = { ...fresh(body, caller), nextRun: enabled ? due : null, lastRun: null, message: null };
    await this.database.transaction(async (stores) => {
      await requireProject(stores, projectId);
      if (!(await stores.documents.hold('scenario', scenarioId))) throw missing('scenario', scenarioId);
      await stores.documents.insert('scheduledJob', job, { workspaceId, parentId: projectId });
      if (enabled) await stores.firings.arm({ jobId: job.id, due });
    });
    this.scheduler.look();
    return job;
  }

  /** Due at its next time from now on; what it missed while it was disabled is not made up for. An enabled one stays as it is. */
  async enable(id: string): Promise<CheckedScheduledJob> {
    return this.changed(id, await this.database.transaction((stores) => changeJob(stores, id, async (job) => {
      if (job.enabled) return undefined;
      if ((await stores.documents.find('scenario', job.scenarioId)) === undefined) throw badRequest(`The scenario of the job ${quoted(job.name)} was deleted: there is nothing to run. Schedule another scenario.`);
      const due = firstDue(job.trigger, this.clock.now());
      await stores.firings.arm({ jobId: id, due });
      return { enabled: true, nextRun: due, message: null };
    })));
  }

  /** Keeps the job and what it says of its latest firing. A disabled one stays as it is. */
  async disable(id: string): Promise<CheckedScheduledJob> {
    return this.changed(id, await this.database.transaction((stores) => disarmJob(stores, id, null)));
  }

  async delete(id: string): Promise<void> {
    const isDeleted = await this.database.transaction(async ({ documents, firings }) => {
      const found = await documents.delete('scheduledJob', id);
      await firings.disarm(id);
      return found;
    });
    if (!isDeleted) throw missing('scheduledJob', id);
    this.scheduler.look();
  }

  private changed(id: string, job: CheckedScheduledJob | undefined): CheckedScheduledJob {
    if (job === undefined) throw missing('scheduledJob', id);
    this.scheduler.look();
    return job;
  }
}
