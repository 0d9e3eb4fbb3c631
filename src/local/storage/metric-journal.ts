import type { Kysely } from 'kysely';
import type { GeneratorSecond } from '../measurements/generator.js';
import { emptyMeasure, mergeMeasure, type Measure, type MetricRow, type SeriesKey, type UserLoadRow } from '../measurements/measure.js';
import { packUserRows } from '../measurements/user-load-rows.js';
import { atomically } from './atomically.js';
import { batches } from './batches.js';
import { MetricGroups, type NumberedSeries } from './metric-groups.js';
import { bucketOf, endOf, firstOfGroup, FORMAT, LONGEST, type RunLayout, SECOND, SHELVES, SHORTEST, USERS } from './metric-layout.js';
import { rollUp } from './metric-rollup.js';
import { insertSlabs, type Slab, slabsOfPart } from './metric-slabs.js';
import { upsertWhole } from './metric-wholes.js';
import type { Schema } from './schema.js';

const nameOf = (key: SeriesKey): string => JSON.stringify([key.virtualUserId, key.actionId, key.subSampleType, key.region, key.injectorId]);
/** Seconds that load generators may be behind each other: what comes even later is as right, it only takes slabs of its own. */
const LATE_SECONDS = 5;

/** What a journal goes on from: the series of the run so far, and how it is kept. `format` = what the data is marked as. */
export interface JournalStart { readonly series?: readonly NumberedSeries[]; readonly layout?: RunLayout | undefined; readonly format?: number }

/**
 * Writes down what one run measures, as it goes. There is one writer per run: it keeps the run's dictionary of series, so that
 * a measure costs a number and not a key, and sums longer stretches once they are over.
 */
export class MetricJournal {
  private readonly series = new Map<string, number>();
  private readonly groups: MetricGroups;
  private readonly format: number;
  private layout: RunLayout | undefined;
  private start = Infinity;

  constructor(private readonly kysely: Kysely<Schema>, private readonly benchResultId: string, { series = [], layout, format = FORMAT }: JournalStart = {}) {
    for (const { id, key } of series) this.series.set(nameOf(key), id);
    this.groups = new MetricGroups(series);
    this.layout = layout;
    this.format = format;
  }

  /** The run begins in this epoch second, which may be before the first one that is measured. */
  startsAt(second: number): void {
    this.start = second;
  }

  /** Keeps rows in one transaction: rows of seconds are added, whole-run rows (`second: null`) replace the one before. */
  async append(rows: readonly MetricRow[]): Promise<void> {
    if (rows.length === 0) return;
    const fresh = this.newSeries(rows);
    const seconds = bySecond(rows.flatMap((row) => (row.second === null ? [] : [{ ...row, second: row.second }])));
    const layout = this.extended([...seconds.keys()]);
    await atomically(this.kysely, async (transaction) => {
      const keys = fresh.map(({ id, key }) => ({ bench_result_id: this.benchResultId, series_id: id, key: JSON.stringify(key) }));
      for (const batch of batches(keys)) await transaction.insertInto('metric_series').values([...batch]).execute();
      if (layout !== undefined) await this.keepLayout(transaction, layout);
      await insertSlabs(transaction, this.benchResultId, [...seconds].flatMap(([second, measures]) => this.slabsOf(second, measures, layout)));
      await upsertWhole(transaction, this.benchResultId, this.wholes(rows));
    });
    this.layout = layout;
    await this.rollUpTo(layout === undefined ? 0 : layout.span.last - LATE_SECONDS);
  }

  async appendUsers(rows: readonly UserLoadRow[]): Promise<void> {
    if (rows.length === 0) return;
    const seconds = bySecond(rows);
    const layout = this.extended([...seconds.keys()]);
    await atomically(this.kysely, async (transaction) => {
      if (layout !== undefined) await this.keepLayout(transaction, layout);
      await insertSlabs(transaction, this.benchResultId, [...seconds].map(([bucket, users]) => ({ part: USERS, level: SECOND, bucket, body: packUserRows(users) })));
    });
    this.layout = layout;
  }

  async appendGenerator(rows: readonly GeneratorSecond[]): Promise<void> {
    const values = rows.map((row) => ({ bench_result_id: this.benchResultId, second: row.second, figures: JSON.stringify(row) }));
    for (const batch of batches(values)) await this.kysely.insertInto('generator_second').values([...batch]).execute();
  }

  /** Sums every stretch, the last ones too: no more seconds are to be expected. */
  async close(): Promise<void> {
    if (this.layout !== undefined) await this.rollUpTo(endOf(this.layout));
  }

  /** Sums the stretches that end by a second, in steps that keep a transaction short. */
  private async rollUpTo(second: number): Promise<void> {
    for (let layout = this.layout; layout !== undefined; layout = this.layout) {
      const step = bucketOf(layout.rolledUntil, LONGEST, layout.origin) + LONGEST;
      const until = Math.min(step, bucketOf(second, SHORTEST, layout.origin));
      if (until <= layout.rolledUntil) return;
      const from = layout;
      await atomically(this.kysely, (transaction) => rollUp(transaction, this.benchResultId, from, until));
      this.layout = { ...from, rolledUntil: until };
    }
  }

  /** Numbers every series not seen before; the numbers are kept even if the write then fails: a run that cannot be stored ends. */
  private newSeries(rows: readonly MetricRow[]): NumberedSeries[] {
    const fresh: NumberedSeries[] = [];
    for (const { series } of rows) {
      const name = nameOf(series);
      if (this.series.has(name)) continue;
      const numbered = { id: this.series.size, key: series };
      fresh.push(numbered);
      this.groups.add(numbered);
      this.series.set(name, numbered.id);
    }
    return fresh;
  }

  /** A second as it is stored: by action and summed over actions, once more in every longer stretch that is summed already. */
  private slabsOf(second: number, rows: readonly MetricRow[], layout: RunLayout | undefined): Slab[] {
    const actions = new Map<number, Measure[]>();
    const sums = new Map<number, Measure[]>();
    for (const { series, measure } of rows) {
      const id = this.series.get(nameOf(series)) ?? -1;
      const group = firstOfGroup(this.groups.idOf(series));
      listed(actions, id).push(measure);
      listed(sums, group).push(measure);
    }
    const [byAction, summed] = [combined(actions), combined(sums)];
    return SHELVES.flatMap((shelf) => {
      const summedAlready = layout === undefined ? [] : shelf.levels.filter((level) => second < bucketOf(layout.rolledUntil, level, layout.origin));
      return [SECOND, ...summedAlready].flatMap((level) => slabsOfPart(shelf, level, level === SECOND ? second : bucketOf(second, level, layout?.origin ?? 0), shelf.grouped ? summed : byAction));
    });
  }

  private wholes(rows: readonly MetricRow[]): Map<number, Measure> {
    const wholes = new Map<number, Measure>();
    for (const { second, series, measure } of rows) {
      if (second === null) addTo(wholes, this.series.get(nameOf(series)) ?? -1, measure, 3);
    }
    return wholes;
  }

  private extended(seconds: readonly number[]): RunLayout | undefined {
    if (seconds.length === 0) return this.layout;
    const first = seconds.reduce((a, b) => Math.min(a, b));
    const last = seconds.reduce((a, b) => Math.max(a, b));
    const { layout } = this;
    if (layout !== undefined) return { ...layout, span: { first: Math.min(layout.span.first, first), last: Math.max(layout.span.last, last) } };
    const origin = Math.min(this.start, first);
    return { format: this.format, origin, span: { first, last }, rolledUntil: origin, ended: false };
  }

  private async keepLayout(transaction: Kysely<Schema>, { format, origin, span, rolledUntil }: RunLayout): Promise<void> {
    const changing = { first_second: span.first, last_second: span.last };
    if (this.layout?.span.first === span.first && this.layout.span.last === span.last) return;
    await transaction
      .insertInto('metric_run')
      .values({ bench_result_id: this.benchResultId, format, origin, ...changing, rolled_until: rolledUntil, ended: 0 })
      .onConflict((conflict) => conflict.column('bench_result_id').doUpdateSet(changing))
      .execute();
  }
}

function bySecond<Row extends { readonly second: number }>(rows: readonly Row[]): Map<number, Row[]> {
  const seconds = new Map<number, Row[]>();
  for (const row of rows) listed(seconds, row.second).push(row);
  return seconds;
}

function listed<T>(lists: Map<number, T[]>, name: number): T[] {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}

function addTo(sums: Map<number, Measure>, id: number, measure: Measure, digits: 2 | 3 = 2): void {
  let sum = sums.get(id);
  if (sum === undefined) sums.set(id, (sum = emptyMeasure(digits)));
  mergeMeasure(sum, measure);
}

/** The measures of each series; only one that has several is summed: most have one, which is stored as it came. */
function combined(measures: ReadonlyMap<number, readonly Measure[]>): { id: number; measure: Measure }[] {
  return [...measures].map(([id, all]) => {
    const [only] = all;
    if (only !== undefined && all.length === 1) return { id, measure: only };
    const sum = emptyMeasure(2);
    for (const measure of all) mergeMeasure(sum, measure);
    return { id, measure: sum };
  });
}
