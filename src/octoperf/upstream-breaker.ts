import type { BreakerTurned } from '../scope/happenings.js';

/** `well`: answered, also with a refusal; `failed`: answered with 500; `outage`: 502 to 599 but 501, not in time, or not at all; `nothing`: says nothing of the API. */
export type Outcome = 'well' | 'failed' | 'outage' | 'nothing';
export interface BreakerSettings { readonly failurePercent: number; readonly minCalls: number; readonly windowSeconds: number; readonly openSeconds: number }
interface Slice { readonly number: number; calls: number; outages: number; failures: number; firstFailing: string | undefined; severalFailing: boolean }

const SLICES = 10;

/**
 * Holds calls back while an upstream fails too often, so that it can recover and agents learn at once when to come back. Counts a sliding
 * window in ten slices. An answer of 500 comes from one that works: it counts only where accounts besides one meet it, so that one
 * agent with one broken document does not lock out everybody. After `openSeconds` one call tries; what it meets decides.
 */
export class UpstreamBreaker {
  private slices: Slice[] = [];
  private openUntil: number | undefined;
  private isTrying = false;

  /** @param turned told about every change. @param now clock in epoch milliseconds. */
  constructor(private readonly settings: BreakerSettings, private readonly turned: (state: BreakerTurned['state']) => void, private readonly now: () => number = Date.now) {}

  get state(): BreakerTurned['state'] { return this.openUntil === undefined ? 'closed' : this.isTrying ? 'half-open' : 'open'; }

  /** How long calls are held back at least, in milliseconds, without asking for leave; 0 where one may ask. */
  closedFor(): number {
    if (this.openUntil === undefined) return 0;
    return this.isTrying ? this.settings.openSeconds * 1000 : Math.max(0, this.openUntil - this.now());
  }

  /** Asks for leave to call. @returns 0 for yes: then `note` must be told how it went; else the milliseconds to wait. */
  wait(): number {
    const closed = this.closedFor();
    if (closed > 0 || this.openUntil === undefined) return closed;
    this.isTrying = true;
    this.turned('half-open');
    return 0;
  }

  /** How a call went that had leave. @param caller whose it was. */
  note(outcome: Outcome, caller: string): void {
    if (this.openUntil !== undefined) { this.noteTry(outcome); return; }
    if (outcome === 'nothing' || this.settings.failurePercent === 0) return;
    const slice = this.current();
    slice.calls++;
    if (outcome === 'outage') slice.outages++;
    if (outcome === 'failed') countFailure(slice, caller);
    if (outcome !== 'well' && this.isTooMuch()) this.open();
  }

  private noteTry(outcome: Outcome): void {
    // A call that was under way when the breaker opened proves nothing.
    if (!this.isTrying) return;
    this.isTrying = false;
    if (outcome === 'outage' || outcome === 'failed') this.open();
    else if (outcome === 'nothing') this.turned('open');
    else {
      this.openUntil = undefined;
      this.slices = [];
      this.turned('closed');
    }
  }

  private open(): void {
    this.openUntil = this.now() + this.settings.openSeconds * 1000;
    this.turned('open');
  }

  private current(): Slice {
    const number = Math.floor(this.now() / (this.settings.windowSeconds * 1000 / SLICES));
    const last = this.slices.at(-1);
    if (last?.number === number) return last;
    const fresh: Slice = { number, calls: 0, outages: 0, failures: 0, firstFailing: undefined, severalFailing: false };
    this.slices = [...this.slices.filter((slice) => slice.number > number - SLICES), fresh];
    return fresh;
  }

  private isTooMuch(): boolean {
    const sum = (of: (slice: Slice) => number): number => this.slices.reduce((total, slice) => total + of(slice), 0);
    const calls = sum(({ calls }) => calls);
    if (calls < this.settings.minCalls) return false;
    const failing = new Set(this.slices.flatMap(({ firstFailing }) => (firstFailing === undefined ? [] : [firstFailing])));
    const isWide = failing.size > 1 || this.slices.some(({ severalFailing }) => severalFailing);
    const bad = sum(({ outages }) => outages) + (isWide ? sum(({ failures }) => failures) : 0);
    return bad * 100 >= calls * this.settings.failurePercent;
  }
}

function countFailure(slice: Slice, caller: string): void {
  slice.failures++;
  slice.firstFailing ??= caller;
  if (slice.firstFailing !== caller) slice.severalFailing = true;
}
