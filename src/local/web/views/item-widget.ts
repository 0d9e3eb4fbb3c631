import { chartOption } from '../../../charts/chart-option.js';
import type { ChartLabels, ChartStyle, Look } from '../../../charts/chart-input.js';
import { chartSummary } from '../../../charts/chart-summary.js';
import { namedMetrics } from '../../../charts/metric-names.js';
import type { ReportItem } from '../../../contract/bench-report.js';
import type { ItemValues } from '../../../contract/report-values.js';
import { html } from '../../pages/html.js';
import { chartTable } from './chart-table.js';
import { errorsView } from './errors-view.js';
import { figure, isFigure, moment, number } from './figures.js';
import { insightsView } from './insights-view.js';
import { badge, named, table } from './parts.js';
import { severityBadge } from './design-views.js';
import { actionTable, actionTreeTable } from './statistics-view.js';
import { chartPlace, nothing, type Widget } from './widget-parts.js';

/** How the reader's screen shows things. */
export interface Seen { readonly look: Look; readonly style: ChartStyle }

/** What a widget is drawn from, and for whom. */
export interface WidgetInput extends Seen {
  readonly item: ReportItem;
  readonly values: ItemValues;
  readonly labels: ChartLabels;
  /** Where each action stands, from its Virtual User down: for tables, which have room for it. */
  readonly paths: ReadonlyMap<string, string>;
}

/** The widget of any item that has values. */
export function itemWidget(input: WidgetInput): Widget {
  const { item, values, labels, paths } = input;
  switch (values.kind) {
    case 'figures': return item['@type'] === 'BarChartReportItem' ? chart(input) : { html: tiles(input, values.figures) };
    case 'table': return { html: values.rows.length === 0 ? nothing('Nothing was measured yet.') : actionTable(item, labels, paths, values.rows) };
    case 'tree': return { html: values.rows.length === 0 ? nothing('Nothing was measured yet.') : actionTreeTable(item, labels, paths, values.rows) };
    case 'insights': return { html: insightsView(values.insights) };
    case 'errors': return { html: errorsView(values.errors, paths) };
    case 'alarms': return { html: values.alarms.length === 0 ? nothing('No threshold was crossed.') : alarms(values.alarms) };
    case 'texts': return { html: values.texts.length === 0 ? nothing('No text was read.') : texts(values.texts) };
    case 'monitors': return { html: values.rows.length === 0 ? nothing('Nothing was monitored in this run.') : monitors(values.rows) };
    case 'generators': return generators(input, values);
    case 'none': return { html: nothing('This widget has no values of its own.') };
    case 'top': case 'pie': case 'curves': case 'stacked': case 'area': return chart(input);
  }
}

function chart({ item, values, labels, look, style }: WidgetInput): Widget {
  const option = chartOption({ item, values, labels }, look, style);
  if (option === undefined) return { html: nothing('There is nothing to draw.') };
  return { html: chartPlace(0, chartSummary({ item, values, labels }), chartTable({ item, values, labels })), charts: [option] };
}

function tiles({ item, labels }: WidgetInput, figures: Extract<ItemValues, { kind: 'figures' }>['figures']) {
  const metrics = namedMetrics(item, labels);
  return html`<dl class="tiles">${figures.map((value, index) => {
    const metric = metrics[index];
    const { value: text, unit } = figure(value, metric?.unit ?? '');
    const bad = metric?.id.startsWith('ERRORS_') === true && isFigure(value) && value > 0;
    return html`<div${bad && html` class="bad"`}><dt>${named(metric?.name ?? '')}</dt><dd${!isFigure(value) && html` class="soft"`}>${text}${unit !== '' && html` <small>${unit}</small>`}</dd></div>`;
  })}</dl>`;
}

type Alarms = Extract<ItemValues, { kind: 'alarms' }>['alarms'];
function alarms(rows: Alarms) {
  return table({ caption: 'Threshold alarms', sortable: true, columns: [{ label: 'Severity' }, { label: 'Counter' }, { label: 'Observed', numeric: true }, { label: 'From' }, { label: 'To' }], rows: rows.map(({ severity, counterId, observed, start, end }) => [
    { shown: severityBadge(severity) }, { shown: named(counterId) }, { shown: observed === undefined || observed === null ? '' : figure(observed, '').value, sort: typeof observed === 'number' ? observed : undefined },
    { shown: moment(start), sort: start }, { shown: start !== undefined && start === end ? 'at once' : moment(end), sort: end },
  ]) });
}

const texts = (rows: Extract<ItemValues, { kind: 'texts' }>['texts']) => table({ caption: 'Texts read by monitors', sortable: true, columns: [{ label: 'Counter' }, { label: 'Text' }, { label: 'At' }], rows: rows.map(({ counterPath, value, timestamp }) => [{ shown: named(counterPath.replaceAll('\u2AFD', ' › ')) }, { shown: named(value) }, { shown: moment(timestamp), sort: timestamp }]) });

const monitors = (rows: Extract<ItemValues, { kind: 'monitors' }>['rows']) => table({ caption: 'Monitors', sortable: true, columns: [{ label: 'Connection' }, { label: 'Kind' }, { label: 'Counters', numeric: true }, { label: 'Alarms', numeric: true }, { label: 'Worst' }], rows: rows.map(({ connectionName, monitorType, counterPaths, alarmCount, severity }) => [{ shown: named(connectionName) }, { shown: badge(monitorType) }, { shown: number(counterPaths.length), sort: counterPaths.length }, { shown: number(alarmCount), sort: alarmCount }, { shown: severityBadge(severity) }]) });

function generators(input: WidgetInput, { generators: rows }: Extract<ItemValues, { kind: 'generators' }>): Widget {
  const listed = rows.length === 0 ? nothing('No load generator reported.') : table({ caption: 'Load generators', sortable: true, columns: [{ label: 'Generator' }, { label: 'Location' }, { label: 'Most users', numeric: true }, { label: 'From' }, { label: 'To' }], rows: rows.map(({ host, region, vuCount, start, end }) => [{ shown: html`<code>${host}</code>` }, { shown: named(region) }, { shown: number(vuCount), sort: vuCount }, { shown: moment(start), sort: start }, { shown: moment(end), sort: end }]) });
  const drawn = input.item['@type'] === 'LoadGeneratorsChartReportItem' ? chart(input) : undefined;
  return drawn?.charts === undefined ? { html: listed } : { html: html`${drawn.html}${listed}`, charts: drawn.charts };
}
