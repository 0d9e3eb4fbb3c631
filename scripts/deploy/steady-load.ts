import { setTimeout as pause } from 'node:timers/promises';

/** One call that was not answered as it should be. */
export interface FailedCall { readonly tool: string; readonly atMs: number; readonly reason: string }
export interface LoadCounts {
  readonly reads: number;
  readonly writes: number;
  readonly failed: readonly FailedCall[];
  /** Of every answered call, ms. */
  readonly latencies: readonly number[];
  /** Names of what the answered writes made. */
  readonly made: readonly string[];
  /** Names of what writes were sent for, answered or not. */
  readonly sent: readonly string[];
}

export interface LoadOptions {
  readonly mcpUrl: string;
  readonly token: string;
  readonly workspaceId: string;
  /** Callers who each send the next call when the last one was answered. */
  readonly callers: number;
  /** Pause of a caller between two calls, ms. */
  readonly pauseMs: number;
}

const READS: readonly { name: string; arguments: Record<string, unknown> }[] = [{ name: 'get_current_user', arguments: {} }, { name: 'list_workspaces', arguments: {} }];
/** Every fifth call writes. */
const WRITE_EVERY = 5;

/** Real tool calls over HTTP without a break, each sent once: whoever is not answered does not try again. */
export class SteadyLoad {
  private readonly counts = { reads: 0, writes: 0, failed: [] as FailedCall[], latencies: [] as number[], made: [] as string[], sent: [] as string[] };
  private readonly began = Date.now();
  private readonly callers: readonly Promise<void>[];
  private going = true;
  private next = 0;

  constructor(private readonly options: LoadOptions) {
    this.callers = Array.from({ length: options.callers }, () => this.caller());
  }

  /** Calls answered so far, well or not. */
  get answered(): number { return this.counts.reads + this.counts.writes + this.counts.failed.length; }

  /** Lets every caller finish its call. */
  async end(): Promise<LoadCounts> {
    this.going = false;
    await Promise.all(this.callers);
    return this.counts;
  }

  private async caller(): Promise<void> {
    while (this.going) {
      await this.call(this.next++);
      await pause(this.options.pauseMs);
    }
  }

  private async call(number: number): Promise<void> {
    const isWrite = number % WRITE_EVERY === 0;
    const name = `steady ${process.pid} ${this.began} ${number}`;
    const tool = isWrite ? { name: 'create_project', arguments: { workspaceId: this.options.workspaceId, name } } : READS[number % READS.length];
    if (isWrite) this.counts.sent.push(name);
    const began = Date.now();
    try {
      await this.send({ jsonrpc: '2.0', id: number, method: 'tools/call', params: tool });
      this.counts.latencies.push(Date.now() - began);
      if (isWrite) { this.counts.writes++; this.counts.made.push(name); } else this.counts.reads++;
    } catch (error) {
      this.counts.failed.push({ tool: tool?.name ?? '', atMs: began - this.began, reason: reasonOf(error) });
    }
  }

  private async send(message: object): Promise<void> {
    const { mcpUrl, token } = this.options;
    const answer = await fetch(mcpUrl, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' }, body: JSON.stringify(message) });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 200)}`);
    const { result, error } = JSON.parse(text) as { result?: { isError?: boolean; content?: { text?: string }[] }; error?: { message: string } };
    if (error !== undefined || result === undefined || result.isError === true) throw new Error(error?.message ?? result?.content?.[0]?.text ?? 'no result');
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}` : String(error));

/** The value below which `percent` of the values lie; NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}
