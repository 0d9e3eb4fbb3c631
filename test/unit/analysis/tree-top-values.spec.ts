import { describe, expect, it } from 'vitest';
import { actionPlaces } from '../../../src/local/analysis/action-places.js';
import { topValues } from '../../../src/local/analysis/top-values.js';
import { treeValues } from '../../../src/local/analysis/tree-values.js';
import { exactFigures } from './brute-force.js';
import { container, generateRun, hit, line, metric, named, reading, RUN, START, storedRun, top, tree, type RawSample } from './generated-run.js';

const run = generateRun();
const FIRST = Math.floor(START / 1000);
const of = (actionId: string, virtualUserId?: string) => (sample: RawSample): boolean => sample.key.actionId === actionId && (virtualUserId === undefined || sample.key.virtualUserId === virtualUserId);

/** The run as if both Virtual Users played a basket of the same id, as they do with a fragment. */
const SHARED = { ...run.data, series: async () => (await run.data.series()).map((one) => (one.key.actionId.endsWith('basket') ? { ...one, key: { ...one.key, actionId: 'basket' } } : one)) };

describe('the rows of a statistics tree', () => {
  const TREE = actionPlaces([
    { id: 'vu-b', name: 'Buyer', children: [{ '@type': 'ContainerAction', id: 'vu-b-page', name: 'Page', children: [{ '@type': 'HttpRequestAction', id: 'vu-b-home', name: 'Home' }, { '@type': 'HttpRequestAction', id: 'vu-b-basket', name: 'Basket' }] }] },
    { id: 'vu-a', name: 'Visitor', children: [{ '@type': 'HttpRequestAction', id: 'vu-a-basket', name: 'Basket' }, { '@type': 'HttpRequestAction', id: 'vu-a-home', name: 'Home' }] },
  ]);

  it('stand Virtual User by Virtual User, the root first, then in the order of the tree', async () => {
    const rows = await treeValues(tree([metric('HITS_TOTAL', [])]), reading({ ...run.data, actions: TREE }));
    expect(rows.map(({ virtualUserId, actionId }) => [virtualUserId, actionId])).toEqual([
      ['vu-b', 'vu-b'], ['vu-b', 'vu-b-page'], ['vu-b', 'vu-b-home'], ['vu-b', 'vu-b-home.resources'], ['vu-b', 'vu-b-basket'],
      ['vu-a', 'vu-a'], ['vu-a', 'vu-a-basket'], ['vu-a', 'vu-a-home'], ['vu-a', 'vu-a-home.resources'], ['vu-a', 'vu-a-page'],
    ]);
    const steps = { ...run.data, actions: TREE, series: async () => (await run.data.series()).map((one) => (one.key.actionId === 'vu-a-page' ? { ...one, key: { ...one.key, actionId: 'vu-a-home{"label":"01 Home","type":"GROUP"}' } } : one)) };
    const stepped = (await treeValues(tree([metric('HITS_TOTAL', [])]), reading(steps))).map(({ actionId }) => actionId);
    expect(stepped.slice(-3)).toEqual(['vu-a-home', 'vu-a-home.resources', 'vu-a-home{"label":"01 Home","type":"GROUP"}']);
  });

  it('stand by name with the root first where the run does not know its tree; size cuts them', async () => {
    const rows = await treeValues(tree([metric('HITS_TOTAL', [])], 3), reading(run.data));
    expect(rows.map(({ actionId }) => actionId)).toEqual(['vu-b', 'vu-b-basket', 'vu-b-home']);
  });

  it('tell apart who played an action that several play, which a table adds up', async () => {
    const rows = await treeValues(tree([metric('HITS_TOTAL', []), metric('RESPONSE_TIME_AVG', [])]), reading(SHARED));
    for (const virtualUserId of ['vu-a', 'vu-b']) {
      const plain = exactFigures(run.samples.filter(of(`${virtualUserId}-basket`)), 40);
      const [hits, average] = rows.find((row) => row.virtualUserId === virtualUserId && row.actionId === 'basket')?.values ?? [];
      expect(hits?.value).toBe(plain['HITS_TOTAL']);
      expect(Number(average?.value)).toBeCloseTo(plain['RESPONSE_TIME_AVG'] ?? NaN, 2);
    }
  });

  it('hold the differences of a Virtual User to the same one of the reference run', async () => {
    const other = generateRun({ seed: 9, count: 3000 });
    const runs = { runs: new Map([[RUN, run.data], ['run-2', { ...other.data, benchResultId: 'run-2' }]]) };
    const item = { ...tree([{ ...metric('HITS_TOTAL', []), benchResultId: 'run-2' }]), computeType: 'DELTA', benchResultId: RUN } as ReturnType<typeof tree>;
    for (const { actionId, virtualUserId, values: [value] } of await treeValues(item, runs)) {
      expect(value?.value).toBe(other.samples.filter(of(actionId, virtualUserId)).length - run.samples.filter(of(actionId, virtualUserId)).length);
    }
  });

  it('count sub-requests in a row of resources, and nothing where nothing was played', async () => {
    const rows = await treeValues(tree([metric('HITS_TOTAL')]), reading(run.data));
    expect(rows.find(({ actionId }) => actionId === 'vu-a-home.resources')?.values).toEqual([{ value: run.samples.filter(of('vu-a-home.resources')).length }]);
    expect(await treeValues(tree([metric('HITS_TOTAL')]), reading(storedRun([], {}).data))).toEqual([]);
    await expect(treeValues(line(metric('HITS_TOTAL')), reading(run.data))).rejects.toThrow(/Read it with get_report_line_chart_values/);
  });
});

describe('the top of a run', () => {
  const averages = [...new Set(run.samples.filter(({ key }) => key.subSampleType === 'Hit').map(({ key }) => key.actionId))]
    .map((actionId) => ({ actionId, average: exactFigures(run.samples.filter(of(actionId)), 40)['RESPONSE_TIME_AVG'] ?? NaN }))
    .sort((left, right) => right.average - left.average);

  it('ranks actions by their figure over the whole run, highest first, and names it', async () => {
    const { actionIds, values } = await topValues(top(metric('RESPONSE_TIME_AVG'), 4), reading(run.data));
    expect(actionIds).toEqual(averages.slice(0, 4).map(({ actionId }) => actionId));
    for (const [index, value] of (values ?? []).entries()) expect(Number(value)).toBeCloseTo(averages[index]?.average ?? NaN, 2);
  });

  it('draws the curve of each over time', async () => {
    const { actionIds, curves } = await topValues(top(metric('HITS_TOTAL'), 2), reading(run.data));
    for (const [index, actionId] of actionIds.entries()) {
      for (const { x, y } of curves[index] ?? []) expect(y).toBe(run.samples.filter((sample) => of(actionId)(sample) && Math.floor(sample.endMs / 1000) === x / 1000).length);
      expect(curves[index]).toHaveLength(41);
    }
  });

  it('ranks the window that is asked for', async () => {
    const window = { from: (FIRST + 5) * 1000, to: (FIRST + 8) * 1000 };
    const { actionIds, values, curves } = await topValues(top(metric('HITS_TOTAL'), 1), reading(run.data, window));
    const inside = run.samples.filter((sample) => sample.key.subSampleType === 'Hit' && sample.endMs >= window.from && sample.endMs < window.to);
    expect(values).toEqual([inside.filter(of(actionIds[0] ?? '')).length]);
    expect(Math.max(...averages.map(({ actionId }) => inside.filter(of(actionId)).length))).toBe(Number(values?.[0]));
    expect(curves[0]).toHaveLength(3);
  });

  it('has the least successful action first, of which less is worse', async () => {
    const { values } = await topValues(top(metric('HITS_SUCCESSFUL_PERCENT')), reading(run.data));
    expect(values).toEqual([...(values ?? [])].sort((left, right) => Number(left) - Number(right)));
  });

  it('holds containers where they are asked for, and nobody where nothing was measured or no name fits', async () => {
    expect((await topValues(top(metric('RESPONSE_TIME_AVG', [container])), reading(run.data))).actionIds.sort()).toEqual(['vu-a', 'vu-a-page', 'vu-b', 'vu-b-page']);
    for (const [filters, data] of [[[hit], storedRun([], {}).data], [[hit, named('region', 'mars')], run.data]] as const) {
      expect(await topValues(top(metric('RESPONSE_TIME_AVG', [...filters])), reading(data))).toEqual({ actionIds: [], curves: [], values: [] });
    }
    await expect(topValues(top(metric('HITS_RATE')), reading(run.data))).rejects.toThrow(/HITS_RATE is not available on a TopReportItem/);
  });
});
