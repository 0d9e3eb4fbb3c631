import { FlowControlContainerAction, IfContainerAction, OnceOnlyContainerAction, type ActionNode } from '../../../../contract/actions.js';
import { PlanRefused } from '../../engine-log.js';
import type { Compilation, NodeCompiler, Scope } from '../compilation.js';
import { evaluateCondition, unreadable } from '../condition.js';
import { readExpression } from '../expression/expression.js';
import { runSteps } from '../run-steps.js';
import type { Step } from '../play.js';
import type { Template } from '../template.js';
import type { User } from '../user.js';
import { measured } from './containers.js';

/** Children run when the text renders to `true`, or when the old JavaScript comparison holds (entities.md §3.4). */
export const ifContainer: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const { condition, useExpression, name } = tools.fields(IfContainerAction, node);
    const holds = useExpression ? expression(condition, name, tools) : comparison(condition, name, tools);
    return measured(node, scope, tools, async (steps, user, frame) => {
      if (holds(user)) await runSteps(steps, user, frame);
    });
  },
};

function expression(condition: string, name: string, tools: Compilation): (user: User) => boolean {
  const text = tools.template(condition);
  return (user) => {
    const rendered = text.render(user).trim();
    // A reference that stayed as written is neither true nor false: the plan means something this engine does not know.
    if (rendered.startsWith('${__')) user.program.log.warn(`The condition of the If "${name}" could not be evaluated (${rendered.slice(0, 120)}): its children were skipped.`);
    return rendered.toLowerCase() === 'true';
  };
}

/** Read once with placeholders, so that a form this engine does not know stops the run before it starts instead of skipping steps. */
function comparison(condition: string, name: string, tools: Compilation): (user: User) => boolean {
  const text = tools.template(condition);
  try {
    readExpression(condition.replace(/\$\{[^{}]*\}/g, '0'), 'javascript');
  } catch (error) {
    throw new PlanRefused(`The If "${name}" cannot be played: ${unreadable(condition, error)}`);
  }
  return (user) => {
    try {
      return evaluateCondition(text.render(user), user);
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
    const { style, value, perUser } = tools.fields(FlowControlContainerAction, node);
    return shares(node, scope, tools, { total: style === 'TOTAL', perUser, value: tools.template(value) });
  },
};

interface Share { readonly total: boolean; readonly perUser: boolean; readonly value: Template }

/** A container of which only a share of the passes, or a number of them, run. */
export function shares(node: ActionNode, scope: Scope, tools: Compilation, { total, perUser, value }: Share): Step {
  const all = { passes: 0, runs: 0 };
  const memory = {};
  return measured(node, scope, tools, async (steps, user, frame) => {
    const count = perUser ? user.remembered(memory, () => ({ passes: 0, runs: 0 })) : all;
    const limit = Number.parseFloat(value.render(user));
    count.passes++;
    // Spread evenly as JMeter's throughput controller does: a pass runs when the share reached before it is not above the one asked for.
    const runs = total ? count.runs < limit : count.runs * 100 < limit * count.passes;
    if (!runs) return;
    count.runs++;
    await runSteps(steps, user, frame);
  });
}
