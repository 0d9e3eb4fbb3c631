import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ReportItem } from '../../../contract/bench-report.js';
import type { ReportReading, RunData } from '../../analysis/run-data.js';
import { benchResultIdsOf } from '../../analysis/value-tools.js';
import type { Account } from '../../storage/identity-store.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { Access } from '../access.js';
import { badRequest, quoted } from '../refusals.js';
import { asBench } from '../runtime/bench-results/bench-entity.js';
import { RunMemory } from './run-memory.js';
import { StoredRun } from './stored-run.js';

/** Part of a run that values are asked for, epoch ms (octoperf-rest-api.md §4.7: optional query parameters). */
export const TimeWindow = z.object({ from: z.coerce.number().optional(), to: z.coerce.number().optional() });
export type TimeWindow = z.infer<typeof TimeWindow>;

/** Opens the runs an item reads, each only if the caller may see it. */
@Injectable()
export class RunReadings {
  private readonly memory = new RunMemory();

  constructor(private readonly database: LocalDatabase, private readonly access: Access) {}

  async of(caller: Account, item: ReportItem, { from, to }: TimeWindow): Promise<ReportReading> {
    const runs = await this.open(caller, benchResultIdsOf(item));
    return { runs: new Map<string, RunData>(runs.map((run) => [run.benchResultId, run])), from, to };
  }

  async run(caller: Account, benchResultId: string): Promise<RunData> {
    const [run] = await this.open(caller, [benchResultId]);
    if (run === undefined) throw new Error(`The run ${benchResultId} was not opened`);
    return run;
  }

  /** Refuses runs in an older format by name: read as they are they would show nothing, which is not what was measured (behaviour.md §21.4). */
  private async open(caller: Account, ids: readonly string[]): Promise<StoredRun[]> {
    const runs: StoredRun[] = [];
    for (const id of ids) {
      const { document } = await this.access.document(caller, 'benchResult', id, 'read');
      runs.push(await StoredRun.open(this.database, asBench(document), this.memory));
    }
    const outdated = runs.filter(({ isOutdated }) => isOutdated).map(({ benchResultId }) => quoted(benchResultId));
    if (outdated.length > 0) throw badRequest(`The data of ${outdated.length === 1 ? 'the run' : 'the runs'} ${outdated.join(', ')} is stored in an older format and needs an update before it can be read. Ask the user, then call update_report_data with the id of the report; get_report_data_status tells how far it is.`);
    return runs;
  }
}
