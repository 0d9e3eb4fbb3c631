import type { ActionNode } from '../../../../contract/actions.js';
import { elementName } from '../../clean-text.js';
import { flagField, recordField, textField } from '../node-fields.js';
import { kindOf } from '../element-kinds.js';
import { classOf, flagOf, isEnabled, testNameOf, valueOf, wholeNumber, type PlanElement } from '../plan-element.js';
import { leaf } from '../xml-element.js';
import { flag, int, one, text, written, type Codec } from './codec.js';

/** `ActionProcessor.action` of a Flow Control Action; the others stop or restart something. */
const PAUSE = '1';

/** Whether a Flow Control Action pauses at all, and for a fixed time of its own. */
export const isPause = (element: PlanElement): boolean => (valueOf(element.xml, 'ActionProcessor.action') ?? '').trim() === PAUSE;
export const pausesByItself = (element: PlanElement): boolean => !['', '0'].includes((valueOf(element.xml, 'ActionProcessor.duration') ?? '').trim());

/** Think times that a pause itself can hold; the others are a timer below it. */
export function heldByPause(thinktime: Record<string, unknown> | undefined): boolean {
  return thinktime !== undefined && thinktime['jmx'] === undefined && (thinktime['@type'] === 'ThinktimeConstant' || thinktime['@type'] === 'ThinktimeText');
}

/** Whether something below an element is to run before it: the node of a pause owns nothing, so it cannot hold that. */
const isPrepared = ({ children }: PlanElement): boolean => children.some(({ xml }) => kindOf(xml) === 'pre' && isEnabled(xml));

/** `Flow Control Action` that pauses, without pre-processors of its own. Its think time gets its id from whoever builds the node. */
export const delay: Codec = {
  classes: ['TestAction'], type: 'DelayAction', nests: false,
  read(element) {
    if (!isPause(element) || isPrepared(element)) return undefined;
    const duration = valueOf(element.xml, 'ActionProcessor.duration')?.trim() ?? '0';
    const value = duration === '' ? 0 : wholeNumber(duration);
    const pause = value === undefined || value < 0 ? { '@type': 'ThinktimeText', value: duration } : { '@type': 'ThinktimeConstant', value };
    return { name: elementName(testNameOf(element.xml), ''), thinktime: { ...pause, id: '', name: '', enabled: true } };
  },
  write(node: ActionNode) {
    const thinktime = recordField(node, 'thinktime');
    const duration = thinktime !== undefined && heldByPause(thinktime) ? textField(thinktime, 'value', '0') : '0';
    return written(node, 'TestAction', 'TestActionGui', [int('ActionProcessor.action', PAUSE), int('ActionProcessor.target', 0), text('ActionProcessor.duration', duration)]);
  },
};

/** Users and milliseconds of a synchronizing timer; undefined where they are expressions, which a node cannot hold. */
function meetingOf(element: PlanElement): { group: number; timeout: number } | undefined {
  const [group, timeout] = [wholeNumber(valueOf(element.xml, 'groupSize') ?? '0'), wholeNumber(valueOf(element.xml, 'timeoutInMs') ?? '0')];
  return group === undefined || group < 0 || timeout === undefined || timeout < 0 ? undefined : { group, timeout };
}

/** Whether an element becomes a meeting point of users. */
export const isMeeting = (element: PlanElement): boolean => rendezVous.classes.includes(classOf(element.xml)) && meetingOf(element) !== undefined;

/** `Synchronizing Timer`: a group of 0 means all users. A percentage other than 100 cannot be written: all users are waited for. */
export const rendezVous: Codec = {
  classes: ['SyncTimer'], type: 'RendezVousAction', nests: false,
  read(element, job, place) {
    const meeting = meetingOf(element);
    if (meeting === undefined) return undefined;
    const { group, timeout } = meeting;
    job.note('changed', element.xml, place.names, 'users meet once where the timer stands; in JMeter before every sampler below it');
    return { name: elementName(testNameOf(element.xml), ''), scope: 'GLOBAL', timeoutMs: timeout, ...(group === 0 ? { type: 'PERCENTAGE', value: 100 } : { type: 'COUNT', value: group }) };
  },
  write: (node) => written(node, 'SyncTimer', 'TestBeanGUI', [
    int('groupSize', textField(node, 'type') === 'COUNT' ? textField(node, 'value', '0') : 0), one('timeoutInMs', leaf('longProp', 'timeoutInMs', textField(node, 'timeoutMs', '0'))),
  ]),
};

/** `Debug Sampler`. The node has no name and no children, so one with children is kept as a generic element. */
export const debug: Codec = {
  classes: ['DebugSampler'], type: 'DebugAction', nests: false,
  read: ({ xml, children }) => (children.length > 0 ? undefined : {
    variablesDisplayed: flagOf(xml, 'displayJMeterVariables'), propertiesDisplayed: flagOf(xml, 'displayJMeterProperties'), systemPropertiesDisplayed: flagOf(xml, 'displaySystemProperties'),
  }),
  write: (node) => written(node, 'DebugSampler', 'TestBeanGUI', [
    flag('displayJMeterProperties', flagField(node, 'propertiesDisplayed')), flag('displayJMeterVariables', flagField(node, 'variablesDisplayed')), flag('displaySystemProperties', flagField(node, 'systemPropertiesDisplayed')),
  ], { testName: 'Debug Sampler', named: false }),
};
