import type { ActionNode } from '../../../../contract/actions.js';
import type { Compilation, NodeCompiler, Scope } from '../compilation.js';
import { prepared, waited } from '../around-sample.js';
import { debugText } from '../nodes/debug.js';
import { delay } from '../nodes/delay.js';
import { unsupportedStep } from '../nodes/unsupported.js';
import { OwnSampler } from '../own-sampler.js';
import type { Step } from '../play.js';
import { NO_PROCESSORS, type Aftermath } from '../processors.js';
import type { Template } from '../template.js';
import type { User } from '../user.js';
import { ElementProperties, numberOf } from './properties.js';

/** `ActionProcessor.action` of a Flow Control Action, by its number in JMeter; target 0 = this user, 2 = the test. */
const PAUSE = 1;
const ACTIONS: ReadonlyMap<number, (user: User) => void> = new Map([
  [3, (user) => { user.leave('NEXT'); }], [4, (user) => { user.leave('AGAIN'); }], [5, (user) => { user.leave('LEAVE'); }],
]);

/**
 * Pauses, ends a user or the test, or leaves a loop (JMeter: Flow Control Action, formerly Test Action). It is no sample, so nothing reads
 * an answer; what stands below it to run before a sampler, or to delay one, does so.
 */
export const flowControlAction: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const { pre, timers } = tools.processors(node.children, NO_PROCESSORS);
    const act = flowStep(node, scope, tools);
    if (pre.length === 0 && timers.length === 0) return act;
    return {
      async run(user, frame) {
        for (const complaint of await prepared(user, pre)) tools.context.log.warn(complaint);
        if (timers.length === 0 || (await waited(user, timers, frame))) await act.run(user, frame);
      },
    };
  },
};

/** What the action itself does. */
function flowStep(node: ActionNode, scope: Scope, tools: Compilation): Step {
  const properties = new ElementProperties(node, tools);
  const action = properties.whole('ActionProcessor.action');
  if (action === PAUSE) return delay.role === 'step' ? delay.compile({ '@type': 'DelayAction', id: node.id, name: properties.name, enabled: true, thinktime: { '@type': 'ThinktimeText', id: node.id, enabled: true, name: '', value: properties.text('ActionProcessor.duration', '0') } }, scope, tools) : { run: () => undefined };
  const wholeTest = properties.whole('ActionProcessor.target') === 2;
  const leave = ACTIONS.get(action);
  return { run: (user) => {
    if (leave !== undefined) leave(user);
    else if (wholeTest) user.stage.stopTest(user, action === 2);
    else user.end();
  } };
}

/** What happens behind a failed sample, by JMeter's numbers (Result Status Action Handler). */
const ON_ERROR: ReadonlyMap<number, (user: User) => void> = new Map([
  [1, (user) => { user.end(); }], [2, (user) => { user.stage.stopTest(user, false); }], [3, (user) => { user.stage.stopTest(user, true); }],
  [4, (user) => { user.leave('NEXT'); }], [5, (user) => { user.leave('AGAIN'); }], [6, (user) => { user.leave('LEAVE'); }],
]);

export const resultAction: NodeCompiler = {
  role: 'after',
  compile(node, tools): Aftermath {
    const act = ON_ERROR.get(new ElementProperties(node, tools).whole('OnError.action'));
    return (user, success) => { if (!success) act?.(user); };
  },
};

/** A debug sampler with processors below it, which the typed node cannot have: they read the list of variables. */
export const debugSampler: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const properties = new ElementProperties(node, tools);
    const [variables, ofRun] = [properties.flag('displayJMeterVariables'), properties.flag('displayJMeterProperties')];
    return new OwnSampler(tools.action(node, scope, 'Container'), tools.processors(node.children, scope.processors), (user) => ({ ...OK, data: debugText(user, { variables, properties: ofRun }) }));
  },
};

const OK = { success: true, code: '200', message: 'OK', elapsedMs: 0 } as const;

/** A made-up answer: succeeds or fails, after a while, as its properties say (jmeter-plugins: Dummy Sampler). */
export const dummySampler: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const properties = new ElementProperties(node, tools);
    return madeUp(node, scope, tools, {
      success: properties.template('SUCCESFULL', 'true'), time: properties.template('RESPONSE_TIME', '0'), code: properties.template('RESPONSE_CODE', '200'),
      message: properties.template('RESPONSE_MESSAGE', 'OK'), data: properties.template('RESPONSE_DATA'), waits: properties.flag('WAITING', true),
    });
  },
};

const unknownJava = unsupportedStep('Use HTTP requests, extractors and assertions instead.');

/** JMeter's two Java requests for tests of JMeter itself, JavaTest and SleepTest; the code of any other class is not there to run. */
export const javaSampler: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const properties = new ElementProperties(node, tools);
    const testClass = properties.text('classname').replace('org.apache.jmeter.protocol.java.test.', '');
    const given = properties.arguments('arguments');
    const value = (name: string, fallback: string): Template => tools.template(given.get(name) ?? fallback);
    if (testClass === 'SleepTest') return madeUp(node, scope, tools, { ...SUCCESS(tools), time: value('SleepTime', '1000'), mask: value('SleepMask', '0x3ff'), waits: true });
    if (testClass !== 'JavaTest') return unknownJava.role === 'step' ? unknownJava.compile(node, scope, tools) : { run: () => undefined };
    return madeUp(node, scope, tools, { success: value('Status', 'OK'), time: value('Sleep_Time', '100'), mask: value('Sleep_Mask', '0xff'), code: value('ResponseCode', ''), message: value('ResponseMessage', ''), data: value('ResultData', ''), waits: true });
  },
};

const SUCCESS = (tools: Compilation): Pick<MadeUp, 'success' | 'code' | 'message' | 'data'> => ({ success: tools.template('true'), code: tools.template('200'), message: tools.template('OK'), data: tools.template('') });

interface MadeUp { readonly success: Template; readonly time: Template; readonly mask?: Template; readonly code: Template; readonly message: Template; readonly data: Template; readonly waits: boolean }

/** A sample whose time and outcome are properties. The mask of JMeter's tests adds the clock modulo the mask. A validation does not wait. */
function madeUp(node: ActionNode, scope: Scope, tools: Compilation, { success, time, mask, code, message, data, waits }: MadeUp): Step {
  return new OwnSampler(tools.action(node, scope, 'Container'), tools.processors(node.children, scope.processors), async (user) => {
    const most = mask === undefined ? 0 : Math.max(0, Math.trunc(numberOf(mask.render(user))) || 0);
    const ms = Math.max(0, numberOf(time.render(user)) || 0) + (most > 0 ? Date.now() % most : 0);
    if (waits && ms > 0 && user.settings.mode === 'LOAD') await user.pause(ms);
    return { success: /^(?:true|ok)$/i.test(success.render(user).trim()), code: code.render(user), message: message.render(user), data: data.render(user), elapsedMs: ms, ignored: user.over };
  });
}
