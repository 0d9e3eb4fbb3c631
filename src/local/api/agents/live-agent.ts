import type { Readable } from 'node:stream';
import type { AgentOrder, PlanFile, ReportBatch } from '../../agent-wire/agent-protocol.js';
import type { AgentRecord } from '../../storage/collections.js';
import { OrderBox } from './order-box.js';

/** A run as one of its agents sees it. */
export interface AgentRun {
  readonly users: number;
  /** Memory that the users of this run take on the agent, in MB. */
  readonly memoryMb: number;
  /** Files of the project that this agent may fetch. */
  readonly files: readonly PlanFile[];
  readonly projectId: string;
  /** Takes one batch of figures; resolves when they are stored. Applied exactly once, whatever is sent twice. @throws RangeError for one that cannot be read or leaves a gap */
  apply(batch: ReportBatch): Promise<void>;
  /** Takes a result file. @throws Error where the bytes are not those of the digest */
  receive(name: string, bytes: Readable, sha256: string): Promise<void>;
  /** The agent will not be heard of any more. */
  lost(why: string): void;
}

/** One agent that this process hears, or heard until a moment ago. */
export class LiveAgent {
  readonly runs = new Map<string, AgentRun>();
  /** Shortest round trip that the agent saw lately, in ms. */
  roundTripMs = 0;
  lastSeen = Date.now();
  isUp = true;
  private readonly box = new OrderBox();

  /** @param instance names the process. @param memoryMb the machine's memory. */
  constructor(readonly record: AgentRecord, readonly instance: string, readonly memoryMb: number) {}

  get id(): string { return this.record.id; }
  get name(): string { return this.record.name; }

  /** Memory promised to runs, in MB. */
  get memoryUsed(): number { return [...this.runs.values()].reduce((sum, run) => sum + run.memoryMb, 0); }
  get usersRunning(): number { return [...this.runs.values()].reduce((sum, run) => sum + run.users, 0); }

  seen(): void {
    this.lastSeen = Date.now();
    this.isUp = true;
  }

  order(order: AgentOrder): void { this.box.put(order); }

  orders(after: number, holdMs: number, gone: AbortSignal): ReturnType<OrderBox['take']> { return this.box.take(after, holdMs, gone); }

  /** Tells every run that the agent is gone; the agent may come back, those runs do not. */
  drop(why: string): void {
    this.isUp = false;
    const runs = [...this.runs.values()];
    this.runs.clear();
    for (const run of runs) run.lost(why);
  }

  /** No more orders. */
  close(): void { this.box.close(); }
}
