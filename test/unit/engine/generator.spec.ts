import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatorLine, generatorVerdicts, type GeneratorSecond } from '../../../src/local/measurements/generator.js';
import { requireOpenFiles } from '../../../src/local/engine/load/open-files.js';
import { play } from './in-process.js';
import { benchPlan, constantLoad, get, node, profile, startTarget, surroundings, virtualUser, type Target } from './plans.js';

let target: Target;
beforeAll(async () => { target = await startTarget((_request, response) => { response.end('ok'); }); });
afterAll(async () => { await target.close(); });

const second = (at: number, change: Partial<GeneratorSecond> = {}): GeneratorSecond => ({ second: at, region: 'local', injectorId: 'i', cpuPercent: 20, loopDelayP99Ms: 2, loopDelayMaxMs: 5, residentMegabytes: 100, heapMegabytes: 50, sockets: 10, starts: 1, lateStarts: 0, pauses: 10, latePauses: 0, missedPacings: 0, ...change });
/** Twenty seconds, `bad` of them like `change`. */
const run = (bad: number, change: Partial<GeneratorSecond>): GeneratorSecond[] => Array.from({ length: 20 }, (_, at) => second(at, at < bad ? change : {}));

describe('what a generator says of itself', () => {
  it.each([
    ['CPU', { cpuPercent: 91 }, 2, /more than 90 % of a core in 3 of 20 s/], ['the event loop', { loopDelayP99Ms: 51 }, 2, /more than 50 ms late \(p99\) in 3 of 20 s/],
    ['starts', { lateStarts: 1 }, 1, /3 of 20 users started more than 100 ms late/], ['pauses', { latePauses: 10 }, 1, /30 of 200 think times and pacings/],
  ] as const)('%s: up to the threshold it kept up, beyond it was the bottleneck', (_name, change, fine, reason) => {
    expect(generatorVerdicts(run(fine, change))[0]).toMatchObject({ verdict: 'KEPT_UP', reasons: [] });
    const [verdict] = generatorVerdicts(run(3, change));
    expect(verdict).toMatchObject({ verdict: 'BOTTLENECK', reasons: [expect.stringMatching(reason) as string] });
    if (verdict !== undefined) expect(generatorLine(verdict)).toMatch(/^GENERATOR i was the bottleneck: .*use fewer users/);
  });
  it('is said for each generator by itself', () => {
    const rows = [second(1), second(1, { injectorId: 'j', cpuPercent: 99, sockets: 70 }), second(2), second(2, { injectorId: 'j', cpuPercent: 95 })];
    expect(generatorVerdicts(rows).map(({ injectorId, verdict, sockets, seconds }) => [injectorId, verdict, sockets, seconds])).toEqual([['i', 'KEPT_UP', 10, 2], ['j', 'BOTTLENECK', 70, 2]]);
    expect(generatorVerdicts([])).toEqual([]);
  });
});

describe('open files', () => {
  it('are counted before the run: more users than connections are refused with the cure', () => {
    expect(() => { requireOpenFiles(5000, 20_000); }).not.toThrow();
    expect(() => { requireOpenFiles(5000, 1024); }).toThrow(/5000 users need as many connections, and the system lets this process open 1024 files only\. Raise/);
    expect(() => { requireOpenFiles(10); }).not.toThrow();
  });
});

describe('the watch', () => {
  const pause = node('DelayAction', { thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 50 } });
  it('counts users, pauses and connections, once a second', async () => {
    const { generator } = await play(benchPlan([profile({ virtualUser: virtualUser([get('/x'), pause]), load: constantLoad(4, 2300) })], surroundings(target.port)));
    expect(generator.length).toBeGreaterThanOrEqual(2);
    expect(generator.reduce((sum, { starts }) => sum + starts, 0)).toBe(4);
    expect(Math.max(...generator.map(({ sockets }) => sockets))).toBe(4);
    expect(generator.reduce((sum, { pauses }) => sum + pauses, 0)).toBeGreaterThan(20);
    expect(generator[0]).toMatchObject({ region: 'local', injectorId: 'inj-1', missedPacings: 0 });
    expect(generator.every(({ cpuPercent, residentMegabytes }) => cpuPercent > 0 && residentMegabytes > 10)).toBe(true);
  });
  it('notices that it is held up, and says so', async () => {
    // Load and target share this process here: whoever blocks it blocks the generator.
    const block = setInterval(() => { for (const until = performance.now() + 180; performance.now() < until;); }, 200);
    const { generator } = await play(benchPlan([profile({ virtualUser: virtualUser([get('/x'), pause]), load: constantLoad(2, 2200) })], surroundings(target.port))).finally(() => { clearInterval(block); });
    const [verdict] = generatorVerdicts(generator);
    expect(verdict?.verdict).toBe('BOTTLENECK');
    expect(verdict?.loopDelayMs.max).toBeGreaterThan(100);
  });
  it('counts iterations that are longer than their pacing', async () => {
    const { generator } = await play(benchPlan([profile({ virtualUser: virtualUser([get('/x'), pause]), load: constantLoad(1, 20_000), engine: ({ settings }) => { settings.iterations = 4; settings.thinkTime.pacing = { min: 1, max: 1, unit: 'MILLISECONDS' }; } })], surroundings(target.port)));
    expect(generator.reduce((sum, { missedPacings }) => sum + missedPacings, 0)).toBe(3);
  });
});
