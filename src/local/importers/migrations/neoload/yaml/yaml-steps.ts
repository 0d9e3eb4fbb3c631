import type { ProjectFiles } from '../../project-files.js';
import { durationMs, pauseOf, rangeOf } from '../duration.js';
import type { PacingRange, Sequence, Step, SwitchCase, UserPath } from '../model.js';
import { checksOf, requestOf, soapRequestOf } from './yaml-request.js';
import { conditionsOf } from './yaml-conditions.js';
import { field, flag, isMapping, list, mapping, onlyEntry, text, textField, type Mapping } from './values.js';

/** Deepest nesting of steps, and most steps a project may come to when shared ones are written out. */
const DEEPEST = 60;
const STEPS_MAX = 50_000;

type StepOf = (own: Mapping, depth: number) => Step | undefined;

/** Reads `user_paths` and their steps (public reference, steps.md and one page per step). */
export class StepReader {
  private readonly shared = new Map<string, unknown>();
  private readonly following = new Set<string>();
  private count = 0;

  constructor(shared: readonly unknown[], private readonly files: ProjectFiles, private readonly folder: string) {
    for (const element of shared) {
      const name = textField(onlyEntry(element)?.[1], 'name');
      if (name !== '') this.shared.set(name, element);
    }
  }

  userPaths(paths: readonly unknown[]): UserPath[] {
    return paths.filter(isMapping).map((path) => ({
      name: textField(path, 'name', 'User Path'), description: textField(path, 'description'), assertions: checksOf(path),
      init: isMapping(field(path, 'init')) ? this.sequence(field(path, 'init')) : undefined,
      actions: this.sequence(field(path, 'actions')),
      end: isMapping(field(path, 'end')) ? this.sequence(field(path, 'end')) : undefined,
    }));
  }

  private sequence(container: unknown): Sequence {
    return { steps: this.stepsOf(container, 0), pacing: pacingOf(field(container, 'pacing')), slaProfile: textField(container, 'sla_profile') || undefined, assertions: checksOf(mapping(container)) };
  }

  /** Steps of a container; `do` is what the first versions called them. */
  private stepsOf(container: unknown, depth: number): Step[] {
    const steps = field(container, 'steps') ?? field(container, 'do');
    return list(steps).flatMap((step) => this.step(step, depth + 1) ?? []);
  }

  private step(step: unknown, depth: number): Step | undefined {
    this.count += 1;
    if (depth > DEEPEST || this.count > STEPS_MAX) return undefined;
    const [tag, value] = typeof step === 'string' ? [step, {}] : (onlyEntry(step) ?? ['', undefined]);
    if (tag === '') return undefined;
    const scalar = this.scalarStep(tag, value, depth);
    if (scalar !== undefined) return scalar;
    const reader = Object.hasOwn(this.readers, tag) ? this.readers[tag] : undefined;
    return reader === undefined ? { kind: 'unknown', tag, name: textField(value, 'name', tag) } : reader(mapping(value), depth);
  }

  /** Steps that are no mapping: pauses, references to shared elements. */
  private scalarStep(tag: string, value: unknown, depth: number): Step | undefined {
    if (tag === 'delay' || tag === 'think_time') {
      const pause = pauseOf(isMapping(value) ? field(value, 'value') : value, 1);
      return pause === undefined ? { kind: 'unknown', tag, name: tag } : { kind: 'delay', name: tag === 'delay' ? 'Delay' : 'Think time', pause };
    }
    if (tag !== 'shared_element') return undefined;
    const name = isMapping(value) ? textField(value, 'name') : text(value);
    const target = this.shared.get(name);
    if (target === undefined || this.following.has(name)) return { kind: 'unknown', tag, name: name === '' ? tag : name };
    this.following.add(name);
    const step = this.step(target, depth + 1);
    this.following.delete(name);
    return step;
  }

  private readonly transaction: StepOf = (own, depth) => ({ kind: 'container', name: textField(own, 'name', 'Transaction'), steps: this.stepsOf(own, depth), slaProfile: textField(own, 'sla_profile') || undefined, assertions: checksOf(own) });

  private readonly readers: Readonly<Record<string, StepOf>> = {
    transaction: this.transaction,
    container: this.transaction,
    web_page: (own, depth) => ({ kind: 'container', name: textField(own, 'name', 'web_page'), steps: this.stepsOf(own, depth), slaProfile: textField(own, 'sla_profile') || undefined, assertions: [], thinkTime: pageThinkTime(field(own, 'think_time')) }),
    request: (own) => requestOf(own),
    soap_request: (own) => soapRequestOf(own, this.files, this.folder),
    javascript: (own) => ({ kind: 'javascript', name: textField(own, 'name', 'JavaScript'), script: textField(own, 'script') }),
    if: (own, depth) => ({ kind: 'if', name: textField(own, 'name', 'condition'), conditions: conditionsOf(own), then: this.stepsOf(field(own, 'then'), depth), otherwise: this.stepsOf(field(own, 'else'), depth) }),
    while: (own, depth) => ({ kind: 'while', name: textField(own, 'name', 'while'), conditions: conditionsOf(own), steps: this.stepsOf(own, depth) }),
    loop: (own, depth) => ({ kind: 'loop', name: textField(own, 'name', 'loop'), count: textField(own, 'count', '1'), steps: this.stepsOf(own, depth) }),
    switch: (own, depth) => ({ kind: 'switch', name: textField(own, 'name', 'switch'), value: textField(own, 'value'), cases: list(field(own, 'case')).map((item) => this.switchCase(item, depth)), otherwise: this.stepsOf(field(own, 'default'), depth) }),
    try_catch: (own, depth) => {
      const caught = textField(own, 'caught_exceptions', 'errors');
      return { kind: 'try', name: textField(own, 'name', 'try_catch'), steps: this.stepsOf(field(own, 'try'), depth), recovery: this.stepsOf(field(own, 'catch'), depth), catchesErrors: caught !== 'assertions', catchesAssertions: caught !== 'errors' };
    },
    fork: (own, depth) => ({ kind: 'fork', name: textField(own, 'name', 'fork'), steps: this.stepsOf(own, depth), copiedVariables: flag(own, 'copy_variables') }),
    custom_action: (own) => customAction(own),
    rendezvous: (own) => ({ kind: 'rendezvous', name: textField(own, 'name', 'rendezvous') }),
    wait_until: (own) => ({ kind: 'wait', name: textField(own, 'name', 'wait_until'), conditions: conditionsOf(own), timeoutSeconds: (durationMs(field(own, 'timeout'), 1) ?? 60_000) / 1000 }),
    variable_modifier: (own) => variableModifier(own),
    go_to_next_iteration: () => ({ kind: 'next', name: 'next iteration' }),
    stop_vu: (own) => ({ kind: 'stop', name: 'stop virtual user', startNew: flag(own, 'start_new_vu', true) }),
    debug_logger: (own) => ({ kind: 'log', name: textField(own, 'text', 'debug logger') }),
    websocket_channel: (own) => ({ kind: 'websocket', name: textField(own, 'name', 'WebSocket'), pushedMessages: 0 }),
    websocket_request: (own) => ({ kind: 'websocket', name: textField(own, 'name', 'WebSocket request'), pushedMessages: 0 }),
  };

  private switchCase(item: unknown, depth: number): SwitchCase {
    return { value: textField(item, 'value'), breaks: flag(item, 'break', true), enabled: true, steps: this.stepsOf(item, depth) };
  }
}

/** Think time of a page: plain numbers are seconds there (public reference, web_page.md). */
function pageThinkTime(value: unknown): ReturnType<typeof pauseOf> {
  if (!isMapping(value)) return pauseOf(value, 1000);
  if (field(value, 'value') !== undefined) return pauseOf(field(value, 'value'), 1000);
  const high = durationMs(field(value, 'max'), 1000);
  return high === undefined ? undefined : rangeOf(durationMs(field(value, 'min'), 1000) ?? 0, high);
}

/** Plain numbers are seconds (public reference, pacing.md); a pace in a variable has no place in a user profile. */
function pacingOf(value: unknown): PacingRange | undefined {
  if (isMapping(value)) {
    const high = durationMs(field(value, 'max'), 1000);
    return high === undefined ? undefined : rangeOf(durationMs(field(value, 'min'), 1000) ?? 0, high);
  }
  const time = durationMs(value, 1000);
  return time === undefined ? undefined : { minMs: time, maxMs: time };
}

function customAction(own: Mapping): Step {
  const given = list(field(own, 'parameters')).filter(isMapping);
  const encrypted = given.filter((parameter) => textField(parameter, 'type') === 'PASSWORD').map((parameter) => textField(parameter, 'name'));
  const parameters = Object.fromEntries(given.map((parameter) => [`${textField(parameter, 'name')}`, encrypted.includes(textField(parameter, 'name')) ? '' : textField(parameter, 'value')]));
  return { kind: 'custom', name: textField(own, 'name', 'Advanced Action'), plugin: textField(own, 'type'), parameters, encrypted };
}

/** Put and poll of a queue have actions of their own; moving a variable by hand has none. */
function variableModifier(own: Mapping): Step {
  const [queue, mode] = [textField(own, 'variable_name'), textField(own, 'mode', 'next_value')];
  if (mode === 'add_shared_queue_value') return { kind: 'queue', name: textField(own, 'name', `put ${queue}`), queue, put: textField(own, 'value'), into: queue };
  if (mode === 'poll_shared_queue') return { kind: 'queue', name: textField(own, 'name', `poll ${queue}`), queue, put: undefined, into: textField(own, 'value', queue).replace(/^\$\{([^{}]+)\}$/, '$1') };
  return { kind: 'unknown', tag: 'variable_modifier', name: textField(own, 'name', 'variable_modifier') };
}

