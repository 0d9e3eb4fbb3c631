import { Logger } from '@nestjs/common';
import type { BenchResultState } from '../../../../contract/bench-result.js';
import type { BenchEnd, BenchSink, ErrorSample } from '../../../engine/bench-protocol.js';
import type { GeneratorSecond } from '../../../measurements/generator.js';
import type { MetricRow, UserLoadRow } from '../../../measurements/measure.js';
import type { LocalDatabase } from '../../../storage/local-database.js';
import type { MetricJournal } from '../../../storage/metric-journal.js';
import type { BenchEntity } from './bench-entity.js';
import { judgeGenerators, moveBench } from './bench-progress.js';

/** Said where the engine says nothing. */
const ENDED = { FINISHED: 'The planned end was reached.', ABORTED: 'Aborted.', ERROR: 'The load generator failed.' } as const satisfies Record<BenchEnd['state'], string>;
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown reason');

/** Stores what a run measures, in the order it comes, and its end last of all. */
export class BenchRecorder implements BenchSink {
  /** Fulfilled once the end of the run is stored; never fails. */
  readonly done: Promise<void>;
  private settle: () => void = () => undefined;
  private queue: Promise<void> = Promise.resolve();
  private percent = 0;
  private startedAt: number | undefined;
  private failure: string | undefined;
  private isOver = false;
  private readonly logger = new Logger(BenchRecorder.name);

  /** @param onFailure called once when something cannot be stored: the run is then to be stopped. */
  constructor(private readonly database: LocalDatabase, private readonly bench: Pick<BenchEntity, 'id' | 'plannedMs'>, private readonly journal: MetricJournal, private readonly onFailure: () => void) {
    this.done = new Promise((resolve) => { this.settle = resolve; });
  }

  /** How far the run is: what the engine said last, or the share of the planned time that has passed. */
  get progressPercent(): number {
    const { plannedMs } = this.bench;
    const passed = this.startedAt === undefined || plannedMs === 0 ? 0 : ((Date.now() - this.startedAt) / plannedMs) * 100;
    return Math.min(100, Math.max(this.percent, passed));
  }

  /** Takes the run to a state before load starts. */
  state(state: BenchResultState, message: string): void {
    this.keep(() => moveBench(this.database, this.bench.id, state, message));
  }

  /** A line of the launch log. */
  note(line: string): void {
    this.keep(() => this.database.benchLogs.append(this.bench.id, line));
  }

  /** Resolves when everything given so far is stored, or cannot be. */
  async stored(): Promise<void> {
    await this.queue;
  }

  running(startedAt: number): void {
    this.startedAt = startedAt;
    this.journal.startsAt(Math.floor(startedAt / 1000));
    this.keep(() => moveBench(this.database, this.bench.id, 'RUNNING', 'The first user started.', { startedAt }));
  }

  metrics(rows: readonly MetricRow[]): void {
    this.keep(() => this.journal.append(rows));
  }

  users(rows: readonly UserLoadRow[]): void {
    this.keep(() => this.journal.appendUsers(rows));
  }

  errors(samples: readonly ErrorSample[]): void {
    this.keep(() => this.database.errors.add(this.bench.id, samples));
  }

  generator(rows: readonly GeneratorSecond[]): void {
    this.keep(() => this.journal.appendGenerator(rows));
  }

  progress(percent: number): void {
    this.percent = Math.max(this.percent, percent);
  }

  /** Stores in turn. After the first failure nothing more is stored: a gap in the middle would look like a site that stood still. */
  keep(work: () => Promise<unknown>): void {
    this.queue = this.queue.then(async () => {
      if (this.failure !== undefined) return;
      try {
        await work();
      } catch (error) {
        this.failure = reasonOf(error);
        this.logger.error(`The results of run ${this.bench.id} could not be stored: ${this.failure}`);
        this.onFailure();
      }
    });
  }

  /** The first end counts: a run that was stopped and fails while stopping was stopped. */
  ended(end: BenchEnd): void {
    if (this.isOver) return;
    this.isOver = true;
    const progress = end.state === 'FINISHED' ? 100 : this.progressPercent;
    this.queue = this.queue.then(() => this.finish(end, progress)).catch((error: unknown) => { this.logger.error(`The end of run ${this.bench.id} could not be stored: ${reasonOf(error)}`); }).finally(this.settle);
  }

  private async finish(end: BenchEnd, progress: number): Promise<void> {
    await this.database.metrics.finish(this.bench.id);
    const { state, message } = this.failure === undefined ? end : { state: 'ERROR' as const, message: `The results could not be stored: ${this.failure}` };
    await moveBench(this.database, this.bench.id, state, message === '' ? ENDED[state] : message, { endedAt: Date.now(), progress, ...(await judgeGenerators(this.database, this.bench.id)) });
  }
}
