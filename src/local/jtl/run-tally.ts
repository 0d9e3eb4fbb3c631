import type { MetricRow, SeriesKey, UserLoadRow } from '../measurements/measure.js';
import { ActionBook, type JtlUser, NAMES_MAX, owned } from './action-book.js';
import { failuresIn, hasFailed, type JtlRules } from './failure-rule.js';
import { FailedPicks, type PickedFailure } from './failed-picks.js';
import type { JtlSample } from './jtl-sample.js';
import { SampleTally } from './sample-tally.js';
import { UserCounts } from './user-counts.js';

/** Seconds of series that may be open at once; the older ones are then closed. JMeter writes samples as they end, so nearly in order. */
const OPEN_MAX = 1_500;
/** Samples without a time wait under this second until the first second of the run is known. */
const UNDATED = -1;
/** A clock that was wrong for one sample must not make a run of fifty years. */
const SPAN_MAX_MS = 60 * 86_400_000;
const OTHER_CODES = 'other codes';
const EXCEPTION = '-1';

/** How many samples of each kind there were, and how many of them failed. */
export interface SampleCounts { requests: number; failedRequests: number; transactions: number; failedTransactions: number; resources: number }

/** Turns the samples of all files of an import into rows of metrics: per series and second (by the time they end) and per series. */
export class RunTally {
  readonly book: ActionBook;
  readonly users = new UserCounts();
  readonly counts: SampleCounts = { requests: 0, failedRequests: 0, transactions: 0, failedTransactions: 0, resources: 0 };
  /** First start and last end, epoch ms. */
  startedAt = Infinity;
  endedAt = -Infinity;
  private readonly failures = new FailedPicks();
  private readonly totals = new Map<SeriesKey, SampleTally>();
  private readonly open = new Map<number, Map<SeriesKey, SampleTally>>();
  private readonly codes = new Map<string, string>();
  private anchor: number | undefined;
  private opened = 0;
  private undated = 0;
  private judgedOtherwise = 0;
  private statistical = 0;

  /** @param newId a fresh id @param byGroup count the users of a file by its thread group, not by all: several files hold the groups of one test */
  constructor(newId: () => string, private readonly rules: JtlRules, private readonly byGroup: boolean) {
    this.book = new ActionBook(newId);
  }

  /** Whether rows are to be taken before more samples are added. */
  get isFull(): boolean { return this.opened >= OPEN_MAX; }

  /** @returns why the sample cannot be taken; undefined where it was */
  add(user: JtlUser, sample: JtlSample): string | undefined {
    const far = this.farOff(sample);
    if (far !== undefined) return far;
    const failures = failuresIn(sample, this.rules);
    this.count(sample, failures);
    const series = this.book.seriesOf(user, sample);
    const code = sample.code === undefined ? undefined : this.codeOf(sample.code);
    const endMs = sample.startMs === undefined ? undefined : sample.startMs + Math.max(0, sample.elapsedMs ?? 0);
    const second = endMs === undefined ? UNDATED : Math.floor(endMs / 1000);
    const counted = { sample, failures, code };
    this.tallyOf(second, series).add(counted);
    let total = this.totals.get(series);
    if (total === undefined) this.totals.set(series, (total = new SampleTally(3)));
    total.add(counted);
    if (sample.role !== 'resource') {
      this.countUsers(user, sample, series, second);
      if (sample.startMs !== undefined && endMs !== undefined) this.place(sample.startMs, endMs);
    }
    if (failures > 0) this.failures.offer(series, sample, code ?? '', sample.startMs ?? this.anchor ?? Date.now());
    return undefined;
  }

  /** Rows of the older half of the open seconds, oldest first, in batches. A sample that comes later opens its second again: its rows add up. */
  *ripe(): Generator<MetricRow[]> {
    const seconds = [...this.open.keys()].filter((second) => second !== UNDATED).sort((left, right) => left - right);
    yield* this.close(seconds.slice(0, Math.ceil(seconds.length / 2)));
  }

  /** Everything that is left, then one row per series for the whole run. @param now epoch ms: the time of samples in files without times */
  *last(now: number): Generator<MetricRow[]> {
    if (this.startedAt === Infinity) {
      this.startedAt = now;
      this.endedAt = now;
    }
    const first = Math.floor(this.startedAt / 1000);
    this.users.move(UNDATED, first);
    yield* this.close([...this.open.keys()].sort((left, right) => left - right), first);
    for (const [series, tally] of this.totals) yield [{ second: null, series, measure: tally.measure() }];
  }

  takeFailures(): PickedFailure[] {
    return this.failures.take();
  }

  userRows(): Iterable<UserLoadRow> {
    return this.users.rows();
  }

  /** What to know about the import as a whole. */
  get notes(): string[] {
    const rule = this.rules === 'JMETER' ? "JMeter's verdict (success) counts; by ErrorCount and failureMessage alone, as OctoPerf's platform judges," : 'ErrorCount and failureMessage count, success is ignored; by success';
    return [
      ...this.book.notes, ...this.users.notes,
      ...(this.undated === 0 ? [] : [`${this.undated} sample(s) have no time: they count in the first second of the run.`]),
      ...(this.judgedOtherwise === 0 ? [] : [`${rule} ${this.judgedOtherwise} sample(s) would be judged the other way.`]),
      ...(this.statistical === 0 ? [] : [`${this.statistical} line(s) stand for several samples (SampleCount): each counts as so many samples of its average.`]),
      ...(this.codes.size >= NAMES_MAX.codes ? [`There are more than ${NAMES_MAX.codes} response codes: the later ones stand together as "${OTHER_CODES}".`] : []),
    ];
  }

  private farOff({ startMs, elapsedMs = 0 }: JtlSample): string | undefined {
    if (startMs === undefined) return undefined;
    this.anchor ??= startMs;
    const isFar = Math.max(Math.abs(startMs - this.anchor), Math.abs(startMs + elapsedMs - this.anchor)) > SPAN_MAX_MS;
    return isFar ? `lies more than ${SPAN_MAX_MS / 86_400_000} days from the first sample` : undefined;
  }

  private count(sample: JtlSample, failures: number): void {
    const { counts } = this;
    if (sample.sampleCount > 1) this.statistical += 1;
    if (sample.role === 'resource') { counts.resources += sample.sampleCount; return; }
    if (sample.success !== undefined && hasFailed(sample, 'JMETER') !== hasFailed(sample, 'OCTOPERF')) this.judgedOtherwise += 1;
    counts[sample.role === 'request' ? 'requests' : 'transactions'] += sample.sampleCount;
    counts[sample.role === 'request' ? 'failedRequests' : 'failedTransactions'] += failures;
  }

  private place(startMs: number, endMs: number): void {
    if (startMs < this.startedAt) this.startedAt = startMs;
    if (endMs > this.endedAt) this.endedAt = endMs;
  }

  private countUsers(user: JtlUser, sample: JtlSample, { injectorId }: SeriesKey, second: number): void {
    const users = this.byGroup ? (sample.groupThreads ?? sample.allThreads) : (sample.allThreads ?? sample.groupThreads);
    if (users !== undefined && users >= 0) this.users.add(user.profileId, injectorId, second, users);
  }

  private tallyOf(second: number, series: SeriesKey): SampleTally {
    if (second === UNDATED) this.undated += 1;
    let bySeries = this.open.get(second);
    if (bySeries === undefined) this.open.set(second, (bySeries = new Map<SeriesKey, SampleTally>()));
    let tally = bySeries.get(series);
    if (tally === undefined) {
      bySeries.set(series, (tally = new SampleTally(2)));
      this.opened += 1;
    }
    return tally;
  }

  private *close(seconds: readonly number[], first = 0): Generator<MetricRow[]> {
    let batch: MetricRow[] = [];
    for (const second of seconds) {
      const bySeries = this.open.get(second);
      if (bySeries === undefined) continue;
      for (const [series, tally] of bySeries) {
        batch.push({ second: second === UNDATED ? first : second, series, measure: tally.measure() });
        if (batch.length < BATCH) continue;
        yield batch;
        batch = [];
      }
      this.opened -= bySeries.size;
      this.open.delete(second);
    }
    if (batch.length > 0) yield batch;
  }

  /** `-1` = an exception of the sampler (behaviour.md §21.6). */
  private codeOf(code: string): string {
    const known = this.codes.get(code);
    if (known !== undefined) return known;
    if (this.codes.size >= NAMES_MAX.codes) return code.startsWith('Non HTTP') ? EXCEPTION : OTHER_CODES;
    const kept = code.startsWith('Non HTTP response code') ? EXCEPTION : code === '' ? '(empty)' : owned(code.slice(0, 100));
    this.codes.set(owned(code), kept);
    return kept;
  }
}

/** Rows made at once: each has three histograms. */
const BATCH = 50;
