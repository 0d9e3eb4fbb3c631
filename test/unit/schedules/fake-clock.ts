import type { Clock } from '../../../src/local/schedules/alarm.js';

interface Sleeper { readonly dueAt: number; readonly work: () => void }

/** Time that passes only when a test says so: a wall clock that can be set, and timers that follow the time that passes. */
export class FakeClock implements Clock {
  /** Time that has passed, whatever the wall clock shows. */
  private passed = 0;
  private readonly sleepers = new Set<Sleeper>();
  longestNap = 0;

  constructor(private wall: number) {}

  now(): number { return this.wall; }
  /** Timers set and not yet rung. */
  get sleeping(): number { return this.sleepers.size; }

  wake(ms: number, work: () => void): () => void {
    this.longestNap = Math.max(this.longestNap, ms);
    const sleeper = { dueAt: this.passed + ms, work };
    this.sleepers.add(sleeper);
    return () => { this.sleepers.delete(sleeper); };
  }

  /** Lets time pass; whoever is due in between is woken at that moment. */
  pass(ms: number): void {
    const end = this.passed + ms;
    for (let next = this.nextUntil(end); next !== undefined; next = this.nextUntil(end)) {
      this.sleepers.delete(next);
      this.advance(Math.max(0, next.dueAt - this.passed));
      next.work();
    }
    this.advance(end - this.passed);
  }

  /** Sets the wall clock; no time passes. */
  jump(ms: number): void { this.wall += ms; }

  private advance(ms: number): void {
    this.passed += ms;
    this.wall += ms;
  }

  private nextUntil(end: number): Sleeper | undefined {
    return [...this.sleepers].filter(({ dueAt }) => dueAt <= end).sort((a, b) => a.dueAt - b.dueAt)[0];
  }
}
