import type { NodeCompiler } from '../compilation.js';
import { measured } from '../nodes/containers.js';
import { shares } from '../nodes/conditions.js';
import { repeat, runSteps } from '../run-steps.js';
import { ElementProperties, numberOf } from './properties.js';

/** One user at a time among those that ask for the same lock (JMeter: Critical Section Controller; a lock has the load generator as its border). */
export const criticalSection: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const properties = new ElementProperties(node, tools);
    const lock = properties.template('CriticalSectionController.lockName', 'global_lock');
    return measured(node, scope, tools, async (steps, user, frame) => {
      const name = lock.render(user);
      if (!(await user.run.locks.enter(user, name))) { frame.cut = true; return; }
      try {
        await runSteps(steps, user, frame);
      } finally {
        user.run.locks.leave(name);
      }
    });
  },
};

/** Passes for so many seconds; looked at before every step below it, however deep (JMeter: Runtime Controller). */
export const runtime: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const seconds = new ElementProperties(node, tools).template('RunTime.seconds', '1');
    return measured(node, scope, tools, async (steps, user, frame) => {
      const ms = numberOf(seconds.render(user)) * 1000;
      if (Number.isNaN(ms) || ms <= 0 || steps.length === 0) return;
      // A validation shows one pass; minutes of them would show no more.
      if (user.settings.mode === 'VALIDATION') { await runSteps(steps, user, frame); return; }
      await user.within(performance.now() + ms, () => repeat(user, async () => {
        await runSteps(steps, user, frame);
        return user.loopGoesOn();
      }));
    }, { loops: true });
  },
};

/** One child per pass, the next one each time, per user or for all users together (JMeter: Interleave Controller). */
export const interleave: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const properties = new ElementProperties(node, tools);
    const across = properties.flag('InterleaveControl.accrossThreads');
    // 0 = "ignore sub-controller blocks", the value of an absent property, too.
    if (properties.whole('InterleaveControl.style', 1) === 0 && tools.choices(node.children).some(({ children, testClass }) => testClass === undefined && (children ?? []).length > 1)) tools.context.log.warn(`The Interleave Controller "${properties.name}" runs its sub-controllers as whole blocks here, not one request of them at a time.`);
    const all = { next: 0 };
    const memory = {};
    return measured(node, scope, tools, async (steps, user, frame) => {
      const state = across ? all : user.remembered(memory, () => ({ next: 0 }));
      const step = steps[state.next++ % Math.max(1, steps.length)];
      if (step !== undefined) await runSteps([step], user, frame);
    });
  },
};

/**
 * One child, by its number from 0 or by its name (JMeter: Switch Controller): too large a number or an empty text picks the first; a
 * name that no child has picks the child called `default`, or none.
 */
export const switchBetween: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const value = new ElementProperties(node, tools).template('SwitchController.value');
    const names = tools.choices(node.children).map(({ name }) => name ?? '');
    return measured(node, scope, tools, async (steps, user, frame) => {
      const step = steps[chosen(value.render(user).trim(), names)];
      if (step !== undefined) await runSteps([step], user, frame);
    });
  },
};

function chosen(value: string, names: readonly string[]): number {
  if (value === '') return 0;
  if (/^\d{1,9}$/.test(value)) return Number(value) < names.length ? Number(value) : 0;
  const named = names.indexOf(value);
  return named >= 0 ? named : names.findIndex((name) => name.toLowerCase() === 'default');
}

/** A share of the passes, or a number of them (JMeter: Throughput Controller; style 0 = total, 1 = percent). */
export const throughput: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const properties = new ElementProperties(node, tools);
    const percent = properties.whole('ThroughputController.style') === 1;
    return shares(node, scope, tools, {
      total: !percent, perUser: properties.flag('ThroughputController.perThread'),
      value: percent ? properties.template('ThroughputController.percentThroughput', '100') : properties.template('ThroughputController.maxThroughput', '1'),
    });
  },
};

/** Sets variables, then runs its children (jmeter-plugins: Parameterized Controller). */
export const parameterized: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const values = [...new ElementProperties(node, tools).arguments('ParameterizedController')].map(([name, value]) => ({ name, value: tools.template(value) }));
    return measured(node, scope, tools, (steps, user, frame) => {
      for (const { name, value } of values) user.setVariable(name, value.render(user));
      return runSteps(steps, user, frame);
    });
  },
};

/** A controller this engine does not know: its children run once per pass, in order, and the log says so. */
export const unknownController: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    tools.context.log.warn(`The controller ${String(node['testClass']).slice(0, 120)} ("${node.name ?? ''}") is not executed by the local engine: its children run once per pass, in order.`);
    return measured(node, scope, tools, runSteps);
  },
};
