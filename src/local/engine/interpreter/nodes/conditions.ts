import { FlowControlContainerAction, IfContainerAction, OnceOnlyContainerAction } from '../../../../contract/actions.js';
import { PlanRefused } from '../../engine-log.js';
import type { Compilation, NodeCompiler } from '../compilation.js';
import { evaluateCondition } from '../condition.js';
import { runSteps } from '../run-steps.js';
import type { User } from '../user.js';
import { measured } from './containers.js';

/** Children run when the text renders to `true`, or when the old JavaScript comparison holds (entities.md §3.4). */
export const ifContainer: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const { condition, useExpression, name } = tools.fields(IfContainerAction, node);
    const holds = useExpression ? expression(condition, tools) : comparison(condition, name, tools);
    return measured(node, scope, tools, async (steps, user, frame) => {
      if (holds(user)) await runSteps(steps, user, frame);
    });
  },
};

function expression(condition: string, tools: Compilation): (user: User) => boolean {
  const text = tools.template(condition);
  return (user) => text.render(user).trim().toLowerCase() === 'true';
}

/** Read once with placeholders, so that a form this engine does not know stops the run before it starts instead of skipping steps. */
function comparison(condition: string, name: string, tools: Compilation): (user: User) => boolean {
  const text = tools.template(condition);
  try {
    evaluateCondition(condition.replace(/\$\{[^{}]*\}/g, '0'));
  } catch (error) {
    throw new PlanRefused(`The If "${name}" cannot be played: ${error instanceof Error ? error.message : String(error)}`);
  }
  return (user) => {
    try {
      return evaluateCondition(text.render(user));
    } catch {
      // What a variable holds can make a readable condition unreadable; JMeter then takes it as false, too.
      user.program.log.warn(`The condition of the If "${name}" could not be evaluated with the values of its variables: its children were skipped. Put quotes around variables that hold text.`);
      return false;
    }
  };
}

/** Once in the life of each user. */
export const onceOnly: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    tools.fields(OnceOnlyContainerAction, node);
    const memory = {};
    return measured(node, scope, tools, async (steps, user, frame) => {
      const state = user.remembered(memory, () => ({ done: false }));
      if (state.done) return;
      state.done = true;
      await runSteps(steps, user, frame);
    });
  },
};

/** A share of the passes (PERCENT) or a number of them (TOTAL), per user or for all users of the load generator (entities.md §3.4). */
export const flowControl: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const fields = tools.fields(FlowControlContainerAction, node);
    const value = tools.template(fields.value);
    const all = { passes: 0, runs: 0 };
    const memory = {};
    return measured(node, scope, tools, async (steps, user, frame) => {
      const count = fields.perUser ? user.remembered(memory, () => ({ passes: 0, runs: 0 })) : all;
      const limit = Number.parseFloat(value.render(user));
      count.passes++;
      // Spread evenly as JMeter's throughput controller does: a pass runs when the share reached before it is not above the one asked for.
      const runs = fields.style === 'TOTAL' ? count.runs < limit : count.runs * 100 < limit * count.passes;
      if (!runs) return;
      count.runs++;
      await runSteps(steps, user, frame);
    });
  },
};
