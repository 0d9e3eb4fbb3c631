import { Injectable, Logger } from '@nestjs/common';
import { rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ApplicationConfig } from '../../../../../config/application-config.js';
import { type JtlImportStarted, type JtlImportTaskResult, type TaskResult } from '../../../../../contract/task.js';
import type { JtlRules } from '../../../../jtl/failure-rule.js';
import { JtlError } from '../../../../jtl/jtl-error.js';
import { type JtlUpload, readUpload } from '../../../../jtl/read-upload.js';
import type { RunTally } from '../../../../jtl/run-tally.js';
import type { MetricRow, UserLoadRow } from '../../../../measurements/measure.js';
import { batches } from '../../../../storage/batches.js';
import type { Account } from '../../../../storage/identity-store.js';
import { LocalDatabase } from '../../../../storage/local-database.js';
import type { MetricJournal } from '../../../../storage/metric-journal.js';
import { requireProject } from '../../../access.js';
import type { ImportTarget } from '../../../design/imports/import-gate.js';
import { newId } from '../../../ids.js';
import { OneAtATime } from '../../../tasks/one-at-a-time.js';
import { failedTask, TaskRunner } from '../../../tasks/task-runner.js';
import { importedRun, reportNameOf, type ImportedRun } from './imported-run.js';

const USER_ROWS = 5_000;
const FAILED = 'The import failed inside the embedded backend; its log says why. Nothing was imported.';
const STOPPED = 'The backend stopped while the task ran. Submit it again.';

/** One import: whose it is, where it goes, and what was uploaded. */
interface JtlJob { readonly caller: Account; readonly target: ImportTarget; readonly upload: JtlUpload; readonly rules: JtlRules; readonly benchResultId: string }

/**
 * Imports JTL files in the background, one upload at a time: each takes some hundred megabytes of memory while it is read. The run
 * and its report appear when everything is stored; an import that fails leaves nothing behind.
 */
@Injectable()
export class JtlImports {
  private readonly logger = new Logger(JtlImports.name);
  private readonly turns = new OneAtATime();
  private isStopping = false;

  constructor(private readonly database: LocalDatabase, private readonly config: ApplicationConfig, private readonly tasks: TaskRunner) {}

  /** Takes an upload over: it is removed when it was read. @returns ids of the task and of the run to come */
  async submit(caller: Account, target: ImportTarget, upload: JtlUpload, rules: JtlRules): Promise<JtlImportStarted> {
    const job = { caller, target, upload, rules, benchResultId: newId() };
    const work = (): Promise<TaskResult> => this.outcome(job).finally(() => rm(upload.path, { force: true }).catch(() => undefined));
    const taskId = await this.tasks.submit(caller, { run: () => this.turns.run(work), onDefect: FAILED });
    return { taskId, benchResultId: job.benchResultId, reportName: reportNameOf(upload.filename) };
  }

  /** Gives up what is under way: minutes of work are not waited for at a graceful stop. */
  stop(): void {
    this.isStopping = true;
  }

  private async outcome(job: JtlJob): Promise<TaskResult> {
    try {
      // Should the process die, the next start finds the run here and clears away what was measured of it.
      await this.database.benchLogs.markLive(job.benchResultId);
      return await this.import(job);
    } catch (error) {
      await this.forget(job.benchResultId);
      if (error instanceof JtlError) return failedTask(error.message);
      throw error;
    }
  }

  private async import({ caller, target, upload, rules, benchResultId }: JtlJob): Promise<JtlImportTaskResult> {
    const journal = await this.database.metrics.journal(benchResultId);
    const { maxUnpackedBytes: maxBytes } = this.config.local.jtl;
    const goOn = (): void => { if (this.isStopping) throw new JtlError(STOPPED); };
    const store = (tally: RunTally): Promise<void> => this.keep(journal, benchResultId, tally, tally.ripe(), goOn);
    const { tally, files } = await readUpload(upload, { rules, maxBytes, newId, store, goOn });
    await this.keep(journal, benchResultId, tally, tally.last(Date.now()), goOn);
    for (const rows of inBatches(tally.userRows())) await journal.appendUsers(rows);
    await this.database.metrics.finish(benchResultId);
    const run = importedRun({ caller, target, filename: upload.filename, benchResultId, tally, files });
    await this.publish(run, target);
    return run.result;
  }

  private async keep(journal: MetricJournal, benchResultId: string, tally: RunTally, rows: Iterable<MetricRow[]>, goOn: () => void): Promise<void> {
    for (const batch of rows) {
      goOn();
      await journal.append(batch);
      // The embedded database answers at once: without a pause nobody else would be heard until all is written.
      await nextTurn();
    }
    for (const failures of batches(tally.takeFailures())) await this.database.errors.add(benchResultId, failures);
  }

  /** The moment from which the run is there for everybody, whole. */
  private async publish({ project, frozen, bench, report, log }: ImportedRun, { projectId, workspaceId }: ImportTarget): Promise<void> {
    const place = { workspaceId, parentId: projectId };
    await this.database.transaction(async (stores) => {
      await requireProject(stores, projectId);
      await stores.documents.insert('project', project, place);
      await stores.documents.insert('frozenRun', frozen, place);
      await stores.documents.insert('benchResult', bench, place);
      await stores.documents.insert('benchReport', report, place);
      for (const line of log) await stores.benchLogs.append(bench.id, line);
      await stores.benchLogs.unmarkLive(bench.id);
    });
  }

  private async forget(benchResultId: string): Promise<void> {
    for (const results of [this.database.metrics, this.database.errors, this.database.benchLogs]) await results.deleteOf([benchResultId]).catch((error: unknown) => { this.logger.error(`What import ${benchResultId} left could not be removed: ${error instanceof Error ? error.message : 'unknown reason'}`); });
  }
}

function* inBatches(rows: Iterable<UserLoadRow>): Generator<UserLoadRow[]> {
  let batch: UserLoadRow[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < USER_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
