/** The clock on the wall, and a way to be woken; injected, so that tests own the time. */
export interface Clock {
  /** Epoch ms; may be set forwards or backwards at any moment. */
  now(): number;
  /** Calls once, `ms` later by a clock that only runs forwards. @returns what calls it off. */
  wake(ms: number, work: () => void): () => void;
}

/** Longest sleep: far below the 2^31 ms that timers can hold, and how late a wall clock that was set forwards is noticed. */
const NAP_MS = 30_000;

/** Rings once when the wall clock has reached a time: never before, and however far away it is or the clock is set. */
export class Alarm {
  private cancel: () => void = () => undefined;

  constructor(private readonly clock: Clock, private readonly ring: () => void) {}

  /** Sets it anew; undefined = never. A time that is over rings at once, but not before this returns. */
  set(at: number | undefined): void {
    this.cancel();
    this.cancel = () => undefined;
    if (at === undefined) return;
    const left = Math.max(0, at - this.clock.now());
    this.cancel = this.clock.wake(Math.min(left, NAP_MS), () => {
      if (this.clock.now() >= at) this.ring();
      else this.set(at);
    });
  }
}
