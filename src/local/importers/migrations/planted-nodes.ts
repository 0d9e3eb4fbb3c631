import type { ActionNode } from '../../../contract/actions.js';
import { elementName } from '../clean-text.js';

/** A container of any type whose name was already made. */
export function containerOf(type: string, id: string, name: string, children: ActionNode[], fields: Readonly<Record<string, unknown>> = {}): ActionNode {
  const own = type === 'ContainerAction' ? { includeTimers: false } : {};
  return { '@type': type, id, name: elementName(name, 'Container'), enabled: true, ...own, ...fields, children };
}

/** Children run where the Groovy expression holds (entities.md §3.4: `useExpression` with `${__groovy(…)}`). */
export const ifNode = (id: string, name: string, condition: string, children: ActionNode[]): ActionNode => containerOf('IfContainerAction', id, name, children, { condition, useExpression: true });

/** An element of JMeter the platform keeps as it is. */
export function genericNode(id: string, name: string, classes: { readonly testClass: string; readonly guiClass: string }, properties: Readonly<Record<string, unknown>>): ActionNode {
  return { '@type': 'GenericAction', id, name: elementName(name, classes.testClass), enabled: true, ...classes, properties, children: [] };
}

/** What a Flow Control Action does, by JMeter's numbers: end this user, or start its next iteration. */
const FLOW = { STOP_USER: 0, NEXT_ITERATION: 3 } as const;
/** A sampler that ends the user or its iteration (component reference, Flow Control Action). */
export function flowControl(id: string, name: string, what: keyof typeof FLOW): ActionNode {
  return genericNode(id, name, { testClass: 'TestAction', guiClass: 'TestActionGui' }, { 'ActionProcessor.action': FLOW[what], 'ActionProcessor.target': 0, 'ActionProcessor.duration': '0' });
}

/** Fails the request where the node is missing (or there, negated): JMeter's own assertion (component reference, XPath Assertion). */
export function xpathAssertion(id: string, name: string, xpath: string, negate: boolean): ActionNode {
  return genericNode(id, name, { testClass: 'XPathAssertion', guiClass: 'XPathAssertionGui' }, {
    'XPath.negate': negate, 'XPath.xpath': xpath, 'XPath.validate': false, 'XPath.whitespace': false, 'XPath.tolerant': true, 'XPath.namespace': false,
  });
}

/** A meeting point (entities.md §3.4); imports wait for everyone, at most 30 s (same place, documented). */
export const DEFAULT_RENDEZVOUS = { scope: 'GLOBAL', timeoutMs: 30_000, type: 'PERCENTAGE', value: 100 } as const;
/** A meeting point under a name, `timeoutMs` in ms. */
export function rendezvous(id: string, name: string, policy: { readonly type: string; readonly value: number; readonly timeoutMs: number } = DEFAULT_RENDEZVOUS): ActionNode {
  return { '@type': 'RendezVousAction', id, name: elementName(name, 'Rendezvous'), enabled: true, scope: 'GLOBAL', timeoutMs: policy.timeoutMs, type: policy.type, value: policy.value };
}

/** A pause whose length is a text with a variable. */
export function textDelay(ids: readonly [string, string], value: string): ActionNode {
  return { '@type': 'DelayAction', id: ids[0], name: 'Delay', enabled: true, thinktime: { '@type': 'ThinktimeText', id: ids[1], name: 'Think time', enabled: true, value } };
}
