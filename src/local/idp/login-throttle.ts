/** Failures that cost nothing but time. */
const FREE_FAILURES = 5;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** A quiet key is forgotten after this long. */
const FORGET_AFTER_MS = 60 * 60_000;
const CAPACITY = 10_000;
/** Attempts of one key are made one after the other; more than this many in line are refused. */
const LONGEST_LINE = 50;

interface Tally {
  failures: number;
  /** Epoch milliseconds until which attempts are refused. */
  blockedUntil: number;
  lastFailure: number;
  waiting: number;
  line: Promise<unknown>;
}

export type Attempt<T> = { readonly refused: false; readonly value: T } | { readonly refused: true; readonly retryAfterSeconds: number };

/**
 * Slows down guessing: after five failures of one key (user name and address) attempts are refused for 5 s, then twice as
 * long after each further failure, up to 15 minutes; a success clears the count. Attempts of one key run one at a time, so
 * that a burst of parallel guesses is counted as what it is. Memory is bounded: the key that was quiet longest goes first.
 */
export class LoginThrottle {
  private readonly records = new Map<string, Tally>();

  constructor(private readonly now: () => number) {}

  /**
   * @param attempt answers `undefined` for a failure.
   * @returns what the attempt answered, or how long to wait when it was not made.
   */
  async run<T>(key: string, attempt: () => Promise<T | undefined>): Promise<Attempt<T | undefined>> {
    const record = this.recordOf(key);
    if (record.waiting >= LONGEST_LINE) return { refused: true, retryAfterSeconds: 1 };
    record.waiting += 1;
    const turn = record.line.then(() => this.attemptNow(key, record, attempt));
    record.line = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      record.waiting -= 1;
    }
  }

  get size(): number {
    return this.records.size;
  }

  private async attemptNow<T>(key: string, record: Tally, attempt: () => Promise<T | undefined>): Promise<Attempt<T | undefined>> {
    const wait = record.blockedUntil - this.now();
    if (wait > 0) return { refused: true, retryAfterSeconds: Math.ceil(wait / 1000) };
    const value = await attempt();
    if (value === undefined) this.noteFailure(key, record);
    else record.failures = 0;
    return { refused: false, value };
  }

  private noteFailure(key: string, record: Tally): void {
    const now = this.now();
    record.failures += 1;
    record.lastFailure = now;
    const beyond = record.failures - FREE_FAILURES;
    if (beyond >= 0) record.blockedUntil = now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(beyond, 20));
    this.records.delete(key);
    this.records.set(key, record);
  }

  private recordOf(key: string): Tally {
    const known = this.records.get(key);
    if (known !== undefined && (known.waiting > 0 || this.now() - known.lastFailure < FORGET_AFTER_MS)) return known;
    this.makeRoom();
    const fresh: Tally = { failures: 0, blockedUntil: 0, lastFailure: this.now(), waiting: 0, line: Promise.resolve() };
    this.records.set(key, fresh);
    return fresh;
  }

  private makeRoom(): void {
    for (const [key, record] of this.records) {
      if (this.records.size < CAPACITY) return;
      if (record.waiting === 0) this.records.delete(key);
    }
  }
}
