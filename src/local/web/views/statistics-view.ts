import type { ChartLabels } from '../../../charts/chart-input.js';
import { namedMetrics, type NamedMetric } from '../../../charts/metric-names.js';
import type { ReportItem } from '../../../contract/bench-report.js';
import type { TableEntry, TreeEntry } from '../../../contract/report-values.js';
import { rowIdOf } from '../../../contract/row-id.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { figureText } from '../../../charts/figures.js';
import { isFigure } from './figures.js';
import { type Cell, type Column, count, named, shown, table } from './parts.js';

/** Where each action stands, by its id. */
export type Paths = ReadonlyMap<string, string>;

/** A statistics table: an action per row, a metric per column, sortable by each. */
export function actionTable(item: ReportItem, labels: ChartLabels, paths: Paths, rows: readonly TableEntry[]): Html {
  const metrics = namedMetrics(item, labels);
  return table({ caption: item.name, sortable: true, columns: [{ label: 'Action' }, ...columnsOf(metrics)], rows: rows.map((row) => [{ shown: actionName(row.actionId, paths), sort: paths.get(row.actionId) ?? row.actionId }, ...cellsOf(row, metrics)]) });
}

/** The same below each Virtual User that played the actions. */
export function actionTreeTable(item: ReportItem, labels: ChartLabels, paths: Paths, rows: readonly TreeEntry[]): Html {
  const users = new Map<string, TreeEntry[]>();
  for (const row of rows) users.set(row.virtualUserId, [...(users.get(row.virtualUserId) ?? []), row]);
  const metrics = namedMetrics(item, labels);
  return html`${[...users].map(([id, own]) => html`<details class="group" open><summary>${named(paths.get(id) ?? id)}<span class="chip">${count(own.length, 'action')}</span></summary>${table({
    caption: `${item.name}, ${paths.get(id) ?? id}`, sortable: true, columns: [{ label: 'Action' }, ...columnsOf(metrics)],
    rows: own.map((row) => [{ shown: html`<span class="depth-${depthOf(row.actionId, paths)}">${actionName(row.actionId, paths)}</span>` }, ...cellsOf(row, metrics)]),
  })}</details>`)}`;
}

const columnsOf = (metrics: readonly NamedMetric[]): Column[] => metrics.map(({ name }) => ({ label: named(name), numeric: true }));

function cellsOf({ values }: TableEntry, metrics: readonly NamedMetric[]): Cell[] {
  return metrics.map(({ id, unit }, index) => {
    const value = values[index]?.value;
    const tone = !isFigure(value) ? 'soft' : id.startsWith('ERRORS_') && value > 0 ? 'bad' : undefined;
    return { shown: value === null || value === undefined ? html`<span aria-label="no data">–</span>` : figureText(value, unit), sort: isFigure(value) ? value : '', tone };
  });
}

/** The name of an action, its path above it in grey; embedded resources and steps of a browser are told apart. */
export function actionName(actionId: string, paths: Paths): Piece {
  const row = rowIdOf(actionId);
  const path = paths.get(actionId) ?? (row.isResources ? paths.get(row.actionId) : undefined) ?? actionId;
  const levels = shown(path).split(/\u2AFD/);
  const above = levels.slice(0, -1);
  return html`${above.length > 0 && html`<span class="above">${above.map((level) => html`${named(level)} › `)}</span>`}<span class="action">${named(levels.at(-1) ?? path)}</span>${row.isResources && html` <span class="chip">embedded resources</span>`}`;
}

const depthOf = (actionId: string, paths: Paths): number => Math.min(6, (paths.get(actionId) ?? '').split(/\u2AFD/).length - 1);
