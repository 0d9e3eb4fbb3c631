import type { Measured } from '../contract/wire.js';
import type { ChartInput, ChartOption } from './chart-input.js';
import { figureText, scaled, scaleOf } from './figures.js';
import { baseOption, emptyOption, type Frame, headingOf, legendOf } from './frame.js';
import { metricTitle, type NamedMetric, namedMetrics } from './metric-names.js';

/** A metric and its bars, one per run. */
interface Group { readonly unit: string; readonly categories: string[]; readonly byRun: Map<string, Map<string, { value: Measured; colour: string | undefined }>> }

/** Percent of the width between two panels. */
const GAP = 8;

/** A bar per metric (side by side where several runs are compared), in a panel of its own for each unit: figures of different units have no common height. */
export function barOption({ item, labels = {} }: ChartInput, frame: Frame, description: string, figures: readonly Measured[]): ChartOption {
  const metrics = namedMetrics(item, labels);
  if (figures.every((figure) => typeof figure !== 'number')) return emptyOption(frame, item.name ?? '');
  const runs = [...new Set(metrics.map(({ run }) => run))];
  const groups = groupsOf(metrics, figures, runs.length > 1);
  const runName = (run: string): string => labels.runs?.[run] ?? run;
  const { title, top } = headingOf(frame, item.name ?? '');
  const { legend, bottom } = legendOf(frame, runs.length > 1 ? runs.map(runName) : []);
  const panels = panelsOf(groups);
  return {
    ...baseOption(frame, description),
    title, legend,
    grid: panels.map(({ left, width }) => ({ left: `${left}%`, width: `${width}%`, top: top + 20, bottom: bottom + 36 })),
    xAxis: groups.map(({ categories }, gridIndex) => ({ type: 'category', gridIndex, data: categories, axisTick: { show: false }, axisLine: { lineStyle: { color: frame.palette.line } }, axisLabel: { color: frame.palette.soft, interval: 0, overflow: 'break', width: Math.max(48, (frame.width * (panels[gridIndex]?.width ?? 100)) / 100 / categories.length - 8) } })),
    yAxis: groups.map(({ unit }, gridIndex) => ({ type: 'value', gridIndex, min: 0, name: scaleOf(unit, largest(groups[gridIndex])).unit, nameTextStyle: { color: frame.palette.soft }, axisLabel: { color: frame.palette.soft }, splitLine: { lineStyle: { color: frame.palette.line } }, splitNumber: 4 })),
    series: groups.flatMap((group, index) => runs.map((run, order) => barsOf(frame, group, index, { run, name: runName(run), order, single: runs.length === 1 }))),
    ...(frame.still ? {} : { tooltip: { ...(baseOption(frame, '')['tooltip'] as object), trigger: 'item' } }),
    hints: { across: 'category', units: groups.flatMap((group) => runs.map(() => scaleOf(group.unit, largest(group)).unit)) },
  };
}

const emptyGroup = (unit: string): Group => ({ unit, categories: [], byRun: new Map() });

function groupsOf(metrics: readonly NamedMetric[], figures: readonly Measured[], compared: boolean): Group[] {
  const groups = new Map<string, Group>();
  metrics.forEach((metric, index) => {
    const group = groups.get(metric.unit) ?? emptyGroup(metric.unit);
    const category = compared ? withoutRun(metric) : metric.name;
    if (!group.categories.includes(category)) group.categories.push(category);
    const bars = group.byRun.get(metric.run) ?? new Map<string, { value: Measured; colour: string | undefined }>();
    bars.set(category, { value: figures[index] ?? null, colour: metric.colour });
    group.byRun.set(metric.run, bars);
    groups.set(metric.unit, group);
  });
  return [...groups.values()];
}

/** The runs stand in the legend; what is left of the name tells the metric from the others. */
const withoutRun = ({ id, name }: NamedMetric): string => name.split(' · ').slice(0, -1).join(' · ') || metricTitle(id);

function panelsOf(groups: readonly Group[]): { left: number; width: number }[] {
  const bars = groups.reduce((sum, { categories }) => sum + Math.max(1, categories.length), 0);
  const room = 100 - GAP * groups.length - 2;
  let left = GAP;
  return groups.map(({ categories }) => {
    const width = (room * Math.max(1, categories.length)) / bars;
    const panel = { left: Math.round(left * 10) / 10, width: Math.round(width * 10) / 10 };
    left += width + GAP;
    return panel;
  });
}

const largest = (group: Group | undefined): number => [...(group?.byRun.values() ?? [])].flatMap((bars) => [...bars.values()]).reduce((max, { value }) => (typeof value === 'number' ? Math.max(max, value) : max), 0);

interface Run { readonly run: string; readonly name: string; readonly order: number; readonly single: boolean }

function barsOf({ palette }: Frame, group: Group, axis: number, { run, name, order, single }: Run): unknown {
  const scale = scaleOf(group.unit, largest(group));
  const bars = group.byRun.get(run);
  const data = group.categories.map((category, index) => {
    const bar = bars?.get(category);
    const color = bar?.colour ?? palette.series[(single ? index : order) % palette.series.length];
    return { value: scaled(bar?.value ?? null, scale), itemStyle: { color }, label: { formatter: figureText(bar?.value ?? null, group.unit) } };
  });
  return { type: 'bar', name, xAxisIndex: axis, yAxisIndex: axis, color: palette.series[order % palette.series.length], barMaxWidth: 56, data, label: { show: true, position: 'top', color: palette.ink, fontSize: 11 } };
}
