import { elementName } from '../../clean-text.js';
import type { ImportJob, Place } from '../import-job.js';
import { flagField, textField } from '../node-fields.js';
import { flagOf, testNameOf, valueOf, wholeNumber, type PlanElement } from '../plan-element.js';
import { flag, int, one, optional, text, written, type Codec, type Fields } from './codec.js';
import { boolProp, decimalProp, leaf, stringProp, type XmlElement } from '../xml-element.js';
import { propertyOf } from '../plan-element.js';

const named = (element: PlanElement): { name: string } => ({ name: elementName(testNameOf(element.xml), '') });
/** A container without fields of its own. */
const plain = (classes: readonly string[], type: string, gui: string): Codec => ({
  classes, type, nests: true, read: named, write: (node) => written(node, classes[0] ?? '', gui, []),
});

/** `Transaction Controller`. JMeter includes timers where the property is missing. */
export const transaction: Codec = {
  classes: ['TransactionController'], type: 'ContainerAction', nests: true,
  read: (element) => ({ ...named(element), includeTimers: flagOf(element.xml, 'TransactionController.includeTimers', true) }),
  write: (node) => written(node, 'TransactionController', 'TransactionControllerGui', [flag('TransactionController.includeTimers', flagField(node, 'includeTimers'))]),
};

/** Controllers that only group. Recording controllers are places for a recorder to write to. */
export const simple: Codec = { ...plain(['GenericController', 'RecordingController', 'RecordController', 'TestFragmentController'], 'ContainerAction', 'LogicControllerGui'), read: (element) => ({ ...named(element), includeTimers: false }), expresses: (node) => !flagField(node, 'includeTimers') };
export const random = plain(['RandomController'], 'RandomContainerAction', 'RandomControlGui');
export const randomOrder = plain(['RandomOrderController'], 'RandomOrderContainerAction', 'RandomOrderControllerGui');
export const onceOnly = plain(['OnceOnlyController'], 'OnceOnlyContainerAction', 'OnceOnlyControllerGui');

/** `Loop Controller`: -1 = for ever; JMeter takes a text that is no number for 0. */
export const loop: Codec = {
  classes: ['LoopController'], type: 'LoopContainerAction', nests: true,
  read: (element) => ({ ...named(element), count: valueOf(element.xml, 'LoopController.loops')?.trim() ?? '1' }),
  write: (node) => written(node, 'LoopController', 'LoopControlPanel', [text('LoopController.loops', textField(node, 'count', '1'))]),
};

/** `If Controller`. `useExpression` is missing in plans older than JMeter 3.4: the condition is JavaScript there. */
export const ifController: Codec = {
  classes: ['IfController'], type: 'IfContainerAction', nests: true,
  read(element, job: ImportJob, place: Place) {
    if (flagOf(element.xml, 'IfController.evaluateAll')) job.note('changed', element.xml, place.names, 'the condition is evaluated once for each pass, not again before every child');
    return { ...named(element), condition: valueOf(element.xml, 'IfController.condition') ?? '', useExpression: flagOf(element.xml, 'IfController.useExpression') };
  },
  write: (node) => written(node, 'IfController', 'IfControllerPanel', [text('IfController.condition', textField(node, 'condition')), flag('IfController.useExpression', flagField(node, 'useExpression'))]),
};

export const whileController: Codec = {
  classes: ['WhileController'], type: 'WhileContainerAction', nests: true,
  read: (element) => ({ ...named(element), condition: valueOf(element.xml, 'WhileController.condition') ?? '' }),
  write: (node) => written(node, 'WhileController', 'WhileControllerGui', [text('WhileController.condition', textField(node, 'condition'))]),
};

function indexOf(element: PlanElement, property: string, job: ImportJob, place: Place): number | null {
  const value = valueOf(element.xml, property)?.trim() ?? '';
  if (value === '') return null;
  const index = wholeNumber(value);
  if (index === undefined) job.note('changed', element.xml, place.names, `${property} is an expression (${value.slice(0, 60)}): all values are taken instead`);
  return index ?? null;
}

/** `ForEach Controller`: start exclusive, end inclusive. */
export const forEach: Codec = {
  classes: ['ForeachController'], type: 'ForEachContainerAction', nests: true,
  read: (element, job, place) => ({
    ...named(element),
    inputVariablePrefix: valueOf(element.xml, 'ForeachController.inputVal') ?? '',
    outputVariable: valueOf(element.xml, 'ForeachController.returnVal') ?? '',
    startIndex: indexOf(element, 'ForeachController.startIndex', job, place),
    endIndex: indexOf(element, 'ForeachController.endIndex', job, place),
    useSeparator: flagOf(element.xml, 'ForeachController.useSeparator', true),
  }),
  write: (node) => written(node, 'ForeachController', 'ForeachControlPanel', [
    text('ForeachController.inputVal', textField(node, 'inputVariablePrefix')), text('ForeachController.returnVal', textField(node, 'outputVariable')),
    flag('ForeachController.useSeparator', flagField(node, 'useSeparator', true)),
    optional('ForeachController.startIndex', textField(node, 'startIndex')), optional('ForeachController.endIndex', textField(node, 'endIndex')),
  ]),
};

const PERCENT = 'ThroughputController.percentThroughput';

/** A percentage in the shape the file had it: a float element where it is a number, a text where it is an expression. */
function percentXml(value: string): XmlElement {
  if (!/^\d+(?:\.\d+)?$/.test(value)) return stringProp(PERCENT, value);
  return decimalProp('FloatProperty', PERCENT, value.includes('.') ? value : `${value}.0`);
}

/** `Throughput Controller`: style 0 = total executions, 1 = percent executions. */
export const throughput: Codec = {
  classes: ['ThroughputController'], type: 'FlowControlContainerAction', nests: true,
  read({ xml }): Fields {
    const percent = valueOf(xml, 'ThroughputController.style')?.trim() === '1';
    const value = valueOf(xml, percent ? PERCENT : 'ThroughputController.maxThroughput')?.trim() ?? '';
    return { name: elementName(testNameOf(xml), ''), style: percent ? 'PERCENT' : 'TOTAL', value: percent ? value.replace(/\.0$/, '') : value, perUser: flagOf(xml, 'ThroughputController.perThread') };
  },
  write(node) {
    const percent = textField(node, 'style') === 'PERCENT';
    const value = textField(node, 'value');
    const total = /^-?\d+$/.test(value) ? leaf('intProp', 'ThroughputController.maxThroughput', value) : stringProp('ThroughputController.maxThroughput', value);
    return written(node, 'ThroughputController', 'ThroughputControllerGui', [
      int('ThroughputController.style', percent ? 1 : 0), flag('ThroughputController.perThread', flagField(node, 'perUser')),
      percent ? one(PERCENT, percentXml(value)) : one('ThroughputController.maxThroughput', total),
    ]);
  },
};

const PARALLEL = 'com.blazemeter.jmeter.controller.ParallelSampler';

/** BlazeMeter's `Parallel Controller` (jmeter-bzm-plugins): a sampler class that works as a controller. */
export const parallel: Codec = {
  classes: ['ParallelSampler'], type: 'ParallelContainerAction', nests: true,
  read(element, job, place) {
    if (propertyOf(element.xml, 'LIMIT_MAX_THREAD_NUMBER') !== undefined && flagOf(element.xml, 'LIMIT_MAX_THREAD_NUMBER')) job.note('changed', element.xml, place.names, 'the limit of parallel threads is kept, but not applied');
    return { ...named(element), parentSample: flagOf(element.xml, 'PARENT_SAMPLE') };
  },
  write: (node) => written(node, PARALLEL, 'com.blazemeter.jmeter.controller.ParallelControllerGui', [one('PARENT_SAMPLE', boolProp('PARENT_SAMPLE', flagField(node, 'parentSample')))]),
};

export const CONTAINERS: readonly Codec[] = [transaction, simple, loop, ifController, whileController, forEach, random, randomOrder, onceOnly, throughput, parallel];
