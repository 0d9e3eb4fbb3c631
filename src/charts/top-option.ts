import type { TopResult } from '../contract/report-values.js';
import type { ChartInput, ChartOption } from './chart-input.js';
import { namedMetrics } from './metric-names.js';
import type { Frame } from './frame.js';
import { curveOption } from './line-option.js';

/** A curve for each of the highest ranked actions, best first. */
export function topOption({ item, labels = {} }: ChartInput, frame: Frame, description: string, { actionIds, curves }: TopResult): ChartOption {
  const metric = namedMetrics(item, labels)[0];
  const named = curves.map((points, index) => {
    const id = actionIds[index] ?? '';
    return { name: `${index + 1}. ${labels.actions?.[id] ?? id}`, unit: metric?.unit ?? '', run: metric?.run ?? '', points };
  });
  return curveOption(frame, { name: item.name ?? '', note: metric?.name ?? '', description, curves: named, across: 'clock' });
}
