import type { Report } from '../engine/load/messages.js';
import { CallFailed } from './server-link.js';

/** Rows of one batch: far below what the backend takes as one body, even with the histograms of whole runs. */
const ROWS = 400;
const RETRY_MS = 250;

/** Sends one numbered batch. */
export type Send = (batch: { readonly batch: number; readonly reports: readonly Report[] }) => Promise<void>;

/**
 * The reports of one run on their way to the backend, in order. Each batch has a number and is sent until it is taken, so none is
 * lost and none counts twice; what comes meanwhile waits for the next batch.
 */
export class Outbox {
  private waiting: Report[] = [];
  private batch = 0;
  private isClosed = false;
  private turn: Promise<void> = Promise.resolve();

  /** @param refused called once, when the backend wants no more of this run. */
  constructor(private readonly send: Send, private readonly refused: (why: string) => void) {}

  put(report: Report): void {
    this.waiting.push(...split(report));
    this.turn = this.turn.then(() => this.flush());
  }

  /** Resolves when everything put so far is taken, or nothing more will be. */
  async drained(): Promise<void> { await this.turn; }

  /** Nothing more is sent. */
  close(): void {
    this.isClosed = true;
    this.waiting = [];
  }

  private async flush(): Promise<void> {
    while (!this.isClosed && this.waiting.length > 0) {
      const reports = this.take();
      await this.deliver({ batch: ++this.batch, reports });
    }
  }

  /** As many reports as make a batch; the first always. */
  private take(): Report[] {
    let rows = 0;
    const end = this.waiting.findIndex((report) => (rows += sizeOf(report)) > ROWS);
    return this.waiting.splice(0, end < 0 ? this.waiting.length : Math.max(1, end));
  }

  private async deliver(batch: { batch: number; reports: readonly Report[] }): Promise<void> {
    while (!this.isClosed) {
      try {
        await this.send(batch);
        return;
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        if (error.kind === 'refused') {
          this.close();
          this.refused(error.message);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}

const sizeOf = (report: Report): number => (report.type === 'metrics' ? report.rows.length : report.type === 'errors' ? report.samples.length * 50 : 1);

/** Rows of many actions in several reports. */
function split(report: Report): Report[] {
  if (report.type !== 'metrics' || report.rows.length <= ROWS) return [report];
  const parts: Report[] = [];
  for (let at = 0; at < report.rows.length; at += ROWS) parts.push({ ...report, rows: report.rows.slice(at, at + ROWS) });
  return parts;
}
