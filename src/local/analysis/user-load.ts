import type { MetricSource } from './metric-sources.js';
import { selectUsers } from './series-filter.js';

/**
 * Users alive at the end of each second of the window, over all profiles and places that pass the metric's filters; epoch second
 * → users. Undefined = no data (the window is outside the run, users were never counted, or there are some but none under these names).
 */
export async function usersBySecond({ run, window, metric }: MetricSource): Promise<ReadonlyMap<number, number> | undefined> {
  if (window.kind === 'outside') return undefined;
  const users = new Map<number, number>();
  if (window.kind === 'unstarted') return users;
  const rows = await run.users(window.seconds);
  const selected = selectUsers(run, rows, metric.filters);
  if (selected.length === 0 && rows.length > 0) return undefined;
  if (rows.length === 0 && (await run.hasUsers?.()) === false) return undefined;
  for (const row of selected) {
    if (row.second >= window.seconds.first && row.second <= window.seconds.last) users.set(row.second, (users.get(row.second) ?? 0) + row.users);
  }
  return users;
}

/** Most users at once; 0 where there were none. */
export function peakUsers(users: ReadonlyMap<number, number>): number {
  let peak = 0;
  for (const count of users.values()) peak = Math.max(peak, count);
  return peak;
}
