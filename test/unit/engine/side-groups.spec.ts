import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import type { JmeterUserProfileEngine, SetUpTearDown } from '../../../src/contract/engine-settings.js';
import type { BenchPlan } from '../../../src/local/engine/bench-protocol.js';
import { play } from './in-process.js';
import { benchPlan, constantLoad, get, node, profile, startTarget, surroundings, virtualUser, type Target } from './plans.js';

let target: Target;
const sockets: (number | undefined)[] = [];
beforeAll(async () => {
  target = await startTarget((request, response) => {
    if (request.url === '/hang') return;
    sockets.push(request.socket.remotePort);
    if (request.url === '/login') response.setHeader('set-cookie', 'who=ann');
    response.statusCode = request.url === '/boom' ? 500 : 200;
    response.end('ok');
  });
});
afterAll(async () => { await target.close(); });
beforeEach(() => { target.asked.length = 0; sockets.length = 0; });

interface Sides { setUp?: ActionNode[]; tearDown?: ActionNode[]; up?: Partial<SetUpTearDown>; down?: Partial<SetUpTearDown>; users?: number; iterations?: number | null; plateauMs?: number; main?: ActionNode[]; engine?: (engine: JmeterUserProfileEngine) => void }

const side = (virtualUserId: string, change: Partial<SetUpTearDown> = {}): SetUpTearDown => ({ virtualUserId, scope: 'LOCAL', onSampleError: 'CONTINUE', numberOfThreads: 1, rampupPeriodSec: 0, sameUserOnEachIteration: false, loopCount: 1, pacing: null, ...change });

function planOf({ setUp, tearDown, up, down, users = 1, iterations = 1, plateauMs = 20_000, main = [get('/main', { id: 'main' })], engine }: Sides): BenchPlan {
  return benchPlan([profile({
    virtualUser: virtualUser(main), load: constantLoad(users, plateauMs),
    ...(setUp === undefined ? {} : { setUp: virtualUser(setUp, { id: 'before', name: 'Before' }) }), ...(tearDown === undefined ? {} : { tearDown: virtualUser(tearDown, { id: 'after', name: 'After' }) }),
    engine: (settings) => {
      settings.settings.iterations = iterations;
      if (setUp !== undefined) settings.settings.setUp = side('before', up);
      if (tearDown !== undefined) settings.settings.tearDown = side('after', down);
      engine?.(settings);
    },
  })], surroundings(target.port));
}
const paths = (): string[] => target.asked.map(({ url }) => url);
const times = (path: string): number => paths().filter((url) => url === path).length;

describe('setUp and tearDown', () => {
  it('play before the first and behind the last user, in threads, figures and rows of their own', async () => {
    const { end, total, users, rows, jtl, log } = await play(planOf({ setUp: [get('/login', { id: 'in' })], tearDown: [get('/bye', { id: 'out' })], users: 3 }));
    expect(paths()).toEqual(['/login', '/main', '/main', '/main', '/bye']);
    expect(end?.state).toBe('FINISHED');
    expect(['in', 'main', 'out', 'before', 'after', 'vu'].map((id) => total(id)?.hits)).toEqual([1, 3, 1, 1, 1, 3]);
    expect(rows.find(({ series }) => series.actionId === 'in')?.series.virtualUserId).toBe('before');
    expect(Math.max(...users.map((row) => row.users))).toBe(3);
    expect(new Set(users.map(({ profileId }) => profileId))).toEqual(new Set(['p1']));
    expect(jtl).toMatch(/^\d+,\d+,\/login,200,OK,Main setUp 1-1,text,true,,\d+,\d+,1,1,/m);
    expect([...log.matchAll(/Thread (?:started|finished): (Main (?:setUp|tearDown) 1-1)$/gm)].map(([, name]) => name)).toEqual(['Main setUp 1-1', 'Main setUp 1-1', 'Main tearDown 1-1', 'Main tearDown 1-1']);
  });

  it('hand over properties, but neither cookies nor variables', async () => {
    const set = node('SetRuntimePropertyAction', { name: 's', propertyName: 'token', propertyValue: 't1' });
    const take = node('RegexpVariableExtractor', { name: 'found', regexp: '(ok)' });
    await play(planOf({ setUp: [get('/login', { children: [take] }), set, get('/seen?${found}')], main: [get('/main?${__P(token)}&${found}')] }));
    expect(paths()).toEqual(['/login', '/seen?ok', '/main?t1&${found}']);
    expect(target.asked.map(({ headers }) => headers.cookie)).toEqual([undefined, 'who=ann', undefined]);
  });

  it('numberOfThreads -1 is as many as the users, loopCount is for each, the same user keeps cookies and connection', async () => {
    await play(planOf({ setUp: [get('/login')], up: { numberOfThreads: -1, loopCount: 2, sameUserOnEachIteration: true }, users: 3 }));
    expect([times('/login'), times('/main')]).toEqual([6, 3]);
    expect(target.asked.slice(0, 6).map(({ headers }) => headers.cookie ?? '').sort()).toEqual(['', '', '', 'who=ann', 'who=ann', 'who=ann']);
    expect(new Set(sockets.slice(0, 6)).size).toBe(3);
  });

  it('another user on each iteration comes without cookies and on a connection of its own', async () => {
    await play(planOf({ setUp: [get('/login')], up: { loopCount: 3 } }));
    expect(target.asked.slice(0, 3).map(({ headers }) => headers.cookie)).toEqual([undefined, undefined, undefined]);
    expect(new Set(sockets.slice(0, 3)).size).toBe(3);
  });

  it('a lifetime ends an endless setUp; its time is that of the users, and the end of the run stays', async () => {
    const pacing = { min: 0, max: 600, unit: 'MILLISECONDS' as const };
    const { log } = await play(planOf({ setUp: [get('/warm'), node('DelayAction', { thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 20 } })], up: { loopCount: -1, pacing }, iterations: null, plateauMs: 1000, engine: ({ settings }) => { settings.thinkTime.pacing = { min: 100, max: 100, unit: 'MILLISECONDS' }; } }));
    const took = Number(/setUp took (\d+) ms of the planned 1000 ms/.exec(log)?.[1]);
    // Two moments that are rounded each.
    expect(took).toBeGreaterThanOrEqual(599);
    expect(times('/warm')).toBeGreaterThan(1);
    // One at its start, one each 100 ms of what is left.
    expect(times('/main')).toBeLessThanOrEqual(1 + Math.ceil((1000 - took) / 100));
  });

  it('a setUp that takes all of the time leaves none, and says so', async () => {
    const { log, end } = await play(planOf({ setUp: [get('/warm'), node('DelayAction', { thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 60_000 } })], plateauMs: 300, iterations: null }));
    expect([times('/main'), end?.state]).toEqual([0, 'FINISHED']);
    expect(log).toContain('The setUp took all of the planned time');
    expect(log).not.toContain('Thread started: Main 1-1');
  });

  it.each([['CONTINUE', 1, 1], ['STOP_THREAD', 1, 1], ['STOP_TEST', 0, 1], ['STOP_TEST_NOW', 0, 0]] as const)('a failed sample of the setUp with %s', async (onSampleError, users, after) => {
    const { end } = await play(planOf({ setUp: [get('/boom')], up: { onSampleError }, tearDown: [get('/bye')] }));
    expect([times('/boom'), times('/main'), times('/bye'), end?.state]).toEqual([1, users, after, 'FINISHED']);
  });

  it('the policy of a tearDown ends the tearDown', async () => {
    const { end } = await play(planOf({ tearDown: [get('/boom'), get('/never')], down: { onSampleError: 'STOP_TEST', loopCount: 5 } }));
    expect([times('/boom'), times('/never'), end?.state]).toEqual([1, 0, 'FINISHED']);
  });

  it('a stop ends the users at once, then the tearDown is played; a second stop ends that, too', async () => {
    const stopped = await play(planOf({ main: [get('/hang')], tearDown: [get('/bye')], iterations: null }), (run) => { setTimeout(() => { run.stop('ada'); }, 150); });
    expect([times('/bye'), stopped.end?.state, stopped.total('after')?.hits]).toEqual([1, 'ABORTED', 1]);
    const twice = await play(planOf({ main: [get('/main')], tearDown: [get('/hang')], iterations: null }), (run) => { setTimeout(() => { run.stop('ada'); }, 150); setTimeout(() => { run.stop('ada'); }, 300); });
    expect([times('/hang'), twice.end, twice.total('after')]).toEqual([2, { state: 'ABORTED', message: 'Aborted by ada.' }, undefined]);
  });

  it('a stop in the setUp keeps the users away', async () => {
    const { end } = await play(planOf({ setUp: [get('/hang')], tearDown: [get('/bye')] }), (run) => { setTimeout(() => { run.stop('ada'); }, 150); });
    expect([times('/hang'), times('/main'), times('/bye'), end?.state]).toEqual([1, 0, 1, 'ABORTED']);
  });
});
