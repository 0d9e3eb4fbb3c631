import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SetUpTearDown } from '../../../src/contract/engine-settings.js';
import type { UserProfileLoad } from '../../../src/contract/load.js';
import type * as Storage from '../../../src/local/storage/local-database.js';
import { House, like, messageOf, openSite, request, type Site } from './house.js';
import { compiledProgram } from './running-backend.js';
import { launch, launchReport, profileOf, reached, scenarioOf } from './runs.js';

let house: House;
let database: Storage.LocalDatabase;
let site: Site;
let projectId: string;
let main: string;
let serverId: string;
const asked: string[] = [];

beforeAll(async () => {
  site = await openSite((incoming, response) => { asked.push(incoming.url ?? ''); response.end('ok'); });
  house = await House.open({}, await compiledProgram());
  const { LocalDatabase } = (await import(new URL('../../../dist/local/storage/local-database.js', import.meta.url).href)) as typeof Storage;
  database = house.backend.app.get(LocalDatabase);
  ({ id: projectId } = await house.project());
  ({ id: serverId } = await house.server(projectId, site.origin));
  ({ id: main } = await house.virtualUser(projectId, [request('m', serverId, '/main'), { '@type': 'DelayAction', id: 'd', name: 'd', enabled: true, thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 50 } }], 'Main'));
});
afterAll(async () => { await house.backend.stop(); await site.close(); });
beforeEach(() => { asked.length = 0; });

const ramp = (change: object = {}): UserProfileLoad => ({ '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 0, plateauMs: 1000, plateauVus: 1, ...change });
const side = (virtualUserId: string): SetUpTearDown => ({ virtualUserId, scope: 'GLOBAL', onSampleError: 'CONTINUE', numberOfThreads: 1, rampupPeriodSec: 0, sameUserOnEachIteration: false, loopCount: 1, pacing: null });

/** Users that a load shape asks for at a moment, in ms from the start (entities.md §4.3), worked out apart from the engine. */
function askedFor(load: UserProfileLoad, at: number): number {
  if (load['@type'] === 'UserProfileLoadCustom') {
    const points = [...load.points].sort((a, b) => a.timeInMs - b.timeInMs);
    const next = points.findIndex(({ timeInMs }) => timeInMs > at);
    const [from, to] = [points[next - 1], points[next]];
    if (from === undefined || to === undefined) return 0;
    return from.threadsCount + ((to.threadsCount - from.threadsCount) * (at - from.timeInMs)) / (to.timeInMs - from.timeInMs);
  }
  const time = at - load.delayMs;
  const over = load.rampUpMs + load.plateauMs;
  if (time < 0) return 0;
  if (load['@type'] === 'UserProfileLoadAscendingStairs' && time < load.rampUpMs) return (load.plateauVus * (Math.floor((time / load.rampUpMs) * load.stepCount) + 1)) / load.stepCount;
  if (time < load.rampUpMs) return (load.plateauVus * time) / load.rampUpMs;
  if (time < over) return load.plateauVus;
  return load['@type'] === 'UserProfileLoadRampUpThenRampDown' && time < over + load.rampDownMs ? load.plateauVus * (1 - (time - over) / load.rampDownMs) : 0;
}

describe('load follows the curve', () => {
  const SHAPES: Record<string, UserProfileLoad> = {
    'ramp-up': ramp({ rampUpMs: 4000, plateauMs: 2000, plateauVus: 4 }),
    'smooth, delayed': { '@type': 'UserProfileLoadRampUpThenRampDown', delayMs: 1500, rampUpMs: 2000, plateauMs: 1000, rampDownMs: 3000, plateauVus: 4 },
    'stairs, delayed': { '@type': 'UserProfileLoadAscendingStairs', delayMs: 500, rampUpMs: 4500, plateauMs: 2000, plateauVus: 6, stepCount: 3 },
    'custom': { '@type': 'UserProfileLoadCustom', points: [{ timeInMs: 0, threadsCount: 1 }, { timeInMs: 2000, threadsCount: 5 }, { timeInMs: 3500, threadsCount: 0 }, { timeInMs: 5000, threadsCount: 4 }, { timeInMs: 7000, threadsCount: 4 }] },
    'at once': ramp({ delayMs: 2500, plateauMs: 3000, plateauVus: 1 }),
  };

  /** Lives of users in all shapes: the custom one has two hills of four; its fifth user would live for no time at all, on the peak. */
  const STARTS = 4 + 4 + 6 + 8 + 1;

  it('in every second of a real run, within one user: four shapes and delays, side by side', async () => {
    const scenarioId = await scenarioOf(house, projectId, Object.entries(SHAPES).map(([name, load]) => ({ virtualUserId: main, name, load })));
    const run = await reached(house, await launch(house, scenarioId));
    expect(run.state).toBe('FINISHED');
    const span = await database.metrics.span(run.id);
    const rows = await database.metrics.users(run.id, span ?? { first: 0, last: 0 });
    const { document } = await database.documents.find('frozenRun', run.resultProjectId) ?? {};
    const far: string[] = [];
    let compared = 0;
    for (const { name, id, load } of document?.scenario.userProfiles ?? []) {
      for (const { second, users } of rows.filter(({ profileId }) => profileId === id)) {
        // A row says who was there when its second ended; the one the run ends in has no such end.
        const at = (second + 1) * 1000 - (run.startedAt ?? 0);
        if (second === span?.last) continue;
        compared++;
        // A busy machine looks a moment before or after: where the curve jumps, both sides of the jump are right.
        const [low, high] = [Math.min(...near(load, at)), Math.max(...near(load, at))];
        if (users < Math.floor(low) - 1 || users > Math.ceil(high) + 1) far.push(`${name} at ${at} ms: ${users} users, asked for ${low} to ${high}`);
      }
    }
    expect(far).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(5 * 7);
    // The generator tells on itself: kept with the run, and in its launch log.
    expect(run.generators).toEqual([like(expect.objectContaining({ injectorId: 'local-1', starts: STARTS, seconds: like(expect.any(Number)) }))]);
    expect((await database.benchLogs.list(run.id)).filter(({ line }) => line.startsWith('GENERATOR local-1 ')).length).toBe(1);
    expect((await database.metrics.generators(run.id)).length).toBe(run.generators?.[0]?.seconds);
  });
  const near = (load: UserProfileLoad, at: number): number[] => [-150, 0, 150].map((shift) => askedFor(load, at + shift));
});

describe('setUp and tearDown of a profile', () => {
  it('are frozen, played, and read under their own Virtual Users', async () => {
    const before = await house.virtualUser(projectId, [request('b', serverId, '/before')], 'Before');
    const after = await house.virtualUser(projectId, [request('a', serverId, '/after')], 'After');
    const scenarioId = await scenarioOf(house, projectId, [{ virtualUserId: main, load: ramp(), engine: ({ settings }) => { settings.setUp = side(before.id); settings.tearDown = side(after.id); } }]);
    const report = await launchReport(house, scenarioId);
    const run = await reached(house, report.benchResultIds[0] ?? '', ({ state }) => state === 'RUNNING' || state === 'FINISHED');
    await house.call('DELETE', `/design/virtual-users/${before.id}`);
    expect((await reached(house, run.id)).state).toBe('FINISHED');
    expect([asked[0], asked.at(-1), asked.filter((url) => url !== '/main').length]).toEqual(['/before', '/after', 2]);
    const { document } = await database.documents.find('frozenRun', run.resultProjectId) ?? {};
    expect(document?.virtualUsers.map(({ name }) => name)).toEqual(['Main', 'Before', 'After']);
    const table = await house.call('POST', '/analysis/metrics/table', report.items.find(({ name }) => name === 'Requests'));
    expect(table.status).toBe(200);
    const rows = table.json as { virtualUserId?: string; actionId: string }[];
    expect(rows.map(({ actionId }) => actionId)).toEqual(like(expect.arrayContaining(['m', 'b', 'a'])));
  });

  it('must be JMETER Virtual Users of the project', async () => {
    const fragments = await house.made<{ id: string }>('/design/virtual-users', { '@type': 'VirtualUser', id: '', userId: '', projectId, name: 'Parts', description: '', type: 'FRAGMENTS', tags: [], children: [] });
    const refusedWith = async (virtualUserId: string): Promise<string> => {
      const profile = profileOf({ virtualUserId: main, load: ramp(), engine: ({ settings }) => { settings.tearDown = side(virtualUserId); } });
      const answer = await house.call('POST', '/runtime/scenarios', { id: '', projectId, name: 'Run', description: '', mode: 'STANDARD', userProfiles: [profile], tags: [] });
      expect(answer.status).toBe(400);
      return messageOf(answer);
    };
    expect(await refusedWith(fragments.id)).toMatch(/tearDown of the profile "Users" plays "Parts", which is of type FRAGMENTS/);
    expect(await refusedWith('nobody')).toContain('There is no Virtual User "nobody"');
  });

  it('end with the run when it is stopped: the load at once, the tearDown with its own time', async () => {
    const after = await house.virtualUser(projectId, [request('z', serverId, '/cleanup')], 'Clean up');
    const scenarioId = await scenarioOf(house, projectId, [{ virtualUserId: main, load: ramp({ plateauMs: 60_000 }), engine: ({ settings }) => { settings.tearDown = side(after.id); } }]);
    const id = await launch(house, scenarioId);
    await reached(house, id, ({ state }) => state === 'RUNNING');
    await house.call('POST', `/runtime/bench-results/stop/${id}`);
    expect((await reached(house, id)).state).toBe('ABORTED');
    expect(asked.filter((url) => url === '/cleanup').length).toBe(1);
  });
});
