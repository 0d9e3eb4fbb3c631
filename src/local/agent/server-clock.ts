/** Measurements kept: a clock drifts, so old ones must go. */
const KEPT = 8;

/** How far the backend's clock is from this machine's, from the times of calls: the quickest call is the most exact one. */
export class ServerClock {
  private readonly seen: { readonly roundTripMs: number; readonly offsetMs: number }[] = [];

  /** Takes one call: when it was sent and answered by this machine's clock, and what the backend's clock said in between. */
  add(sentAt: number, answeredAt: number, serverNow: number): void {
    this.seen.push({ roundTripMs: Math.max(0, answeredAt - sentAt), offsetMs: serverNow - (sentAt + answeredAt) / 2 });
    if (this.seen.length > KEPT) this.seen.shift();
  }

  /** To be added to this machine's clock to read the backend's. Wrong by half the round trip at most. */
  get offsetMs(): number { return this.best().offsetMs; }
  get roundTripMs(): number { return this.best().roundTripMs; }

  private best(): { readonly roundTripMs: number; readonly offsetMs: number } {
    return this.seen.reduce((best, one) => (one.roundTripMs <= best.roundTripMs ? one : best), this.seen[0] ?? { roundTripMs: 0, offsetMs: 0 });
  }
}
