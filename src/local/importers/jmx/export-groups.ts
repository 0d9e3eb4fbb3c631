import type { KeptGroup } from './kept-plan.js';
import { elementOfRaw, fingerprint } from './kept-element.js';
import { propertyOf, valueOf, wholeNumber, type PlanElement } from './plan-element.js';
import { withProperty } from './variable-elements.js';
import { attributeOf, boolProp, elementProp, stringProp, type XmlElement } from './xml-element.js';

/** Load of an exported thread group; seconds. A missing number leaves what the plan has, or takes one user and one iteration. */
export interface ExportLoad {
  readonly threads?: number | undefined;
  readonly rampUpSeconds?: number | undefined;
  /** -1 = for ever. */
  readonly loops?: number | undefined;
  readonly durationSeconds?: number | undefined;
  readonly delaySeconds?: number | undefined;
}

const CONTROLLER = 'ThreadGroup.main_controller';
const number = (value: number | undefined): number | undefined => (value !== undefined && Number.isSafeInteger(value) && value >= -1 ? value : undefined);

/** A property set to a number, unless the element says that number already. */
function withNumber(xml: XmlElement, name: string, value: number | undefined): XmlElement {
  const wanted = number(value);
  return wanted === undefined || wholeNumber(valueOf(xml, name)) === wanted ? xml : withProperty(xml, stringProp(name, String(wanted)));
}

function withLoops(xml: XmlElement, loops: number | undefined): XmlElement {
  const controller = propertyOf(xml, CONTROLLER);
  return controller === undefined ? xml : withProperty(xml, withNumber(controller, 'LoopController.loops', loops));
}

/** A thread group with another load. */
function withLoad(group: XmlElement, load: ExportLoad): XmlElement {
  const counted = withLoops(withNumber(withNumber(group, 'ThreadGroup.num_threads', load.threads), 'ThreadGroup.ramp_time', load.rampUpSeconds), load.loops);
  const timed = withNumber(withNumber(counted, 'ThreadGroup.duration', load.durationSeconds), 'ThreadGroup.delay', load.delaySeconds);
  const scheduled = (number(load.durationSeconds) ?? 0) > 0 || (number(load.delaySeconds) ?? 0) > 0;
  return scheduled && valueOf(timed, 'ThreadGroup.scheduler') !== 'true' ? withProperty(timed, boolProp('ThreadGroup.scheduler', true)) : timed;
}

const newGroup = (name: string): XmlElement => ({
  tag: 'ThreadGroup',
  attributes: [['guiclass', 'ThreadGroupGui'], ['testclass', 'ThreadGroup'], ['testname', name], ['enabled', 'true']],
  children: [
    stringProp('ThreadGroup.on_sample_error', 'continue'),
    elementProp(CONTROLLER, 'LoopController', [boolProp('LoopController.continue_forever', false), stringProp('LoopController.loops', '1')], [['guiclass', 'LoopControlPanel'], ['testclass', 'LoopController'], ['testname', 'Loop Controller'], ['enabled', 'true']]),
    stringProp('ThreadGroup.num_threads', '1'), stringProp('ThreadGroup.ramp_time', '1'), boolProp('ThreadGroup.scheduler', false),
    stringProp('ThreadGroup.duration', ''), stringProp('ThreadGroup.delay', ''), boolProp('ThreadGroup.same_user_on_next_iteration', true),
  ],
  text: '',
});

/** The thread group of a Virtual User: the original with name, description and load of today, or a new one. */
export function groupElement(user: { readonly name: string; readonly description: string }, kept: KeptGroup | undefined, load: ExportLoad | undefined, children: readonly PlanElement[]): PlanElement {
  if (kept?.element === undefined) {
    const group = user.description === '' ? newGroup(user.name) : withProperty(newGroup(user.name), stringProp('TestPlan.comments', user.description));
    return { xml: withLoad(group, load ?? {}), children, tree: [] };
  }
  const original = elementOfRaw(kept.element);
  let { xml } = original;
  if (kept.seen.name !== fingerprint(user.name)) xml = { ...xml, attributes: attributeOf(xml, 'testname') === undefined ? [...xml.attributes, ['testname', user.name]] : xml.attributes.map(([name, value]) => [name, name === 'testname' ? user.name : value]) };
  if (kept.seen.description !== fingerprint(user.description)) xml = withProperty(xml, stringProp('TestPlan.comments', user.description));
  return { xml: load === undefined ? xml : withLoad(xml, load), children, tree: original.tree };
}
