import type { Measure } from '../measurements/measure.js';
import { deserializeMeasure, serializeMeasure, type StoredMeasure } from '../measurements/stored-row.js';
import type { MeasureColumns } from './schema.js';

export type HistogramName = 'elapsedHistogram' | 'latencyHistogram' | 'connectHistogram';
export const ALL_HISTOGRAMS: ReadonlySet<string> = new Set<HistogramName>(['elapsedHistogram', 'latencyHistogram', 'connectHistogram']);

/** A measure as it is stored. @param digits of its histograms: 2 for a second, 3 for a whole run. */
export function packMeasure(measure: Measure, digits: 2 | 3): MeasureColumns {
  const { elapsedHistogram, latencyHistogram, connectHistogram, ...figures } = serializeMeasure(measure, digits);
  return { figures: JSON.stringify(figures), elapsed_histogram: elapsedHistogram, latency_histogram: latencyHistogram, connect_histogram: connectHistogram };
}

/** A stored measure as it was. @param wanted names of the histograms to decode: that costs most; the others are left empty. */
export function unpackMeasure(columns: MeasureColumns, wanted: ReadonlySet<string>): Measure {
  const figures = JSON.parse(columns.figures) as Omit<StoredMeasure, HistogramName>;
  const histogram = (name: HistogramName, text: string): string => (wanted.has(name) ? text : '');
  return deserializeMeasure({
    ...figures,
    elapsedHistogram: histogram('elapsedHistogram', columns.elapsed_histogram),
    latencyHistogram: histogram('latencyHistogram', columns.latency_histogram),
    connectHistogram: histogram('connectHistogram', columns.connect_histogram),
  });
}
