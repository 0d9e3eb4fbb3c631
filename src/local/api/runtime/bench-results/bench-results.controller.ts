import { Controller, Param } from '@nestjs/common';
import type { BenchResult } from '../../../../contract/bench-result.js';
import type { Account } from '../../../storage/identity-store.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { Route } from '../../route.js';
import { asBench } from './bench-entity.js';
import { LiveBenches } from './live-benches.js';

/** Runs: their state, how far they are, and the way to end them. */
@Controller()
export class BenchResultsController {
  constructor(private readonly access: Access, private readonly live: LiveBenches) {}

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

  /** Ends a run and answers it as it then is; one that is over is answered as it was. */
  @Route('stopBench')
  async stop(@Caller() caller: Account, @Param('benchResultId') id: string): Promise<BenchResult> {
    await this.access.document(caller, 'benchResult', id, 'edit');
    await this.live.stop(id, caller.username);
    return (await this.access.document(caller, 'benchResult', id, 'read')).document;
  }
}
