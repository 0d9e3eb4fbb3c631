import type { UserLoadRow } from '../measurements/measure.js';
import { REGION } from './action-book.js';

/** Seconds of a run whose users are kept; a longer one has no more of them. */
const SECONDS_MAX = 500_000;
/** A second in which nothing ended has the users of the one before; longer gaps are pauses between two tests. */
const GAP_MAX_SECONDS = 300;

/** The highest number of users that samples report, per second, profile and host. */
export class UserCounts {
  private readonly series = new Map<string, { readonly profileId: string; readonly injectorId: string; readonly seconds: Map<number, number> }>();
  private kept = 0;

  add(profileId: string, injectorId: string, second: number, users: number): void {
    const name = `${profileId} ${injectorId}`;
    let one = this.series.get(name);
    if (one === undefined) this.series.set(name, (one = { profileId, injectorId, seconds: new Map() }));
    const before = one.seconds.get(second);
    if (before === undefined) {
      if (this.kept >= SECONDS_MAX) return;
      this.kept += 1;
    }
    if (before === undefined || users > before) one.seconds.set(second, users);
  }

  /** Counts what stands under one second in another one. */
  move(from: number, to: number): void {
    for (const { seconds } of this.series.values()) {
      const users = seconds.get(from);
      if (users === undefined) continue;
      seconds.delete(from);
      seconds.set(to, Math.max(users, seconds.get(to) ?? 0));
    }
  }

  get notes(): string[] {
    if (this.kept === 0) return ['There is no allThreads or grpThreads: the user load has no data.'];
    return this.kept >= SECONDS_MAX ? [`The user load is kept for ${SECONDS_MAX} seconds only.`] : [];
  }

  /** Most users at once of a profile, over all hosts. */
  peakOf(profileId: string): number {
    const sums = new Map<number, number>();
    for (const row of this.rows()) if (row.profileId === profileId) sums.set(row.second, (sums.get(row.second) ?? 0) + row.users);
    let peak = 0;
    for (const users of sums.values()) peak = Math.max(peak, users);
    return peak;
  }

  *rows(): Generator<UserLoadRow> {
    for (const { profileId, injectorId, seconds } of this.series.values()) {
      let before: { second: number; users: number } | undefined;
      for (const [second, users] of [...seconds].sort(([left], [right]) => left - right)) {
        if (before !== undefined && second - before.second <= GAP_MAX_SECONDS) {
          for (let gap = before.second + 1; gap < second; gap++) yield { second: gap, profileId, users: before.users, region: REGION, injectorId };
        }
        yield { second, profileId, users, region: REGION, injectorId };
        before = { second, users };
      }
    }
  }
}
