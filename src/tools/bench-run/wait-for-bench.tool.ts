import { Inject } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { BenchResult, BenchResultState, isTerminal } from '../../contract/bench-result.js';
import { Measured, ValueWrapper } from '../../contract/wire.js';
import { OctoperfTool, OpenWaits, ToolController, type ToolRequest } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { benchResultId } from '../vocabulary/ids.js';
import { nextStep } from './polling.js';

/** Clients commonly give a call up after 60 s: an answer must have come by then, the last look included. */
const LONGEST_SEC = 50;
const LOOK_MS = 2_000;
const STATES = BenchResultState.options;

const Params = z.object({
  benchResultId,
  timeoutSec: z.int().min(1).max(LONGEST_SEC).default(25).describe('Longest wait; at most 50, because clients give up a call after about 60.'),
  untilState: BenchResultState.optional().describe('Wait until this state or a later one; without it, until the state changes.'),
});
const Result = z.object({
  id: z.string(),
  state: z.string(),
  terminal: z.boolean().describe('True once the run is over: wait no more.'),
  changed: z.boolean().describe('Whether the state changed during this wait.'),
  progress: z.number().describe('Percent, 0 to 100; freezes when a run aborts.'),
  waitedSec: z.number(),
  next: z.string(),
});

@ToolController()
export class WaitForBenchTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly waits: OpenWaits, @Inject(REQUEST) private readonly host: ToolRequest) {}

  @OctoperfTool({
    name: 'wait_for_bench',
    title: 'Wait for a run',
    description: 'Waits with you: answers when the state of a run changes (or untilState is reached), when the run is over, or after timeoutSec. Changes nothing. Call it again until terminal is true; it replaces polling get_bench_result. Shows progress to clients that ask for it.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async waitForBench({ benchResultId, timeoutSec, untilState }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const started = Date.now();
    const waitedSec = (): number => Math.round((Date.now() - started) / 100) / 10;
    const state = async (): Promise<string> => (await this.octoperf.call('benchResult', BenchResult, { benchResultId })).state;
    const { first, last } = await this.waits.hold(this.host, async ({ signal, tell }) => {
      const first = await state();
      let last = first;
      while (!isOver(last, first, untilState) && waitedSec() < timeoutSec && !signal.aborted) {
        await tell?.(waitedSec(), timeoutSec, `${last}, ${await this.progress(benchResultId)} %`);
        await pause(Math.min(LOOK_MS, Math.max(1, timeoutSec * 1000 - (Date.now() - started))), undefined, { signal }).catch(() => undefined);
        if (!signal.aborted) last = await state();
      }
      return { first, last };
    });
    return { id: benchResultId, state: last, terminal: isTerminal(last), changed: last !== first, progress: await this.progress(benchResultId), waitedSec: waitedSec(), next: nextStep(last) };
  }

  private async progress(benchResultId: string): Promise<number> {
    const { value } = await this.octoperf.call('benchProgress', ValueWrapper(Measured), { benchResultId });
    return typeof value === 'number' ? Math.round(value * 10) / 10 : 0;
  }
}

/** Whether there is something to answer. A state that a newer backend made up is a change like any other. */
function isOver(state: string, first: string, untilState: BenchResultState | undefined): boolean {
  if (isTerminal(state)) return true;
  if (untilState === undefined) return state !== first;
  return STATES.indexOf(state as BenchResultState) >= STATES.indexOf(untilState);
}
