import type { AreaRangeResult } from '../contract/report-values.js';
import type { ChartInput, ChartOption } from './chart-input.js';
import { curvesOf } from './curves.js';
import { figureText, scaled } from './figures.js';
import type { Frame } from './frame.js';
import { curveOption } from './line-option.js';
import { z } from 'zod';

const RangeItem = z.looseObject({ rangeType: z.string().default('RAW') });

/** A curve beside its reference, the distance between them shaded; the root of its mean square stands above. */
export function areaRangeOption(input: ChartInput, frame: Frame, description: string, { curve, reference, rmse }: AreaRangeResult): ChartOption {
  const named = curvesOf(input, [curve, reference]);
  const [first, second] = named;
  const curves = named.map((one, index) => ({ ...one, unit: first?.unit ?? one.unit, name: index === 1 && second?.name === first?.name ? `${one.name} (reference)` : one.name }));
  const range = RangeItem.safeParse(input.item);
  const unit = range.success && range.data.rangeType === 'PERCENTAGE' ? '%' : (first?.unit ?? '');
  const others = new Map(reference.map(({ x, y }) => [x, y]));
  const band = curve.map(({ x, y }) => ({ x, low: least(y, others.get(x)), high: most(y, others.get(x)) }));
  return curveOption(frame, {
    name: input.item.name ?? '', note: `RMSE ${figureText(rmse, unit)}`, description, curves, across: 'clock',
    besides: (scale, shift) => {
      const part = (value: (at: (typeof band)[number]) => number | null): unknown[] => band.map((at) => [shift(at.x), value(at) === null ? null : scaled(value(at), scale)]);
      const hidden = { type: 'line', stack: 'range', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, stackStrategy: 'all', z: 1 };
      const height = ({ low, high }: (typeof band)[number]): number | null => (low === null || high === null ? null : high - low);
      return [{ ...hidden, data: part(({ low }) => low) }, { ...hidden, data: part(height), areaStyle: { color: frame.palette.series[1], opacity: 0.22 } }];
    },
  });
}

type Figure = number | 'NaN' | null | undefined;
const least = (left: Figure, right: Figure): number | null => (typeof left === 'number' && typeof right === 'number' ? Math.min(left, right) : null);
const most = (left: Figure, right: Figure): number | null => (typeof left === 'number' && typeof right === 'number' ? Math.max(left, right) : null);
