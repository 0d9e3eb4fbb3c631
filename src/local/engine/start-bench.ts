import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deserializeRow } from '../measurements/stored-row.js';
import { ENGINE_FOLDER } from './artillery/module-path.js';
import type { BenchEnd, BenchHandle, BenchPlan, BenchSink } from './bench-protocol.js';
import { sweepBrowserFolders } from './browsers/browser-folder.js';
import type { BrowserMeans } from './browsers/chromium.js';
import type { Order, Report } from './load/messages.js';
import { TEAR_DOWN_STOPPED_MS } from './load/side-groups.js';

/** A stopped generator that is not gone by then is killed: the load ends within a second, whatever it is doing. A tearDown has its own time on top. */
const STOP_MS = 800;

/**
 * Starts a load run in a process of its own and tells the sink what it measures; `ended` is called once, whatever happens. The
 * generator gets nothing of this process's environment, so no secret of the server's reaches a place that is under test.
 */
export function startBench(plan: BenchPlan, sink: BenchSink): BenchHandle {
  return forkBench(plan, (report) => { deliver(report, sink); });
}

/** The same with the reports as they come, to be handed on. What `hear` throws ends the run. */
export function forkBench(plan: BenchPlan, hear: (report: Report) => void): BenchHandle {
  const child = fork(fileURLToPath(new URL('./bench-child.js', import.meta.url)), [], {
    env: { NODE_PATH: ENGINE_FOLDER, NO_COLOR: '1' }, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'json',
  });
  const watch = new ChildWatch(child, hear, { patienceMs: plan.profiles.some(({ tearDown }) => tearDown !== undefined) ? STOP_MS + TEAR_DOWN_STOPPED_MS : STOP_MS, browsers: plan.surroundings.browsers });
  send(child, { type: 'plan', plan });
  return { pid: child.pid, stop: (by) => { watch.stop(by); }, go: (at) => { send(child, { type: 'go', at }); } };
}

/** Tells a sink what a report says. */
export function deliver(report: Report, sink: BenchSink): void {
  switch (report.type) {
    case 'ready': sink.ready?.(); return;
    case 'running': sink.running(report.startedAt); return;
    case 'metrics': sink.metrics(report.rows.map(deserializeRow)); return;
    case 'users': sink.users(report.rows); return;
    case 'generator': sink.generator?.(report.rows); return;
    case 'errors': sink.errors(report.samples); return;
    case 'progress': sink.progress(report.percent); return;
    case 'ended': sink.ended(report.end);
  }
}

/** Follows a generator from its start to its end. */
class ChildWatch {
  private over = false;
  private started = false;
  private stoppedBy: string | undefined;
  private stops = 0;
  private complaint = '';

  constructor(private readonly child: ChildProcess, private readonly tell: (report: Report) => void, private readonly means: { readonly patienceMs: number; readonly browsers: BrowserMeans | undefined }) {
    child.on('message', (report: Report) => { this.hear(report); });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.complaint = (this.complaint + text).slice(-2000); });
    child.on('error', (error) => { this.end({ state: 'ERROR', message: `The load generator cannot be started: ${error.message}` }); });
    child.on('exit', (code, signal) => { this.gone(code, signal); });
  }

  stop(by: string): void {
    if (this.over || this.stops === 2) return;
    this.stoppedBy ??= by;
    send(this.child, { type: 'stop', by });
    // The second stop does not wait for a tearDown.
    setTimeout(() => { if (!this.over) this.child.kill('SIGKILL'); }, this.stops++ === 0 ? this.means.patienceMs : STOP_MS).unref();
  }

  private hear(report: Report): void {
    if (this.over) return;
    try {
      if (report.type === 'running') this.started = true;
      if (report.type === 'ended') this.end(report.end);
      else this.tell(report);
    } catch (error) {
      // What cannot be stored must not go on being measured.
      this.child.kill('SIGKILL');
      this.end({ state: this.started ? 'ABORTED' : 'ERROR', message: `The run was ended because its figures could not be kept: ${error instanceof Error ? error.message : String(error)}` });
    }
  }

  private gone(code: number | null, signal: NodeJS.Signals | null): void {
    // Browsers end with their generator; what it did not get to remove is removed here.
    if (this.means.browsers !== undefined && 'tmp' in this.means.browsers) sweepBrowserFolders(this.means.browsers.tmp);
    if (this.stoppedBy !== undefined) this.end({ state: 'ABORTED', message: `Aborted by ${this.stoppedBy}.` });
    else this.end({ state: this.started ? 'ABORTED' : 'ERROR', message: `The load generator ended without a word (${signal ?? `exit code ${code ?? '?'}`}). ${this.complaint}`.trim() });
  }

  private end(end: BenchEnd): void {
    if (this.over) return;
    this.over = true;
    this.tell({ type: 'ended', end });
  }
}

function send(child: ChildProcess, order: Order): void {
  // A generator that is already gone says so through its exit.
  if (child.connected) child.send(order, () => undefined);
}
