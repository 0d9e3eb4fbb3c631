import { z } from 'zod';
import type { MapGraphPoint } from '../../../contract/report-values.js';
import { short } from '../figures.js';
import { spread } from './curve.js';
import { shownLabel } from './shown-label.js';

/** Figures that fit one answer, over all points; and how many labels are told apart. */
const ANSWER_FIGURES = 240;
const MOST_LABELS = 10;
const OTHERS = 'others';

export const StackedLayers = z.object({
  intervalSec: z.number().optional().describe('How long one point is.'),
  labels: z.array(z.object({ label: z.string(), highest: z.number(), at: z.number().describe('epoch ms') })).describe('The highest value of each label, over all points.'),
  points: z.array(z.object({ x: z.number().describe('epoch ms'), values: z.record(z.string(), z.number()).describe('A label that is missing is 0.') })).describe('None = no data.'),
  omitted: z.string().optional(),
});
type Layers = z.input<typeof StackedLayers>;

/** The points as they are answered: the labels with the highest values told apart, at most `most` points evenly spread, zeros left out. */
export function stackedLayers(points: readonly MapGraphPoint[], most?: number): Layers {
  const peaks = peaksOf(points);
  const shown = peaks.slice(0, MOST_LABELS);
  const known = new Set(shown.map(({ label }) => label));
  const fit = most ?? Math.max(2, Math.floor(ANSWER_FIGURES / Math.max(2, shown.length + 1)));
  const kept = points.length <= fit ? points : spread(points.length, fit).flatMap((index) => points[index] ?? []);
  const interval = points.slice(1).reduce((least, { x }, index) => Math.min(least, x - (points[index]?.x ?? x)), Infinity);
  const left = [
    kept.length < points.length ? `${points.length - kept.length} of ${points.length} points: narrow with from and to, or raise maxPoints` : '',
    peaks.length > shown.length ? `${peaks.length - shown.length} labels are added up as "${OTHERS}"` : '',
  ].filter((note) => note !== '');
  return {
    ...(Number.isFinite(interval) ? { intervalSec: interval / 1000 } : {}),
    labels: shown.map(({ label, highest, at }) => ({ label: shownLabel(label), highest, at })),
    points: kept.map(({ x, values }) => ({ x, values: layersOf(values, known) })),
    ...(left.length === 0 ? {} : { omitted: left.join('; ') }),
  };
}

interface Peak { readonly label: string; readonly highest: number; readonly at: number }

/** The highest value of each label and when it was, highest first. */
function peaksOf(points: readonly MapGraphPoint[]): Peak[] {
  const peaks = new Map<string, Peak>();
  for (const { x, values } of points) {
    for (const [label, value] of Object.entries(values)) {
      if (value > (peaks.get(label)?.highest ?? -1)) peaks.set(label, { label, highest: rounded(value), at: x });
    }
  }
  return [...peaks.values()].sort((left, right) => right.highest - left.highest);
}

function layersOf(values: Readonly<Record<string, number>>, known: ReadonlySet<string>): Record<string, number> {
  const layers = new Map<string, number>();
  for (const [label, value] of Object.entries(values)) {
    const name = known.has(label) ? shownLabel(label) : OTHERS;
    if (value !== 0) layers.set(name, (layers.get(name) ?? 0) + value);
  }
  return Object.fromEntries([...layers].map(([label, value]) => [label, rounded(value)]));
}

const rounded = (value: number): number => Number(short(value));
