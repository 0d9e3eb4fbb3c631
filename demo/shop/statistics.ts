import { createHistogram } from 'node:perf_hooks';
import type { RecordableHistogram } from 'node:perf_hooks';
import type { LoadSettings } from './options.js';

/** Latency in milliseconds, measured inside the shop from the parsed request to the written answer. */
export interface LatencySummary {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** What one route answered. */
export interface RouteStats {
  hits: number;
  /** Hits per HTTP status, e.g. {"200": 12}. */
  statuses: Record<string, number>;
  bytesSent: number;
  latency: LatencySummary;
}

/** The shop's own record of what it answered: the ground truth of a load run. Requests to `/__*` are in none of it. */
export interface ShopStats {
  /** ISO time of the start or of the last reset. */
  since: string;
  /** Requests answered; the sum of all routes, of all statuses and of `perSecond` alike. */
  total: number;
  /** Requests whose client went away before the answer; not in `total`. */
  aborted: number;
  /** By "METHOD route", e.g. "GET /product/{id}". */
  routes: Record<string, RouteStats>;
  /** Body bytes as sent, after compression, without headers. */
  bytesSent: number;
  latency: LatencySummary;
  /** Requests answered in each epoch second that had any; the last day at most. */
  perSecond: { second: number; hits: number }[];
  inFlight: number;
  /** TCP connections open now, including the one that asks. */
  openSockets: number;
  /** Most requests in flight at once. */
  maxConcurrent: number;
  sessions: number;
  carts: number;
  orders: number;
  settings: LoadSettings;
}

/** The part of the record that is counted here; the rest belongs to the stores. */
export type CountedStats = Omit<ShopStats, 'openSockets' | 'sessions' | 'carts' | 'orders' | 'settings'>;

/** One answer, as it is counted. */
export interface Answer {
  route: string;
  status: number;
  bytes: number;
  milliseconds: number;
}

const MOST_SECONDS = 86_400;

/** Counters of one route, or of all. */
class Tally {
  hits = 0;
  bytes = 0;
  readonly statuses = new Map<number, number>();
  // Microseconds, up to ten minutes, three significant digits.
  private readonly histogram: RecordableHistogram = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });

  add(answer: Answer): void {
    this.hits += 1;
    this.bytes += answer.bytes;
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
    this.histogram.record(Math.min(600_000_000, Math.max(1, Math.round(answer.milliseconds * 1000))));
  }

  latency(): LatencySummary {
    if (this.hits === 0) return { p50: 0, p95: 0, p99: 0, max: 0 };
    const at = (percent: number): number => this.histogram.percentile(percent) / 1000;
    return { p50: at(50), p95: at(95), p99: at(99), max: this.histogram.max / 1000 };
  }

  summary(): RouteStats {
    return { hits: this.hits, statuses: Object.fromEntries(this.statuses), bytesSent: this.bytes, latency: this.latency() };
  }
}

/** Counts answers at the moment they are written: whoever has read an answer finds it counted. */
export class Statistics {
  private since = new Date();
  private aborted = 0;
  private inFlight = 0;
  private maxConcurrent = 0;
  private all = new Tally();
  private readonly routes = new Map<string, Tally>();
  private readonly seconds = new Map<number, number>();

  /** A request has arrived. @returns requests in flight, this one included */
  arrive(): number {
    this.inFlight += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.inFlight);
    return this.inFlight;
  }

  /** A request has been answered. */
  answer(answer: Answer): void {
    this.inFlight -= 1;
    this.all.add(answer);
    this.tally(answer.route).add(answer);
    this.countSecond(Math.floor(Date.now() / 1000));
  }

  /** A request's client went away before the answer. */
  abort(): void {
    this.inFlight -= 1;
    this.aborted += 1;
  }

  /** Forgets all counts. Requests in flight stay in flight and will be counted when they are answered. */
  reset(): void {
    this.since = new Date();
    this.aborted = 0;
    this.maxConcurrent = this.inFlight;
    this.all = new Tally();
    this.routes.clear();
    this.seconds.clear();
  }

  /** A copy of the record; later answers do not change it. */
  snapshot(): CountedStats {
    return {
      since: this.since.toISOString(),
      total: this.all.hits,
      aborted: this.aborted,
      routes: Object.fromEntries([...this.routes].sort(([one], [other]) => (one < other ? -1 : 1)).map(([route, tally]) => [route, tally.summary()])),
      bytesSent: this.all.bytes,
      latency: this.all.latency(),
      perSecond: [...this.seconds].map(([second, hits]) => ({ second, hits })),
      inFlight: this.inFlight,
      maxConcurrent: this.maxConcurrent,
    };
  }

  private tally(route: string): Tally {
    const known = this.routes.get(route);
    if (known !== undefined) return known;
    const tally = new Tally();
    this.routes.set(route, tally);
    return tally;
  }

  private countSecond(second: number): void {
    this.seconds.set(second, (this.seconds.get(second) ?? 0) + 1);
    if (this.seconds.size <= MOST_SECONDS) return;
    for (const oldest of this.seconds.keys()) {
      this.seconds.delete(oldest);
      return;
    }
  }
}
