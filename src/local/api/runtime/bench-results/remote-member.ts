import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PlanFile, ReportBatch } from '../../../agent-wire/agent-protocol.js';
import type { BenchPlan } from '../../../engine/bench-protocol.js';
import type { Report } from '../../../engine/load/messages.js';
import type { AgentRun, LiveAgent } from '../../agents/live-agent.js';
import { badRequest } from '../../refusals.js';
import type { CrewMember } from './crew-member.js';
import { resultName } from './result-folders.js';

/** What a run has for each of its agents. */
export interface RemotePart {
  readonly runId: string;
  readonly projectId: string;
  readonly folder: string;
  readonly region: string;
  readonly users: number;
  readonly memoryMb: number;
  /** Among several agents; undefined where it is alone. */
  readonly number: number | undefined;
  readonly injectorId: string;
  readonly maxResultBytes: number;
  /** Resolves when everything reported so far is stored. */
  readonly stored: () => Promise<void>;
}

/** An agent on another machine, as a run sees it. */
export class RemoteMember implements CrewMember, AgentRun {
  /** What the agent may fetch; to be set before it is told to. */
  files: readonly PlanFile[] = [];
  private hear: (report: Report) => void = () => undefined;
  private applied = 0;
  private turn: Promise<void> = Promise.resolve();
  private isOver = false;

  constructor(private readonly agent: LiveAgent, private readonly part: RemotePart) {
    // From here on the memory is taken.
    agent.runs.set(part.runId, this);
  }

  get name(): string { return `${this.agent.name} (${this.agent.record.host}, ${this.region})`; }
  get injectorId(): string { return this.part.injectorId; }
  get region(): string { return this.part.region; }
  get users(): number { return this.part.users; }
  get memoryMb(): number { return this.part.memoryMb; }
  get roundTripMs(): number { return this.agent.roundTripMs; }
  get projectId(): string { return this.part.projectId; }

  prepare(plan: BenchPlan, hear: (report: Report) => void): void {
    this.hear = hear;
    if (!this.isOver) this.agent.order({ type: 'prepare', runId: this.part.runId, plan, files: this.files });
  }

  go(at: number): void { this.agent.order({ type: 'go', runId: this.part.runId, at }); }

  stop(by: string): void { this.agent.order({ type: 'stop', runId: this.part.runId, by }); }

  /** Gives the memory back; nothing more is taken from the agent. */
  release(): void {
    this.isOver = true;
    if (this.agent.runs.get(this.part.runId) === this) this.agent.runs.delete(this.part.runId);
  }

  lost(why: string): void {
    this.end({ type: 'ended', end: { state: 'ABORTED', message: `The agent ${why}.` } });
  }

  /** Batches one after the other: the same one may come again while it is being stored. */
  apply({ batch, reports }: ReportBatch): Promise<void> {
    const work = this.turn.then(async () => {
      if (this.isOver || batch <= this.applied) return;
      if (batch > this.applied + 1) throw new RangeError(`batch ${this.applied + 1} is missing`);
      this.applied = batch;
      for (const report of reports) this.take(report);
      await this.part.stored();
    });
    this.turn = work.catch(() => undefined);
    return work;
  }

  async receive(name: string, bytes: Readable, sha256: string): Promise<void> {
    const incoming = join(this.part.folder, `.incoming-${randomUUID()}`);
    try {
      const digest = await this.written(bytes, incoming);
      if (digest !== sha256) throw badRequest(`The file ${name} did not arrive whole. Send it again.`);
      await rename(incoming, join(this.part.folder, this.part.number === undefined ? name : resultName(name, this.part.number)));
    } finally {
      await rm(incoming, { force: true });
    }
  }

  private async written(bytes: Readable, path: string): Promise<string> {
    const hash = createHash('sha256');
    const { maxResultBytes } = this.part;
    let size = 0;
    await pipeline(bytes, async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        size += chunk.length;
        if (size > maxResultBytes) throw badRequest(`The file is larger than the ${maxResultBytes} bytes this backend accepts (local.agents.max-result-bytes).`);
        hash.update(chunk);
        yield chunk;
      }
    }, createWriteStream(path));
    return hash.digest('hex');
  }

  /** What an agent says of itself is not what it says it is: its figures carry the name and place that it was given. */
  private take(report: Report): void {
    const { region, injectorId } = this.part;
    try {
      switch (report.type) {
        case 'ended': this.end(report); return;
        case 'metrics': this.hear({ ...report, rows: report.rows.map((row) => ({ ...row, series: { ...row.series, region, injectorId } })) }); return;
        case 'users': this.hear({ ...report, rows: report.rows.map((row) => ({ ...row, region, injectorId })) }); return;
        default: this.hear(report);
      }
    } catch (error) {
      this.end({ type: 'ended', end: { state: 'ABORTED', message: `Its figures cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}` } });
      throw new RangeError('the figures cannot be read', { cause: error });
    }
  }

  private end(report: Extract<Report, { type: 'ended' }>): void {
    if (this.isOver) return;
    this.release();
    this.hear(report);
  }
}
