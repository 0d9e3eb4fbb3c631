import { DelayAction } from '../../../../contract/actions.js';
import type { NodeCompiler } from '../compilation.js';
import { timerOf } from '../processors/think-time.js';

/** A pause as a step of its own (entities.md §3.4). Like think times it is not replayed by a validation. */
export const delay: NodeCompiler = {
  role: 'step',
  compile(node, _scope, tools) {
    const timer = timerOf(tools.fields(DelayAction, node).thinktime, tools);
    return {
      async run(user, frame) {
        const ms = await timer(user);
        if (ms > 0) frame.pausedMs += await user.pause(ms);
        // A pause that the end of the user cut short is not the whole of its container.
        if (user.interrupted && !user.skipped) frame.cut = true;
      },
    };
  },
};
