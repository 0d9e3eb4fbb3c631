/** Ids of the confirmations used in this process, until they expire. Bounded: when it is full nothing more is confirmed, rather than anything twice. */
export class UsedConfirmations {
  private readonly expiries = new Map<string, number>();

  constructor(private readonly capacity: number) {}

  /** Takes an id for good: `used` where it was taken before, `full` where no more can be remembered. */
  claim(id: string, expiresAt: number, now = Date.now()): 'claimed' | 'used' | 'full' {
    if (this.expiries.has(id)) return 'used';
    if (this.expiries.size >= this.capacity) this.forgetExpired(now);
    if (this.expiries.size >= this.capacity) return 'full';
    this.expiries.set(id, expiresAt);
    return 'claimed';
  }

  private forgetExpired(now: number): void {
    for (const [id, expiresAt] of this.expiries) if (expiresAt <= now) this.expiries.delete(id);
  }
}
