import type { Insight, PieValues } from '../../../contract/report-values.js';
import { toMeasured } from '../metric-definitions.js';
import { requireRun } from '../run-data.js';
import { windowOf } from '../run-window.js';
import { figures, percentOf, type Ground } from './finding.js';

/** Below either the figures over time say little (behaviour.md §23.2, documented). */
const USERS = 50;
const MINUTES = 20;
/** From this share of 304 answers on, response times and throughput are a floor (scenario-diagnosis skill, documented). */
const NOT_MODIFIED = 40;

/**
 * What to know before the insights are believed; ids of ours, level INFO. NOT_ENOUGH_DATA: fewer than 50 users or 20 minutes, its value
 * in percent of what is needed; the insights are computed all the same, since a failed request fails at any length. NOT_MODIFIED_ANSWERS: 40 %
 * or more of the answers were 304, which have no body: response times and throughput of real first visits are higher.
 */
export async function insightNotices(ground: Ground, codes: PieValues[number]): Promise<Insight[]> {
  const { items, reading, benchResultId } = ground;
  const users = items.metric('USERLOAD', 'LOAD');
  const [peak = 0] = await figures(ground, users);
  const window = windowOf(requireRun(reading, benchResultId), reading);
  const minutes = window.kind === 'observed' ? window.durationSec / 60 : 0;
  const enough = 100 * Math.min(1, peak / USERS, minutes / MINUTES);
  const kept = percentOf(codes['304'], Object.values(codes).reduce((sum, count) => sum + count, 0)) ?? 0;
  return [
    ...(enough >= 100 ? [] : [notice('NOT_ENOUGH_DATA', enough, items.line('User load', users))]),
    ...(kept < NOT_MODIFIED ? [] : [notice('NOT_MODIFIED_ANSWERS', kept, items.pie('Response codes', items.metric('HTTP_RESPONSE_CODES', 'WEB')))]),
  ];
}

const notice = (id: string, value: number, more: Insight['more']): Insight => ({ id, level: 'INFO', value: toMeasured(value), more });
