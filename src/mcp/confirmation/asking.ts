import type { ApplicationConfig, Asking } from '../../config/application-config.js';
import type { Effect } from '../effect.js';

type Asked = keyof ApplicationConfig['confirmations'];

/** Which of the operator's settings counts for an effect. Arming spends later, so it counts as spending; a stop is never asked about. */
const SETTING: Partial<Record<Effect, Asked>> = { spend: 'spend', arm: 'spend', remove: 'remove', overwrite: 'overwrite' };

/** Whether calls of an effect may have to be confirmed at all. */
export const isAsked = (effect: Effect): boolean => SETTING[effect] !== undefined;

/** What the operator wants asked before a tool of this effect acts. */
export function asksFor({ confirmations }: Pick<ApplicationConfig, 'confirmations'>, effect: Effect): Asking {
  const setting = SETTING[effect];
  return setting === undefined ? 'off' : confirmations[setting];
}
