import { expect, it } from 'vitest';
import type { HttpExchange } from '../../../src/contract/http-exchange.js';
import { addSample, emptyMeasure, mergeMeasure, type Measure, type MetricRow, type SeriesKey } from '../../../src/local/measurements/measure.js';
import { STORED_PARTS } from '../../../src/local/measurements/measure-parts.js';
import type { LocalDatabase } from '../../../src/local/storage/local-database.js';

const exchange = (code: number): HttpExchange => ({ request: { method: 'GET', url: 'http://localhost/', headers: [], body: '', bodyEncoding: 'text' }, response: { code, message: '', headers: [], body: 'b\u0000', bodyEncoding: 'text' } });
const series = (actionId: string): SeriesKey => ({ virtualUserId: 'vu', virtualUserName: 'V', actionId, actionName: actionId, subSampleType: 'Hit', region: 'local', injectorId: 'i' });

function measured(digits: 2 | 3, times: readonly number[]): Measure {
  const measure = emptyMeasure(digits);
  for (const elapsedMs of times) addSample(measure, { elapsedMs, latencyMs: elapsedMs / 2, connectMs: 0, receivedBytes: 10, sentBytes: 5, success: elapsedMs < 100, code: elapsedMs < 100 ? '200' : '__proto__', method: 'GET', mediaType: 'text/html' });
  return measure;
}
const row = (actionId: string, second: number | null, times: readonly number[]): MetricRow => ({ second, series: series(actionId), measure: measured(second === null ? 3 : 2, times) });

/** What was stored of each second, by `series/second`. */
async function secondsOf({ metrics }: LocalDatabase, run: string, ids: readonly number[]): Promise<Map<string, Measure>> {
  const layout = await metrics.layout(run);
  const found = new Map<string, Measure>();
  if (layout === undefined) return found;
  for await (const rows of metrics.rows(run, layout, { series: ids, parts: STORED_PARTS, seconds: layout.span, interval: 1 })) {
    for (const { seriesId, second, measure } of rows) {
      const sum = found.get(`${seriesId}/${second}`) ?? emptyMeasure(2);
      found.set(`${seriesId}/${second}`, sum);
      mergeMeasure(sum, measure);
    }
  }
  return found;
}

/** Recordings, validations, metrics, errors, logs. */
export function measuredSuite(database: () => LocalDatabase): void {
  it('keeps recordings in order and replaces those of the same action', async () => {
    const { recordings } = database();
    await recordings.add('vu1', ['b', 'a'].map((actionId) => ({ actionId, ...exchange(200) })));
    await recordings.add('vu1', [{ actionId: 'c', ...exchange(302) }, { actionId: 'b', ...exchange(404) }]);
    expect((await recordings.list('vu1')).map(({ actionId, response }) => [actionId, response.code])).toEqual([['b', 404], ['a', 200], ['c', 302]]);
    expect(await recordings.codes('vu1')).toEqual({ b: 404, a: 200, c: 302 });
    expect(await recordings.find('vu1', 'a')).toEqual({ actionId: 'a', ...exchange(200) });
    await recordings.deleteOf(['vu1']);
    expect(await recordings.list('vu1')).toEqual([]);
  });

  it('keeps the samples of the latest validation only', async () => {
    const { validations } = database();
    await validations.begin('vu2', 'bench-1');
    expect(await validations.add('vu2', 'bench-1', { actionId: 'a', timestamp: 1, success: true, message: '', exchange: exchange(200) })).toBe(true);
    await validations.begin('vu2', 'bench-2');
    expect(await validations.add('vu2', 'bench-1', { actionId: 'a', timestamp: 2, success: true, message: '', exchange: exchange(200) })).toBe(false);
    for (const [timestamp, success] of [[5, true], [4, false], [3, false]] as const) await validations.add('vu2', 'bench-2', { actionId: 'a', timestamp, success, message: 'm\u0000', exchange: exchange(success ? 200 : 403) });
    expect(await validations.latest('vu2')).toBe('bench-2');
    expect(await validations.verdicts('vu2')).toEqual([{ actionId: 'a', timestamp: 3, success: false }, { actionId: 'a', timestamp: 4, success: false }, { actionId: 'a', timestamp: 5, success: true }]);
    expect((await validations.find('vu2', 'a'))?.timestamp).toBe(4);
    expect(await validations.find('vu2', 'a', 5)).toEqual({ actionId: 'a', timestamp: 5, success: true, message: 'm\u0000', exchange: exchange(200) });
  });

  it('gives back a measure as it was, decoding only the histograms asked for', async () => {
    const { metrics } = database();
    await (await metrics.journal('run-1')).append([row('a', 10, [1, 50, 250]), row('a', null, [1, 50, 250])]);
    const found = await secondsOf(database(), 'run-1', [0]);
    const expected = measured(2, [1, 50, 250]);
    expect(found.get('0/10')?.elapsed).toEqual(expected.elapsed);
    expect({ ...found.get('0/10')?.codes }).toEqual({ ...expected.codes });
    expect(Object.getPrototypeOf(found.get('0/10')?.codes)).toBeNull();
    expect(found.get('0/10')?.elapsedHistogram.percentile(99)).toBe(expected.elapsedHistogram.percentile(99));
    const [bare] = await metrics.totals('run-1', [0], ['figures']);
    expect([bare?.measure.hits, bare?.measure.elapsedHistogram.count]).toEqual([3, 0]);
  });

  it('survives an empty distribution, whose bounds are infinite', async () => {
    const { metrics } = database();
    await (await metrics.journal('run-2')).append([{ second: 1, series: series('never'), measure: emptyMeasure(2) }]);
    expect((await secondsOf(database(), 'run-2', [0])).get('0/1')?.elapsed).toEqual(emptyMeasure(2).elapsed);
  });

  it('numbers a series once, over several journals of a run', async () => {
    const { metrics } = database();
    await (await metrics.journal('run-3')).append([row('a', 1, [1]), row('b', 1, [1])]);
    await (await metrics.journal('run-3')).append([row('b', 2, [1]), row('c', 2, [1])]);
    expect((await metrics.series('run-3')).map(({ id, key }) => [id, key.actionId])).toEqual([[0, 'a'], [1, 'b'], [2, 'c']]);
    expect([...(await secondsOf(database(), 'run-3', [1])).keys()]).toEqual(['1/1', '1/2']);
  });

  it('adds up a run that was cut short, once', async () => {
    const { metrics } = database();
    const journal = await metrics.journal('run-4');
    await journal.append([row('a', 1, [1, 2]), row('a', 2, [300])]);
    await journal.appendUsers([{ second: 1, profileId: 'p', users: 1, region: 'local', injectorId: 'i' }, { second: 3, profileId: 'p', users: 0, region: 'local', injectorId: 'i' }]);
    expect((await metrics.layout('run-4'))?.ended).toBe(false);
    await metrics.finish('run-4');
    await metrics.finish('run-4');
    expect((await metrics.layout('run-4'))?.ended).toBe(true);
    const [total] = await metrics.totals('run-4', [0]);
    expect([total?.measure.hits, total?.measure.errors, total?.measure.elapsed.sum, total?.measure.elapsedHistogram.count]).toEqual([3, 1, 303, 3]);
    expect(await metrics.span('run-4')).toEqual({ first: 1, last: 3 });
    expect((await metrics.users('run-4', { first: 0, last: 9 })).map(({ users }) => users)).toEqual([1, 0]);
    await metrics.deleteOf(['run-4']);
    expect([await metrics.span('run-4'), await metrics.series('run-4'), await metrics.users('run-4', { first: 0, last: 9 })]).toEqual([undefined, [], []]);
  });

  it('keeps error samples with their exchange apart, newest first', async () => {
    const { errors } = database();
    const sample = (timestamp: number) => ({ virtualUserId: 'vu', actionId: 'a', timestamp, responseCode: '500', errorMessage: 'x\u0000', assertions: [] });
    await errors.add('run-5', [{ ...sample(1), exchange: exchange(500) }, { ...sample(2), exchange: exchange(503) }]);
    expect(await errors.list('run-5')).toEqual([sample(2), sample(1)]);
    expect((await errors.exchange('run-5', 'a', 2))?.response.code).toBe(503);
    expect(await errors.exchange('run-5', 'a', 3)).toBeUndefined();
  });

  it('remembers which runs are under way', async () => {
    const { benchLogs } = database();
    await benchLogs.markLive('live-1');
    await benchLogs.markLive('live-1');
    await benchLogs.append('live-1', 'started', 1);
    expect([await benchLogs.live(), await benchLogs.list('live-1')]).toEqual([['live-1'], [{ at: 1, line: 'started' }]]);
    await benchLogs.unmarkLive('live-1');
    expect(await benchLogs.live()).toEqual([]);
  });
}
