import type { UserLoadRow } from '../../measurements/measure.js';

/** Counts the users alive, per profile: now, and at the end of each second. */
export class UserCensus {
  private readonly alive: number[];
  /** Most alive since the last row: what the last second shows, which is over before its end. */
  private readonly most: number[];
  private total = 0;
  private second = Infinity;

  constructor(private readonly profileIds: readonly string[], private readonly place: { region: string; injectorId: string }) {
    this.alive = profileIds.map(() => 0);
    this.most = profileIds.map(() => 0);
  }

  /** The first second that gets a row is the one of this epoch ms. */
  begin(nowMs: number): void { this.second = Math.floor(nowMs / 1000); }

  enter(profile: number): void {
    this.total++;
    this.alive[profile] = (this.alive[profile] ?? 0) + 1;
    this.most[profile] = Math.max(this.most[profile] ?? 0, this.alive[profile] ?? 0);
  }

  leave(profile: number): void {
    this.total--;
    this.alive[profile] = (this.alive[profile] ?? 0) - 1;
  }

  crowd(profile: number): { group: number; all: number } {
    return { group: this.alive[profile] ?? 0, all: this.total };
  }

  /** One row per profile for each second that is over; to be called soon after a second ends. */
  takeSeconds(nowMs: number): UserLoadRow[] {
    const rows: UserLoadRow[] = [];
    for (; this.second < Math.floor(nowMs / 1000); this.second++) rows.push(...this.row(this.alive));
    if (rows.length > 0) this.alive.forEach((users, profile) => { this.most[profile] = users; });
    return rows;
  }

  /** At the end: also the second that is not over. */
  takeAll(nowMs: number): UserLoadRow[] {
    const rows = this.takeSeconds(nowMs);
    if (this.second === Infinity) return rows;
    return [...rows, ...this.row(this.most)];
  }

  private row(users: readonly number[]): UserLoadRow[] {
    return this.profileIds.map((profileId, profile) => ({ second: this.second, profileId, users: users[profile] ?? 0, region: this.place.region, injectorId: this.place.injectorId }));
  }
}
