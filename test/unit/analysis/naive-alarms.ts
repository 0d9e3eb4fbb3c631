import type { Threshold } from '../../../src/contract/sla-profile.js';
import type { CounterSample } from '../../../src/local/analysis/threshold-stretches.js';

type Band = Pick<Threshold, 'time' | 'value'>;
interface NaiveStretch { start: number; end: number; lowest: number; highest: number }

function within({ value: { range } }: Band, value: number): boolean {
  const { lowerEndpoint: low, upperEndpoint: high } = range;
  if (low !== undefined && low !== null && (value < low || (value === low && range.lowerBoundType === 'OPEN'))) return false;
  return !(high !== undefined && high !== null && (value > high || (value === high && range.upperBoundType === 'OPEN')));
}

/** Every pair of samples is tried: all between them are in the band, their neighbours are not, and the band was held. */
export function naiveStretches(samples: readonly CounterSample[], band: Band): NaiveStretch[] {
  const found: NaiveStretch[] = [];
  for (let from = 0; from < samples.length; from++) {
    for (let to = from; to < samples.length; to++) {
      const row = samples.slice(from, to + 1);
      const neighbours = [samples[from - 1], samples[to + 1]].filter((sample) => sample !== undefined);
      if (!row.every(({ value }) => within(band, value)) || neighbours.some(({ value }) => within(band, value))) continue;
      const [start, end] = [(row[0]?.second ?? 0) * 1000, (row.at(-1)?.second ?? 0) * 1000];
      if (band.time['@type'] === 'OccurrenceCondition' ? row.length < band.time.times : end - start < band.time.duration) continue;
      const values = row.map(({ value }) => value);
      found.push({ start, end, lowest: Math.min(...values), highest: Math.max(...values) });
    }
  }
  return found;
}
