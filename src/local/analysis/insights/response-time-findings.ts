import type { GraphPoint } from '../../../contract/report-values.js';
import { compared, flat, inPercent } from '../area-range-values.js';
import { slotsOf } from '../chart-slots.js';
import { sourcesOf, sumBy, type MetricSource } from '../metric-sources.js';
import { intervalOf } from '../run-window.js';
import { evaluateSource } from '../summary-values.js';
import { distance, figures, made, percentOf, type Finding, type Findings, type Ground } from './finding.js';

const OF_THE_RUN = { referenceType: 'SUMMARY', rangeType: 'PERCENTAGE' } as const;
const OF_THE_OTHER = { referenceType: 'HISTOGRAM', rangeType: 'PERCENTAGE' } as const;
/** A request with fewer hits has no course over time worth judging. */
const FEWEST_HITS = 30;
/** Points by which requests are compared: in shorter intervals few have enough hits. */
const POINTS = 60;

/** What response times say: whether they stay the same, how much they scatter, and what they consist of. */
export async function responseTimeFindings(ground: Ground): Promise<Findings> {
  const { items } = ground;
  const [average, response] = [items.hit('RESPONSE_TIME_AVG'), 'Response time'];
  return made({
    RESPONSE_TIME_GLOBAL_AVG: await distance(ground, items.area('Response time against its average', average, average, OF_THE_RUN), items.line(response, average)),
    RESPONSE_TIME_STD_DEVIATION: await scatter(ground),
    STEP_BY_STEP_RESPONSE_TIME: await strayingRequest(ground),
    CONNECT_TIME_VS_RESPONSE_TIME: await connecting(ground),
    LATENCY_VS_RESPONSE_TIME: await distance(ground, items.area('Latency against response time', items.hit('LATENCY_AVG'), average, OF_THE_OTHER), items.line('Latency and response time', items.hit('LATENCY_AVG'), average)),
  });
}

async function scatter(ground: Ground): Promise<Finding | undefined> {
  const { items } = ground;
  const [deviation, average] = [items.hit('RESPONSE_TIME_STD'), items.hit('RESPONSE_TIME_AVG')];
  const value = percentOf(...await pair(ground, deviation, average));
  return value === undefined ? undefined : { value, more: items.line('Response time and its deviation', average, deviation) };
}

async function connecting(ground: Ground): Promise<Finding | undefined> {
  const { items } = ground;
  const [connect, average] = [items.hit('CONNECT_TIME_AVG'), items.hit('RESPONSE_TIME_AVG')];
  const value = percentOf(...await pair(ground, connect, average));
  return value === undefined ? undefined : { value, more: items.line('Connect time and response time', connect, average) };
}

async function pair(ground: Ground, ...metrics: Parameters<typeof figures>[1][]): Promise<[number | undefined, number | undefined]> {
  const [part, whole] = await figures(ground, ...metrics);
  return [part, whole];
}

/** The request whose average response time strays most from its own average, in percent of it. */
async function strayingRequest(ground: Ground): Promise<Finding | undefined> {
  const { items, reading } = ground;
  const [source] = await sourcesOf('TopReportItem', [items.hit('RESPONSE_TIME_AVG')], reading);
  const actionId = source === undefined ? undefined : await mostStraying(source);
  if (actionId === undefined) return undefined;
  const metric = items.hit('RESPONSE_TIME_AVG', actionId);
  return distance(ground, items.area('Response time of a request against its average', metric, metric, OF_THE_RUN), items.top('Slowest requests', items.hit('RESPONSE_TIME_AVG')));
}

async function mostStraying(source: MetricSource): Promise<string | undefined> {
  const [totals] = await sumBy([source], ({ key }) => key.actionId);
  const { window } = source;
  if (window.kind !== 'observed') return undefined;
  const interval = intervalOf(window.seconds.last - window.seconds.first + 1, POINTS);
  const slots = slotsOf(source, interval);
  const [sums] = await sumBy([source], ({ key }, slot) => `${slot} ${key.actionId}`, { interval });
  let worst: { actionId: string; rmse: number } | undefined;
  for (const [actionId, total] of totals ?? []) {
    if (total.hits < FEWEST_HITS) continue;
    const curve = slots.map(({ index, x }): GraphPoint => ({ x, y: evaluateSource(source, sums?.get(`${index} ${actionId}`)) }));
    const { curve: percent, reference } = inPercent(curve, flat(curve, evaluateSource(source, total)));
    const { rmse } = compared({ curve: percent, reference });
    if (typeof rmse === 'number' && rmse > (worst?.rmse ?? -1)) worst = { actionId: String(actionId), rmse };
  }
  return worst?.actionId;
}
