import { serializeRow } from '../measurements/stored-row.js';
import { admitUsers } from './artillery/admission.js';
import type { BenchPlan, BenchSink } from './bench-protocol.js';
import { BenchRun } from './load/bench-run.js';
import { JmeterLog } from './load/jmeter-log.js';
import type { Order, Report } from './load/messages.js';

/** The load generator: one process per run, started by `startBench`. It takes its plan, reports, and ends by itself. */
let run: BenchRun | undefined;
let loading = false;
let log: JmeterLog | undefined;

function report(message: Report, sent: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, {}, sent);
}

const sink: BenchSink = {
  ready: () => { report({ type: 'ready' }); },
  running: (startedAt) => { loading = true; report({ type: 'running', startedAt }); },
  metrics: (rows) => { report({ type: 'metrics', rows: rows.map(serializeRow) }); },
  users: (rows) => { report({ type: 'users', rows }); },
  generator: (rows) => { report({ type: 'generator', rows }); },
  errors: (samples) => { report({ type: 'errors', samples }); },
  progress: (percent) => { report({ type: 'progress', percent }); },
  // Leaves only when the last message has left.
  ended: (end) => { report({ type: 'ended', end }, () => { process.exit(0); }); },
};

async function start(plan: BenchPlan): Promise<void> {
  log = new JmeterLog(plan.outputFolder, () => (text) => run?.hide(text) ?? text);
  log.info('o.a.j.JMeter', `Load generator of the scenario "${plan.scenarioName}" is starting`);
  run = new BenchRun(plan, sink, log);
  await run.play(admitUsers);
}

function failed(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  log?.warn('o.a.j.JMeter', `The run cannot go on: ${message}`);
  log?.flush();
  sink.ended({ state: loading ? 'ABORTED' : 'ERROR', message });
}

process.on('message', (order: Order) => {
  if (order.type === 'plan') start(order.plan).catch(failed);
  else if (order.type === 'go') run?.go(order.at);
  else stop(order.by);
});
// Without its server nobody hears the figures: stop loading the target at once.
process.on('disconnect', () => {
  log?.flush();
  process.exit(1);
});
process.on('SIGTERM', () => { stop('SIGTERM', true); });
process.on('SIGINT', () => { stop('SIGINT', true); });
process.on('uncaughtException', failed);
process.on('unhandledRejection', failed);

function stop(by: string, bySystem = false): void {
  if (run === undefined) sink.ended({ state: 'ABORTED', message: `Aborted by ${by} before it started.` });
  else run.stop(by, bySystem);
}
