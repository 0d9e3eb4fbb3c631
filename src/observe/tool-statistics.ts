import type { Happenings, OperationAnswered } from '../scope/happenings.js';
import { addLatencies, countLatency, type LatencyCounts, percentile } from './latency-counts.js';

export type TimeRange = 'hour' | 'day' | 'week';
export type Failure = NonNullable<OperationAnswered['failure']>;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** What each window is made of: minutes for the hour, hours for the rest. A window ends with the slot that is being filled. */
const WINDOWS: Readonly<Record<TimeRange, { readonly slotMs: number; readonly slots: number }>> = {
  hour: { slotMs: MINUTE_MS, slots: 60 },
  day: { slotMs: HOUR_MS, slots: 24 },
  week: { slotMs: HOUR_MS, slots: 168 },
};

/** Calls of one tool in one stretch of time. */
export interface Slot { calls: number; bytes: number; readonly failures: Partial<Record<Failure, number>>; readonly latencies: LatencyCounts }
/** By the number of the stretch since the epoch. */
type Slots = Map<number, Slot>;
interface Counted { readonly minutes: Slots; readonly hours: Slots }

/** What was counted for one tool. Times in milliseconds, bytes of results as an agent reads them. */
export interface ToolFigures { readonly tool: string; readonly calls: number; readonly failures: Partial<Record<Failure, number>>; readonly p50: number; readonly p95: number; readonly p99: number; readonly bytes: number }
export interface WindowFigures {
  /** Epoch ms: where the window begins, and since when anything was counted at all. */
  readonly from: number;
  readonly since: number;
  /** Whether counts survive a restart. */
  readonly isStored: boolean;
  /** Most called first. */
  readonly tools: readonly ToolFigures[];
}

/** What a store holds. */
export interface StoredStatistics { readonly version: 1; readonly since: number; readonly tools: Readonly<Record<string, { readonly minutes: StoredSlots; readonly hours: StoredSlots }>> }
type StoredSlots = readonly (readonly [number, number, number, Partial<Record<Failure, number>>, readonly (readonly [number, number])[]])[];

/**
 * Counts calls per tool over the last hour, day and week, in slots of a minute and of an hour. At most 228 slots per tool are kept,
 * each a few hundred bytes. Nothing of callers or arguments is in it.
 */
export class ToolStatistics {
  private readonly counted = new Map<string, Counted>();
  private since: number;
  isStored = false;

  constructor(happenings: Happenings, private readonly now: () => number = Date.now) {
    this.since = now();
    happenings.on('operation', (operation) => { if (operation.tool !== undefined) this.count(operation.tool, operation); });
  }

  window(range: TimeRange): WindowFigures {
    const { slotMs, slots } = WINDOWS[range];
    const first = Math.floor(this.now() / slotMs) - slots + 1;
    const tools = [...this.counted].flatMap(([tool, { minutes, hours }]) => {
      const within = [...(slotMs === MINUTE_MS ? minutes : hours)].filter(([number]) => number >= first).map(([, slot]) => slot);
      return within.length === 0 ? [] : [figuresOf(tool, within)];
    });
    return { from: first * slotMs, since: this.since, isStored: this.isStored, tools: tools.sort((a, b) => b.calls - a.calls || (a.tool < b.tool ? -1 : 1)) };
  }

  stored(): StoredStatistics {
    this.forgetOld();
    return { version: 1, since: this.since, tools: Object.fromEntries([...this.counted].map(([tool, { minutes, hours }]) => [tool, { minutes: listed(minutes), hours: listed(hours) }])) };
  }

  /** Takes over what an earlier process counted; what is already counted here stays. */
  restore({ since, tools }: StoredStatistics): void {
    this.since = Math.min(this.since, since);
    for (const [tool, { minutes, hours }] of Object.entries(tools)) {
      const counted = this.countedOf(tool);
      for (const [stored, slots] of [[minutes, counted.minutes], [hours, counted.hours]] as const) {
        for (const [number, calls, bytes, failures, latencies] of stored) add(slotOf(slots, number), { calls, bytes, failures, latencies: new Map(latencies) });
      }
    }
    this.forgetOld();
  }

  private count(tool: string, operation: OperationAnswered): void {
    const { minutes, hours } = this.countedOf(tool);
    const now = this.now();
    const isNew = countIn(minutes, Math.floor(now / MINUTE_MS), operation);
    countIn(hours, Math.floor(now / HOUR_MS), operation);
    if (!isNew) return;
    forgetOld(minutes, Math.floor(now / MINUTE_MS) - WINDOWS.hour.slots);
    forgetOld(hours, Math.floor(now / HOUR_MS) - WINDOWS.week.slots);
  }

  private countedOf(tool: string): Counted {
    const known = this.counted.get(tool);
    if (known !== undefined) return known;
    const made: Counted = { minutes: new Map(), hours: new Map() };
    this.counted.set(tool, made);
    return made;
  }

  private forgetOld(): void {
    const now = this.now();
    for (const [tool, { minutes, hours }] of this.counted) {
      forgetOld(minutes, Math.floor(now / MINUTE_MS) - WINDOWS.hour.slots);
      forgetOld(hours, Math.floor(now / HOUR_MS) - WINDOWS.week.slots);
      if (minutes.size + hours.size === 0) this.counted.delete(tool);
    }
  }
}

/** @returns whether the slot is new. */
function countIn(slots: Slots, number: number, { ms, bytes, failure }: OperationAnswered): boolean {
  const before = slots.size;
  const slot = slotOf(slots, number);
  slot.calls++;
  slot.bytes += bytes;
  if (failure !== undefined) slot.failures[failure] = (slot.failures[failure] ?? 0) + 1;
  countLatency(slot.latencies, ms);
  return slots.size > before;
}

function slotOf(slots: Slots, number: number): Slot {
  const known = slots.get(number);
  if (known !== undefined) return known;
  const made = emptySlot();
  slots.set(number, made);
  return made;
}

const emptySlot = (): Slot => ({ calls: 0, bytes: 0, failures: {}, latencies: new Map() });

function add(to: Slot, { calls, bytes, failures, latencies }: Slot): void {
  to.calls += calls;
  to.bytes += bytes;
  for (const [failure, count] of Object.entries(failures) as [Failure, number][]) to.failures[failure] = (to.failures[failure] ?? 0) + count;
  addLatencies(to.latencies, latencies);
}

function figuresOf(tool: string, slots: readonly Slot[]): ToolFigures {
  const sum = emptySlot();
  for (const slot of slots) add(sum, slot);
  const at = (share: number): number => percentile(sum.latencies, share);
  return { tool, calls: sum.calls, failures: sum.failures, p50: at(0.5), p95: at(0.95), p99: at(0.99), bytes: sum.bytes };
}

function forgetOld(slots: Slots, last: number): void {
  for (const number of slots.keys()) if (number <= last) slots.delete(number);
}

const listed = (slots: Slots): StoredSlots => [...slots].map(([number, { calls, bytes, failures, latencies }]) => [number, calls, bytes, failures, [...latencies]]);
