import { createContext, Script } from 'node:vm';
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { ThreadMessage, ThreadOutcome, ThreadReply, ThreadTask } from './webdriver-protocol.js';
import { driverOf, type Ask } from './webdriver-api.js';

/** The thread one script runs in, behind the guard. A call to the browser sleeps until the other thread has the answer. */
interface Given { readonly task: ThreadTask; readonly flag: Int32Array; readonly port: MessagePort }
const { task, flag, port } = workerData as Given;
const tell = (message: ThreadMessage): void => { port.postMessage(message); };

const ask: Ask = (operation, ...given) => {
  tell({ type: 'call', call: { operation, arguments: given } });
  for (;;) {
    Atomics.wait(flag, 0, 0);
    Atomics.store(flag, 0, 0);
    const received = receiveMessageOnPort(port) as { message: ThreadReply } | undefined;
    if (received === undefined) continue;
    if ('value' in received.message) return received.message.value;
    const failure = new Error(received.message.error.message.split('\n', 1)[0]);
    failure.name = received.message.error.name;
    throw failure;
  }
};

const clock = { startedAt: performance.now(), from: -1, to: -1, pausedAt: -1, pausedMs: 0 };
const said = { successful: null as boolean | null, code: '', message: '', data: '', label: task.name };
const variables: Record<string, string | null> = {};

const sampleResult = {
  sampleStart: () => { clock.from = performance.now(); clock.to = -1; },
  sampleEnd: () => { if (clock.from < 0) throw new Error('WDS.sampleResult.sampleEnd() comes without sampleStart().'); clock.to = performance.now(); },
  samplePause: () => { clock.pausedAt = performance.now(); },
  sampleResume: () => { if (clock.pausedAt >= 0) clock.pausedMs += performance.now() - clock.pausedAt; clock.pausedAt = -1; },
  setSuccessful: (value: unknown) => { said.successful = value === true; },
  isSuccessful: () => said.successful !== false,
  setResponseCode: (value: unknown) => { said.code = String(value); },
  setResponseCodeOK: () => { said.code = '200'; },
  setResponseMessage: (value: unknown) => { said.message = String(value); },
  setResponseMessageOK: () => { said.message = 'OK'; },
  setResponseOK: () => { said.code = '200'; said.message = 'OK'; said.successful = true; },
  setResponseData: (value: unknown) => { said.data = String(value); },
  getResponseDataAsString: () => said.data,
  setSampleLabel: (value: unknown) => { said.label = String(value); },
  getSampleLabel: () => said.label,
  setDataType: () => undefined, setDataEncoding: () => undefined, setContentType: () => undefined, setSamplerData: () => undefined,
  getTime: () => (clock.from < 0 ? 0 : (clock.to < 0 ? performance.now() : clock.to) - clock.from - clock.pausedMs),
};
const put = (name: unknown, value: unknown): void => { variables[String(name)] = String(value); };
const get = (name: unknown): string | null => { const key = String(name); const changed = variables[key]; return key in variables ? changed ?? null : task.variables[key] ?? null; };
const log = (level: 'info' | 'warn') => (value: unknown): void => { tell({ type: 'log', level, text: String(value).slice(0, 2000) }); };
const logger = { info: log('info'), debug: log('info'), trace: log('info'), warn: log('warn'), error: log('warn') };
const { browser, packages } = driverOf(ask);
const WDS = {
  name: task.name, parameters: task.parameters, args: task.parameters.split(' ').filter((part) => part !== ''), browser, log: logger, sampleResult,
  vars: { get, put, remove: (name: unknown) => { variables[String(name)] = null; }, getObject: get, putObject: put },
  props: { get: (name: unknown) => task.properties[String(name)] ?? null, getProperty: (name: unknown) => task.properties[String(name)] ?? null },
};

function played(): string {
  try {
    const world = createContext({ WDS, ...packages, print: logger.info, console: { log: logger.info, info: logger.info, warn: logger.warn, error: logger.error } }, { codeGeneration: { strings: false, wasm: false } });
    new Script(task.script, { filename: 'script' }).runInContext(world);
    return '';
  } catch (error) {
    const { name = 'Error', message = String(error), stack = '' } = (typeof error === 'object' && error !== null ? error : {}) as Partial<Error>;
    const line = /\bscript:(\d+)/.exec(stack)?.[1];
    return `${line === undefined ? '' : `line ${line}: `}${name}: ${message}`.slice(0, 2000);
  }
}

const problem = played();
// A sample that was started and not ended is one that failed on the way.
const end = clock.to >= 0 ? clock.to : performance.now();
const elapsedMs = Math.max(0, end - (clock.from >= 0 ? clock.from : clock.startedAt) - clock.pausedMs);
const outcome: ThreadOutcome = { problem, successful: problem === '' ? said.successful : false, code: said.code, message: said.message, data: said.data, label: said.label, elapsedMs, variables };
tell({ type: 'done', outcome });
