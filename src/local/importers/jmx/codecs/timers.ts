import type { ActionNode } from '../../../../contract/actions.js';
import { textField } from '../node-fields.js';
import { valueOf, wholeNumber, type PlanElement } from '../plan-element.js';
import { elementName } from '../../clean-text.js';
import { testNameOf } from '../plan-element.js';
import { text, written, type Codec, type Fields } from './codec.js';

const DELAY = 'ConstantTimer.delay';
const RANGE = 'RandomTimer.range';

const textOf = (element: PlanElement, property: string): string => valueOf(element.xml, property)?.trim() || '0';
/** Milliseconds; JMeter writes ranges as decimals (`100.0`). */
const millisecondsOf = (value: string): number | undefined => { const whole = wholeNumber(value.replace(/\.0+$/, '')); return whole === undefined || whole < 0 ? undefined : whole; };
const named = (element: PlanElement): { name: string } => ({ name: elementName(testNameOf(element.xml), '') });

/** `Constant Timer`, milliseconds. */
const constant: Codec = {
  classes: ['ConstantTimer'], type: 'ThinktimeConstant', nests: false,
  read(element): Fields {
    const delay = textOf(element, DELAY);
    const value = millisecondsOf(delay);
    return value === undefined ? { ...named(element), '@type': 'ThinktimeText', value: delay } : { ...named(element), value };
  },
  write: (node) => written(node, 'ConstantTimer', 'ConstantTimerGui', [text(DELAY, textField(node, 'value', '0'))]),
};

/** An expression as pause: the constant timer takes it as it stands. */
const expression: Codec = { ...constant, type: 'ThinktimeText' };

/** `Uniform Random Timer`: a constant offset and the most that is added to it. Expressions become one that JMeter evaluates alike. */
const uniform: Codec = {
  classes: ['UniformRandomTimer'], type: 'ThinktimeUniform', nests: false,
  read(element): Fields {
    const [offset, range] = [textOf(element, DELAY), textOf(element, RANGE)];
    const [least, more] = [millisecondsOf(offset), millisecondsOf(range)];
    if (least === undefined || more === undefined) return { ...named(element), '@type': 'ThinktimeText', value: `\${__Random(${offset},\${__intSum(${offset},${range})})}` };
    return { ...named(element), min: least, max: least + more };
  },
  write(node) {
    const [min, max] = [wholeNumber(textField(node, 'min')) ?? 0, wholeNumber(textField(node, 'max')) ?? 0];
    return written(node, 'UniformRandomTimer', 'UniformRandomTimerGui', [text(DELAY, String(min)), text(RANGE, String(Math.max(0, max - min)))]);
  },
};

/** `Gaussian Random Timer`: offset and deviation. Expressions cannot be held by the node. */
const gaussian: Codec = {
  classes: ['GaussianRandomTimer'], type: 'ThinktimeGaussian', nests: false,
  read(element): Fields | undefined {
    const [mean, deviation] = [millisecondsOf(textOf(element, DELAY)), millisecondsOf(textOf(element, RANGE))];
    return mean === undefined || deviation === undefined ? undefined : { ...named(element), mean, deviation };
  },
  write: (node: ActionNode) => written(node, 'GaussianRandomTimer', 'GaussianRandomTimerGui', [text(DELAY, textField(node, 'mean', '0')), text(RANGE, textField(node, 'deviation', '0'))]),
};

export const TIMERS: readonly Codec[] = [constant, expression, uniform, gaussian];
