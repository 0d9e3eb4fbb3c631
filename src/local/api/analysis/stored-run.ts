import { isTerminal } from '../../../contract/bench-result.js';
import { actionPlaces, type ActionPlace } from '../../analysis/action-places.js';
import type { ErrorRow, MeasurePart, RowQuery, RunData, RunSeries, SecondRange, SeriesGroup, SeriesQuery, SeriesRow, SeriesTotal } from '../../analysis/run-data.js';
import { type SlaAttachment, slaAttachments } from '../../analysis/sla-attachments.js';
import type { GeneratorSecond } from '../../measurements/generator.js';
import type { UserLoadRow } from '../../measurements/measure.js';
import { distributionsOf, STORED_PARTS, type StoredPart } from '../../measurements/measure-parts.js';
import type { FrozenRun } from '../../storage/collections.js';
import type { LocalDatabase } from '../../storage/local-database.js';
import { MetricGroups } from '../../storage/metric-groups.js';
import { FORMAT, type RunLayout } from '../../storage/metric-layout.js';
import { asBench, type BenchEntity } from '../runtime/bench-results/bench-entity.js';
import type { RunMemory } from './run-memory.js';

/** A stored run as the analysis reads it. */
export class StoredRun implements RunData {
  readonly benchResultId: string;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly actions: readonly ActionPlace[] | undefined;
  readonly seconds: SecondRange | undefined;
  readonly origin: number | undefined;
  readonly profileVirtualUsers: ReadonlyMap<string, string>;
  readonly slaAttachments: readonly SlaAttachment[];
  readonly generatorHosts: ReadonlyMap<string, string>;
  private known: readonly RunSeries[] | undefined;
  private readonly isOver: boolean;
  private sums: readonly SeriesGroup[] | undefined;

  private constructor(private readonly database: LocalDatabase, bench: BenchEntity, private readonly layout: RunLayout | undefined, readonly isOutdated: boolean, frozen: FrozenRun | undefined, private readonly memory: RunMemory | undefined) {
    this.isOver = isTerminal(bench.state);
    this.benchResultId = bench.id;
    this.seconds = layout?.span;
    this.origin = layout?.origin;
    this.startedAt = bench.startedAt;
    this.endedAt = bench.endedAt;
    const trees = [...(frozen?.virtualUsers ?? []), ...(frozen?.fragments ?? [])];
    this.actions = frozen === undefined ? undefined : actionPlaces(trees);
    this.slaAttachments = slaAttachments(trees, frozen?.slaProfiles ?? []);
    this.generatorHosts = new Map(Object.entries(frozen?.generatorHosts ?? {}));
    const names = new Map(frozen?.virtualUsers.map(({ id, name }) => [id, name]));
    this.profileVirtualUsers = new Map(frozen?.scenario.userProfiles.map(({ id = '', virtualUserId }) => [id, names.get(virtualUserId) ?? '']));
  }

  /** Opens a run that the caller is known to be allowed to read. @param memory keeps what is dear to work out */
  static async open(database: LocalDatabase, bench: BenchEntity, memory?: RunMemory): Promise<StoredRun> {
    const frozen = await database.documents.find('frozenRun', bench.resultProjectId);
    const layout = await database.metrics.layout(bench.id);
    const isOutdated = layout === undefined ? (await database.metricFormat.outdated([bench.id])).length > 0 : layout.format !== FORMAT;
    return new StoredRun(database, asBench(bench), layout, isOutdated, frozen?.document, memory);
  }

  async series(): Promise<readonly RunSeries[]> {
    return (this.known ??= await this.database.metrics.series(this.benchResultId));
  }

  async groups(): Promise<readonly SeriesGroup[]> {
    return (this.sums ??= new MetricGroups(await this.series()).all);
  }

  async totals({ series, parts }: SeriesQuery): Promise<readonly SeriesTotal[] | undefined> {
    return this.layout?.ended === true ? this.database.metrics.totals(this.benchResultId, series, storedParts(parts)) : undefined;
  }

  async *rows({ series, seconds, interval, parts }: RowQuery): AsyncGenerator<readonly SeriesRow[]> {
    if (this.layout !== undefined) yield* this.database.metrics.rows(this.benchResultId, this.layout, { series, seconds, interval, parts: storedParts(parts), distributions: distributionsOf(parts) });
  }

  async users(seconds: SecondRange): Promise<readonly UserLoadRow[]> {
    return this.database.metrics.users(this.benchResultId, seconds);
  }

  async hasUsers(): Promise<boolean> {
    return this.database.metrics.hasUsers(this.benchResultId);
  }

  async errors(): Promise<readonly ErrorRow[]> {
    return this.database.errors.list(this.benchResultId);
  }

  async generators(): Promise<readonly GeneratorSecond[]> {
    return this.database.metrics.generators(this.benchResultId);
  }

  async remembered<T>(name: string, make: () => Promise<T>, sizeOf: (value: T) => number): Promise<T> {
    return this.memory === undefined || !this.isOver ? make() : this.memory.remembered(`${this.benchResultId} ${name}`, make, sizeOf);
  }
}

/** Counts always come along. */
function storedParts(parts: ReadonlySet<MeasurePart>): StoredPart[] {
  return STORED_PARTS.filter((part) => part === 'figures' || parts.has(part));
}
