import type { LineSeries } from '../contract/report-values.js';
import type { z } from 'zod';
import type { ChartInput, ChartOption } from './chart-input.js';
import { curvesOf } from './curves.js';
import type { Frame } from './frame.js';
import { curveOption } from './line-option.js';

/** The percentiles that people ask for. */
const LANDMARKS = [50, 90, 95, 99];

/** One curve per metric over 0 to 100 percent of the samples, with the usual percentiles marked. */
export function percentilesOption(input: ChartInput, frame: Frame, description: string, series: z.infer<typeof LineSeries>): ChartOption {
  const { palette, width } = frame;
  const label = { color: palette.soft, fontSize: 10, distance: 2, formatter: 'p{c}' };
  const marks = { silent: true, symbol: 'none', animation: false, lineStyle: { color: palette.soft, type: 'dotted', width: 1 }, label, data: LANDMARKS.map((xAxis) => ({ xAxis, ...(xAxis === 95 && width < 640 ? { label: { show: false } } : {}) })) };
  return curveOption(frame, { name: input.item.name ?? '', description, curves: curvesOf(input, series), across: 'percentile', marks });
}
