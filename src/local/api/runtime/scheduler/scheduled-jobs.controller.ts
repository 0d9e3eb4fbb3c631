import { Controller, Param } from '@nestjs/common';
import { CheckedScheduledJob } from '../../../../contract/scheduled-job.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { Route } from '../../route.js';
import { ScheduledJobs } from './scheduled-jobs.js';

/** Jobs that run scenarios by themselves (octoperf-rest-api.md §4.6, inferred routes; behaviour.md §17, documented rules). */
@Controller()
export class ScheduledJobsController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly jobs: ScheduledJobs) {}

  /** Disabled ones included. */
  @Route('scheduledJobs')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<CheckedScheduledJob[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.database.documents.listByParent('scheduledJob', projectId);
  }

  @Route('scheduledJob')
  async get(@Caller() caller: Account, @Param('jobId') id: string): Promise<CheckedScheduledJob> {
    return (await this.access.document(caller, 'scheduledJob', id, 'read')).document;
  }

  @Route('createScheduledJob')
  async create(@Caller() caller: Account, @CheckedBody(CheckedScheduledJob, { asNew: true }) body: CheckedScheduledJob): Promise<CheckedScheduledJob> {
    return this.jobs.create(caller, body);
  }

  @Route('enableScheduledJob')
  async enable(@Caller() caller: Account, @Param('jobId') id: string): Promise<CheckedScheduledJob> {
    await this.access.document(caller, 'scheduledJob', id, 'edit');
    return this.jobs.enable(id);
  }

  @Route('disableScheduledJob')
  async disable(@Caller() caller: Account, @Param('jobId') id: string): Promise<CheckedScheduledJob> {
    await this.access.document(caller, 'scheduledJob', id, 'edit');
    return this.jobs.disable(id);
  }

  /** Runs that it made stay. */
  @Route('deleteScheduledJob')
  async delete(@Caller() caller: Account, @Param('jobId') id: string): Promise<void> {
    await this.access.document(caller, 'scheduledJob', id, 'edit');
    await this.jobs.delete(id);
  }
}
