import type { ActionNode } from '../../../../contract/actions.js';
import { elementName } from '../../clean-text.js';
import { keptOf } from '../kept-element.js';
import { textField } from '../node-fields.js';
import { testNameOf, valueOf, type PlanElement } from '../plan-element.js';
import { propertyName, propertyText } from '../xml-element.js';
import { expanded } from '../kept-element.js';
import { written, type Codec } from './codec.js';

const VALUE = 'SwitchController.value';
/** Tag in the original of the Ifs that a switch became; they are no elements of the plan. */
export const CASE = 'SwitchCase';
/** Tag in the original of further nodes of one element: it is kept at the first of them. */
export const SAME_ELEMENT = 'SameElement';

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/**
 * Conditions of the cases of a switch, one for each child (JMeter's SwitchController: a number picks by position from 0, too
 * large a number and nothing pick the first; a name picks the child of that name, else the one named `default` in any case).
 * Written as comparisons, because the value may be any text.
 */
export function caseConditions(value: string, names: readonly string[]): string[] {
  const chosen = quoted(value);
  const known = new Set<string>();
  const conditions = names.map((name, at) => {
    const terms = [`${chosen} == ${quoted(String(at))}`];
    if (name !== '' && !known.has(name)) terms.push(`${chosen} == ${quoted(name)}`);
    known.add(name);
    return terms;
  });
  conditions[0]?.push(`${chosen} == ""`, `${chosen} >= ${names.length}`);
  const fallback = names.findIndex((name) => name.toLowerCase() === 'default');
  const others = [...known].filter((name) => name !== '').map((name) => `${chosen} != ${quoted(name)}`);
  conditions[fallback]?.push(`(!(${chosen} >= 0) && ${[`${chosen} != ""`, ...others].join(' && ')})`);
  return conditions.map((terms) => terms.join(' || '));
}

/** Value of a switch that can be written into a condition; undefined where it cannot, or where there is nothing to choose from. */
export function switchValueOf(element: PlanElement): string | undefined {
  const value = valueOf(element.xml, VALUE)?.trim() ?? '';
  return /["\\\r\n]/.test(value) ? undefined : value;
}

const isCase = (node: ActionNode): boolean => keptOf(node)?.tag === CASE;
const caseName = (node: ActionNode): string => (node.children ?? []).at(-1)?.name ?? '';

/** Children of a switch as JMeter holds them: the cases taken out of their Ifs. */
export const unwrapped = (children: readonly ActionNode[]): ActionNode[] => children.flatMap((child) => (isCase(child) ? (child.children ?? []) : [child]));

function originalValue(node: ActionNode): string {
  const property = keptOf(node)?.properties?.flatMap((one) => (typeof one === 'string' ? [] : [expanded(one)])).find((one) => propertyName(one) === VALUE);
  return (property === undefined ? undefined : propertyText(property))?.trim() ?? '';
}

/** Whether the Ifs still choose as the original did; else they are written as Ifs. */
function intact(node: ActionNode): boolean {
  const cases = (node.children ?? []).filter(isCase);
  const conditions = caseConditions(originalValue(node), cases.map(caseName));
  return cases.every((one, at) => one['@type'] === 'IfContainerAction' && one.enabled === true && textField(one, 'condition') === conditions[at]);
}

/** `Switch Controller`: a container with one If for each case (entities.md §3.4). */
export const switchController: Codec = {
  classes: ['SwitchController'], type: 'ContainerAction', nests: true,
  read: (element) => (switchValueOf(element) === undefined ? undefined : { name: elementName(testNameOf(element.xml), ''), includeTimers: false }),
  write: (node) => written(node, 'SwitchController', 'SwitchControllerGui', []),
  expresses: intact,
};
export { caseName };
