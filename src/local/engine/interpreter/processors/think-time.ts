import { Thinktime, type ThinktimeOverride } from '../../../../contract/think-time.js';
import { PlanRefused } from '../../engine-log.js';
import type { Compilation, NodeCompiler } from '../compilation.js';
import type { Timer } from '../processors.js';
import { gaussian, randomWhole } from '../random.js';

/** A think time in scope of requests (entities.md §3.4). */
export const thinkTime: NodeCompiler = {
  role: 'timer',
  compile: (node, tools) => timerOf(tools.fields(Thinktime, node), tools),
};

const NO_PAUSE: Timer = () => 0;

/** Compiles a pause: nothing in a validation, the profile's own where it overrides all (entities.md §4.4). */
export function timerOf(designed: Thinktime, tools: Compilation): Timer {
  if (tools.context.settings.mode === 'VALIDATION') return NO_PAUSE;
  return timer(tools.context.thinkTime ?? designed, tools);
}

function timer(time: ThinktimeOverride | Thinktime, tools: Compilation): Timer {
  switch (time['@type']) {
    case 'ThinktimeConstant': return () => time.value;
    case 'ThinktimeUniform': return () => randomWhole(time.min, time.max);
    case 'ThinktimeGaussian': return () => Math.max(0, gaussian(time.mean, time.deviation));
    case 'ThinktimeText': {
      const text = tools.template(time.value);
      // It must render to an integer; anything else is no pause (entities.md §3.4, ThinktimeText).
      return (user) => {
        const rendered = text.render(user).trim();
        return /^\d{1,9}$/.test(rendered) ? Number(rendered) : 0;
      };
    }
    case 'ThinktimeThroughput':
      throw new PlanRefused('A think time policy by throughput (ThinktimeThroughput) is not executed by the local engine yet. Use a constant, uniform, gaussian or text think time, or pacing, in the user profile.');
  }
}
