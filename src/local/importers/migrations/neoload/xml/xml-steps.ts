import { attributeOf, type XmlElement } from '../../../jmx/xml-element.js';
import { OPERATORS, type Conditions, type Operator } from '../../conditions.js';
import type { ProjectFiles } from '../../project-files.js';
import { childOf, childrenOf } from '../../xml-document.js';
import { pauseOf, rangeOf } from '../duration.js';
import type { Execution, PacingRange, Pause, Sequence, Step, SwitchCase, UserPath } from '../model.js';
import { descriptionOf, isTrue, nameOf, textOf, wholeOf } from './attributes.js';
import { checksOf, isRequest, requestOf } from './xml-request.js';

/** Deepest nesting of elements, and most steps a project may come to when shared containers are written out. */
const DEEPEST = 60;
const STEPS_MAX = 50_000;

type StepOf = (element: XmlElement, depth: number) => Step;

/**
 * Reads Virtual Users of saved projects. Elements stand side by side in the repository and name their children by id
 * (`weighted-embedded-action uid="…"`, `embedded-action`); a shared one is named by several.
 */
export class XmlStepReader {
  private readonly following = new Set<string>();
  private count = 0;

  constructor(private readonly byId: ReadonlyMap<string, XmlElement>, private readonly files: ProjectFiles, private readonly base: string) {}

  userPath(user: XmlElement): UserPath {
    const sequence = (tag: string): Sequence | undefined => {
      const container = childOf(user, tag);
      return container === undefined ? undefined : this.sequence(container);
    };
    const optional = (found: Sequence | undefined): Sequence | undefined => (found === undefined || found.steps.length === 0 ? undefined : found);
    return { name: nameOf(user), description: descriptionOf(user), assertions: checksOf(user).checks, init: optional(sequence('init-container')), actions: sequence('actions-container') ?? { steps: [], assertions: [] }, end: optional(sequence('end-container')) };
  }

  private sequence(container: XmlElement): Sequence {
    return { steps: this.stepsOf(container, 0), pacing: pacingOf(container), slaProfile: slaOf(container), assertions: checksOf(container).checks };
  }

  private stepsOf(container: XmlElement | undefined, depth: number): Step[] {
    const ids = (container?.children ?? []).flatMap((child) => (child.tag === 'weighted-embedded-action' ? [textOf(child, 'uid')] : child.tag === 'embedded-action' ? [child.text.trim()] : []));
    return ids.flatMap((id) => this.stepOf(id, depth + 1) ?? []);
  }

  private stepOf(id: string, depth: number): Step | undefined {
    const element = this.byId.get(id);
    this.count += 1;
    if (element === undefined || depth > DEEPEST || this.count > STEPS_MAX || this.following.has(id)) return undefined;
    this.following.add(id);
    const reader = Object.hasOwn(this.readers, element.tag) ? this.readers[element.tag] : undefined;
    const step = reader?.(element, depth) ?? (isRequest(element) ? requestOf(element) : { kind: 'unknown', tag: element.tag, name: nameOf(element) } as const);
    this.following.delete(id);
    return isTrue(element, 'enabled', true) ? step : { ...step, enabled: false };
  }

  private readonly readers: Readonly<Record<string, StepOf>> = {
    'http-action': (element) => requestOf(element),
    'http-page': (element, depth) => ({ kind: 'container', name: nameOf(element), steps: this.stepsOf(element, depth), slaProfile: slaOf(element), assertions: checksOf(element).checks, thinkTime: pageThinkTime(element) }),
    'basic-logical-action-container': (element, depth) => ({ kind: 'container', name: nameOf(element), steps: this.stepsOf(element, depth), slaProfile: slaOf(element), assertions: checksOf(element).checks, execution: this.executionOf(element) }),
    'delay-action': (element) => ({ kind: 'delay', name: nameOf(element), pause: delayOf(element) }),
    'js-action': (element) => ({ kind: 'javascript', name: nameOf(element), script: this.script(textOf(element, 'filename')) }),
    'if-action': (element, depth) => ({ kind: 'if', name: nameOf(element), conditions: conditionsOf(element), then: this.stepsOf(childOf(element, 'then-container'), depth), otherwise: this.stepsOf(childOf(element, 'else-container'), depth) }),
    'while-action': (element, depth) => ({ kind: 'while', name: nameOf(element), conditions: conditionsOf(element), steps: this.stepsOf(element, depth) }),
    'loop-action': (element, depth) => ({ kind: 'loop', name: nameOf(element), count: textOf(element, 'loop', '1'), steps: this.stepsOf(element, depth) }),
    'switch-container': (element, depth) => ({ kind: 'switch', name: nameOf(element), value: textOf(element, 'condition'), cases: childrenOf(element, 'case-statement').map((item) => this.switchCase(item, depth)), otherwise: this.stepsOf(childOf(element, 'default-statement'), depth) }),
    'try-action': (element, depth) => ({ kind: 'try', name: nameOf(element), steps: this.stepsOf(childOf(element, 'try-container'), depth), recovery: this.stepsOf(childOf(element, 'catch-container'), depth), catchesErrors: isTrue(element, 'catch-errors', true), catchesAssertions: isTrue(element, 'catch-assertions', true) }),
    'custom-action': (element) => customAction(element),
    'wait-until-action': (element) => ({ kind: 'wait', name: nameOf(element), conditions: conditionsOf(element), timeoutSeconds: wholeOf(element, 'timeout', 60_000) / 1000 }),
  };

  private switchCase(item: XmlElement, depth: number): SwitchCase {
    return { value: textOf(item, 'case-value'), breaks: isTrue(item, 'case-break', true), enabled: isTrue(item, 'enabled', true), steps: this.stepsOf(item, depth) };
  }

  /** Only `execution-type` 0, all in order, is in public material; any other is a draw as far as its `element-number` says. */
  private executionOf(container: XmlElement): Execution {
    const order = wholeOf(container, 'execution-type', 0) === 0 ? 'IN_ORDER' : 'DRAW';
    const weighted = isTrue(container, 'weightsEnabled') ? childrenOf(container, 'weighted-embedded-action') : [];
    const weights = weighted.flatMap((child) => {
      const weight = attributeOf(child, 'weight');
      const target = this.byId.get(textOf(child, 'uid'));
      return weight === undefined || target === undefined ? [] : [{ element: nameOf(target), weight: Number.isFinite(Number(weight)) ? Number(weight) : 0 }];
    });
    return { order, drawn: wholeOf(container, 'element-number', 1), weights };
  }

  /** Source of a script: a file of the project, below the folder or beside the configuration. */
  private script(filename: string): string {
    return filename === '' ? '' : (this.files.text(`${this.base}${filename}`) ?? this.files.text(filename) ?? this.files.text(`${this.base}../${filename}`) ?? '');
  }
}

const slaOf = (element: XmlElement): string | undefined => (isTrue(element, 'slaProfileEnabled') ? textOf(element, 'slaProfileName') || undefined : undefined);

/** `MODE_NO_PACING` where there is none; the values of the other modes stand beside it, in seconds as the as-code reference has them. */
function pacingOf(container: XmlElement): PacingRange | undefined {
  const mode = textOf(container, 'pacingMode', 'MODE_NO_PACING');
  if (mode === 'MODE_NO_PACING') return undefined;
  const [start, end, value] = ['pacingStart', 'pacingEnd', 'pacingValue'].map((name) => wholeOf(container, name, 0) * 1000);
  const range = /RANGE|RANDOM/.test(mode) ? rangeOf(start ?? 0, end ?? 0) : rangeOf(value ?? 0, value ?? 0);
  return range.maxMs === 0 ? undefined : range;
}

function delayOf(delay: XmlElement): Pause {
  const ranged = textOf(delay, 'timeMode') === 'MODE_RANGE_THINK_TIME';
  const given = ranged ? `${textOf(delay, 'timeRangeStart', '0')}-${textOf(delay, 'timeRangeEnd', '0')}` : textOf(delay, 'duration', '0');
  return pauseOf(given, 1) ?? { minMs: 0, maxMs: 0 };
}

function pageThinkTime(page: XmlElement): Pause | undefined {
  const ranged = textOf(page, 'thinkTimeMode') === 'MODE_RANGE_THINK_TIME';
  const pause = pauseOf(ranged ? `${textOf(page, 'thinkTimeRangeStart', '0')}-${textOf(page, 'thinkTimeRangeEnd', '0')}` : textOf(page, 'thinkTime', '0'), 1);
  return pause !== undefined && 'maxMs' in pause && pause.maxMs === 0 ? undefined : pause;
}

const isOperator = (word: string): word is Operator => (OPERATORS as readonly string[]).includes(word);

/** `<conditions match-type="1">`: 1 = any, 0 = all (public writer of the vendor). */
function conditionsOf(element: XmlElement): Conditions {
  const conditions = childOf(element, 'conditions');
  const comparisons = conditions === undefined ? [] : childrenOf(conditions, 'condition').flatMap((condition) => {
    const operator = textOf(condition, 'operator', 'EQUALS').toUpperCase();
    return isOperator(operator) ? [{ left: textOf(condition, 'operand1'), operator, right: textOf(condition, 'operand2') }] : [];
  });
  return { comparisons, match: conditions !== undefined && textOf(conditions, 'match-type', '1') === '0' ? 'ALL' : 'ANY' };
}

/** An Advanced Action; a parameter of type PASSWORD is encrypted with a key of the installation. */
function customAction(element: XmlElement): Step {
  const given = childrenOf(element, 'custom-action-parameter');
  const encrypted = given.filter((parameter) => textOf(parameter, 'type') === 'PASSWORD').map((parameter) => textOf(parameter, 'name'));
  const parameters = Object.fromEntries(given.map((parameter) => [textOf(parameter, 'name'), encrypted.includes(textOf(parameter, 'name')) ? '' : textOf(parameter, 'value')]));
  return { kind: 'custom', name: nameOf(element), plugin: textOf(element, 'actionType'), parameters, encrypted };
}
