import type { ChartInput } from '../../../charts/chart-input.js';
import { namedMetrics } from '../../../charts/metric-names.js';
import type { GraphPoint } from '../../../contract/report-values.js';
import { type Html, html } from '../../pages/html.js';
import { figureText } from '../../../charts/figures.js';
import { moment, number } from './figures.js';
import { type Cell, named, table } from './parts.js';
import { nothing } from './widget-parts.js';

/** A curve of a chart, named. */
interface Named { readonly name: string; readonly unit: string; readonly points: readonly GraphPoint[] }

/** The figures of a chart as a table, for who cannot see it or wants to read them off. */
export function chartTable({ item, values, labels = {} }: ChartInput): Html {
  const metrics = namedMetrics(item, labels);
  const unit = metrics[0]?.unit ?? '';
  const caption = `${item.name ?? 'Chart'}, as a table`;
  const named_ = (curves: readonly (readonly GraphPoint[])[]): Named[] => curves.map((points, index) => ({ name: metrics[index]?.name ?? `Curve ${index + 1}`, unit: metrics[index]?.unit ?? '', points }));
  switch (values.kind) {
    case 'curves': return across(caption, item['@type'] === 'PercentilesChartReportItem' ? 'percent' : 'time', named_(values.curves));
    case 'top': return across(caption, 'time', values.top.curves.map((points, index) => ({ name: `${index + 1}. ${labels.actions?.[values.top.actionIds[index] ?? ''] ?? values.top.actionIds[index] ?? ''}`, unit, points })));
    case 'area': return across(caption, 'time', [{ name: metrics[0]?.name ?? 'Curve', unit, points: values.area.curve }, { name: `Reference: ${metrics[1]?.name ?? ''}`, unit: metrics[1]?.unit ?? unit, points: values.area.reference }]);
    case 'generators': return across(caption, 'time', values.curves);
    case 'figures': return table({ caption, columns: [{ label: 'Metric' }, { label: 'Value', numeric: true }], rows: values.figures.map((value, index) => [{ shown: named(metrics[index]?.name ?? '') }, { shown: figureText(value, metrics[index]?.unit ?? '') }]) });
    case 'pie': return html`${values.pies.map((pie, index) => shares(`${caption} ${index + 1}`, pie, metrics[index]?.unit ?? unit))}`;
    case 'stacked': return stacked(caption, values.points, item['mode'] === 'PERCENT' ? '%' : unit);
    default: return nothing('There are no figures.');
  }
}

/** Moments or percentiles down, curves across. */
function across(caption: string, by: 'time' | 'percent', curves: readonly Named[]): Html {
  const xs = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))].sort((left, right) => left - right);
  const known = curves.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  const rows = xs.map((x): Cell[] => [{ shown: by === 'percent' ? `p${x}` : moment(x) }, ...curves.map(({ unit }, index) => ({ shown: known[index]?.has(x) === true ? figureText(known[index].get(x) ?? null, unit) : '' }))]);
  return table({ caption, columns: [{ label: by === 'percent' ? 'Percentile' : 'Time' }, ...curves.map(({ name }) => ({ label: named(name), numeric: true }))], rows });
}

function shares(caption: string, pie: Readonly<Record<string, number>>, unit: string): Html {
  const total = Object.values(pie).reduce((sum, value) => sum + value, 0);
  const rows = Object.entries(pie).sort(([, left], [, right]) => right - left).map(([label, value]) => [{ shown: named(label) }, { shown: figureText(value, unit) }, { shown: total === 0 ? '' : `${number((100 * value) / total)} %` }]);
  return table({ caption, columns: [{ label: 'What' }, { label: 'Value', numeric: true }, { label: 'Share', numeric: true }], rows });
}

function stacked(caption: string, points: readonly { readonly x: number; readonly values: Readonly<Record<string, number>> }[], unit: string): Html {
  const labels = [...new Set(points.flatMap(({ values }) => Object.keys(values)))];
  return table({ caption, columns: [{ label: 'Time' }, ...labels.map((label) => ({ label: named(label), numeric: true }))], rows: points.map(({ x, values }) => [{ shown: moment(x) }, ...labels.map((label) => ({ shown: values[label] === undefined ? '' : figureText(values[label], unit) }))]) });
}
