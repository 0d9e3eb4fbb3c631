/** How long a line may wait for others, and how much may wait. */
const WAIT_MS = 50;
const MOST_BYTES = 65_536;

/** Writes lines in bundles: a write costs a system call, and a call of an agent must not wait for one. */
export class LineWriter {
  private waiting: string[] = [];
  private size = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param out where to; on a protocol over standard output it must be another. */
  constructor(private readonly out: { write(text: string): unknown }) {}

  write(line: string): void {
    this.waiting.push(line);
    this.size += line.length;
    if (this.size >= MOST_BYTES) { this.flush(); return; }
    this.timer ??= setTimeout(() => { this.flush(); }, WAIT_MS).unref();
  }

  /** Everything out, now: also for the end of the process. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    const text = `${this.waiting.join('\n')}\n`;
    this.waiting = [];
    this.size = 0;
    this.out.write(text);
  }
}
