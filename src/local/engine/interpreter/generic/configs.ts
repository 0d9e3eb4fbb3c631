import type { NodeCompiler } from '../compilation.js';
import type { Template } from '../template.js';
import { randomWhole, seededRandom } from '../random.js';
import { decimalFormat } from '../../variables/decimal-format.js';
import { ElementProperties, numberOf } from './properties.js';

/** Counts the passes of the container it stands in, for all users or each by itself, from its start again behind its end (JMeter: Counter). */
export const counter: NodeCompiler = {
  role: 'opening',
  compile(node, tools) {
    const properties = new ElementProperties(node, tools);
    const [start, end, step] = ['start', 'end', 'incr'].map((key) => properties.template(`CounterConfig.${key}`)) as [Template, Template, Template];
    const name = properties.text('CounterConfig.name');
    const format = decimalFormat(properties.text('CounterConfig.format'));
    const perUser = properties.flag('CounterConfig.per_user');
    const resets = perUser && properties.flag('CounterConfig.reset_on_tg_iteration');
    const all: Count = { value: undefined, iteration: 0 };
    const memory = {};
    return { run: (user) => {
      const count = perUser ? user.remembered(memory, (): Count => ({ value: undefined, iteration: user.iteration })) : all;
      const [first, last, by] = [whole(start.render(user), 0), whole(end.render(user), Number.MAX_SAFE_INTEGER), whole(step.render(user), 1)];
      if (resets && count.iteration !== user.iteration) count.value = undefined;
      count.iteration = user.iteration;
      count.value = count.value === undefined || count.value + by > last ? first : count.value + by;
      user.setVariable(name, format(count.value));
    } };
  },
};

interface Count { value: number | undefined; iteration: number }

const whole = (text: string, fallback: number): number => {
  const number = numberOf(text);
  return Number.isNaN(number) ? fallback : Math.trunc(number);
};

/** A random number for each pass (JMeter: Random Variable); a seed makes the row of numbers repeatable. */
export const randomVariable: NodeCompiler = {
  role: 'opening',
  compile(node, tools) {
    const properties = new ElementProperties(node, tools);
    const [least, most] = [properties.template('minimumValue', '0'), properties.template('maximumValue', '0')];
    const name = properties.text('variableName');
    const format = decimalFormat(properties.text('outputFormat'));
    const seed = numberOf(properties.text('randomSeed'));
    const make = (): (() => number) => (Number.isNaN(seed) ? Math.random : seededRandom(seed));
    const all = make();
    const memory = {};
    return { run: (user) => {
      const random = properties.flag('perThread') ? user.remembered(memory, make) : all;
      user.setVariable(name, format(randomWhole(whole(least.render(user), 0), whole(most.render(user), 0), random)));
    } };
  },
};
