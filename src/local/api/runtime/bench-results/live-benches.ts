import { Injectable } from '@nestjs/common';

/** A run or a validation under way in this process. */
export interface LiveBench {
  /** Users it may have at once. */
  readonly users: number;
  /** Real browsers among them. */
  readonly browsers: number;
  /** Percent of the planned time. */
  progress(): number;
  /** Asks it to end; `by` goes into its log. */
  stop(by: string): void;
  /** Fulfilled once its end is stored; never fails. */
  readonly done: Promise<void>;
}

/** Everything under way. What is not in here is over, whatever was stored last. */
@Injectable()
export class LiveBenches {
  private readonly live = new Map<string, LiveBench>();

  add(benchResultId: string, bench: LiveBench): void {
    this.live.set(benchResultId, bench);
    void bench.done.then(() => { this.live.delete(benchResultId); });
  }

  get(benchResultId: string): LiveBench | undefined {
    return this.live.get(benchResultId);
  }

  /** Users and browsers of all runs together. */
  taken(): { users: number; browsers: number } {
    return [...this.live.values()].reduce((sum, { users, browsers }) => ({ users: sum.users + users, browsers: sum.browsers + browsers }), { users: 0, browsers: 0 });
  }

  /** Ends one and waits until its end is stored; does nothing where it is over. */
  async stop(benchResultId: string, by: string): Promise<void> {
    const bench = this.live.get(benchResultId);
    if (bench === undefined) return;
    bench.stop(by);
    await bench.done;
  }

  async stopAll(by: string): Promise<void> {
    await Promise.all([...this.live.keys()].map((id) => this.stop(id, by)));
  }
}
