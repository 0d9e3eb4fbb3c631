import type { OnceLog } from '../engine-log.js';
import type { BrowserTask, PlayedAction, PlayedStep } from './browser-protocol.js';
import { BrowserSeat, type SeatPlan } from './browser-seat.js';
import type { ResultFiles } from './result-files.js';

/** An action under way when its user's time is over may take so much longer; then it counts as nothing. */
const OVERTIME_MS = 30_000;

/** What the crew knows of a user; one object per user. */
export interface BrowserUser {
  /** performance.now() at which it ends; Infinity = never by itself. */
  readonly endsAt: number;
  /** Calls back when everything is to end at once. */
  onAbort(action: () => void): void;
}

export interface Performance { readonly actionId: string; readonly task: BrowserTask; readonly hear: (step: PlayedStep) => void }

/** The browsers of one run: one per user, opened by its first action and closed at its end. */
export class BrowserCrew {
  private readonly seats = new Map<BrowserUser, BrowserSeat>();
  private readonly closing = new Set<Promise<void>>();

  /** @param hide replaces what must not be shown. */
  constructor(private readonly log: OnceLog, private readonly files: ResultFiles, private readonly hide: (this: void, text: string) => string) {}

  /** Plays an action in the user's browser; undefined where the user's end came first. Throws an Error with a sentence where there is no browser. */
  async play(user: BrowserUser, plan: SeatPlan, { actionId, task, hear }: Performance): Promise<PlayedAction | undefined> {
    const seat = this.seatOf(user, plan);
    const rest = user.endsAt + OVERTIME_MS - performance.now();
    const late = Number.isFinite(rest) ? setTimeout(() => { void this.away(seat); }, Math.min(Math.max(0, rest), 2 ** 31 - 1)) : undefined;
    try {
      const played = await seat.play(actionId, task, { step: hear, file: (name, bytes) => { this.files.keep(name, bytes); }, log: this.say });
      for (const refusal of played?.refusals ?? []) this.log.warn(`A browser was kept from leaving: ${refusal}`);
      return played;
    } finally {
      clearTimeout(late);
    }
  }

  /** A user is over. */
  async leave(user: BrowserUser): Promise<void> {
    const seat = this.seats.get(user);
    this.seats.delete(user);
    if (seat !== undefined) await this.away(seat);
  }

  /** The run is over: closes what is open and writes what is not written; resolves when nothing is left. */
  async close(): Promise<void> {
    for (const seat of this.seats.values()) void this.away(seat);
    this.seats.clear();
    await Promise.all([...this.closing]);
    await this.files.written();
  }

  private seatOf(user: BrowserUser, plan: SeatPlan): BrowserSeat {
    const known = this.seats.get(user);
    if (known?.isOpen === true) return known;
    if (known !== undefined) void this.away(known);
    const seat = new BrowserSeat(plan, this.say);
    if (known === undefined) user.onAbort(() => { const current = this.seats.get(user); if (current !== undefined) void this.away(current); });
    this.seats.set(user, seat);
    return seat;
  }

  private away(seat: BrowserSeat): Promise<void> {
    const closed = seat.close().finally(() => { this.closing.delete(closed); });
    this.closing.add(closed);
    return closed;
  }

  private readonly say = (level: 'info' | 'warn', text: string): void => {
    if (level === 'info') this.log.info('c.o.l.Browser', this.hide(text));
    else this.log.warn(this.hide(text));
  };
}
