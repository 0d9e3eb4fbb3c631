import { seededRandom } from '../../src/local/engine/interpreter/random.js';
import { addSample, emptyMeasure, mergeMeasure, type Measure, type MeasuredSample, type SeriesKey } from '../../src/local/measurements/measure.js';
import { deserializeMeasure, serializeMeasure } from '../../src/local/measurements/stored-row.js';
import type { MetricStore } from '../../src/local/storage/metric-store.js';

/** What a made run is like. */
export interface RunSize { readonly actions: number; readonly samples: number; readonly seconds: number }
export const VIRTUAL_USERS = ['buyer', 'visitor', 'searcher', 'returning'];
const CONTAINERS_PER_USER = 5;
/** Seconds of one action that are made sample by sample; each second of the run is one of them. */
const POOL = 300;
const SERIES_AT_A_TIME = 20;
const START = 1_767_225_600;

/** Keys of all series: actions spread over the Virtual Users, and their containers. */
export function seriesOf({ actions }: RunSize): SeriesKey[] {
  const place = { region: 'local', injectorId: 'local-1' };
  return VIRTUAL_USERS.flatMap((virtualUserId, at) => {
    const own = Array.from({ length: Math.floor(actions / VIRTUAL_USERS.length) }, (_, index): SeriesKey => ({ virtualUserId, virtualUserName: virtualUserId, actionId: `${virtualUserId}-hit-${index}`, actionName: `Request ${at}.${index}`, subSampleType: 'Hit', ...place }));
    const above = Array.from({ length: CONTAINERS_PER_USER }, (_, index): SeriesKey => ({ virtualUserId, virtualUserName: virtualUserId, actionId: index === 0 ? virtualUserId : `${virtualUserId}-page-${index}`, actionName: index === 0 ? virtualUserId : `Page ${at}.${index}`, subSampleType: 'Container', ...place }));
    return [...above, ...own];
  });
}

interface Twin { readonly second: Measure; readonly whole: Measure }

/** Times as sites have them: a log-normal middle, one in a hundred ten times slower. */
function poolOf(random: () => number, perSecond: number): Twin[] {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: POOL }, () => {
    const twin = { second: emptyMeasure(2), whole: emptyMeasure(3) };
    const level = 40 * 2 ** (3 * random());
    for (let left = Math.floor(perSecond + random()); left > 0; left--) {
      const elapsedMs = Math.round(level * Math.exp(0.5 * normal()) * (random() < 0.01 ? 10 : 1) * 1000) / 1000;
      const failed = random() < 0.004;
      const sample: MeasuredSample = { elapsedMs, latencyMs: Math.round(elapsedMs * 700) / 1000, connectMs: random() < 0.05 ? Math.round(3000 * random()) / 1000 : 0, receivedBytes: Math.floor(20_000 * random()), sentBytes: 400 + Math.floor(100 * random()), success: !failed, code: failed ? (random() < 0.5 ? '500' : '404') : random() < 0.1 ? '302' : '200', method: random() < 0.2 ? 'POST' : 'GET', mediaType: random() < 0.3 ? 'application/json' : 'text/html' };
      addSample(twin.second, sample);
      addSample(twin.whole, sample);
    }
    // As they come from a load generator: packed.
    return { second: deserializeMeasure(serializeMeasure(twin.second, 2)), whole: deserializeMeasure(serializeMeasure(twin.whole, 3)) };
  });
}

/** Writes a run through the journal as an engine would, and ends it. @returns its first and last second, and how many hits it holds. */
export async function makeRun(metrics: MetricStore, benchResultId: string, size: RunSize): Promise<{ first: number; last: number; hits: number; appendMs: readonly number[] }> {
  const random = seededRandom(size.samples);
  const series = seriesOf(size);
  const pool = poolOf(random, size.samples / size.seconds / size.actions);
  const wholes = series.map(() => emptyMeasure(3));
  const journal = await metrics.journal(benchResultId);
  journal.startsAt(START);
  const appendMs: number[] = [];
  for (let second = 0; second < size.seconds; second++) {
    const rows = series.map((key, index) => {
      const twin = pool[Math.floor(random() * POOL)] ?? { second: emptyMeasure(2), whole: emptyMeasure(3) };
      const whole = wholes[index];
      if (whole !== undefined) mergeMeasure(whole, twin.whole);
      return { second: START + second, series: key, measure: twin.second };
    }).filter(({ measure }) => measure.hits > 0);
    const begin = performance.now();
    await journal.append(rows);
    await journal.appendUsers(VIRTUAL_USERS.map((profileId, at) => ({ second: START + second, profileId, users: Math.min(100 * (at + 1), second), region: 'local', injectorId: 'local-1' })));
    appendMs.push(performance.now() - begin);
    if (second % 600 === 0) process.stderr.write(`${benchResultId}: ${second} of ${size.seconds} s\n`);
  }
  for (let at = 0; at < series.length; at += SERIES_AT_A_TIME) await journal.append(series.slice(at, at + SERIES_AT_A_TIME).map((key, index) => ({ second: null, series: key, measure: wholes[at + index] ?? emptyMeasure(3) })));
  await metrics.finish(benchResultId);
  const hits = wholes.reduce((sum, { hits: of }, index) => sum + (series[index]?.subSampleType === 'Hit' ? of : 0), 0);
  return { first: START, last: START + size.seconds - 1, hits, appendMs };
}
