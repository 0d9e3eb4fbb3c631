import type { ActionNode } from '../../../../../contract/actions.js';
import { elementName } from '../../../clean-text.js';
import { delayNode, keptScript } from '../../../design-nodes.js';
import { groovyFunction, groovyOf, negated, type Conditions } from '../../conditions.js';
import { containerOf, DEFAULT_RENDEZVOUS, flowControl, genericNode, ifNode, rendezvous, textDelay } from '../../planted-nodes.js';
import type { Pause, Step } from '../model.js';
import { checkNodes } from './checks.js';
import type { UserContext } from './context.js';
import type { Finding } from './findings.js';
import { convertRequest } from './requests.js';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** Turns the steps of one Virtual User into nodes; what has no node of its own is planted as a named marker and reported. */
export class StepConverter {
  constructor(private readonly context: UserContext) {}

  all(steps: readonly Step[]): ActionNode[] {
    return steps.flatMap((step) => {
      const nodes = this.nodesOf(step);
      return step.enabled === false ? nodes.map((node) => ({ ...node, enabled: false })) : nodes;
    });
  }

  private nodesOf(step: Step): ActionNode[] {
    const { ids } = this.context;
    switch (step.kind) {
      case 'request': return [convertRequest(this.bound(step), this.context)];
      case 'container': return [this.container(step)];
      case 'delay': return this.pause(step.pause);
      case 'javascript': return [this.javascript(step)];
      case 'if': return this.branch(step);
      case 'while': return [containerOf('WhileContainerAction', ids.id(), step.name, this.all(step.steps), { condition: groovyFunction(this.expression(step.conditions)) })];
      case 'loop': return [containerOf('LoopContainerAction', ids.id(), step.name, this.all(step.steps), { count: this.context.texts.of(step.count) })];
      case 'switch': return [this.switch(step)];
      case 'try': return this.recovery(step);
      case 'fork': return [this.fork(step)];
      case 'custom': return [this.custom(step)];
      case 'rendezvous': return [this.meeting(step)];
      case 'wait': return [this.wait(step)];
      case 'queue': return [this.queue(step)];
      default: return this.marks(step);
    }
  }

  private marks(step: Of<'next' | 'log' | 'stop' | 'websocket' | 'unknown'>): ActionNode[] {
    const { ids, markers, virtualUser, notes } = this.context;
    if (step.kind === 'next') return [flowControl(ids.id(), '[NeoLoad] start next iteration', 'NEXT_ITERATION')];
    if (step.kind === 'stop') {
      const name = markers.next('stop virtual user');
      if (step.startNew) this.report({ kind: 'STOP_VIRTUAL_USER', marker: name, element: 'stop virtual user' });
      return [flowControl(ids.id(), name, 'STOP_USER')];
    }
    if (step.kind === 'log') {
      notes.add({ level: 'dropped', type: 'Debug logger', name: step.name, place: virtualUser, reason: 'a step that only writes to the log has no counterpart and changes nothing' });
      return [];
    }
    const marker = markers.next(elementName(step.name, step.kind));
    if (step.kind === 'unknown') {
      this.report({ kind: 'UNKNOWN_ELEMENT', marker, tag: step.tag, element: step.name });
      return [{ ...containerOf('ContainerAction', ids.id(), marker, []), enabled: false }];
    }
    this.report({ kind: 'WEBSOCKET_PUSH', marker, element: step.name, facts: { '@type': 'NeoLoadWebSocketFacts', connection: step.name, pushedMessages: step.pushedMessages } });
    return [{ ...genericNode(ids.id(), marker, { testClass: 'eu.luminis.jmeter.wssampler.OpenWebSocketSampler', guiClass: 'eu.luminis.jmeter.wssampler.OpenWebSocketSamplerGui' }, {}), enabled: false }];
  }

  private report(finding: Omit<Finding, 'virtualUser'>): void {
    this.context.findings.add({ ...finding, virtualUser: this.context.virtualUser });
  }

  /** Remembers which element an SLA profile measured (NeoLoadSlaProfileFacts.boundTo). */
  private bound<S extends { readonly name: string; readonly slaProfile?: string | undefined }>(step: S): S {
    if (step.slaProfile !== undefined) this.context.bindings.set(step.slaProfile, [...(this.context.bindings.get(step.slaProfile) ?? []), elementName(step.name, 'element')]);
    return step;
  }

  private expression({ comparisons, match }: Conditions): string {
    const { texts } = this.context;
    return groovyOf({ match, comparisons: comparisons.map(({ left, operator, right }) => ({ operator, left: texts.of(left), right: texts.of(right) })) });
  }

  private pause(pause: Pause): ActionNode[] {
    const ids = [this.context.ids.id(), this.context.ids.id()] as const;
    return ['text' in pause ? textDelay(ids, this.context.texts.of(pause.text)) : delayNode(ids, pause.minMs, pause.maxMs)];
  }

  private container(step: Of<'container'>): ActionNode {
    const { ids } = this.context;
    this.bound(step);
    const children = [...(step.thinkTime === undefined ? [] : this.pause(step.thinkTime)), ...checkNodes(step.assertions, this.context), ...this.all(step.steps)];
    const { order = 'IN_ORDER', drawn = 1, weights = [] } = step.execution ?? {};
    const type = order === 'RANDOM_ORDER' ? 'RandomOrderContainerAction' : order === 'DRAW' && drawn <= 1 ? 'RandomContainerAction' : 'ContainerAction';
    const several = order === 'DRAW' && drawn > 1;
    if (!several && (weights.length === 0 || order !== 'DRAW')) return containerOf(type, ids.id(), step.name, children);
    const marker = this.context.markers.next(elementName(step.name, 'container'));
    this.report({ kind: 'CONTAINER_EXECUTION', marker, element: step.name, facts: { '@type': 'NeoLoadExecutionFacts', drawn: several ? String(drawn) : '', weighted: weights } });
    return containerOf(type, ids.id(), marker, children);
  }

  /** The source of a script: there to be translated, not run. */
  private javascript(step: Of<'javascript'>): ActionNode {
    const marker = this.context.markers.next(elementName(step.name, 'JavaScript'));
    this.report({ kind: 'JAVASCRIPT_ACTION', marker, element: step.name, facts: { '@type': 'NeoLoadJavaScriptFacts', libraries: [...this.context.libraries] } });
    return keptScript('JSR223Action', this.context.ids.id(), marker, step.script);
  }

  private branch(step: Of<'if'>): ActionNode[] {
    const expression = this.expression(step.conditions);
    const name = elementName(step.name, 'condition');
    const then = ifNode(this.context.ids.id(), name, groovyFunction(expression), this.all(step.then));
    return step.otherwise.length === 0 ? [then] : [then, ifNode(this.context.ids.id(), `${name} (else)`, groovyFunction(negated(expression)), this.all(step.otherwise))];
  }

  /** One If per case, each accepting the values that fall into it, and one for when no case matched (neoload-migration skill). */
  private switch(step: Of<'switch'>): ActionNode {
    const { ids } = this.context;
    const equals = (values: readonly string[]): string => this.expression({ match: 'ANY', comparisons: values.map((value) => ({ left: step.value, operator: 'EQUALS', right: value })) });
    let falling: string[] = [];
    const cases = step.cases.map((item) => {
      const values = item.enabled ? [...falling, item.value] : [item.value];
      if (item.enabled) falling = item.breaks ? [] : values;
      return { ...ifNode(ids.id(), `case ${item.value}`, groovyFunction(equals(values)), this.all(item.steps)), enabled: item.enabled };
    });
    const known = step.cases.filter(({ enabled }) => enabled).map(({ value }) => value);
    const otherwise = step.otherwise.length === 0 ? [] : [ifNode(ids.id(), 'default', groovyFunction(known.length === 0 ? 'true' : negated(equals(known))), this.all(step.otherwise))];
    const last = step.cases.filter(({ enabled }) => enabled).at(-1);
    if (last === undefined || last.breaks) return containerOf('ContainerAction', ids.id(), step.name, [...cases, ...otherwise]);
    const marker = this.context.markers.next(elementName(step.name, 'switch'));
    this.report({ kind: 'SWITCH_FALL_THROUGH', marker, element: step.name, facts: { '@type': 'NeoLoadSwitchFacts', caseValue: last.value } });
    return containerOf('ContainerAction', ids.id(), marker, [...cases, ...otherwise]);
  }

  /** The recovery is switched off: run unconditionally it would be wrong in every iteration that succeeds. */
  private recovery(step: Of<'try'>): ActionNode[] {
    const body = containerOf('ContainerAction', this.context.ids.id(), step.name, this.all(step.steps));
    const marker = this.context.markers.next(`${elementName(step.name, 'try')} catch`);
    this.report({ kind: 'TRY_CATCH', marker, element: step.name, facts: { '@type': 'NeoLoadTryFacts', catchesErrors: step.catchesErrors, catchesAssertions: step.catchesAssertions } });
    return [body, { ...containerOf('ContainerAction', this.context.ids.id(), marker, this.all(step.recovery)), enabled: false }];
  }

  private fork(step: Of<'fork'>): ActionNode {
    const marker = this.context.markers.next(elementName(step.name, 'fork'));
    this.report({ kind: 'FORK', marker, element: step.name, facts: { '@type': 'NeoLoadForkFacts', copiedVariables: step.copiedVariables } });
    return containerOf('ParallelContainerAction', this.context.ids.id(), marker, this.all(step.steps), { parentSample: false });
  }

  private custom(step: Of<'custom'>): ActionNode {
    const marker = this.context.markers.next(elementName(step.name, 'Advanced Action'));
    const parameters = Object.fromEntries(Object.entries(step.parameters).map(([name, value]) => [name, this.context.texts.of(value)]));
    this.report({ kind: 'CUSTOM_ACTION', marker, element: step.plugin === '' ? step.name : step.plugin, facts: { '@type': 'NeoLoadCustomActionFacts', plugin: step.plugin, parameters, encrypted: step.encrypted } });
    return keptScript('JSR223Action', this.context.ids.id(), marker, JSON.stringify({ plugin: step.plugin, parameters }, undefined, 2));
  }

  private meeting(step: Of<'rendezvous'>): ActionNode {
    const name = elementName(step.name, 'rendezvous');
    const policy = this.context.rendezvous.find((known) => known.name === step.name);
    if (policy === undefined) this.report({ kind: 'RENDEZVOUS_POLICY', marker: name, element: name, facts: { '@type': 'ImportRendezVousFacts', ...DEFAULT_RENDEZVOUS } });
    return rendezvous(this.context.ids.id(), name, policy);
  }

  /** Switched off: its body is empty, and an empty While runs until the test ends (neoload-migration skill, documented). */
  private wait(step: Of<'wait'>): ActionNode {
    const marker = this.context.markers.next(`wait until ${elementName(step.name, 'condition')}`);
    this.report({ kind: 'WAIT_UNTIL', marker, element: step.name, facts: { '@type': 'NeoLoadWaitFacts', timeoutSeconds: step.timeoutSeconds } });
    return { ...containerOf('WhileContainerAction', this.context.ids.id(), marker, [], { condition: groovyFunction(negated(this.expression(step.conditions))) }), enabled: false };
  }

  private queue(step: Of<'queue'>): ActionNode {
    const own = { id: this.context.ids.id(), name: elementName(step.name, 'Queue'), enabled: true, queueName: step.queue, retries: 0 };
    return step.put === undefined ? { '@type': 'PollQueueAction', ...own, variableName: step.into } : { '@type': 'PutQueueAction', ...own, value: this.context.texts.of(step.put) };
  }
}
