import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UserProfileLoad } from '../../../src/contract/load.js';
import type { BenchEnd, BenchHandle, BenchPlan, ErrorSample } from '../../../src/local/engine/bench-protocol.js';
import type * as StartBench from '../../../src/local/engine/start-bench.js';
import type { MetricRow, UserLoadRow } from '../../../src/local/measurements/measure.js';
import { benchPlan, constantLoad, get, node, profile, startTarget, surroundings, virtualUser, type Target } from './plans.js';

/** The load generator is a process of its own, so it is the built one that is tested (`npm test` builds first). */
const built = new URL('../../../dist/local/engine/start-bench.js', import.meta.url);
let startBench: typeof StartBench.startBench;
let target: Target;

beforeAll(async () => {
  if (!existsSync(built)) throw new Error('dist/local/engine is missing: build the project first (npm run build).');
  ({ startBench } = (await import(built.href)) as typeof StartBench);
  target = await startTarget((request, response) => {
    if (request.url === '/hang') return;
    if (request.url === '/slow') { setTimeout(() => response.end('ok'), 1200); return; }
    if (request.url === '/boom') response.statusCode = 500;
    response.end('ok');
  });
});
afterAll(async () => { await target.close(); });
beforeEach(() => { target.asked.length = 0; });

interface Heard { calls: string[]; rows: MetricRow[]; users: UserLoadRow[]; errors: ErrorSample[]; percents: number[]; startedAt: number; end: BenchEnd; handle: BenchHandle }

/** Runs a plan in a forked generator to its end. */
async function run(plan: BenchPlan, started?: (handle: BenchHandle) => void): Promise<Heard> {
  const heard: Omit<Heard, 'end' | 'handle'> = { calls: [], rows: [], users: [], errors: [], percents: [], startedAt: 0 };
  return new Promise((resolve) => {
    const handle = startBench(plan, {
      running: (at) => { heard.calls.push('running'); heard.startedAt = at; started?.(handle); },
      metrics: (rows) => { heard.calls.push('metrics'); heard.rows.push(...rows); },
      users: (rows) => { heard.users.push(...rows); },
      errors: (samples) => { heard.errors.push(...samples); },
      progress: (percent) => { heard.percents.push(percent); },
      ended: (end) => { heard.calls.push('ended'); resolve({ ...heard, end, handle }); },
    });
  });
}

const whole = (heard: Heard, action: string): MetricRow | undefined => heard.rows.find(({ second, series }) => second === null && series.actionId === action);
const load = (paths: string[], shape: UserProfileLoad, more: { id?: string; name?: string; vu?: string } = {}): ReturnType<typeof profile> => profile({ load: shape, ...more, virtualUser: virtualUser(paths.map((path) => get(path, { id: `${more.vu ?? ''}${path}` })), { id: more.vu ?? 'vu' }) });
const isAlive = (pid: number): boolean => {
  try { return process.kill(pid, 0); } catch { return false; }
};
/** A process that was started by another, by its id; Linux only. */
const childOf = (pid: number | undefined): number | undefined => (process.platform === 'linux' && pid !== undefined ? Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]) : undefined);
const gone = async (pid: number | undefined): Promise<boolean> => {
  for (let tries = 0; tries < 100 && pid !== undefined && isAlive(pid); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  return pid !== undefined && !isAlive(pid);
};

describe('startBench', () => {
  it('runs scripts of many users in a process that ends with the run, or with the generator', async () => {
    const script = (code: string): ReturnType<typeof node> => node('JSR223PreProcessor', { language: 'javascript', name: 'js', script: code, parameters: '', filename: '' });
    const user = virtualUser([get('/s?n=${n}', { id: 's', children: [script('vars.put("n", ctx.getThreadNum() + "-" + vars.getIteration())')] })]);
    const plan = benchPlan([profile({ load: constantLoad(4, 10_000), virtualUser: user, engine: (settings) => { settings.settings.iterations = 5; } })], surroundings(target.port));
    const heard = await run(plan);
    expect(heard.end).toEqual({ state: 'FINISHED', message: '' });
    expect(new Set(target.asked.map(({ url }) => url)).size).toBe(20);
    expect(whole(heard, 's')?.measure).toMatchObject({ hits: 20, errors: 0 });
    let helper: number | undefined;
    const endless = benchPlan([profile({ load: constantLoad(1, 20_000), virtualUser: virtualUser([get('/s', { children: [script('vars.put("a", 1)')] }), get('/hang')]) })], surroundings(target.port));
    await run(endless, (handle) => {
      setTimeout(() => { helper = childOf(handle.pid); process.kill(handle.pid ?? 0, 'SIGKILL'); }, 700);
    });
    if (process.platform === 'linux') expect(await gone(helper)).toBe(true);
  });
  it('counts exactly what the target counts, over two profiles, and hands everything over before it ends', async () => {
    const plan = benchPlan([load(['/a', '/boom'], constantLoad(4, 1600, 400)), load(['/c'], constantLoad(2, 1000), { id: 'p2', name: 'Second', vu: 'vu2' })], surroundings(target.port));
    const heard = await run(plan);
    expect(heard.end).toEqual({ state: 'FINISHED', message: '' });
    const served = (path: string): number => target.asked.filter(({ url }) => url === path).length;
    for (const [action, path] of [['/a', '/a'], ['/boom', '/boom'], ['vu2/c', '/c']] as const) {
      expect(whole(heard, action)?.measure.hits).toBe(served(path));
      expect(heard.rows.filter(({ second, series }) => second !== null && series.actionId === action).reduce((sum, { measure }) => sum + measure.hits, 0)).toBe(served(path));
    }
    expect(whole(heard, '/boom')?.measure.errors).toBe(served('/boom'));
    expect(whole(heard, '/boom')?.measure.elapsedHistogram.percentile(99)).toBeGreaterThan(0);
    expect(heard.errors.length).toBe(2);
    expect(heard.calls[0]).toBe('running');
    expect(heard.calls.at(-1)).toBe('ended');
    expect(heard.percents.at(-1)).toBe(100);
    expect(new Set(heard.users.map(({ profileId }) => profileId))).toEqual(new Set(['p1', 'p2']));
    const jtl = readFileSync(join(plan.outputFolder, 'results.jtl'), 'utf8').trim().split('\n');
    expect(jtl.length - 1).toBe(target.asked.length);
    expect(await gone(heard.handle.pid)).toBe(true);
  });

  it('follows the curve: who starts when, and that the last to come goes first', async () => {
    // Each user sends one request and then waits for its end.
    const shape: UserProfileLoad = { '@type': 'UserProfileLoadRampUpThenRampDown', delayMs: 200, rampUpMs: 800, plateauMs: 200, rampDownMs: 800, plateauVus: 4 };
    const plan = benchPlan([profile({ load: shape, virtualUser: virtualUser([get('/x'), node('DelayAction', { thinktime: { '@type': 'ThinktimeConstant', id: 't', value: 60_000 } })]) })], surroundings(target.port));
    const heard = await run(plan);
    expect(target.asked.length).toBe(4);
    const log = readFileSync(join(plan.outputFolder, 'jmeter.log'), 'utf8');
    expect([...log.matchAll(/Thread (started|finished): Main 1-(\d)/g)].map(([, what, who]) => `${what ?? ''} ${who ?? ''}`)).toEqual(['started 1', 'started 2', 'started 3', 'started 4', 'finished 4', 'finished 3', 'finished 2', 'finished 1']);
    expect(heard.end.state).toBe('FINISHED');
  });

  it('stops with requests in flight, which count as nothing', async () => {
    const heard = await run(benchPlan([load(['/quick', '/hang'], constantLoad(3, 60_000))], surroundings(target.port)), (handle) => {
      setTimeout(() => { handle.stop('Ada'); handle.stop('Bob'); }, 500);
    });
    expect(heard.end).toEqual({ state: 'ABORTED', message: 'Aborted by Ada.' });
    // The whole-run rows prove that it ended by itself: one that takes longer than a second is killed without them.
    expect(heard.rows.filter(({ second }) => second === null).map(({ series, measure }) => [series.actionId, measure.hits, measure.errors])).toEqual([['/quick', 3, 0]]);
    expect(await gone(heard.handle.pid)).toBe(true);
  });

  it('stops the load at once and leaves a tearDown its own time, which a second stop ends', async () => {
    const side = { virtualUserId: 'after', scope: 'LOCAL', onSampleError: 'CONTINUE', numberOfThreads: 1, rampupPeriodSec: 0, sameUserOnEachIteration: false, loopCount: 1, pacing: null } as const;
    const plan = (path: string): BenchPlan => benchPlan([profile({ load: constantLoad(2, 60_000), virtualUser: virtualUser([get('/hang')]), tearDown: virtualUser([get(path, { id: 'bye' })], { id: 'after' }), engine: ({ settings }) => { settings.tearDown = side; } })], surroundings(target.port));
    // Longer than a generator without tearDown may take to stop: it was not killed.
    const once = await run(plan('/slow'), (handle) => { setTimeout(() => { handle.stop('Ada'); }, 300); });
    expect([once.end, whole(once, 'bye')?.measure.hits]).toEqual([{ state: 'ABORTED', message: 'Aborted by Ada.' }, 1]);
    const twice = await run(plan('/hang'), (handle) => { setTimeout(() => { handle.stop('Ada'); }, 300); setTimeout(() => { handle.stop('Bob'); }, 600); });
    expect([twice.end, whole(twice, 'bye')]).toEqual([{ state: 'ABORTED', message: 'Aborted by Ada.' }, undefined]);
  });

  it('takes SIGTERM as a stop, and a killed generator as an aborted run', async () => {
    const shape = constantLoad(2, 60_000);
    const politelyPlan = benchPlan([load(['/a'], shape)], surroundings(target.port));
    const politely = await run(politelyPlan, ({ pid }) => { setTimeout(() => { if (pid !== undefined) process.kill(pid, 'SIGTERM'); }, 200); });
    expect(politely.end).toEqual({ state: 'ABORTED', message: 'Aborted by SIGTERM.' });
    expect(whole(politely, '/a')?.measure.hits).toBeGreaterThan(0);
    expect(readFileSync(join(politelyPlan.outputFolder, 'jmeter.log'), 'utf8')).toMatch(/INFO o\.a\.j\.JMeter: Command: Shutdown received from \/127\.0\.0\.1\n(?!.*aborted the test)/);
    const killed = await run(benchPlan([load(['/a'], shape)], surroundings(target.port)), ({ pid }) => { setTimeout(() => { if (pid !== undefined) process.kill(pid, 'SIGKILL'); }, 200); });
    expect(killed.end).toMatchObject({ state: 'ABORTED', message: expect.stringContaining('SIGKILL') as string });
  });

  it('says ERROR for a plan that cannot be run, and stops at once before it started', async () => {
    const bad = await run(benchPlan([profile({ load: constantLoad(1, 1000), virtualUser: virtualUser([get('/', { serverId: 'none' })]) })], surroundings(target.port)));
    expect(bad.end).toMatchObject({ state: 'ERROR', message: expect.stringContaining('has no server') as string });
    expect(bad.calls).toEqual(['ended']);
    const early = await new Promise<BenchEnd>((resolve) => {
      const nothing = (): void => undefined;
      startBench(benchPlan([load(['/a'], constantLoad(1, 60_000))], surroundings(target.port)), { running: nothing, metrics: nothing, users: nothing, errors: nothing, progress: nothing, ended: resolve }).stop('Ada');
    });
    expect(early.state).toBe('ABORTED');
  });

  it('ends with its server: a generator without parent loads nothing', async () => {
    const plan = benchPlan([load(['/a'], constantLoad(1, 60_000))], surroundings(target.port));
    const script = `import(${JSON.stringify(built.href)}).then(({ startBench }) => { const nothing = () => {}; const bench = startBench(${JSON.stringify(plan)}, { running: () => console.log(bench.pid), metrics: nothing, users: nothing, errors: nothing, progress: nothing, ended: nothing }); });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => { parent.stdout.once('data', (text: Buffer) => { resolve(Number(text.toString())); }); });
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    expect(await gone(pid)).toBe(true);
  });

  it('a sink that cannot keep the figures ends the run', async () => {
    const end = await new Promise<BenchEnd>((resolve) => {
      const nothing = (): void => undefined;
      startBench(benchPlan([load(['/a'], constantLoad(1, 60_000))], surroundings(target.port)), { running: nothing, metrics: () => { throw new Error('disk full'); }, users: nothing, errors: nothing, progress: nothing, ended: resolve });
    });
    expect(end).toMatchObject({ state: 'ABORTED', message: expect.stringContaining('disk full') as string });
  });
});
