import { aligned, type Across, type Curve, curvesOf, intervalOf, withHoles } from './curves.js';
import type { ChartInput, ChartOption } from './chart-input.js';
import { scaled, type Scale, scaleOf } from './figures.js';
import { baseOption, emptyOption, type Frame, headingOf, legendOf } from './frame.js';
import { strokeAt } from './palette.js';
import { zoneOffset } from './time-zone.js';

const USERS = 'users';
/** Room for an axis beyond the first on its side, pixels. */
const NEXT_AXIS = 62;
const HOUR_MS = 3_600_000;
/** A clock that counts from the start cannot show more hours than a day has. */
const CLOCK_MS = 24 * HOUR_MS;

/** A line chart of the item's metrics over time; the user load lies behind the others, on an axis of its own. */
export function lineOption(input: ChartInput, frame: Frame, description: string, series: readonly (readonly Curve['points'][number][])[]): ChartOption {
  const { curves, across } = aligned(curvesOf(input, series), input.labels?.starts);
  return curveOption(frame, { name: input.item.name ?? '', description, curves, across });
}

export interface CurveChart {
  readonly name: string;
  readonly note?: string;
  readonly description: string;
  readonly curves: readonly Curve[];
  readonly across: Across;
  /** Drawn besides the curves, on the first axis; `scale` is that of its figures. */
  readonly besides?: (scale: Scale, shift: (x: number) => number) => readonly unknown[];
  readonly marks?: unknown;
}

/** Curves over time or percentiles: one axis per unit, holes where nothing was measured. */
export function curveOption(frame: Frame, chart: CurveChart): ChartOption {
  const { name, note, curves, across } = chart;
  if (curves.every(({ points }) => points.every(({ y }) => typeof y !== 'number'))) return emptyOption(frame, name);
  const units = [...new Set(curves.map(({ unit }) => unit))].sort((left, right) => Number(left === USERS) - Number(right === USERS));
  const scales = units.map((unit) => scaleOf(unit, largestOf(curves.filter((curve) => curve.unit === unit))));
  const { title, top } = headingOf(frame, name, note);
  const { legend, bottom } = legendOf(frame, curves.map((curve) => curve.name));
  const interval = across === 'percentile' ? undefined : intervalOf(curves);
  const drawn = curves.map((curve, index) => seriesOf(frame, curve, index, { axis: units.indexOf(curve.unit), scale: scales[units.indexOf(curve.unit)] ?? { unit: '', divisor: 1 }, interval, across, of: units.length }));
  return {
    ...baseOption(frame, chart.description),
    title, legend,
    grid: gridOf(units.length, top, bottom),
    xAxis: xAxisOf(frame, across, curves),
    yAxis: units.map((_, index) => yAxisOf(frame, scales[index], index, curves.filter(({ unit }) => unit === units[index]))),
    series: [...drawn.map((one, index) => (index === 0 && chart.marks !== undefined ? { ...one, markLine: chart.marks } : one)), ...(chart.besides?.(scales[0] ?? { unit: '', divisor: 1 }, shiftOf(frame, across)) ?? [])],
    ...(frame.still ? {} : { tooltip: { ...(baseOption(frame, '')['tooltip'] as object), trigger: 'axis' }, dataZoom: [{ type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false }] }),
    hints: hintsOf(across, curves, drawn),
  };
}

interface Place { readonly axis: number; readonly scale: Scale; readonly interval: number | undefined; readonly across: Across; readonly of: number }
interface Drawn { readonly name: string; readonly unit: string; readonly [field: string]: unknown }

function seriesOf(frame: Frame, { name, unit, colour, points }: Curve, index: number, { axis, scale, interval, across, of }: Place): Drawn {
  const stroke = strokeAt(frame.palette, index);
  const color = colour ?? stroke.color;
  const overlay = unit === USERS && of > 1;
  const shift = shiftOf(frame, across);
  const data = withHoles(points, interval).map(({ x, y }) => [across === 'percentile' ? x : shift(x), scaled(y, scale)] as const);
  return {
    type: 'line', name, unit: scale.unit, yAxisIndex: axis, color, z: overlay ? 1 : 3,
    data: data.map((value, at) => (isAlone(data, at) ? { value, symbol: 'circle', symbolSize: 5 } : value)),
    symbol: 'none', connectNulls: false,
    lineStyle: { width: overlay ? 1.5 : 2, type: stroke.type, color },
    itemStyle: { color },
    ...(unit === USERS ? { step: 'end', areaStyle: { color, opacity: 0.12 } } : {}),
  };
}

/** A point between two holes would be a line of no length. */
function isAlone(data: readonly (readonly [number, number | null])[], index: number): boolean {
  const has = (at: number): boolean => typeof data[at]?.[1] === 'number';
  return has(index) && !has(index - 1) && !has(index + 1);
}

/** Where a moment stands on the axis: as its zone's clock shows it, or in hours where a clock would not reach. */
function shiftOf({ timeZone }: Frame, across: Across): (x: number) => number {
  return across === 'clock' ? (x) => x + zoneOffset(timeZone, x) : (x) => x;
}

const largestOf = (curves: readonly Curve[]): number => curves.reduce((most, { points }) => points.reduce((max, { y }) => (typeof y === 'number' ? Math.max(max, Math.abs(y)) : max), most), 0);
const isNegative = (curves: readonly Curve[]): boolean => curves.some(({ points }) => points.some(({ y }) => typeof y === 'number' && y < 0));

function gridOf(axes: number, top: number, bottom: number): unknown {
  return { left: 62, right: axes < 2 ? 24 : 62 + (axes - 2) * NEXT_AXIS, top: top + 14, bottom: bottom + 26 };
}

function yAxisOf({ palette }: Frame, scale: Scale | undefined, index: number, curves: readonly Curve[]): unknown {
  const { unit = '' } = scale ?? {};
  return {
    type: 'value', position: index === 0 ? 'left' : 'right', offset: index < 2 ? 0 : (index - 1) * NEXT_AXIS,
    ...(isNegative(curves) ? {} : { min: 0 }),
    ...(unit === '%' && largestOf(curves) > 20 ? { max: 100, interval: 25 } : {}),
    name: unit, nameTextStyle: { color: palette.soft, align: index === 0 ? 'right' : 'left' }, nameGap: 8,
    axisLabel: { color: palette.soft }, axisLine: { show: index > 0, lineStyle: { color: palette.line } }, axisTick: { show: false },
    splitLine: { show: index === 0, lineStyle: { color: palette.line } }, splitNumber: 4,
    ...(unit === USERS ? { minInterval: 1 } : {}),
  };
}

function xAxisOf({ palette, width }: Frame, across: Across, curves: readonly Curve[]): unknown {
  const look = { axisLine: { lineStyle: { color: palette.line } }, axisTick: { show: false }, splitLine: { show: false } };
  const splitNumber = Math.max(3, Math.floor(width / 130));
  if (across === 'percentile') return { type: 'value', min: 0, max: 100, ...look, splitNumber: 10, axisLabel: { color: palette.soft, formatter: '{value} %', hideOverlap: true } };
  const span = spanOf(curves);
  const clock = across === 'elapsed' ? '{HH}:{mm}:{ss}' : span > CLOCK_MS ? '{MMM} {d} {HH}:{mm}' : span > 2 * HOUR_MS ? '{HH}:{mm}' : '{HH}:{mm}:{ss}';
  return { type: 'time', ...look, splitNumber, axisLabel: { color: palette.soft, hideOverlap: true, formatter: clock } };
}

function spanOf(curves: readonly Curve[]): number {
  const ends = curves.flatMap(({ points }) => [points[0]?.x, points.at(-1)?.x]).filter((x) => x !== undefined);
  return ends.length === 0 ? 0 : Math.max(...ends) - Math.min(...ends);
}

/** What `client-formatters` needs to word a tooltip. */
function hintsOf(across: Across, curves: readonly Curve[], drawn: readonly Drawn[]): unknown {
  return { across, units: drawn.map(({ unit }) => unit), span: spanOf(curves) };
}
