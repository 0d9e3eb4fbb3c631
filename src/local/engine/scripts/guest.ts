import type { ResultChange, ResultView, ScriptOutcome, ScriptTask } from './script-protocol.js';

/*
 * The world of a script, built inside that world: these functions are never called here, their text is run in the script's own realm.
 * So every object a script can reach, whatever it walks along (`constructor`, `__proto__`, `arguments.callee`), belongs to that realm,
 * where nothing of the process exists. None of them may refer to anything but its arguments and the language itself.
 */

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };
type Level = 'info' | 'warn' | 'error';
type Changes = Record<string, string | null>;

/** What takes the log lines of a script: `tell('info')(…)`. */
type Tell = (level: Level) => (...parts: unknown[]) => void;

/** Texts by name, with a note of what was changed. */
type StoreMaker = typeof makeStore;
type ResultMaker = typeof makeResult;

/** Leaves only what computes: no memory outside of the counted heap, no waiting, no code that runs later, nothing a newer engine brings. */
export function lockWorld(world: Record<string, unknown>): void {
  const kept = new Set('Object,Function,Array,Number,parseFloat,parseInt,Infinity,NaN,undefined,Boolean,String,Symbol,Date,Promise,RegExp,Error,AggregateError,EvalError,RangeError,ReferenceError,SyntaxError,TypeError,URIError,globalThis,JSON,Math,Intl,Map,BigInt,Set,WeakMap,WeakSet,Proxy,Reflect,decodeURI,decodeURIComponent,encodeURI,encodeURIComponent,escape,unescape,isFinite,isNaN,Iterator,__task'.split(','));
  for (const name of Object.getOwnPropertyNames(world)) if (!kept.has(name)) Reflect.deleteProperty(world, name);
  // A stack trace made by the script itself could show the frames below it.
  Reflect.deleteProperty(Error, 'captureStackTrace');
  Object.defineProperty(Error, 'prepareStackTrace', { value: undefined, writable: false, configurable: false });
  Object.defineProperty(world, 'Error', { value: Error, writable: false, configurable: false });
  // Written by the other side: as plain data, so that writing them runs nothing.
  for (const name of ['__returned', '__thrown']) Object.defineProperty(world, name, { value: undefined, writable: true, configurable: false });
}

export function makeStore(values: Readonly<Record<string, string>>, changes: Changes) {
  const known = new Map(Object.entries(values));
  const note = (name: string, value: string | null): void => { Object.defineProperty(changes, name, { value, enumerable: true, writable: true, configurable: true }); };
  return {
    get: (name: unknown): string | null => known.get(String(name)) ?? null,
    put: (name: unknown, value: unknown): null => {
      known.set(String(name), String(value));
      note(String(name), String(value));
      return null;
    },
    remove: (name: unknown): string | null => {
      const old = known.get(String(name)) ?? null;
      known.delete(String(name));
      note(String(name), null);
      return old;
    },
    has: (name: unknown): boolean => known.has(String(name)),
    entries: (): [string, string][] => [...known],
  };
}

/** JMeter's SampleResult, as far as scripts use it: of the answer before (`prev`) or of the script itself. */
export function makeResult(view: ResultView, change: Draft<ResultChange>, threadName: string, tell: Tell, leave: (course: ScriptOutcome['course']) => void) {
  const now = { ...view };
  const stop = (course: ScriptOutcome['course']) => (on: unknown = true): void => { if (on !== false) leave(course); };
  const nothing = (): void => undefined;
  return {
    isSuccessful: () => now.success, getResponseCode: () => now.code, getResponseMessage: () => now.message, getResponseHeaders: () => now.headers, getRequestHeaders: () => now.requestHeaders,
    getResponseDataAsString: () => now.data, getSamplerData: () => now.samplerData, getQueryString: () => now.samplerData, getUrlAsString: () => now.url, getURL: () => now.url, getSampleLabel: () => now.label, getThreadName: () => threadName,
    getTime: () => now.elapsedMs, getLatency: () => now.latencyMs, getConnectTime: () => now.connectMs, getStartTime: () => now.startedAtMs, getEndTime: () => now.startedAtMs + now.elapsedMs, getTimeStamp: () => now.startedAtMs,
    getBodySizeAsLong: () => now.data.length, getErrorCount: () => (now.success ? 0 : 1),
    setSuccessful: (on: unknown): void => { now.success = Boolean(on); change.success = now.success; },
    setResponseCode: (code: unknown): void => { now.code = String(code); change.code = now.code; },
    setResponseMessage: (text: unknown): void => { now.message = String(text); change.message = now.message; },
    setResponseData: (text: unknown): void => { now.data = String(text); change.data = now.data; },
    setResponseOK: (): void => { Object.assign(now, { success: true, code: '200', message: 'OK' }); Object.assign(change, { success: true, code: '200', message: 'OK' }); },
    setResponseCodeOK: (): void => { now.code = '200'; change.code = '200'; },
    setResponseMessageOK: (): void => { now.message = 'OK'; change.message = 'OK'; },
    setIgnore: (): void => { change.ignored = true; },
    setStopThread: stop('STOP_THREAD'), setStopTest: stop('STOP_TEST'), setStopTestNow: stop('STOP_TEST_NOW'), setStartNextThreadLoop: stop('NEXT'),
    setSampleLabel: (): void => { tell('warn')('setSampleLabel has no effect here: figures are kept per action.'); },
    setSamplerData: nothing, setDataType: nothing, setContentType: nothing, sampleStart: nothing, sampleEnd: nothing,
  };
}

/** The sampler a processor belongs to: to be read only. */
export function makeSampler(sampler: NonNullable<ScriptTask['sampler']>): Record<string, unknown> {
  const refused = (what: string) => (): never => { throw new Error(`sampler.${what} is not available here: put a \${variable} into the request and set it with vars.put(...).`); };
  const made: Record<string, unknown> = { getName: () => sampler.name, getPath: () => sampler.url, getUrl: () => sampler.url };
  for (const name of ['setPath', 'setDomain', 'setMethod', 'setName', 'setProperty', 'addArgument', 'addNonEncodedArgument', 'getHeaderManager', 'getArguments', 'setPostBodyRaw']) made[name] = refused(name);
  return made;
}

/** The bindings of JMeter's JSR223 elements (user manual, JSR223 Sampler): vars, props, ctx, and the simple ones. */
export function makeBindings(task: ScriptTask, outcome: Draft<ScriptOutcome>, tell: Tell, makers: { store: StoreMaker; result: ResultMaker; sampler: typeof makeSampler }): Record<string, unknown> {
  const { parse, stringify } = JSON;
  const variables = makers.store(task.variables, outcome.variables);
  const objects = makers.store(task.objects, outcome.objects);
  const properties = makers.store(task.properties, outcome.properties);
  const vars = {
    get: variables.get, put: variables.put, remove: variables.remove,
    getObject: (name: unknown): unknown => { const json = objects.get(name); return json === null ? variables.get(name) : parse(json); },
    // Kept as JSON: what is more than data does not live on.
    putObject: (name: unknown, value: unknown): void => { objects.put(name, stringify(value ?? null) ?? 'null'); },
    entrySet: () => variables.entries().map(([name, value]) => ({ getKey: () => name, getValue: () => value })),
    getIteration: () => task.iteration, getThreadName: () => task.threadName,
  };
  const props = {
    get: properties.get, put: properties.put, remove: properties.remove, containsKey: properties.has,
    getProperty: (name: unknown, fallback: unknown = null) => properties.get(name) ?? fallback, setProperty: properties.put,
  };
  const leave = (course: ScriptOutcome['course']): void => { outcome.course = course; };
  const prev = task.previous === null ? null : makers.result(task.previous, outcome.previous, task.threadName, tell, leave);
  const own: ResultView = { label: task.label, success: true, code: '200', message: 'OK', headers: '', requestHeaders: '', samplerData: '', url: '', data: '', elapsedMs: 0, latencyMs: 0, connectMs: 0, startedAtMs: Date.now() };
  const sampler = task.sampler === null ? null : makers.sampler(task.sampler);
  return {
    vars, props, prev, sampler, SampleResult: makers.result(own, outcome.own, task.threadName, tell, leave),
    ctx: {
      getThreadNum: () => task.threadNumber - 1, getVariables: () => vars, getProperties: () => props, getPreviousResult: () => prev, getCurrentSampler: () => sampler,
      getThread: () => ({ getThreadName: () => task.threadName }), getThreadGroup: () => ({ getName: () => task.threadName.replace(/ \d+-\d+$/, '') }),
    },
    log: { info: tell('info'), debug: () => undefined, trace: () => undefined, warn: tell('warn'), error: tell('error') },
    console: { log: tell('info'), info: tell('info'), warn: tell('warn'), error: tell('error') }, OUT: { println: tell('info'), print: tell('info') }, print: tell('info'),
    Parameters: task.parameters, args: task.parameters.split(/\s+/).filter((part) => part !== ''), Label: task.label,
  };
}

interface Makers { readonly lock: typeof lockWorld; readonly bindings: typeof makeBindings; readonly store: StoreMaker; readonly result: ResultMaker; readonly sampler: typeof makeSampler }

/** Takes the task as JSON from `__task` and leaves the bindings and `__finish(failed)`, which gives the outcome as JSON. */
export function openWorld(world: Record<string, unknown>, makers: Makers): void {
  const { stringify, parse } = JSON;
  const text = String;
  makers.lock(world);
  const task = parse(world['__task'] as string) as ScriptTask;
  Reflect.deleteProperty(world, '__task');
  const log: (readonly [Level, string])[] = [];
  const own: Draft<ResultChange> = {};
  const outcome: Draft<ScriptOutcome> = { problem: '', variables: {}, properties: {}, objects: {}, log, own, previous: {}, course: '', elapsedMs: 0 };
  const tell: Tell = (level) => (...parts) => { if (log.length < 100) log.push([level, parts.map((part) => text(part)).join(' ').slice(0, 1000)]); };
  for (const [name, value] of Object.entries(makers.bindings(task, outcome, tell, makers))) Object.defineProperty(world, name, { value, writable: true, configurable: true });

  /** What was thrown, with the line of the script; whatever it is. */
  const described = (thrown: unknown): string => {
    if (!(thrown instanceof Error)) return text(thrown).slice(0, 500);
    const line = /\bscript:(\d+)/.exec(text(thrown.stack))?.[1];
    return `${line === undefined ? '' : `line ${line}: `}${text(thrown.name)}: ${text(thrown.message)}`.slice(0, 500);
  };
  const finish = (failed: boolean): string => {
    try {
      if (failed) outcome.problem = described(world['__thrown']);
      const returned = world['__returned'];
      // What a script ends with is its answer, unless it set one (JSR223Sampler).
      if (returned !== undefined && returned !== null && own.data === undefined) own.data = text(returned);
    } catch {
      outcome.problem = 'it ended with something that cannot be shown as text';
    }
    return stringify(outcome);
  };
  Object.defineProperty(world, '__finish', { value: finish, writable: false, configurable: false });
}
