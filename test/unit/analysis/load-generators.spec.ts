import { describe, expect, it } from 'vitest';
import type { ReportItem } from '../../../src/contract/bench-report.js';
import { benchLoadGenerators, loadGenerators } from '../../../src/local/analysis/load-generators.js';
import type { GeneratorSecond } from '../../../src/local/measurements/generator.js';
import { generateRun, reading, RUN, START } from './generated-run.js';

const FIRST = Math.floor(START / 1000);
const run = generateRun({ count: 500 });
const second = (offset: number, injectorId: string, more: Partial<GeneratorSecond> = {}): GeneratorSecond => ({
  second: FIRST + offset, region: 'eu', injectorId, cpuPercent: 10 + offset, loopDelayP99Ms: offset / 10, loopDelayMaxMs: offset, residentMegabytes: 100 + offset, heapMegabytes: 40 + offset, sockets: offset,
  starts: 1, lateStarts: 0, pauses: 0, latePauses: 0, missedPacings: 0, ...more,
});
const rows = Array.from({ length: 40 }, (_, offset) => [second(offset, 'eu-1', { cpuPercent: 99 }), second(offset, 'eu-2')]).flat();
const data = { ...run.data, generatorHosts: new Map([['eu-1', 'machine-1']]), generators: async () => rows };
const chart = (monitorType: 'HOST' | 'JVM'): ReportItem => ({ '@type': 'LoadGeneratorsChartReportItem', id: 'i', name: 'Generators', benchResultId: RUN, monitorType });

describe('the load generators of a run', () => {
  it('are listed with machine, peak of users, span and verdict; one that measured nothing of itself too', async () => {
    const listed = await benchLoadGenerators(data);
    const usersAt = (at: number): number => run.users.filter((row) => row.second === at && row.region === 'eu').reduce((sum, { users }) => sum + users, 0);
    expect(listed.map(({ injectorId, host, verdict }) => [injectorId, host, verdict])).toEqual([['eu-1', 'machine-1', 'BOTTLENECK'], ['eu-2', 'eu-2', 'KEPT_UP'], ['eu-1', 'machine-1', undefined], ['us-1', 'us-1', undefined]]);
    expect(listed[0]).toMatchObject({ region: 'eu', vuCount: Math.max(...Array.from({ length: 40 }, (_, offset) => usersAt(FIRST + offset))), start: FIRST * 1000, end: (FIRST + 40) * 1000, cpuPercent: { average: 99, max: 99 } });
    expect(listed[0]?.reasons?.[0]).toContain('more than 90 %');
    expect(listed[1]).toMatchObject({ vuCount: 0, residentMegabytes: 139 });
    expect(await benchLoadGenerators(run.data)).toHaveLength(4);
  });

  it('are drawn as the highest of all', async () => {
    const { curves } = await loadGenerators(chart('HOST'), reading(data));
    expect(curves.map(({ name, unit }) => [name, unit])).toEqual([['CPU', '% of a core'], ['Memory', 'MB'], ['Connections', 'count'], ['Event loop delay (p99)', 'ms']]);
    expect(curves[0]?.points.every(({ y }) => y === 99)).toBe(true);
    expect(curves[1]?.points.map(({ x, y }) => [x, y])).toEqual(Array.from({ length: 40 }, (_, offset) => [(FIRST + offset) * 1000, 100 + offset]));
    const jvm = await loadGenerators(chart('JVM'), reading(data, { from: (FIRST + 10) * 1000, to: (FIRST + 20) * 1000 }));
    expect(jvm.curves.map(({ name }) => name)).toEqual(['Heap', 'Event loop delay (p99)']);
    expect(jvm.curves[0]?.points.map(({ y }) => y)).toEqual(Array.from({ length: 10 }, (_, offset) => 50 + offset));
  });

  it('are thinned to 300 points that keep the peak', async () => {
    const long = Array.from({ length: 4_000 }, (_, offset) => second(offset, 'eu-1', { cpuPercent: offset === 1_777 ? 400 : 1 }));
    const { curves: [cpu] } = await loadGenerators(chart('HOST'), reading({ ...data, generators: async () => long }));
    expect(cpu?.points.length).toBeLessThanOrEqual(300);
    expect(cpu?.points.filter(({ y }) => y === 400)).toHaveLength(1);
  });

  it('have no curve as a tree, and none where nothing was measured', async () => {
    expect((await loadGenerators({ '@type': 'LoadGeneratorsTreeReportItem', id: 'i', name: 'Tree', benchResultId: RUN }, reading(data))).curves).toEqual([]);
    expect((await loadGenerators(chart('JVM'), reading(run.data))).curves.map(({ points }) => points.length)).toEqual([0, 0]);
    await expect(loadGenerators({ '@type': 'SynopsisReportItem', id: 'i', name: 'S', benchResultId: RUN }, reading(data))).rejects.toThrow('get_bench_report');
  });
});
