import type { UserLoadRow } from '../../measurements/measure.js';

/** Counts the users alive, per profile: now, and at the end of each second. */
export class UserCensus {
  private readonly alive: number[];
  /** Most alive since the last row: what the last second shows, which is over before its end. */
  private readonly most: number[];
  private readonly closed: UserLoadRow[] = [];
  private total = 0;
  private second = Infinity;

  constructor(private readonly profileIds: readonly string[], private readonly place: { region: string; injectorId: string }) {
    this.alive = profileIds.map(() => 0);
    this.most = profileIds.map(() => 0);
  }

  /** The first second that gets a row is the one of this epoch ms. */
  begin(nowMs: number): void { this.second = Math.floor(nowMs / 1000); }

  enter(profile: number, nowMs: number): void {
    this.close(nowMs);
    this.total++;
    this.alive[profile] = (this.alive[profile] ?? 0) + 1;
    this.most[profile] = Math.max(this.most[profile] ?? 0, this.alive[profile] ?? 0);
  }

  leave(profile: number, nowMs: number): void {
    this.close(nowMs);
    this.total--;
    this.alive[profile] = (this.alive[profile] ?? 0) - 1;
  }

  crowd(profile: number): { group: number; all: number } {
    return { group: this.alive[profile] ?? 0, all: this.total };
  }

  /** One row per profile for each second that is over and was not taken yet. */
  takeSeconds(nowMs: number): UserLoadRow[] {
    this.close(nowMs);
    return this.closed.splice(0);
  }

  /** At the end: also the second that is not over. */
  takeAll(nowMs: number): UserLoadRow[] {
    const rows = this.takeSeconds(nowMs);
    if (this.second === Infinity) return rows;
    return [...rows, ...this.row(this.most)];
  }

  /** Before anybody comes or goes: a busy process may look long after a second ended. */
  private close(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (this.second >= second) return;
    for (; this.second < second; this.second++) this.closed.push(...this.row(this.alive));
    this.alive.forEach((users, profile) => { this.most[profile] = users; });
  }

  private row(users: readonly number[]): UserLoadRow[] {
    return this.profileIds.map((profileId, profile) => ({ second: this.second, profileId, users: users[profile] ?? 0, region: this.place.region, injectorId: this.place.injectorId }));
  }
}
