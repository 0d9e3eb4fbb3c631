import { type ActionNode, PlaywrightSpecAction, WebDriverAction } from '../../../../contract/actions.js';
import type { HttpExchange } from '../../../../contract/http-exchange.js';
import type { BrowserPart } from '../../browsers/browser-part.js';
import type { BrowserTask, Evidence, PlayedAction, PlayedStep } from '../../browsers/browser-protocol.js';
import { prepared, waited } from '../around-sample.js';
import type { Compilation, NodeCompiler, Scope } from '../compilation.js';
import { ownSample } from '../own-sample.js';
import type { Step } from '../play.js';
import type { Frame, Sample, SampledAction } from '../sample.js';
import type { User } from '../user.js';
import { unsupportedStep } from './unsupported.js';

/** Rows of steps one action may have: a label with a number in it would make one in every iteration. */
const MOST_ROWS = 300;
const LABEL = 200;
/** Traces of failures kept per action of a load run: recording one slows the browser down. */
const MOST_TRACES = 3;

const JAVASCRIPT = /^(?:javascript|ecmascript|js|nashorn|graal\.?js|rhino)$/i;
const FOREIGN = unsupportedStep('It drives a real browser: import it as a Virtual User of type PLAYWRIGHT or WEB_DRIVER, whose profile takes one user.');

/** What goes on in a user's browser so far. */
interface Course { lastFailed: boolean; iteration: number }

/** One action of a real browser: a sample in wall-clock time, and a row for each of its steps (behaviour.md §21.7). */
class BrowserSampler implements Step {
  private readonly rows = new Map<string, SampledAction>();
  private traces = 0;

  constructor(private readonly node: ActionNode, private readonly action: SampledAction, private readonly scope: Scope, private readonly tools: Compilation, private readonly part: BrowserPart, private readonly taskOf: (user: User, evidence: Evidence) => BrowserTask) {}

  async run(user: User, frame: Frame): Promise<void> {
    const { pre, timers, after } = this.scope.processors;
    user.samplerName = this.action.actionName;
    const complaints = await prepared(user, pre);
    if (timers.length > 0 && !(await waited(user, timers, frame))) return;
    user.waits++;
    const played = await this.played(user);
    if (played === undefined) { frame.cut = true; return; }
    const success = played.success && complaints.length === 0;
    user.lastSampleOk = success;
    user.remembered(this, (): Course => ({ lastFailed: false, iteration: 0 })).lastFailed = !success;
    for (const [name, value] of Object.entries(played.variables)) {
      if (value === null) user.variables.delete(name);
      else user.setVariable(name, value);
    }
    if (!played.ignored) user.report(this.sampleOf(played, complaints, user), frame);
    for (const aftermath of after) aftermath(user, success);
  }

  private async played(user: User): Promise<PlayedAction | undefined> {
    try {
      return await user.run.browsers.play(user, this.part.seat, { actionId: this.node.id, task: this.taskOf(user, this.evidence(user)), hear: (step) => { this.row(user, step); } });
    } catch (error) {
      return { success: false, message: error instanceof Error ? error.message : String(error), failedTest: '', code: '-1', summary: '', elapsedMs: 0, ignored: false, refusals: [], variables: {} };
    }
  }

  /** A validation keeps everything; a load run the first iteration, and what failed. */
  private evidence(user: User): Evidence {
    if (user.settings.mode === 'VALIDATION') return { trace: 'on', screenshot: 'on', bodies: true, har: 'on' };
    const { lastFailed } = user.remembered(this, (): Course => ({ lastFailed: false, iteration: 0 }));
    const first = user.iteration === 1;
    const again = lastFailed && this.traces < MOST_TRACES;
    if (again) this.traces++;
    return { trace: first ? 'on' : again ? 'retain-on-failure' : 'off', screenshot: 'only-on-failure', bodies: false, har: first ? 'on' : 'only-on-failure' };
  }

  private sampleOf(played: PlayedAction, complaints: readonly string[], user: User): Sample {
    const hide = (shown: string): string => user.program.hide(shown);
    const success = played.success && complaints.length === 0;
    const reason = [...complaints, played.message, ...(played.success ? [] : played.refusals.slice(0, 1))].filter((part) => part !== '').join(' ');
    const text = hide(success ? played.summary : reason);
    const base = ownSample(this.action, { success, text, elapsedMs: played.elapsedMs, code: success && played.code === '' ? '200' : played.code });
    const assertions = played.failedTest === '' ? [] : [{ name: hide(played.failedTest), message: text }];
    const { exchange } = played;
    return { ...base, failure: success ? '' : text, failedAssertions: assertions, ...(exchange === undefined ? {} : { url: hide(exchange.request.url), exchange: (limit: number) => hidden(exchange, limit, hide) }) };
  }

  /** Steps are told as they end, so that they count in their own second. */
  private row(user: User, { label, type, elapsedMs, success, code, bytes, latencyMs }: PlayedStep): void {
    const shown = user.program.hide(label).slice(0, LABEL);
    const suffix = JSON.stringify({ label: shown, type });
    const known = this.rows.get(suffix);
    if (known === undefined && this.rows.size >= MOST_ROWS) {
      this.tools.context.log.warn(`The action "${this.action.actionName}" has more than ${MOST_ROWS} different steps: further ones get no row. Keep changing values out of the titles of steps and out of paths.`);
      return;
    }
    const { virtualUserId, virtualUserName } = this.action;
    const action = known ?? this.tools.context.actions.get({ virtualUserId, virtualUserName, actionId: `${this.node.id}${suffix}`, actionName: `${this.action.actionName} › ${shown}`, kind: 'Container' });
    this.rows.set(suffix, action);
    const startedAt = performance.now() - elapsedMs;
    user.stage.listener.sample(user, { action, startedAt, elapsedMs, latencyMs, connectMs: 0, receivedBytes: bytes, sentBytes: 0, success, code, reason: '', failure: '', failedAssertions: [], url: '', listed: true });
  }
}

/** The exchange as people may see it: without secrets, not longer than asked for. */
function hidden({ request, response }: HttpExchange, limit: number, hide: (text: string) => string): HttpExchange {
  const headers = (list: HttpExchange['request']['headers']): HttpExchange['request']['headers'] => list.map((header) => ({ ...header, value: hide(header.value) }));
  const body = (message: { body: string; bodyEncoding: 'text' | 'base64' }): string => (message.bodyEncoding === 'text' ? hide(message.body.slice(0, limit)) : message.body.slice(0, Math.floor(limit / 3) * 4));
  return { request: { ...request, url: hide(request.url), headers: headers(request.headers), body: body(request) }, response: { ...response, headers: headers(response.headers), body: body(response) } };
}

/** Tells apart the files of iterations; the first of a validation needs nothing. */
const runOf = (user: User): string => (user.settings.mode === 'VALIDATION' && user.iteration === 1 ? '' : `i${user.iteration}`);

/** A file of a Playwright Virtual User, played by Playwright itself. */
export const playwrightSpec: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const part = tools.context.browser;
    if (part === undefined) return compiledStep(FOREIGN, node, scope, tools);
    const { filename: file } = tools.fields(PlaywrightSpecAction, node);
    if (part.modules.has(file)) return { run: () => undefined };
    return new BrowserSampler(node, tools.action(node, scope, 'Hit'), scope, tools, part, (user, evidence) => ({ kind: 'SPEC', file, run: runOf(user), evidence }));
  },
};

/** A script of JMeter's WebDriver Sampler. Variables in it are replaced before it runs, as JMeter does. */
export const webDriverScript: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const part = tools.context.browser;
    if (part === undefined) return compiledStep(FOREIGN, node, scope, tools);
    const { script, language, parameters, name = '' } = tools.fields(WebDriverAction, node);
    const action = tools.action(node, scope, 'Hit');
    if (!JAVASCRIPT.test(language)) {
      const failure = `The WebDriver script "${name}" is written in ${language === '' ? 'no language' : language.slice(0, 30)}, which the local engine does not run: it runs JavaScript. Write it in JavaScript and set its language to javascript, or write a Playwright spec.`;
      tools.context.log.warn(failure);
      return { run: (user, frame) => { user.report(ownSample(action, { success: false, text: failure }), frame); } };
    }
    const [code, given] = [tools.template(script), tools.template(parameters)];
    return new BrowserSampler(node, action, scope, tools, part, (user, evidence) => {
      const course = user.remembered(part, (): Course => ({ lastFailed: false, iteration: 0 }));
      const fresh = course.iteration !== user.iteration;
      course.iteration = user.iteration;
      return { kind: 'SCRIPT', name, run: runOf(user), script: code.render(user), parameters: given.render(user), evidence, fresh, variables: Object.fromEntries(user.variables), properties: { ...user.settings.properties, ...Object.fromEntries(user.run.properties) } };
    });
  },
};

function compiledStep(compiler: NodeCompiler, node: ActionNode, scope: Scope, tools: Compilation): Step {
  if (compiler.role !== 'step') throw new Error('Not a step.');
  return compiler.compile(node, scope, tools);
}
