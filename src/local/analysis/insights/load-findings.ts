import { curvesOf } from '../line-values.js';
import { requireRun } from '../run-data.js';
import { thresholdAlarms } from '../threshold-alarms.js';
import { made, type Finding, type Findings, type Ground } from './finding.js';

/** Load up to this share of the peak is low, from that share on high. */
const LOW = 0.5;
const HIGH = 0.9;

/** What the load says: whether hits still grow with the users, and whether thresholds were broken. */
export async function loadFindings(ground: Ground): Promise<Findings> {
  return made({ HIT_RATE_INFLEXION_POINT: await inflexion(ground), THRESHOLD_ALARM: await alarms(ground) });
}

/** Undefined where the load never was low, so that there is nothing to compare with. */
async function inflexion({ items, reading }: Ground): Promise<Finding | undefined> {
  const more = [items.metric('USERLOAD', 'LOAD'), items.hit('HITS_RATE')];
  const [users = [], hits = []] = await curvesOf('LineChartReportItem', more, reading);
  const rates = new Map(hits.map(({ x, y }) => [x, Number(y)]));
  const points = users.map(({ x, y }) => ({ users: Number(y), hits: rates.get(x) ?? 0 })).filter((point) => point.users > 0);
  const peak = points.reduce((most, point) => Math.max(most, point.users), 0);
  const low = median(points.filter((point) => point.users <= peak * LOW).map((point) => point.hits / point.users));
  const high = median(points.filter((point) => point.users >= peak * HIGH).map((point) => point.hits / point.users));
  if (low === undefined || high === undefined || low === 0) return undefined;
  return { value: Math.max(0, 100 * (1 - high / low)), more: items.line('User load and hit rate', ...more) };
}

/** Undefined where no SLA profile judged the run. */
async function alarms({ benchResultId, items, reading }: Ground): Promise<Finding | undefined> {
  if ((requireRun(reading, benchResultId).slaAttachments ?? []).length === 0) return undefined;
  const more = items.alarms();
  const broken = (await thresholdAlarms(more, reading)).filter(({ severity }) => severity !== 'PASSED');
  const level = broken.some(({ severity }) => severity === 'CRITICAL') ? 'ERROR' : broken.length > 0 ? 'WARN' : 'PASSED';
  return { value: broken.length, level, more };
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((left, right) => left - right)[Math.floor((values.length - 1) / 2)];
}
