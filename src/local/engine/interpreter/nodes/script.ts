import { JSR223Action, JSR223PostProcessor, JSR223PreProcessor } from '../../../../contract/actions.js';
import type { ExchangeView } from '../../http/exchange-view.js';
import type { ResultChange, ResultView, ScriptOutcome, ScriptTask } from '../../scripts/script-protocol.js';
import type { Compilation, NodeCompiler } from '../compilation.js';
import { LAST_SAMPLE_OK } from '../expression/methods.js';
import { ownSample } from '../own-sample.js';
import { OwnSampler } from '../own-sampler.js';
import type { Remarks, Views } from '../processors.js';
import type { User } from '../user.js';

interface ScriptNode { readonly name: string; readonly language: string; readonly script: string; readonly parameters: string; readonly filename: string }

/** What a script is run for; undefined `views` = nothing has come back. */
interface Occasion { readonly views?: Views | undefined; readonly samplerName?: string }
type Runner = (user: User, occasion: Occasion) => Promise<ScriptOutcome>;

const JAVASCRIPT = /^(?:javascript|ecmascript|js|nashorn|graal\.?js|rhino)$/i;
/** Scripts that look at an answer; others need not wait for its body. */
const READS_ANSWER = /prev|getPreviousResult/i;

/** Where `vars.putObject` keeps what it is given, per user and as JSON. */
const OBJECTS = {};

/** How a script is run, or the sentence that says why it is not. */
function scriptOf({ name, language, script, parameters, filename }: ScriptNode, tools: Compilation): Runner | string {
  const label = name === '' ? 'The script' : `The script "${name}"`;
  if (!JAVASCRIPT.test(language)) return `${label} is written in ${language === '' ? 'no language' : language.slice(0, 30)}, which the local engine does not run: it runs JavaScript. Write it in JavaScript with the same vars, props, prev and log and set its language to javascript, or replace it by extractors, variables and functions such as \${__groovy(...)}.`;
  if (tools.context.scripts === 'refused') return `${label} was not run: the operator of this server has switched scripts off. Use extractors, variables and functions instead.`;
  const code = filename === '' ? script : fileOf(filename, tools);
  if (typeof code !== 'string') return `${label} was not run. ${code.problem}`;
  if (READS_ANSWER.test(code)) tools.demands.previous = true;
  // JMeter renders variables in a script's text before it runs; each text is then another script.
  const text = filename === '' ? tools.template(code) : undefined;
  const given = tools.template(parameters);
  return async (user, occasion) => {
    const outcome = await user.run.scripts.run(text?.render(user) ?? code, taskOf(user, { name, parameters: given.render(user) }, occasion));
    apply(outcome, user, name);
    return outcome.problem === '' ? outcome : { ...outcome, problem: `${label} failed: ${outcome.problem}.${hint(outcome.problem)}` };
  };
}

function fileOf(filename: string, tools: Compilation): string | { problem: string } {
  try {
    return tools.context.files.bytes(filename).toString('utf8');
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const hint = (problem: string): string => (/\b(?:java|javax|Java|Packages|org|com|importPackage|importClass|JavaImporter|load|require|process|fetch|XMLHttpRequest)\b.* is not defined/.test(problem) ? ' Java classes, modules, files and the network are not there for scripts: use plain JavaScript.' : '');

function taskOf(user: User, { name, parameters }: { name: string; parameters: string }, { views, samplerName }: Occasion): ScriptTask {
  const answer = views?.main ?? user.previous;
  return {
    threadName: user.threadName, threadNumber: user.threadNumber, iteration: user.iteration, label: name, parameters,
    variables: { [LAST_SAMPLE_OK]: String(user.lastSampleOk), ...Object.fromEntries(user.variables) }, properties: { ...user.settings.properties, ...Object.fromEntries(user.run.properties) },
    objects: Object.fromEntries(objectsOf(user)),
    previous: answer === undefined ? null : resultOf(answer, user, views),
    sampler: samplerName === undefined ? null : { name: samplerName, url: views?.main.url ?? '' },
  };
}

function resultOf(view: ExchangeView, user: User, views: Views | undefined): ResultView {
  const { reply } = view;
  // In the post-processor of a sample its assertions have not judged yet.
  const success = views === undefined ? user.lastSampleOk : (views.remarks.success ?? (reply.code > 0 && reply.code < 400));
  return {
    label: user.samplerName, success, code: views?.remarks.code ?? String(reply.code), message: views?.remarks.message ?? (reply.problem === '' ? reply.reason : reply.problem),
    headers: view.headersText, requestHeaders: view.requestHeadersText, samplerData: view.requestBodyText, url: view.url, data: view.text,
    elapsedMs: Math.round(reply.elapsedMs), latencyMs: Math.round(reply.latencyMs), connectMs: Math.round(reply.connectMs), startedAtMs: Math.round(performance.timeOrigin + reply.startedAt),
  };
}

const objectsOf = (user: User): Map<string, string> => user.remembered(OBJECTS, () => new Map<string, string>());

/** Takes over what a script changed. */
function apply(outcome: ScriptOutcome, user: User, name: string): void {
  changed(user.variables, outcome.variables);
  changed(user.run.properties, outcome.properties);
  changed(objectsOf(user), outcome.objects);
  for (const [level, text] of outcome.log) {
    if (level === 'info') user.program.log.info(`o.a.j.p.j.s.JSR223.${name}`, user.program.hide(text));
    else user.program.log.warn(user.program.hide(text));
  }
  if (outcome.course === 'NEXT') user.leave('NEXT');
  else if (outcome.course === 'STOP_THREAD') user.end();
  else if (outcome.course !== '') user.stage.stopTest(user, outcome.course === 'STOP_TEST_NOW');
}

function changed(values: Map<string, string>, changes: Readonly<Record<string, string | null>>): void {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) values.delete(name);
    else values.set(name, value);
  }
}

/** A script that cannot be run, said once in the log. */
function refusal(runner: Runner | string, tools: Compilation): runner is string {
  if (typeof runner !== 'string') return false;
  tools.context.log.warn(runner);
  return true;
}

/** A sampler of its own (entities.md §3.4): OK unless the script fails or says otherwise; not counted after `SampleResult.setIgnore()`. */
export const scriptAction: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const action = tools.action(node, scope, 'Container');
    const runner = scriptOf(tools.fields(JSR223Action, node), tools);
    if (refusal(runner, tools)) return { run: (user, frame) => { user.report(ownSample(action, { success: false, text: runner }), frame); } };
    return new OwnSampler(action, tools.processors(node.children, scope.processors), async (user) => {
      const { own, problem, elapsedMs } = await runner(user, { samplerName: action.actionName });
      const success = problem === '' && own.success !== false;
      const message = problem !== '' ? problem : (own.message ?? own.data ?? 'The script set this sample to failed.');
      return { success, code: own.code ?? (success ? '200' : problem === '' ? '500' : '-1'), message, data: own.data ?? '', elapsedMs, ignored: own.ignored };
    });
  },
};

export const scriptPre: NodeCompiler = {
  role: 'pre',
  compile(node, tools) {
    const runner = scriptOf(tools.fields(JSR223PreProcessor, node), tools);
    if (refusal(runner, tools)) return () => runner;
    return async (user) => problemOf(await runner(user, { samplerName: user.samplerName }));
  },
};

export const scriptPost: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(JSR223PostProcessor, node);
    const runner = scriptOf(fields, tools);
    if (refusal(runner, tools)) return { needsBody: false, run: () => runner };
    return {
      needsBody: fields.filename !== '' || READS_ANSWER.test(fields.script),
      run: async (views, user) => {
        const outcome = await runner(user, { views, samplerName: user.samplerName });
        remark(views, outcome.previous);
        return problemOf(outcome);
      },
    };
  },
};

/** What the script said about the answer goes for all who look at it behind the script. */
function remark(views: Views, { data, ...said }: ResultChange): void {
  const remarks: Remarks = views.remarks;
  Object.assign(remarks, said);
  if (data !== undefined) views.main.replaceBody(data);
}

const problemOf = ({ problem }: ScriptOutcome): string | undefined => (problem === '' ? undefined : problem);
