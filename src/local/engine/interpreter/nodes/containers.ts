import { ContainerAction, ForEachContainerAction, LoopContainerAction, ParallelContainerAction, WhileContainerAction, type ActionNode } from '../../../../contract/actions.js';
import type { Compilation, NodeCompiler, Scope } from '../compilation.js';
import type { Step } from '../play.js';
import { shuffled } from '../random.js';
import { repeat, runSteps } from '../run-steps.js';
import { containerSample, Frame } from '../sample.js';
import type { User } from '../user.js';

/** What a container does with its children in one pass. */
type Pass = (steps: readonly Step[], user: User, frame: Frame) => Promise<void>;

/**
 * A measured group: its sample is the sum of its children, counted only when all of them had time to run and something was
 * measured inside (entities.md §3.4, ContainerAction).
 */
export function measured(node: ActionNode, scope: Scope, tools: Compilation, pass: Pass, options: { timers?: boolean; wallClock?: boolean; loops?: boolean } = {}): Step {
  const action = tools.action(node, scope, 'Container');
  const openings = tools.openings(node.children);
  const children = tools.steps(node.children, scope);
  // A loop opens each of its passes, the others open once.
  const steps = options.loops === true && children.length > 0 ? [...openings, ...children] : children;
  return {
    async run(user, outer) {
      const frame = new Frame();
      const startedAt = performance.now();
      if (options.loops !== true && openings.length > 0) await runSteps(openings, user, frame);
      await pass(steps, user, frame);
      const own = options.wallClock === true ? performance.now() - startedAt : frame.elapsedMs + (options.timers === true ? frame.pausedMs : 0);
      outer.absorb(frame, own);
      if (!frame.cut && frame.samples > 0) user.stage.listener.sample(user, containerSample(action, frame, startedAt, own));
    },
  };
}

export const container: NodeCompiler = {
  role: 'step',
  compile: (node, scope, tools) => measured(node, scope, tools, runSteps, { timers: tools.fields(ContainerAction, node).includeTimers }),
};

/** `count` passes, -1 = for ever; the zero-based index is `${__jm__<name>__idx}` (entities.md §3.4). */
export const loop: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const fields = tools.fields(LoopContainerAction, node);
    const count = tools.template(fields.count);
    const index = `__jm__${fields.name}__idx`;
    return measured(node, scope, tools, async (steps, user, frame) => {
      const text = count.render(user).trim();
      const passes = Number.parseInt(text, 10);
      if (!Number.isInteger(passes)) { user.program.log.warn(`The loop "${fields.name}" has no count: "${text.slice(0, 60)}" is not a number, so it does not run.`); return; }
      let done = 0;
      await repeat(user, async () => {
        if ((passes >= 0 && done >= passes) || steps.length === 0) return false;
        user.setVariable(index, String(done++));
        await runSteps(steps, user, frame);
        return user.loopGoesOn();
      });
      if (user.interrupted && !user.skipped && (passes < 0 || done < passes)) frame.cut = true;
    }, { loops: true });
  },
};

/** Blank = until a request fails, `LAST` = the same and checked before, else until the text renders to `false` (entities.md §3.4). */
export const whileContainer: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const condition = tools.template(tools.fields(WhileContainerAction, node).condition);
    const isOn = (user: User, first: boolean): boolean => {
      const text = condition.render(user).trim();
      if (text === '') return first || user.lastSampleOk;
      return text === 'LAST' ? user.lastSampleOk : text.toLowerCase() !== 'false';
    };
    return measured(node, scope, tools, async (steps, user, frame) => {
      let first = true;
      await repeat(user, async () => {
        if (!isOn(user, first)) return false;
        first = false;
        await runSteps(steps, user, frame);
        if (user.interrupted && !user.skipped) frame.cut = true;
        return user.loopGoesOn();
      });
    }, { loops: true });
  },
};

/** One pass for each of `prefix_1`, `prefix_2`… that is set; start exclusive, end inclusive (entities.md §3.4). */
export const forEach: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const fields = tools.fields(ForEachContainerAction, node);
    const prefix = `${fields.inputVariablePrefix}${fields.useSeparator ? '_' : ''}`;
    return measured(node, scope, tools, async (steps, user, frame) => {
      let at = fields.startIndex ?? 0;
      await repeat(user, async () => {
        const value = user.variables.get(`${prefix}${++at}`);
        if (value === undefined || at > (fields.endIndex ?? Infinity)) return false;
        if (user.interrupted) { if (!user.skipped) frame.cut = true; return false; }
        user.setVariable(fields.outputVariable, value);
        await runSteps(steps, user, frame);
        // At the user's end the next pass decides: without a next value nothing was cut off.
        return user.loopGoesOn() || user.over;
      });
    }, { loops: true });
  },
};

/** One child per pass, even odds. */
export const randomChild: NodeCompiler = {
  role: 'step',
  compile: (node, scope, tools) => measured(node, scope, tools, async (steps, user, frame) => {
    const chosen = steps[Math.floor(Math.random() * steps.length)];
    if (chosen !== undefined) await runSteps([chosen], user, frame);
  }),
};

/** Every child once, in another order each time. */
export const randomOrder: NodeCompiler = {
  role: 'step',
  compile: (node, scope, tools) => measured(node, scope, tools, (steps, user, frame) => runSteps(shuffled(steps), user, frame)),
};

/** Children at the same time; its own time is the wall clock, since their times overlap. */
export const parallel: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    tools.fields(ParallelContainerAction, node);
    return measured(node, scope, tools, async (steps, user, frame) => {
      const frames = await Promise.all(steps.map(async (step) => {
        const own = new Frame();
        await runSteps([step], user, own);
        return own;
      }));
      for (const own of frames) frame.absorb(own);
    }, { wallClock: true });
  },
};
