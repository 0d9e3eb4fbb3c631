import type { NamedCurve } from '../contract/report-values.js';
import type { ChartInput, ChartOption } from './chart-input.js';
import type { Frame } from './frame.js';
import { curveOption } from './line-option.js';

/** How hard the load generators had to work: the highest of all of them at each moment. */
export function generatorsOption({ item }: ChartInput, frame: Frame, description: string, curves: readonly NamedCurve[]): ChartOption {
  return curveOption(frame, { name: item.name ?? '', description, across: 'clock', curves: curves.map(({ name, unit, points }) => ({ name, unit, run: '', points })) });
}
