import { LineSeries } from '../../../../contract/report-values.js';
import type { OctoperfClient } from '../../../../octoperf/octoperf-client.js';
import { inParallel } from '../../../vocabulary/in-parallel.js';
import { ACTION_CURVES, actionCurvesOf } from './asked-items.js';
import { refusedOnly } from './refused-only.js';
import type { Interval, RunFacts } from './run-facts.js';

/** Actions whose curves are read: those that took most time in all. Each is two curves of some 300 points. */
const ACTIONS_MOST = 30;
const ACTIONS_AT_ONCE = 10;
const FEWEST_HITS = 40;

/** Curves of the actions that matter most, by action id. Empty where the backend has no curves, or knows actions by other words. */
export async function actionCurves(octoperf: OctoperfClient, { run, kind, actions }: RunFacts): Promise<Map<string, Interval[]>> {
  const ids = actions.filter(({ hits }) => hits >= FEWEST_HITS).sort((a, b) => b.hits * b.avgMs - a.hits * a.avgMs).slice(0, ACTIONS_MOST).map(({ actionId }) => actionId);
  const parts = Array.from({ length: Math.ceil(ids.length / ACTIONS_AT_ONCE) }, (_, index) => ids.slice(index * ACTIONS_AT_ONCE, (index + 1) * ACTIONS_AT_ONCE));
  const read = await inParallel(parts, async (part) => {
    const series = (await octoperf.offered('lineValues', LineSeries, {}, { body: actionCurvesOf(run.id, kind, part) }).catch(refusedOnly)) ?? [];
    return part.map((actionId, index) => [actionId, intervalsOf(series.slice(index * ACTION_CURVES.length, (index + 1) * ACTION_CURVES.length))] as const);
  });
  return new Map(read.flat().filter(([, intervals]) => intervals.length > 0));
}

function intervalsOf([hits = [], averages = []]: (typeof LineSeries)['_output']): Interval[] {
  const averageAt = new Map(averages.map(({ x, y }) => [x, y]));
  return hits.map(({ x, y }) => {
    const avg = averageAt.get(x);
    return { at: x, users: undefined, errors: 0, hits: typeof y === 'number' ? y : 0, avgMs: typeof avg === 'number' ? avg : NaN };
  });
}
