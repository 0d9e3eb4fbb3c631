const WINDOW_MS = 60_000;
const LINES = 30;
const KINDS = 1_000;

/** Denials of one kind that were not written one by one. */
export interface Unwritten { readonly kind: string; readonly count: number }

/**
 * Says which denials are written one by one: whoever has no token may be denied as often as he likes, and must not be able to push
 * the rest of the log out by that. What is over the budget of its minute is counted, and told once.
 */
export class DenialBudget {
  private window = 0;
  private readonly seen = new Map<string, number>();

  /** @returns whether this one is written; and what a minute that just ended has left over. */
  take(kind: string, now = Date.now()): { isWritten: boolean; unwritten: Unwritten[] } {
    const unwritten = this.ended(now);
    const key = this.seen.has(kind) || this.seen.size < KINDS ? kind : 'others';
    const count = (this.seen.get(key) ?? 0) + 1;
    this.seen.set(key, count);
    return { isWritten: count <= LINES, unwritten };
  }

  /** What is left over of the minute, where it has ended. */
  ended(now = Date.now()): Unwritten[] {
    const window = Math.floor(now / WINDOW_MS);
    return window === this.window ? [] : this.drain(window);
  }

  /** What is left over, whether the minute has ended or not. */
  drain(window = 0): Unwritten[] {
    const unwritten = [...this.seen].filter(([, count]) => count > LINES).map(([kind, count]) => ({ kind, count: count - LINES }));
    this.seen.clear();
    this.window = window;
    return unwritten;
  }
}
