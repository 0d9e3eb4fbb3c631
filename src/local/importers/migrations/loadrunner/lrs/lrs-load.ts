import type { UserProfileLoad } from '../../../../../contract/load.js';
import { curve, dealt, rampUp, type LoadPoint } from '../../load-shapes.js';
import type { Batch, Phase } from './lrs-schedule.js';

type Start = Extract<Phase, { is: 'START' }>;

/** `Start 50, 5 every 10 s` takes ten batches. */
const batchTime = (users: number, batch: Batch | undefined): number => (batch === undefined ? 0 : Math.ceil(users / batch.count) * batch.everyMs);
const isStart = (phase: Phase): phase is Start => phase.is === 'START';

/** Whether a schedule says how long it lasts. */
export const lasts = (phases: readonly Phase[]): boolean => phases.some((phase) => phase.is === 'HOLD' && phase.ms !== undefined);

/** Several starts, or stops between them, as the curve they draw; every group climbs over the times of the whole scenario. */
function drawn(phases: readonly Phase[], users: number): UserProfileLoad {
  const shares = dealt(users, phases.filter(isStart).map((phase) => phase.users));
  const points: LoadPoint[] = [];
  let [ms, own, stated, start] = [0, 0, 0, 0];
  const to = (length: number, target: number): void => {
    points.push({ ms, users: own });
    ms += length;
    own = target;
    points.push({ ms, users: own });
  };
  for (const phase of phases) {
    if (phase.is === 'HOLD') { to(phase.ms ?? 0, own); continue; }
    if (phase.is === 'START') {
      to(batchTime(phase.users, phase.batch), own + (shares[start] ?? 0));
      start += 1;
      stated += phase.users;
      continue;
    }
    const stopped = Math.min(phase.users ?? stated, stated);
    to(batchTime(stopped, phase.batch), stated === 0 ? 0 : Math.round(own * (1 - stopped / stated)));
    stated -= stopped;
  }
  return curve(points);
}

/**
 * The load of one group. `stated`: whether the times come from the users the schedule states (one for the whole scenario) or from
 * those the group has (its own schedule, whose number goes stale).
 */
export function loadOf(phases: readonly Phase[], users: number, stated: boolean): UserProfileLoad {
  const [first, ...rest] = phases;
  const stops = rest.filter((phase) => phase.is === 'STOP');
  const simple = first !== undefined && isStart(first) && !rest.some(isStart) && stops.length <= 1 && (stops.length === 0 || rest.at(-1)?.is === 'STOP') && stops.every((stop) => stop.users === undefined || stop.users >= first.users);
  if (!simple) return phases.some(isStart) ? drawn(phases, users) : rampUp(users, { delayMs: 0, rampUpMs: 0, plateauMs: 0 });
  const total = stated ? first.users : users;
  const times = { delayMs: 0, rampUpMs: batchTime(total, first.batch), plateauMs: rest.reduce((sum, phase) => sum + (phase.is === 'HOLD' ? (phase.ms ?? 0) : 0), 0) };
  const [stop] = stops;
  const rampDownMs = stop === undefined ? 0 : batchTime(total, stop.batch);
  return rampDownMs === 0 ? rampUp(users, times) : { '@type': 'UserProfileLoadRampUpThenRampDown', ...times, plateauVus: Math.max(1, users), rampDownMs };
}
