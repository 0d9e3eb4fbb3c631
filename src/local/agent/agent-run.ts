import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type AgentOrder, type PlanFile, RESULT_FILES } from '../agent-wire/agent-protocol.js';
import type { BenchEnd, BenchHandle, BenchPlan } from '../engine/bench-protocol.js';
import type { Report } from '../engine/load/messages.js';
import { fileDigest } from '../engine/file-digest.js';
import { forkBench } from '../engine/start-bench.js';
import { narrowerHosts } from './narrower-hosts.js';
import { Outbox } from './outbox.js';
import { CallFailed, type ServerLink } from './server-link.js';

/** Longest transfer of one file. */
const TRANSFER_MS = 3_600_000;
const CALL_MS = 10_000;
const RETRIES = 3;

/** What a run needs of its agent. */
export interface AgentRunTools {
  readonly link: ServerLink;
  readonly agentId: string;
  readonly allowedHosts: readonly string[];
  readonly clockOffsetMs: () => number;
  readonly say: (text: string) => void;
}

/** One run on this agent: fetches its files, has a generator play its part, hands in what it measures, and leaves nothing behind. */
export class AgentRun {
  /** Resolves when the generator is gone and the folder, too. */
  readonly over: Promise<void>;
  private readonly outbox: Outbox;
  private readonly ended = new AbortController();
  private readonly fetching = new AbortController();
  private handle: BenchHandle | undefined;
  private stoppedBy: string | undefined;
  private isFinished = false;
  private leave: () => void = () => undefined;

  constructor(private readonly order: Extract<AgentOrder, { type: 'prepare' }>, private readonly folder: string, private readonly tools: AgentRunTools) {
    const { link, agentId, say } = tools;
    this.outbox = new Outbox(async (batch) => { await link.post('reports', { agentId, runId: this.runId }, batch, CALL_MS, this.ended.signal); }, (why) => {
      say(`run ${this.runId}: ${why}`);
      this.abandon('the backend, for which the run is over');
    });
    this.over = new Promise((resolve) => { this.leave = resolve; });
    void this.begin();
  }

  get runId(): string { return this.order.runId; }

  go(at: number): void { this.handle?.go(at); }

  /** Ends the load within a second; what was measured is still handed in. */
  stop(by: string): void {
    if (this.stoppedBy !== undefined) return;
    this.stoppedBy = by;
    this.fetching.abort();
    this.handle?.stop(by);
  }

  /** Ends the load at once and hands nothing in any more: nobody takes it. */
  abandon(by: string): void {
    this.outbox.close();
    this.ended.abort();
    this.stop(by);
  }

  private async begin(): Promise<void> {
    try {
      const filesFolder = join(this.folder, 'files');
      const outputFolder = join(this.folder, 'results');
      for (const made of [filesFolder, outputFolder]) await mkdir(made, { recursive: true, mode: 0o700 });
      for (const file of this.order.files) await this.fetch(file, filesFolder);
      if (this.stoppedBy !== undefined) await this.finish({ state: 'ABORTED', message: `Aborted by ${this.stoppedBy} before any load.` });
      else this.handle = forkBench(this.planOf(filesFolder, outputFolder), (report) => { this.hear(report); });
    } catch (error) {
      if (this.stoppedBy !== undefined) await this.finish({ state: 'ABORTED', message: `Aborted by ${this.stoppedBy} before any load.` });
      else await this.finish({ state: 'ERROR', message: `The agent could not prepare the run: ${error instanceof Error ? error.message : String(error)}` });
    }
  }

  private planOf(filesFolder: string, outputFolder: string): BenchPlan {
    const { plan } = this.order;
    const allowedHosts = narrowerHosts(plan.surroundings.allowedHosts, this.tools.allowedHosts);
    return { ...plan, outputFolder, clockOffsetMs: this.tools.clockOffsetMs(), surroundings: { ...plan.surroundings, filesFolder, allowedHosts } };
  }

  private async fetch({ name, sha256 }: PlanFile, folder: string): Promise<void> {
    if (name !== basename(name) || name === '' || name === '.' || name === '..' || name.includes('\0')) throw new Error('the backend named a file that is not a plain name');
    const path = join(folder, name);
    await this.repeated(async () => {
      await pipeline(await this.tools.link.fetchFile({ agentId: this.tools.agentId, runId: this.runId, name }, TRANSFER_MS, this.fetching.signal), createWriteStream(path, { mode: 0o600 }));
      if ((await fileDigest(path)) !== sha256) throw new Error(`the file "${name}" changed while the run was prepared: launch it again`);
    });
  }

  private hear(report: Report): void {
    if (report.type === 'ended') void this.finish(report.end);
    else this.outbox.put(report);
  }

  /** The files go before the last word, so that they are there when the run is over. */
  private async finish(end: BenchEnd): Promise<void> {
    if (this.isFinished) return;
    this.isFinished = true;
    await this.outbox.drained();
    const lacking: string[] = [];
    for (const name of RESULT_FILES) {
      const path = join(this.folder, 'results', name);
      if (existsSync(path) && !(await this.sent(name, path))) lacking.push(name);
    }
    const note = lacking.length === 0 ? '' : ` ${lacking.join(' and ')} could not be handed in.`;
    this.outbox.put({ type: 'ended', end: { ...end, message: `${end.message}${note}`.trim() } });
    await this.outbox.drained();
    await rm(this.folder, { recursive: true, force: true });
    this.leave();
  }

  private async sent(name: string, path: string): Promise<boolean> {
    try {
      const sha256 = await fileDigest(path);
      await this.repeated(() => this.tools.link.sendFile({ agentId: this.tools.agentId, runId: this.runId, name }, path, sha256, TRANSFER_MS, this.ended.signal));
      return true;
    } catch (error) {
      if (!this.ended.signal.aborted) this.tools.say(`run ${this.runId}: ${name} could not be handed in: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }

  /** A transfer that breaks off in transit is tried again. */
  private async repeated(work: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await work();
        return;
      } catch (error) {
        const isRefused = error instanceof CallFailed && error.kind === 'refused';
        if (isRefused || attempt >= RETRIES || this.ended.signal.aborted || (this.handle === undefined && this.fetching.signal.aborted)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
      }
    }
  }
}
