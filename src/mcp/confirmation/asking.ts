import type { ApplicationConfig, Asking } from '../../config/application-config.js';
import type { Effect } from '../effect.js';

type Asked = keyof ApplicationConfig['confirmations'];

/** Whether calls of an effect may have to be confirmed at all. */
export const isAsked = (effect: Effect): effect is Asked => effect === 'spend' || effect === 'remove' || effect === 'overwrite';

/** What the operator wants asked before a tool of this effect acts. */
export const asksFor = ({ confirmations }: Pick<ApplicationConfig, 'confirmations'>, effect: Effect): Asking => (isAsked(effect) ? confirmations[effect] : 'off');
