import { Controller, Param } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import type { BenchResult } from '../../../../contract/bench-result.js';
import type { DockerLog } from '../../../../contract/docker-log.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { Route } from '../../route.js';
import { asBench } from './bench-entity.js';
import { LiveBenches } from './live-benches.js';

/** Longest that the answer to a stop waits for the last files of a run. */
const STOP_ANSWER_MS = 10_000;

/** Runs: their state, how far they are, and the way to end them. */
@Controller()
export class BenchResultsController {
  constructor(private readonly access: Access, private readonly live: LiveBenches, private readonly database: LocalDatabase) {}

  @Route('benchResult')
  async get(@Caller() caller: Account, @Param('benchResultId') id: string): Promise<BenchResult> {
    return (await this.access.document(caller, 'benchResult', id, 'read')).document;
  }

  /** Percent, wrapped; frozen where a run ended early (behaviour.md §19.1-2). */
  @Route('benchProgress')
  async progress(@Caller() caller: Account, @Param('benchResultId') id: string): Promise<{ value: number }> {
    const { document } = await this.access.document(caller, 'benchResult', id, 'read');
    return { value: this.live.get(id)?.progress() ?? asBench(document).progress ?? 0 };
  }

  /** What happened from scheduling on, oldest first; there is no container here, so it is the launch log of the engine. */
  @Route('benchDockerLogs')
  async dockerLogs(@Caller() caller: Account, @Param('benchResultId') id: string): Promise<DockerLog[]> {
    await this.access.document(caller, 'benchResult', id, 'read');
    return (await this.database.benchLogs.list(id)).map(({ at, line }) => ({ timestamp: new Date(at).toISOString(), level: line.startsWith('ERROR ') ? 'ERROR' : 'INFO', message: line }));
  }

  /** Ends a run and answers it as it then is; one that is over is answered as it was. The load is off by then, though agents may still be handing in large files. */
  @Route('stopBench')
  async stop(@Caller() caller: Account, @Param('benchResultId') id: string): Promise<BenchResult> {
    await this.access.document(caller, 'benchResult', id, 'edit');
    const patience = new AbortController();
    await Promise.race([this.live.stop(id, caller.username), setTimeout(STOP_ANSWER_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    return (await this.access.document(caller, 'benchResult', id, 'read')).document;
  }
}
