import type { ActionNode } from '../../../../../contract/actions.js';
import { elementName } from '../../../clean-text.js';
import { ImportError } from '../../../import-error.js';
import { delayNode, keptScript } from '../../../design-nodes.js';
import { containerOf, DEFAULT_RENDEZVOUS, flowControl, rendezvous } from '../../planted-nodes.js';
import type { Call, CFunction, Statement } from '../c-program.js';
import { sourceOf } from '../c-tokens.js';
import { argumentOf, literalOf, numberOf, textOf } from '../texts.js';
import { captureNode } from './captures.js';
import { remark, report, type Place, type ScriptContext } from './context.js';
import { convertBranch, convertLoop, type Blocks } from './control-flow.js';
import { isSilent, unconvertedKind } from './functions.js';
import { SAVING, savingStep } from './saving.js';
import { Scope } from './scope.js';
import { isSetting, settingStep } from './settings.js';
import { checkNodes } from './text-checks.js';
import { isRequest, requestStep } from './web-requests.js';

const isCapture = (name: string): boolean => /^(?:web_reg_save_param(?:_ex|_regexp|_json|_xpath|_attrib)?|web_create_html_param(?:_ex)?)$/.test(name);
/** More steps than this is no script a person recorded. */
const CALLS_MAX = 100_000;
const START = new Set(['lr_start_transaction', 'lr_start_sub_transaction', 'lr_start_transaction_instance']);
const END = new Set(['lr_end_transaction', 'lr_end_sub_transaction', 'lr_end_transaction_instance', 'lr_stop_transaction']);

/** Walks the functions of one script and makes steps of what they do, without running any of it. */
export class ScriptWalker implements Blocks {
  private readonly scopes: Scope[] = [];
  /** Functions that are being walked, and how many blocks were open when they began. */
  private readonly running: { readonly name: string; readonly depth: number }[] = [];
  private calls = 0;
  /** Transactions that a branch ended although it did not start them. */
  private readonly endedInside = new Set<string>();

  constructor(readonly context: ScriptContext) {}

  /** Steps of a function of the script; none where it calls itself. */
  action({ name, body }: CFunction): ActionNode[] {
    if (this.running.some((outer) => outer.name === name)) return [];
    this.running.push({ name, depth: this.scopes.length });
    const nodes = this.block(body);
    this.running.pop();
    return nodes;
  }

  place(line: number, name: string): Place {
    return { action: this.running.at(-1)?.name ?? '', line, function: name };
  }

  block(statements: readonly Statement[]): ActionNode[] {
    const scope = new Scope();
    this.scopes.push(scope);
    for (const statement of statements) {
      scope.add(this.statement(statement));
      for (const name of this.endedInside) if (scope.end(name) !== undefined) this.endedInside.delete(name);
    }
    this.scopes.pop();
    return scope.finish();
  }

  private statement(statement: Statement): ActionNode[] {
    switch (statement.kind) {
      case 'call': return this.call(statement);
      case 'block': return this.block(statement.body);
      case 'if':
      case 'switch': return convertBranch(statement, this);
      case 'while':
      case 'for': return convertLoop(statement, this);
      case 'leave':
        // At the end of an action it ends nothing; in a branch or a loop it decides what runs.
        if (this.scopes.length > (this.running.at(-1)?.depth ?? 0) + 1) report(this.context, this.place(statement.line, statement.word), 'CONTROL_FLOW');
        return [];
      default: return [];
    }
  }

  /** A call; one that cannot be read, or breaks its converter, becomes a marker. */
  call(call: Call): ActionNode[] {
    this.calls += 1;
    if (this.calls > CALLS_MAX) throw new ImportError(`The script ${this.context.script.name} comes to more than ${CALLS_MAX} steps where the functions it calls are written out. Split it and upload the parts.`);
    const place = this.place(call.line, call.name);
    const own = this.context.script.functions.find(({ name }) => name === call.name);
    if (own !== undefined) return this.inlined(own);
    if (isSilent(call.name)) return [];
    try {
      return this.known(call, place) ?? this.marker(call, place);
    } catch (error) {
      if (error instanceof ImportError) throw error;
      const marker = this.context.state.markers.next(`${call.name} failed to convert`);
      report(this.context, place, 'CONVERSION_FAILED', { marker, facts: { '@type': 'ImportFailureFacts', failure: error instanceof Error ? error.message.slice(0, 300) : 'unknown' } });
      return [keptScript('JSR223Action', this.context.ids.id(), marker, sourceOf(call.source))];
    }
  }

  /** A function of the script stands where it is called. */
  private inlined(own: CFunction): ActionNode[] {
    const children = this.action(own);
    return children.length === 0 ? [] : [containerOf('ContainerAction', this.context.ids.id(), own.name, children)];
  }

  /** @returns undefined where there is no converter, or its arguments take running C to know */
  private known(call: Call, place: Place): ActionNode[] | undefined {
    const { context } = this;
    const { name } = call;
    if (isRequest(name)) { const node = requestStep(call, place, context); return node === undefined ? undefined : [node]; }
    if (isSetting(name)) return settingStep(call, place, context);
    if (isCapture(name)) return this.waiting(captureNode(call, context));
    if (name === 'web_reg_find') return this.waiting(...(checkNodes(call, context) ?? [undefined]));
    if (name === 'web_global_verification') return checkNodes(call, context);
    if (name === 'web_find') return this.onLastAnswer(checkNodes(call, context));
    if (SAVING.has(name)) return savingStep(call, place, context);
    if (START.has(name)) return this.start(call, place);
    if (END.has(name)) return this.end(call, place);
    if (name === 'lr_think_time') return this.thinkTime(call, place);
    if (name === 'lr_rendezvous' || name === 'lr_rendezvous_ex') return this.meeting(call, place);
    return /^(?:lr_exit|lr_abort)$/.test(name) ? [this.exit(call)] : undefined;
  }

  private waiting(...nodes: (ActionNode | undefined)[]): ActionNode[] | undefined {
    for (const node of nodes) {
      if (node === undefined) return undefined;
      this.context.state.wait(node);
    }
    return [];
  }

  private onLastAnswer(nodes: ActionNode[] | undefined): ActionNode[] | undefined {
    const children = this.context.state.lastRequest?.children;
    if (nodes === undefined || children === undefined) return undefined;
    children.push(...nodes);
    return [];
  }

  /** Name of a transaction or a meeting; C where C code makes it. A parameter in it is reported, because names are fixed here. */
  private stepName(call: Call, place: Place): string {
    const { texts, saved } = this.context;
    const text = textOf(call.given[0], texts);
    const parameter = literalOf(argumentOf(call.given[0], 'lr_eval_string')) ?? literalOf(call.given[0]);
    if (text !== undefined && !text.includes('${')) return text;
    const inner = text === undefined ? sourceOf(call.given[0] ?? []) : (/^\W*([\w.-]+)\W*$/.exec(parameter ?? '')?.[1] ?? parameter ?? '');
    const values = saved.of(inner).values;
    const [only, ...others] = values;
    if (only !== undefined && others.length === 0 && !only.includes('${') && saved.constantOf(inner) !== undefined) return only;
    if (saved.first(`name ${inner}`)) report(this.context, place, 'STEP_NAME_PARAMETER', { facts: { '@type': 'LoadRunnerSaveFacts', parameter: inner, values } });
    return text ?? inner;
  }

  private start(call: Call, place: Place): ActionNode[] {
    const name = this.stepName(call, place);
    this.endedInside.delete(name);
    this.scopes.at(-1)?.start(name, containerOf('ContainerAction', this.context.ids.id(), elementName(name, 'Transaction'), []));
    return [];
  }

  private end(call: Call, place: Place): ActionNode[] {
    const name = this.stepName(call, place);
    const others = this.scopes.at(-1)?.end(name);
    if (others === undefined) this.endedInside.add(name);
    for (const other of others ?? []) remark(this.context, place, { level: 'changed', name: other, reason: `the transaction overlaps ${name}, which ends first: containers cannot overlap, so it ends there, too` });
    return [];
  }

  /** Seconds as they are at replay: switched off, scaled, capped or random as default.cfg says. */
  private thinkTime(call: Call, place: Place): ActionNode[] {
    const { on, factor, limitSeconds = Number.MAX_SAFE_INTEGER, random } = this.context.script.thinkTime;
    if (!on) return [];
    const text = textOf(call.given[0], this.context.texts);
    const seconds = numberOf(call.given[0]) ?? (text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined);
    if (seconds === undefined) {
      report(this.context, place, 'THINK_TIME_NOT_LITERAL', { facts: { '@type': 'LoadRunnerThinkTimeFacts', duration: sourceOf(call.given[0] ?? []) } });
      return [];
    }
    const milliseconds = (percent: number): number => Math.round(Math.min(Math.max(0, seconds) * factor * percent / 100, limitSeconds, 86_400) * 1000);
    const [low, high] = random === undefined ? [milliseconds(100), milliseconds(100)] : [milliseconds(random.low), milliseconds(random.high)];
    return high === 0 ? [] : [delayNode([this.context.ids.id(), this.context.ids.id()], Math.min(low, high), high)];
  }

  /** The policy of a meeting point is set in the Controller: the one taken is reported. */
  private meeting(call: Call, place: Place): ActionNode[] {
    const marker = elementName(this.stepName(call, place), 'Rendezvous');
    if (this.context.saved.first(`meeting ${marker}`)) report(this.context, place, 'RENDEZVOUS_POLICY', { marker, facts: { '@type': 'ImportRendezVousFacts', ...DEFAULT_RENDEZVOUS } });
    return [rendezvous(this.context.ids.id(), marker)];
  }

  private exit(call: Call): ActionNode {
    const where = call.given[0]?.[0]?.text ?? '';
    const iteration = /ITERATION|ACTION/.test(where);
    return flowControl(this.context.ids.id(), this.context.state.markers.next(iteration ? 'start next iteration' : 'stop virtual user'), iteration ? 'NEXT_ITERATION' : 'STOP_USER');
  }

  private marker(call: Call, place: Place): ActionNode[] {
    const marker = this.context.state.markers.next(call.name);
    report(this.context, place, unconvertedKind(call.name), { marker });
    return [keptScript('JSR223Action', this.context.ids.id(), marker, sourceOf(call.source))];
  }
}
