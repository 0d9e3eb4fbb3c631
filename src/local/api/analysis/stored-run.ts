import { actionPlaces, type ActionPlace } from '../../analysis/action-places.js';
import type { ErrorRow, RowQuery, RunData, RunSeries, SecondRange, SeriesQuery, SeriesRow, SeriesTotal } from '../../analysis/run-data.js';
import { type SlaAttachment, slaAttachments } from '../../analysis/sla-attachments.js';
import type { GeneratorSecond } from '../../measurements/generator.js';
import type { UserLoadRow } from '../../measurements/measure.js';
import type { FrozenRun } from '../../storage/collections.js';
import type { LocalDatabase } from '../../storage/local-database.js';
import { asBench, type BenchEntity } from '../runtime/bench-results/bench-entity.js';

/** A stored run as the analysis reads it. */
export class StoredRun implements RunData {
  readonly benchResultId: string;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly actions: readonly ActionPlace[] | undefined;
  readonly profileVirtualUsers: ReadonlyMap<string, string>;
  readonly slaAttachments: readonly SlaAttachment[];
  readonly generatorHosts: ReadonlyMap<string, string>;

  private constructor(private readonly database: LocalDatabase, bench: BenchEntity, readonly seconds: SecondRange | undefined, frozen: FrozenRun | undefined) {
    this.benchResultId = bench.id;
    this.startedAt = bench.startedAt;
    this.endedAt = bench.endedAt;
    const trees = [...(frozen?.virtualUsers ?? []), ...(frozen?.fragments ?? [])];
    this.actions = frozen === undefined ? undefined : actionPlaces(trees);
    this.slaAttachments = slaAttachments(trees, frozen?.slaProfiles ?? []);
    this.generatorHosts = new Map(Object.entries(frozen?.generatorHosts ?? {}));
    const names = new Map(frozen?.virtualUsers.map(({ id, name }) => [id, name]));
    this.profileVirtualUsers = new Map(frozen?.scenario.userProfiles.map(({ id = '', virtualUserId }) => [id, names.get(virtualUserId) ?? '']));
  }

  /** Opens a run that the caller is known to be allowed to read. */
  static async open(database: LocalDatabase, bench: BenchEntity): Promise<StoredRun> {
    const frozen = await database.documents.find('frozenRun', bench.resultProjectId);
    return new StoredRun(database, asBench(bench), await database.metrics.span(bench.id), frozen?.document);
  }

  async series(): Promise<readonly RunSeries[]> {
    return this.database.metrics.series(this.benchResultId);
  }

  async totals({ series, parts }: SeriesQuery): Promise<readonly SeriesTotal[] | undefined> {
    const { metrics } = this.database;
    return (await metrics.hasTotals(this.benchResultId)) ? metrics.totals(this.benchResultId, series, parts) : undefined;
  }

  async *rows({ series, seconds, parts }: RowQuery): AsyncGenerator<readonly SeriesRow[]> {
    for (const seriesId of series) yield this.database.metrics.seconds(this.benchResultId, seriesId, seconds, parts);
  }

  async users(seconds: SecondRange): Promise<readonly UserLoadRow[]> {
    return this.database.metrics.users(this.benchResultId, seconds);
  }

  async errors(): Promise<readonly ErrorRow[]> {
    return this.database.errors.list(this.benchResultId);
  }

  async generators(): Promise<readonly GeneratorSecond[]> {
    return this.database.metrics.generators(this.benchResultId);
  }
}
