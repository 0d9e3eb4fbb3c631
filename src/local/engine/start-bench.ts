import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deserializeRow } from '../measurements/stored-row.js';
import { ENGINE_FOLDER } from './artillery/module-path.js';
import type { BenchEnd, BenchHandle, BenchPlan, BenchSink } from './bench-protocol.js';
import { sweepBrowserFolders } from './browsers/browser-folder.js';
import type { BrowserMeans } from './browsers/chromium.js';
import type { Order, Report } from './load/messages.js';

/** A stopped generator that is not gone by then is killed: a run ends within a second, whatever it is doing. */
const STOP_MS = 800;

/**
 * Starts a load run in a process of its own and tells the sink what it measures; `ended` is called once, whatever happens. The
 * generator gets nothing of this process's environment, so no secret of the server's reaches a place that is under test.
 */
export function startBench(plan: BenchPlan, sink: BenchSink): BenchHandle {
  const child = fork(fileURLToPath(new URL('./bench-child.js', import.meta.url)), [], {
    env: { NODE_PATH: ENGINE_FOLDER, NO_COLOR: '1' }, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'json',
  });
  const watch = new ChildWatch(child, sink, plan.surroundings.browsers);
  send(child, { type: 'plan', plan });
  return { pid: child.pid, stop: (by) => { watch.stop(by); } };
}

/** Follows a generator from its start to its end. */
class ChildWatch {
  private over = false;
  private started = false;
  private stoppedBy: string | undefined;
  private complaint = '';

  constructor(private readonly child: ChildProcess, private readonly sink: BenchSink, private readonly browsers: BrowserMeans | undefined) {
    child.on('message', (report: Report) => { this.hear(report); });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.complaint = (this.complaint + text).slice(-2000); });
    child.on('error', (error) => { this.end({ state: 'ERROR', message: `The load generator cannot be started: ${error.message}` }); });
    child.on('exit', (code, signal) => { this.gone(code, signal); });
  }

  stop(by: string): void {
    if (this.over || this.stoppedBy !== undefined) return;
    this.stoppedBy = by;
    send(this.child, { type: 'stop', by });
    setTimeout(() => { if (!this.over) this.child.kill('SIGKILL'); }, STOP_MS).unref();
  }

  private hear(report: Report): void {
    if (this.over) return;
    try {
      this.pass(report);
    } catch (error) {
      // What cannot be stored must not go on being measured.
      this.child.kill('SIGKILL');
      this.end({ state: this.started ? 'ABORTED' : 'ERROR', message: `The run was ended because its figures could not be kept: ${error instanceof Error ? error.message : String(error)}` });
    }
  }

  private pass(report: Report): void {
    switch (report.type) {
      case 'running': this.started = true; this.sink.running(report.startedAt); return;
      case 'metrics': this.sink.metrics(report.rows.map(deserializeRow)); return;
      case 'users': this.sink.users(report.rows); return;
      case 'errors': this.sink.errors(report.samples); return;
      case 'progress': this.sink.progress(report.percent); return;
      case 'ended': this.end(report.end);
    }
  }

  private gone(code: number | null, signal: NodeJS.Signals | null): void {
    // Browsers end with their generator; what it did not get to remove is removed here.
    if (this.browsers !== undefined && 'tmp' in this.browsers) sweepBrowserFolders(this.browsers.tmp);
    if (this.stoppedBy !== undefined) this.end({ state: 'ABORTED', message: `Aborted by ${this.stoppedBy}.` });
    else this.end({ state: this.started ? 'ABORTED' : 'ERROR', message: `The load generator ended without a word (${signal ?? `exit code ${code ?? '?'}`}). ${this.complaint}`.trim() });
  }

  private end(end: BenchEnd): void {
    if (this.over) return;
    this.over = true;
    this.sink.ended(end);
  }
}

function send(child: ChildProcess, order: Order): void {
  // A generator that is already gone says so through its exit.
  if (child.connected) child.send(order, () => undefined);
}
