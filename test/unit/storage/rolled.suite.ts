import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/local/engine/interpreter/random.js';
import { addSample, emptyMeasure, mergeMeasure, type Measure, type MetricRow, type SeriesKey, type UserLoadRow } from '../../../src/local/measurements/measure.js';
import { STORED_PARTS } from '../../../src/local/measurements/measure-parts.js';
import { serializeMeasure } from '../../../src/local/measurements/stored-row.js';
import type { LocalDatabase } from '../../../src/local/storage/local-database.js';
import { MetricGroups } from '../../../src/local/storage/metric-groups.js';
import { SHELVES, stretchesOf } from '../../../src/local/storage/metric-layout.js';
import { inOldFormat } from '../../support/old-format.js';

const START = 1_767_225_607;
const SERIES: readonly SeriesKey[] = ['vu-a', 'vu-b'].flatMap((virtualUserId) => (['Hit', 'Container'] as const).flatMap((subSampleType) => ['one', 'two'].map((actionId): SeriesKey => ({
  virtualUserId, virtualUserName: virtualUserId, actionId: `${virtualUserId}-${subSampleType}-${actionId}`, actionName: actionId, subSampleType, region: 'eu', injectorId: virtualUserId === 'vu-b' && actionId === 'two' ? 'i-2' : 'i-1',
}))));

/** Rows of a random run, in the order they come: mostly in time order, some late, some before the first, several for one second. */
function randomRun(seed: number, seconds: number): MetricRow[] {
  const random = seededRandom(seed);
  const rows: MetricRow[] = [];
  for (let second = 0; second < seconds; second++) {
    for (const series of SERIES) {
      if (random() < 0.6) continue;
      const late = random() < 0.05 ? Math.floor(random() * 350) : 0;
      rows.push({ second: START + second - late, series, measure: randomMeasure(random) });
    }
  }
  return rows;
}

/** Times are whole milliseconds: their sums are then the same in any order. */
function randomMeasure(random: () => number): Measure {
  const measure = emptyMeasure(2);
  for (let left = Math.floor(random() * 5); left >= 0; left--) {
    const elapsedMs = Math.floor(3000 * random() ** 3);
    addSample(measure, { elapsedMs, latencyMs: Math.floor(elapsedMs / 2), connectMs: random() < 0.8 ? 0 : 7, receivedBytes: Math.floor(1e5 * random()), sentBytes: 300, success: random() > 0.1, code: ['200', '404', '__proto__'][Math.floor(random() * 3)] ?? '', method: 'GET', mediaType: random() < 0.5 ? 'text/html' : undefined, assertions: { success: 1, failure: 0, error: random() < 0.1 ? 1 : 0 } });
  }
  return measure;
}

/** Everything a measure holds, in an order of its own. */
function told(measure: Measure): object {
  const stored = serializeMeasure(measure, 2);
  return { ...stored, codes: stored.codes.sort(), methods: stored.methods.sort(), mediaTypes: stored.mediaTypes.sort() };
}

interface Window { readonly first: number; readonly last: number; readonly interval: number | undefined }

/** Sums by series and slot, as a reader of the store makes them. */
async function read({ metrics }: LocalDatabase, run: string, series: readonly number[], { first, last, interval }: Window): Promise<Map<string, Measure>> {
  const layout = await metrics.layout(run);
  const sums = new Map<string, Measure>();
  if (layout === undefined) return sums;
  for await (const rows of metrics.rows(run, layout, { series, parts: STORED_PARTS, seconds: { first, last }, interval })) {
    for (const { seriesId, second, measure } of rows) {
      expect(second).toBeGreaterThanOrEqual(first);
      expect(second).toBeLessThanOrEqual(last);
      const name = `${seriesId} ${interval === undefined ? 0 : Math.floor((second - layout.origin) / interval)}`;
      const sum = sums.get(name) ?? emptyMeasure(2);
      sums.set(name, sum);
      mergeMeasure(sum, measure);
    }
  }
  return sums;
}

/** The same, from the rows themselves. */
function plain(rows: readonly MetricRow[], idOf: (key: SeriesKey) => number, origin: number, { first, last, interval }: Window): Map<string, Measure> {
  const sums = new Map<string, Measure>();
  for (const { second, series, measure } of rows) {
    if (second === null || second < first || second > last) continue;
    const name = `${idOf(series)} ${interval === undefined ? 0 : Math.floor((second - origin) / interval)}`;
    const sum = sums.get(name) ?? emptyMeasure(2);
    sums.set(name, sum);
    mergeMeasure(sum, measure);
  }
  return sums;
}

/** One text: a comparison of many thousand objects takes its time. */
const shown = (sums: ReadonlyMap<string, Measure>): string => [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, measure]) => `${name} ${JSON.stringify(told(measure))}`).join('\n');

/** Whatever is read of a run, and however, is what its rows add up to. */
async function expectWhole(database: LocalDatabase, run: string, rows: readonly MetricRow[], seed: number): Promise<void> {
  const random = seededRandom(seed);
  const layout = await database.metrics.layout(run);
  const series = await database.metrics.series(run);
  const groups = new MetricGroups(series);
  const byName = new Map(series.map(({ id, key }) => [JSON.stringify(key), id]));
  const actionOf = (key: SeriesKey): number => byName.get(JSON.stringify(key)) ?? -99;
  if (layout === undefined) throw new Error('nothing was kept');
  const { first, last } = layout.span;
  const anywhere = (): number => first + Math.floor(random() * (last - first + 1));
  const windows: Window[] = [{ first, last, interval: undefined }, { first, last, interval: 30 }, { first: first - 50, last: last + 50, interval: 300 }];
  for (const interval of [undefined, 1, 5, 15, 60]) {
    const [a, b] = [anywhere(), anywhere()];
    windows.push({ first: Math.min(a, b), last: Math.max(a, b), interval });
  }
  for (const window of windows) {
    expect(shown(await read(database, run, series.map(({ id }) => id), window)), JSON.stringify(window)).toBe(shown(plain(rows, actionOf, layout.origin, window)));
    expect(shown(await read(database, run, groups.all.map(({ id }) => id), window)), `groups ${JSON.stringify(window)}`).toEqual(shown(plain(rows, (key) => groups.idOf(key), layout.origin, window)));
  }
}

/** Sums over longer stretches. @param execute runs a statement on the database as it is. */
export function rolledSuite(database: () => LocalDatabase, execute: (statement: string) => Promise<void>): void {
  it('updates a run of the format before, and begins anew where an update was cut short', async () => {
    const run = 'rolled-old';
    const rows = randomRun(8, 330);
    const total: MetricRow = { second: null, series: SERIES[0] ?? ({} as SeriesKey), measure: emptyMeasure(3) };
    const users = Array.from({ length: 40 }, (_, second): UserLoadRow => ({ second: START + second, profileId: 'p', users: second, region: 'eu', injectorId: 'i' }));
    await execute(inOldFormat(run, [total, ...rows], users).join(';'));
    const { metricFormat, metrics } = database();
    expect(await metricFormat.outdated([run, 'never-measured'])).toEqual([run]);
    expect(await metricFormat.oldSpan(run)).toEqual({ first: rows.reduce((least, { second }) => Math.min(least, second ?? least), START), last: START + 329 });
    // Half of an update: slabs that a process left behind when it died.
    await execute(`insert into metric_run values ('${run}', 1, ${START}, ${START}, ${START}, ${START}, 0)`);
    await execute(`insert into metric_slab select '${run}', part, level, ${START}, body from metric_slab where bench_result_id = 'rolled-killed'`);
    expect(await metricFormat.outdated([run])).toEqual([run]);
    await metricFormat.update(run);
    expect(await metricFormat.outdated([run])).toEqual([]);
    await expectWhole(database(), run, rows, 8);
    expect((await metrics.users(run, { first: 0, last: START + 999 })).map((row) => row.users)).toEqual(users.map((row) => row.users));
    // The total that was kept stays; those that were missing are added up.
    expect((await metrics.totals(run, [0, 1])).map(({ measure }) => measure.hits > 0)).toEqual([false, true]);
    await metricFormat.update(run);
    await expectWhole(database(), run, rows, 8);
    expect(await metricFormat.oldSpan(run)).toBeUndefined();
  });

  it.each([1, 2])('reads of a random run what its rows add up to, as it goes and when it is over (seed %d)', async (seed) => {
    const run = `rolled-${seed}`;
    const rows = randomRun(seed, 340);
    const random = seededRandom(seed + 100);
    const journal = await database().metrics.journal(run);
    journal.startsAt(START - 3);
    for (let at = 0; at < rows.length;) {
      const next = Math.min(rows.length, at + 1 + Math.floor(random() * 60));
      await journal.append(rows.slice(at, next));
      if (random() < 0.06) await expectWhole(database(), run, rows.slice(0, next), seed + at);
      at = next;
    }
    await database().metrics.finish(run);
    await expectWhole(database(), run, rows, seed);
    const wholes = new Map((await database().metrics.totals(run, [0, -1])).map(({ seriesId, measure }) => [seriesId, measure.hits]));
    expect(wholes.get(0)).toBe(rows.filter(({ series }) => series === rows[0]?.series).reduce((sum, { measure }) => sum + measure.hits, 0));
  });

  it('loses and doubles nothing where the writer dies between any two writes', async () => {
    const run = 'rolled-killed';
    const rows = randomRun(5, 330);
    for (let at = 0; at < rows.length; at += 250) {
      // A journal of its own each time, with nothing but what the one before left in the database.
      const journal = await database().metrics.journal(run);
      for (let from = at; from < at + 250; from += 50) await journal.append(rows.slice(from, Math.min(at + 250, from + 50)));
      await expectWhole(database(), run, rows.slice(0, at + 250), at);
    }
    await database().metrics.finish(run);
    await database().metrics.finish(run);
    await expectWhole(database(), run, rows, 9);
  });

  it('keeps nothing of a sum that could not be completed', async () => {
    const run = 'rolled-failed';
    const rows = randomRun(6, 40);
    const journal = await database().metrics.journal(run);
    await journal.append(rows);
    const before = await database().metrics.layout(run);
    await expect(database().transaction(async (stores) => {
      await (await stores.metrics.journal(run)).close();
      throw new Error('the power fails');
    })).rejects.toThrow('the power fails');
    expect(await database().metrics.layout(run)).toEqual(before);
    await expectWhole(database(), run, rows, 6);
  });

  it('keeps every second of the user load, packed or not', async () => {
    const run = 'rolled-users';
    const journal = await database().metrics.journal(run);
    const all: UserLoadRow[] = [];
    for (let second = 0; second < 900; second += 3) {
      const rows = [0, 1, 2].flatMap((more) => ['p', 'q\u0000'].map((profileId, index): UserLoadRow => ({ second: START + second + more, profileId, users: second + more + index, region: 'eu', injectorId: 'i' })));
      all.push(...rows);
      await journal.appendUsers(rows);
      await journal.append([{ second: START + second, series: SERIES[0] ?? ({} as SeriesKey), measure: emptyMeasure(2) }]);
    }
    const late = { second: START + 5, profileId: 'late', users: 3, region: 'eu', injectorId: 'i' };
    await journal.appendUsers([late]);
    const sorted = (rows: readonly UserLoadRow[]): string[] => rows.map((row) => JSON.stringify([row.second, row.profileId, row.users])).sort();
    const expected = [...all, late];
    expect(sorted(await database().metrics.users(run, { first: START, last: START + 2000 }))).toEqual(sorted(expected));
    await database().metrics.finish(run);
    for (const [first, last] of [[0, 2000], [7, 7], [250, 650], [899, 899]] as const) {
      expect(sorted(await database().metrics.users(run, { first: START + first, last: START + last }))).toEqual(sorted(expected.filter(({ second }) => second >= START + first && second <= START + last)));
    }
  });

  it('plans the fewest slabs that hold just the seconds asked for', () => {
    const layout = { origin: 0, rolledUntil: 660 };
    const levels = SHELVES[0]?.levels ?? [];
    expect(stretchesOf({ first: 3, last: 700 }, undefined, layout, levels)).toEqual([
      { level: 1, first: 3, last: 4 }, { level: 5, first: 5, last: 25 }, { level: 30, first: 30, last: 270 }, { level: 300, first: 300, last: 300 }, { level: 30, first: 600, last: 630 }, { level: 1, first: 660, last: 700 },
    ]);
    expect(stretchesOf({ first: 0, last: 59 }, 15, layout, levels)).toEqual([{ level: 5, first: 0, last: 55 }]);
    expect(stretchesOf({ first: 0, last: 59 }, 2, layout, levels)).toEqual([{ level: 1, first: 0, last: 59 }]);
  });
}
