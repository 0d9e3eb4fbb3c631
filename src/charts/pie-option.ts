import type { PieValues } from '../contract/report-values.js';
import type { ChartInput, ChartOption } from './chart-input.js';
import { figureText } from './figures.js';
import { baseOption, emptyOption, type Frame, headingOf, legendOf } from './frame.js';
import { namedMetrics } from './metric-names.js';
import { OTHERS } from './stacked-option.js';

const SLICES = 8;

interface Slice { readonly name: string; readonly value: number }

/** A pie per metric (that is, per run), side by side; the same label has the same colour in each. */
export function pieOption({ item, labels = {} }: ChartInput, frame: Frame, description: string, pies: PieValues): ChartOption {
  const metrics = namedMetrics(item, labels);
  const names = labelsOf(pies);
  if (names.length === 0) return emptyOption(frame, item.name ?? '');
  const { title, top } = headingOf(frame, item.name ?? '', pies.length === 1 && metrics[0]?.name !== item.name ? (metrics[0]?.name ?? '') : '');
  const { legend, bottom } = legendOf(frame, names);
  const kept = new Set(names);
  return {
    ...baseOption(frame, description),
    title: [title, ...(pies.length === 1 ? [] : pies.map((_, index) => captionOf(frame, metrics[index]?.name ?? '', (100 * (index + 0.5)) / pies.length, top)))],
    legend,
    series: pies.map((pie, index) => ({
      type: 'pie', name: metrics[index]?.name ?? '', data: slicesOf(pie, kept).map((slice) => sliceOf(slice, names, frame, { unit: metrics[index]?.unit ?? '', alone: pies.length === 1, whole: wholeOf(pie) })),
      left: `${(100 * index) / pies.length}%`, width: `${100 / pies.length}%`, top: top + (pies.length === 1 ? 0 : 20), bottom: bottom + 4,
      radius: ['38%', '68%'], avoidLabelOverlap: true, minShowLabelAngle: 4,
      label: { color: frame.palette.ink, fontSize: 11, overflow: 'none' }, labelLine: { lineStyle: { color: frame.palette.soft } },
      itemStyle: { borderColor: frame.palette.paper, borderWidth: 1 },
    })),
    ...(frame.still ? {} : { tooltip: { ...(baseOption(frame, '')['tooltip'] as object), trigger: 'item' } }),
    hints: { across: 'category', units: pies.map((_, index) => metrics[index]?.unit ?? '') },
  };
}

const captionOf = ({ palette }: Frame, text: string, percent: number, top: number): unknown => ({ text, left: `${percent}%`, top: top - 4, textAlign: 'center', textStyle: { color: palette.soft, fontSize: 12, fontWeight: 400 } });

/** Labels over all pies, the most frequent first, at most so many. */
function labelsOf(pies: PieValues): string[] {
  const sums = new Map<string, number>();
  for (const pie of pies) for (const [label, value] of Object.entries(pie)) if (value > 0) sums.set(label, (sums.get(label) ?? 0) + value);
  const ranked = [...sums].sort(([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1)).map(([name]) => name);
  return ranked.length <= SLICES ? ranked : [...ranked.slice(0, SLICES - 1), OTHERS];
}

function slicesOf(pie: Readonly<Record<string, number>>, kept: ReadonlySet<string>): Slice[] {
  const entries = Object.entries(pie).filter(([, value]) => value > 0);
  const others = entries.filter(([name]) => !kept.has(name)).reduce((sum, [, value]) => sum + value, 0);
  const named = entries.filter(([name]) => kept.has(name)).map(([name, value]) => ({ name, value }));
  return [...named, ...(others > 0 ? [{ name: OTHERS, value: others }] : [])].sort((left, right) => right.value - left.value);
}

const wholeOf = (pie: Readonly<Record<string, number>>): number => Object.values(pie).reduce((sum, value) => sum + Math.max(0, value), 0);

/** The figures are written out here, as a browser could not know their unit; `{b}` is ECharts' name of the slice. Pies beside each other have room for the share alone. */
function sliceOf({ name, value }: Slice, names: readonly string[], { palette }: Frame, { unit, alone, whole }: { unit: string; alone: boolean; whole: number }): unknown {
  const color = palette.series[names.indexOf(name) % palette.series.length];
  const share = figureText((100 * value) / whole, '%');
  return { name, value, itemStyle: { color }, label: { formatter: alone ? `{b}: ${figureText(value, unit)} (${share})` : `{b}: ${share}` } };
}
