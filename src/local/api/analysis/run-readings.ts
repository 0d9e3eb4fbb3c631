import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ReportItem } from '../../../contract/bench-report.js';
import type { ReportReading, RunData } from '../../analysis/run-data.js';
import { benchResultIdsOf } from '../../analysis/value-tools.js';
import type { Account } from '../../storage/identity-store.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { Access } from '../access.js';
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
    const runs = new Map<string, RunData>();
    for (const id of benchResultIdsOf(item)) runs.set(id, await this.run(caller, id));
    return { runs, from, to };
  }

  async run(caller: Account, benchResultId: string): Promise<RunData> {
    const { document } = await this.access.document(caller, 'benchResult', benchResultId, 'read');
    return StoredRun.open(this.database, asBench(document), this.memory);
  }
}
