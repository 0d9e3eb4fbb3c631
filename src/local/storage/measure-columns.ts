import type { Measure } from '../measurements/measure.js';
import { deserializeMeasure, type StoredMeasure } from '../measurements/stored-row.js';
import type { MeasureColumns } from './schema.js';

/** A measure as it was stored in the format before slabs: figures as JSON, histograms in base64. */
export function unpackMeasure(columns: MeasureColumns): Measure {
  const figures = JSON.parse(columns.figures) as Omit<StoredMeasure, 'elapsedHistogram' | 'latencyHistogram' | 'connectHistogram'>;
  return deserializeMeasure({ ...figures, elapsedHistogram: columns.elapsed_histogram, latencyHistogram: columns.latency_histogram, connectHistogram: columns.connect_histogram });
}
