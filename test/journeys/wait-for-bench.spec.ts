import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from '../support/agent.js';
import { until } from '../support/work.js';
import { type BridgeBefore, json, problem, startBridgeBefore, Upstream } from './upstream.js';

const RUN = 'GET /runtime/bench-results/b1';
const PROGRESS = 'GET /runtime/bench-results/progress/b1';
const MOST_OF_ONE = 16;

interface Waited { state: string; terminal: boolean; changed: boolean; progress: number; waitedSec: number; next: string }

let upstream: Upstream;
let bridge: BridgeBefore;
let agent: Agent;
let modern: Agent;

const is = (state: string): void => { upstream.on(RUN, json({ id: 'b1', batchId: '', scenarioId: 's1', designProjectId: 'p1', resultProjectId: 'p2', state })); };
const wait = (args: Record<string, unknown> = {}, who = agent): Promise<Waited> => who.call<Waited>('wait_for_bench', { benchResultId: 'b1', ...args });
const looks = (): number => upstream.at(RUN).length;
const looked = (times: number): Promise<number> => until(async () => looks(), (seen) => seen >= times);

beforeAll(async () => {
  upstream = await Upstream.start();
  bridge = await startBridgeBefore(upstream.url);
  [agent, modern] = await Promise.all([bridge.agent({ sub: 'ann' }), bridge.agent({ sub: 'ann' }, '2026-07-28')]);
  upstream.on(PROGRESS, json({ value: 42 }));
});
afterAll(async () => {
  await Promise.all([agent.close(), modern.close()]);
  await bridge.stop();
  await upstream.stop();
});

describe('wait_for_bench', { timeout: 120_000 }, () => {
  it('answers a run that is over at once, with what to do next', async () => {
    for (const [state, next] of [['FINISHED', 'get_bench_report'], ['ABORTED', 'partial'], ['ERROR', 'list_bench_docker_logs']] as const) {
      is(state);
      expect(await wait({ timeoutSec: 50 })).toMatchObject({ state, terminal: true, changed: false, progress: 42, next: expect.stringContaining(next) as string });
      expect(looks()).toBe(1);
    }
  });

  it('answers when the state changes', async () => {
    is('PENDING');
    const waiting = wait({ timeoutSec: 50 });
    await looked(2);
    is('SCALING');
    expect(await waiting).toMatchObject({ state: 'SCALING', terminal: false, changed: true, next: 'Call wait_for_bench again.' });
  });

  it('answers the state it was asked to wait for, or a later one, and no earlier', async () => {
    is('PENDING');
    const waiting = wait({ timeoutSec: 50, untilState: 'RUNNING' });
    await looked(2);
    is('PREPARING');
    await looked(2);
    is('RUNNING');
    expect(await waiting).toMatchObject({ state: 'RUNNING', changed: true });
    expect(await wait({ untilState: 'SCALING' })).toMatchObject({ state: 'RUNNING', changed: false });
    is('ERROR');
    expect(await wait({ untilState: 'FINISHED' })).toMatchObject({ state: 'ERROR', terminal: true });
  });

  it('answers after the time it was given where nothing changed, having asked only now and then', async () => {
    is('RUNNING');
    upstream.on(PROGRESS, json({ value: 42 }));
    const waited = await wait({ timeoutSec: 1 });
    expect(waited).toMatchObject({ state: 'RUNNING', changed: false, terminal: false });
    expect(waited.waitedSec).toBeGreaterThanOrEqual(1);
    expect(looks()).toBe(2);
    expect(upstream.at(PROGRESS)).toHaveLength(1);
  });

  it('takes 1 to 50 seconds, and says why', async () => {
    for (const timeoutSec of [0, 51]) expect(await agent.refused('wait_for_bench', { benchResultId: 'b1', timeoutSec })).toMatch(/timeoutSec/);
    const { tools } = await agent.client.listTools();
    const schema = tools.find(({ name }) => name === 'wait_for_bench')?.inputSchema.properties?.['timeoutSec'];
    expect(schema).toMatchObject({ maximum: 50, default: 25, description: expect.stringContaining('clients give up') as string });
  });

  it('passes on what the backend refuses, in the middle of a wait too', async () => {
    is('RUNNING');
    const waiting = agent.refused('wait_for_bench', { benchResultId: 'b1', timeoutSec: 50 });
    await looked(1);
    upstream.on(RUN, problem(404, 'There is no run "b1".'));
    expect(await waiting).toContain('There is no run "b1".');
  });

  it.each([['2025-11-25', () => agent], ['2026-07-28', () => modern]] as const)('tells a client that asks how far it is (%s)', async (_, who) => {
    is('PREPARING');
    const told: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
    const call = who().client.callTool({ name: 'wait_for_bench', arguments: { benchResultId: 'b1', timeoutSec: 50 } }, { onprogress: (progress) => { told.push(progress); } });
    await until(async () => told.length, (count) => count >= 2);
    is('FINISHED');
    expect((await call).structuredContent).toMatchObject({ state: 'FINISHED' });
    expect(told[0]).toMatchObject({ total: 50, message: 'PREPARING, 42 %' });
    const figures = told.map(({ progress }) => progress);
    expect(figures).toEqual([...new Set(figures)].sort((a, b) => a - b));
  });

  it.each([['2025-11-25', () => agent], ['2026-07-28', () => modern]] as const)('ends when its client gives up (%s)', async (_, who) => {
    is('RUNNING');
    const waits = Array.from({ length: MOST_OF_ONE }, () => {
      const giveUp = new AbortController();
      const ended = expect(who().client.callTool({ name: 'wait_for_bench', arguments: { benchResultId: 'b1', timeoutSec: 50 } }, { signal: giveUp.signal })).rejects.toThrow();
      return { giveUp, ended };
    });
    await looked(MOST_OF_ONE);
    expect(await agent.refused('wait_for_bench', { benchResultId: 'b1' })).toMatch(/^Your account has 16 calls waiting already\. Nothing was written\. Retry later\./);
    for (const { giveUp } of waits) giveUp.abort();
    await Promise.all(waits.map(({ ended }) => ended));
    // Their places are free again: nobody goes on waiting for a client that is gone.
    await until(() => agent.raw('wait_for_bench', { benchResultId: 'b1', timeoutSec: 1 }), ({ isError }) => !isError);
  });

  it('leaves room for other accounts', async () => {
    is('RUNNING');
    const bob = await bridge.agent({ sub: 'bob' });
    const waits = Array.from({ length: MOST_OF_ONE }, () => wait({ timeoutSec: 50 }));
    await looked(MOST_OF_ONE);
    expect(await wait({ timeoutSec: 1 }, bob)).toMatchObject({ state: 'RUNNING' });
    is('FINISHED');
    for (const waited of await Promise.all(waits)) expect(waited.state).toBe('FINISHED');
    await bob.close();
  });

  it('is answered, not cut, when the server is asked to stop, and does not hold it up', async () => {
    is('RUNNING');
    const waits = [wait({ timeoutSec: 50 }), wait({ timeoutSec: 50 }, modern)];
    await looked(2);
    const { child } = bridge.server;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    for (const waited of await Promise.all(waits)) expect(waited).toMatchObject({ state: 'RUNNING', terminal: false, next: 'Call wait_for_bench again.' });
    expect(await exit).toEqual([0, null]);
    expect(bridge.server.output()).not.toContain('still in flight');
  });
});
