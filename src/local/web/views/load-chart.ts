import { frameOf } from '../../../charts/frame.js';
import { curveOption } from '../../../charts/line-option.js';
import { peakOfCurve } from '../../../contract/load-curve.js';
import type { Scenario } from '../../../contract/scenario.js';
import { duration, number } from './figures.js';
import type { Seen } from './item-widget.js';
import { type Cell, count, named, table } from './parts.js';
import { type LoadLine, loadLines } from './scenario-view.js';
import { chartPlace, type Widget } from './widget-parts.js';

/** The planned users of a scenario over time: each profile's line, and their sum where there are several. */
export function loadChart(scenario: Scenario, virtualUsers: ReadonlyMap<string, string>, { look, style }: Seen): Widget {
  const lines = loadLines(scenario, virtualUsers);
  const summary = `Load curve: ${lines.map(lineWords).join('. ')}.`;
  const curves = lines.map(({ name, knees }) => ({ name, unit: 'users', run: '', points: knees.map(({ atMs, users }) => ({ x: atMs, y: users })) }));
  const option = curveOption(frameOf(look, style), { name: 'Load curve', description: summary, curves, across: 'elapsed' });
  return { html: chartPlace(0, summary, asTable(lines)), charts: [{ ...option, series: whole(option['series'], lines) }] };
}

/** A load curve has no holes: between two knees it is a straight line, however far apart they are. The sum is filled. */
function whole(series: unknown, lines: readonly LoadLine[]): unknown {
  return (series as Record<string, unknown>[]).map((one, index) => ({
    ...one, data: lines[index]?.knees.map(({ atMs, users }) => [atMs, users]), step: false, showSymbol: true, symbolSize: 5, areaStyle: index === 0 ? { opacity: 0.12 } : null,
    ...(index === 0 ? { lineStyle: { ...(one['lineStyle'] as object | undefined), width: 2.5 } } : {}),
  }));
}

const lineWords = ({ name, knees }: LoadLine): string => `${name}: up to ${count(peakOfCurve(knees), 'user')} over ${duration(knees.at(-1)?.atMs ?? 0)}`;

function asTable(lines: readonly LoadLine[]) {
  const rows = lines.flatMap(({ name, knees }) => knees.map(({ atMs, users }): Cell[] => [{ shown: named(name) }, { shown: duration(atMs) }, { shown: number(users) }]));
  return table({ caption: 'Load curve, as a table', columns: [{ label: 'Profile' }, { label: 'After', numeric: true }, { label: 'Users', numeric: true }], rows });
}
