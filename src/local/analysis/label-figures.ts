import type { MetricId } from '../../contract/metric.js';
import type { Measure } from '../measurements/measure.js';

type Figures = readonly (readonly [label: string, figure: number])[];

/** Which figure a metric counts per label (entities.md Appendix B): samples, or received bytes for the throughput. */
const COUNTED: Readonly<Partial<Record<MetricId, (measure: Measure) => Figures>>> = {
  HTTP_METHODS: ({ methods }) => Object.entries(methods),
  HTTP_RESPONSE_CODES: ({ codes }) => Object.entries(codes),
  HTTP_MEDIA_TYPES: ({ mediaTypes }) => Object.entries(mediaTypes).map(([type, { count }]) => [type, count]),
  HTTP_MEDIA_TYPES_THROUGHPUT: ({ mediaTypes }) => Object.entries(mediaTypes).map(([type, { bytes }]) => [type, bytes]),
};

/** Label → samples or bytes, most first, then by label; empty where nothing was measured or the metric has no labels. */
export function figuresByLabel(id: MetricId, measure: Measure | undefined): Figures {
  const figures = measure === undefined ? [] : (COUNTED[id]?.(measure) ?? []);
  return [...figures].sort(([label, figure], [other, otherFigure]) => otherFigure - figure || (label < other ? -1 : 1));
}
