export interface PlaceSettings { readonly maxConcurrent: number; readonly maxConcurrentPerCaller: number; readonly maxWaiting: number; readonly maxWaitMs: number }
interface Waiting { readonly enter: () => void; readonly giveUp: () => void }

/** No place came free in time, or too many wait already. */
export class NoPlaceError extends Error {
  override readonly name = 'NoPlaceError';
  /** @param isOwn whether the caller's own calls fill its share. */
  constructor(readonly isOwn: boolean) { super('No place for another call'); }
}

/**
 * How many calls may be under way at once: in all, and of each caller. Whoever finds no place waits a short while; callers take turns, so
 * that the many calls of one do not keep the few of another waiting.
 */
export class UpstreamPlaces {
  private taken = 0;
  private readonly takenBy = new Map<string, number>();
  /** Who waits, in the order of turns; of each caller the oldest first. */
  private readonly queues = new Map<string, Waiting[]>();
  private waitingInAll = 0;

  constructor(private readonly settings: PlaceSettings) {}

  get inFlight(): number { return this.taken; }
  get waiting(): number { return this.waitingInAll; }

  /** Takes a place, to be left with `leave`. @returns undefined where there was one, else the wait for it: rejects with NoPlaceError. */
  enter(caller: string, signal?: AbortSignal): Promise<void> | undefined {
    if (this.hasPlaceFor(caller) && this.waitingInAll === 0 || this.hasPlaceFor(caller) && !this.someCouldEnter()) {
      this.occupy(caller);
      return undefined;
    }
    if (this.waitingInAll >= this.settings.maxWaiting || this.queueOf(caller) >= this.settings.maxWaiting / 2) return Promise.reject(this.noPlace(caller));
    return new Promise((resolve, reject) => { this.queue(caller, resolve, reject, signal); });
  }

  leave(caller: string): void {
    this.taken--;
    const left = (this.takenBy.get(caller) ?? 1) - 1;
    if (left === 0) this.takenBy.delete(caller);
    else this.takenBy.set(caller, left);
    this.admitNext();
  }

  private queue(caller: string, resolve: () => void, reject: (error: Error) => void, signal: AbortSignal | undefined): void {
    const give = (): void => { if (this.remove(caller, waiting)) { end(); reject(this.noPlace(caller)); } };
    const timer = setTimeout(give, this.settings.maxWaitMs);
    const end = (): void => { clearTimeout(timer); signal?.removeEventListener('abort', give); };
    const waiting: Waiting = { giveUp: give, enter: () => { end(); this.occupy(caller); resolve(); } };
    signal?.addEventListener('abort', give, { once: true });
    this.queues.set(caller, [...(this.queues.get(caller) ?? []), waiting]);
    this.waitingInAll++;
    if (signal?.aborted === true) give();
  }

  /** The first in turn that may enter does, and its caller goes to the end of the line. */
  private admitNext(): void {
    for (const [caller, [first]] of this.queues) {
      if (first === undefined || !this.hasPlaceFor(caller)) continue;
      this.remove(caller, first);
      const rest = this.queues.get(caller);
      if (rest !== undefined) { this.queues.delete(caller); this.queues.set(caller, rest); }
      first.enter();
      return;
    }
  }

  private remove(caller: string, waiting: Waiting): boolean {
    const queue = this.queues.get(caller) ?? [];
    if (!queue.includes(waiting)) return false;
    const rest = queue.filter((one) => one !== waiting);
    if (rest.length === 0) this.queues.delete(caller);
    else this.queues.set(caller, rest);
    this.waitingInAll--;
    return true;
  }

  private hasPlaceFor(caller: string): boolean {
    return this.taken < this.settings.maxConcurrent && (this.takenBy.get(caller) ?? 0) < this.settings.maxConcurrentPerCaller;
  }

  private someCouldEnter(): boolean { return [...this.queues.keys()].some((caller) => this.hasPlaceFor(caller)); }
  private queueOf(caller: string): number { return this.queues.get(caller)?.length ?? 0; }
  private noPlace(caller: string): NoPlaceError { return new NoPlaceError((this.takenBy.get(caller) ?? 0) >= this.settings.maxConcurrentPerCaller); }

  private occupy(caller: string): void {
    this.taken++;
    this.takenBy.set(caller, (this.takenBy.get(caller) ?? 0) + 1);
  }
}
