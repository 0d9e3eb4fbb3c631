import { Thinktime, type ThinktimeOverride } from '../../../../contract/think-time.js';
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
    // Its pauses stand before requests, wherever think times stand.
    case 'ThinktimeThroughput': return NO_PAUSE;
  }
}

/** The pause before every request where the profile asks for so many hits per second of each user (entities.md §4.4); undefined = it does not. */
export function throughputTimer(tools: Compilation): Timer | undefined {
  const { thinkTime, settings } = tools.context;
  if (thinkTime?.['@type'] !== 'ThinktimeThroughput' || settings.mode === 'VALIDATION') return undefined;
  const gapMs = 1000 / thinkTime.hitsPerSecond;
  return (user) => {
    const rhythm = user.remembered(thinkTime, () => ({ next: 0 }));
    return nextSlot(rhythm, gapMs);
  };
}

/** Takes the next slot of a rhythm; ms until it. A rhythm that was not kept up with starts anew. */
export function nextSlot(rhythm: { next: number }, gapMs: number): number {
  const now = performance.now();
  const at = Math.max(now, rhythm.next);
  rhythm.next = at + gapMs;
  return at - now;
}
