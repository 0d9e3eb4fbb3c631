import { Injectable } from '@nestjs/common';
import { FAILED_TASK } from '../../../../contract/task.js';
import { isTerminal } from '../../../../contract/bench-result.js';
import { sweepBrowserFolders } from '../../../engine/browsers/browser-folder.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { asBench } from './bench-entity.js';
import { judgeGenerators, moveBench } from './bench-progress.js';

/** What a backend that died left behind is marked as what it became, at the next start. */
@Injectable()
export class InterruptedBenches {
  constructor(private readonly database: LocalDatabase) {}

  /** Ends every run, validation and task that nobody works on any more; what was measured stays readable. Removes the folders of its browsers. */
  async settle(): Promise<void> {
    sweepBrowserFolders();
    for (const id of await this.database.benchLogs.live()) await this.abort(id);
    const message = 'The backend stopped while the task ran. Submit it again.';
    await this.database.tasks.finishPending({ '@type': FAILED_TASK, stackTrace: message, message });
  }

  private async abort(benchResultId: string): Promise<void> {
    const stored = await this.database.documents.find('benchResult', benchResultId);
    if (stored !== undefined && !isTerminal(stored.document.state)) {
      await this.database.metrics.finish(benchResultId);
      const span = (await this.database.metrics.span(benchResultId)) ?? (await this.database.metricFormat.oldSpan(benchResultId));
      const { startedAt, plannedMs, state } = asBench(stored.document);
      const endedAt = span === undefined ? (startedAt ?? Date.now()) : (span.last + 1) * 1000;
      const progress = startedAt === undefined || plannedMs === 0 ? 0 : Math.min(100, Math.max(0, ((endedAt - startedAt) / plannedMs) * 100));
      await moveBench(this.database, benchResultId, 'ABORTED', `The backend stopped while the run was ${state}. What was measured until then is kept.`, { endedAt, progress, ...(await judgeGenerators(this.database, benchResultId)) });
    }
    // An import writes what it measured before the run it belongs to.
    if (stored === undefined) for (const results of [this.database.metrics, this.database.errors]) await results.deleteOf([benchResultId]);
    await this.database.benchLogs.unmarkLive(benchResultId);
  }
}
