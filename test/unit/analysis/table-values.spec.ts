import { describe, expect, it } from 'vitest';
import { actionPlaces } from '../../../src/local/analysis/action-places.js';
import { benchResultIdsOf } from '../../../src/local/analysis/value-tools.js';
import { tableValues } from '../../../src/local/analysis/table-values.js';
import { exactFigures, histogramFigures } from './brute-force.js';
import { container, generateRun, hit, metric, named, reading, RUN, storedRun, table } from './generated-run.js';

const run = generateRun();
const samplesOf = (actionId: string) => run.samples.filter(({ key }) => key.actionId === actionId);
const HITS = ['vu-a-basket', 'vu-a-home', 'vu-a-home.resources', 'vu-b-basket', 'vu-b-home', 'vu-b-home.resources'];
const CONTAINERS = ['vu-a', 'vu-a-page', 'vu-b', 'vu-b-page'];

describe('the rows of a statistics table', () => {
  it('hold the plain figures of each action over all its users and places', async () => {
    const ids = ['RESPONSE_TIME_AVG', 'RESPONSE_TIME_MIN', 'RESPONSE_TIME_MAX', 'RESPONSE_TIME_STD', 'HITS_TOTAL', 'HITS_RATE', 'ERRORS_PERCENT', 'THROUGHPUT_TOTAL'] as const;
    const rows = await tableValues(table(ids.map((id) => metric(id))), reading(run.data));
    expect(rows.map(({ actionId }) => actionId).sort()).toEqual(HITS);
    for (const { actionId, values } of rows) {
      const plain = exactFigures(samplesOf(actionId), 40);
      for (const [index, id] of ids.entries()) expect(Number(values[index]?.value), `${id} of ${actionId}`).toBeCloseTo(plain[id] ?? NaN, 2);
    }
  });

  it('hold percentiles within the histogram of a run', async () => {
    for (const { actionId, values } of await tableValues(table([metric('RESPONSE_TIME_PERCENTILE_90'), metric('RESPONSE_TIME_MEDIAN')]), reading(run.data))) {
      const plain = histogramFigures(samplesOf(actionId));
      for (const [index, id] of (['RESPONSE_TIME_PERCENTILE_90', 'RESPONSE_TIME_MEDIAN'] as const).entries()) {
        expect(Math.abs(Number(values[index]?.value) - (plain[id] ?? NaN))).toBeLessThanOrEqual(0.0006 + (plain[id] ?? NaN) * 0.001);
      }
    }
  });

  it('are containers, hits or both as the metrics ask; a cell that a metric does not read has no data', async () => {
    expect((await tableValues(table([metric('HITS_TOTAL', [container])]), reading(run.data))).map(({ actionId }) => actionId).sort()).toEqual(CONTAINERS);
    expect((await tableValues(table([metric('HITS_TOTAL', [], 'CONTAINER')]), reading(run.data))).map(({ actionId }) => actionId).sort()).toEqual(CONTAINERS);
    expect(await tableValues(table([metric('HITS_TOTAL', [])]), reading(run.data))).toHaveLength(10);
    const both = await tableValues(table([metric('HITS_TOTAL', [hit]), metric('HITS_TOTAL', [container])]), reading(run.data));
    expect(both).toHaveLength(10);
    expect(both.find(({ actionId }) => actionId === 'vu-a-page')?.values).toEqual([{ value: null }, { value: samplesOf('vu-a-page').length }]);
    expect(both.find(({ actionId }) => actionId === 'vu-a-home')?.values).toEqual([{ value: samplesOf('vu-a-home').length }, { value: null }]);
  });

  it('stand in the order of the tree where it is known, else by name; size cuts them', async () => {
    const tree = actionPlaces([
      { id: 'vu-b', name: 'Buyer', children: [{ '@type': 'ContainerAction', id: 'vu-b-page', name: 'Page', children: [{ '@type': 'HttpRequestAction', id: 'vu-b-home', name: 'Home' }, { '@type': 'HttpRequestAction', id: 'vu-b-basket', name: 'Basket' }] }] },
      { id: 'vu-a', name: 'Visitor', children: [{ '@type': 'HttpRequestAction', id: 'vu-a-home', name: 'Home' }] },
    ]);
    expect(tree.find(({ actionId }) => actionId === 'vu-b-basket')?.path).toBe('Page\u2AFDBasket');
    const ordered = await tableValues(table([metric('HITS_TOTAL', [])]), reading({ ...run.data, actions: tree }));
    expect(ordered.map(({ actionId }) => actionId)).toEqual(['vu-b', 'vu-b-page', 'vu-b-home', 'vu-b-home.resources', 'vu-b-basket', 'vu-a', 'vu-a-home', 'vu-a-home.resources', 'vu-a-basket', 'vu-a-page']);
    const step = 'vu-b-home{"label":"01 Home","type":"GROUP"}';
    const withStep = { ...run.data, actions: tree, series: async () => (await run.data.series()).map((series) => (series.key.actionId === 'vu-a-page' ? { ...series, key: { ...series.key, actionId: step } } : series)) };
    const stepped = (await tableValues(table([metric('HITS_TOTAL', [])]), reading(withStep))).map(({ actionId }) => actionId);
    expect(stepped.indexOf(step)).toBe(stepped.indexOf('vu-b-basket') - 1);
    const byName = await tableValues(table([metric('HITS_TOTAL')], 3), reading(run.data));
    expect(byName.map(({ actionId }) => actionId)).toEqual(['vu-a-basket', 'vu-b-basket', 'vu-a-home']);
  });

  it('are none where the run has none, or knows none under these names', async () => {
    expect(await tableValues(table([metric('HITS_TOTAL')]), reading(storedRun([], {}).data))).toEqual([]);
    expect(await tableValues(table([metric('HITS_TOTAL', [named('virtualUserName', 'Nobody')])]), reading(run.data))).toEqual([]);
  });

  it('are refused as differences where every metric reads the reference run', async () => {
    await expect(tableValues({ ...delta(metric('HITS_TOTAL')) }, reading(run.data))).rejects.toThrow(/set computeType to NORMAL/);
  });
});

describe('the differences of a table to a reference run', () => {
  const other = generateRun({ seed: 8, count: 4000 });
  const runs = { runs: new Map([[RUN, run.data], ['run-2', { ...other.data, benchResultId: 'run-2' }]]) };
  const ofSecond = (one: ReturnType<typeof metric>): ReturnType<typeof metric> => ({ ...one, benchResultId: 'run-2' });
  const column = (rows: Awaited<ReturnType<typeof tableValues>>, index: number): unknown[] => rows.map(({ values }) => values[index]?.value);

  it('are the figures of each run minus those of the run of the first metric, which differs by nothing from itself', async () => {
    const ids = ['HITS_TOTAL', 'RESPONSE_TIME_AVG', 'THROUGHPUT_TOTAL'] as const;
    const rows = await tableValues(delta(...ids.map((id) => metric(id)), ...ids.map((id) => ofSecond(metric(id)))), runs);
    expect(rows.map(({ actionId }) => actionId).sort()).toEqual(HITS);
    for (const { actionId, values } of rows) {
      expect(values.slice(0, 3)).toEqual([{ value: 0 }, { value: 0 }, { value: 0 }]);
      const [mine, theirs] = [exactFigures(samplesOf(actionId), 40), exactFigures(other.samples.filter(({ key }) => key.actionId === actionId), 40)];
      for (const [index, id] of ids.entries()) expect(Number(values[3 + index]?.value), `${id} of ${actionId}`).toBeCloseTo((theirs[id] ?? NaN) - (mine[id] ?? NaN), 2);
    }
  });

  it('are taken from the run that the item names', async () => {
    const item = { ...delta(metric('HITS_TOTAL')), benchResultId: 'run-2' };
    expect(benchResultIdsOf(item)).toEqual([RUN, 'run-2']);
    const plain = [column(await tableValues(table([metric('HITS_TOTAL')]), runs), 0), column(await tableValues(table([ofSecond(metric('HITS_TOTAL'))]), runs), 0)];
    expect(column(await tableValues(item, runs), 0)).toEqual(plain[0]?.map((hits, index) => Number(hits) - Number(plain[1]?.[index])));
  });

  it('have no data for an action that one of the runs does not know', async () => {
    const without = { ...other.data, benchResultId: 'run-2', series: async () => (await other.data.series()).filter(({ key }) => key.actionId !== 'vu-a-basket') };
    const known = { runs: new Map([[RUN, run.data], ['run-2', without]]) };
    const gone = (rows: Awaited<ReturnType<typeof tableValues>>): unknown => rows.find(({ actionId }) => actionId === 'vu-a-basket')?.values;
    expect(gone(await tableValues({ ...delta(metric('HITS_TOTAL')), benchResultId: 'run-2' }, known))).toEqual([{ value: null }]);
    expect(gone(await tableValues({ ...delta(ofSecond(metric('HITS_TOTAL'))), benchResultId: RUN }, known))).toBeUndefined();
  });
});

const delta = (...metrics: ReturnType<typeof metric>[]) => ({ ...table(metrics), '@type': 'StatisticTableReportItem' as const, metrics, size: 0, computeType: 'DELTA' as const });
