import type { BenchReport, OpenReportItem } from '../../../contract/bench-report.js';
import type { BenchEntity } from '../../api/runtime/bench-results/bench-entity.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { itemDataPath } from '../page-paths.js';
import { moment } from './figures.js';
import { description, empty, head, named, stateBadge, tagList } from './parts.js';
import { lengthWords, livePanel } from './run-views.js';

/** A run that a report shows; `bench` is missing where it was erased. */
export interface ReportRun { readonly id: string; readonly href: string; readonly bench: BenchEntity | undefined }

/** Widgets that need the whole width, and those that are narrow. */
const WIDE = /Table|Tree|Summary|Errors|Insights|Text|Synopsis|Trend|Alarm|Monitor/;
const WORDS: Readonly<Record<string, string>> = { SummaryReportItem: 'figures', ErrorsReportItem: 'rows', StatisticTableReportItem: 'rows', StatisticTreeReportItem: 'rows', InsightsReportItem: 'rows', ThresholdAlarmReportItem: 'rows', TextReportItem: 'rows', SynopsisReportItem: 'rows' };

/** The frame of a report: its runs, and a place for each widget, which the page's script fills as it comes into sight. */
export function reportView(report: BenchReport, runs: readonly ReportRun[]): Html {
  const items = report.items;
  const wide = widths(items);
  const live = runs.flatMap(({ bench }) => (bench === undefined ? [] : [bench])).map(livePanel).filter((panel) => panel !== false);
  return html`${head(report.name, runList(runs), description(report.description), tagList(report.tags))}
${live}
${items.length > 1 && html`<details class="contents"><summary>${items.length} widgets</summary><ol>${items.map((item, index) => html`<li><a href="#${anchor(item, index)}">${named(titleOf(item))}</a></li>`)}</ol></details>`}
<p class="loading" data-report-progress><span role="status" aria-live="polite">Widgets load as they come into sight.</span><noscript> The figures and charts of a report need JavaScript; an agent reads them without.</noscript></p>
${items.length === 0 ? html`<section class="card">${empty('This report has no widget.', html`An agent adds them with <code>patch_bench_report</code>.`)}</section>` : html`<div class="widgets">${items.map((item, index) => place(report.id, item, { index, wide: wide[index] === true }))}</div>`}`;
}

/** The title of a widget, or the words of its type. */
export const titleOf = ({ name, '@type': type }: Pick<OpenReportItem, 'name' | '@type'>): string => (name.trim() === '' ? type.replace(/ReportItem$/, '').replace(/([a-z])([A-Z])/g, '$1 $2') : name);

const anchor = (item: OpenReportItem, index: number): string => `widget-${item.id === '' ? index : item.id}`;

/** Which widgets take the whole width: those that need it, and a chart that would stand alone in its row. */
function widths(items: readonly OpenReportItem[]): boolean[] {
  const wide = items.map((item) => WIDE.test(item['@type']));
  let narrow = 0;
  for (let index = 0; index <= wide.length; index++) {
    if (wide[index] === false) { narrow++; continue; }
    if (narrow % 2 === 1) wide[index - 1] = true;
    narrow = 0;
  }
  return wide;
}

function place(reportId: string, item: OpenReportItem, { index, wide }: { index: number; wide: boolean }): Html {
  const id = anchor(item, index);
  const key = item.id === '' ? `at-${index}` : item.id;
  return html`<section class="card widget${wide && ' wide'}" id="${id}" data-widget="${itemDataPath(reportId, key)}" data-type="${item['@type']}" aria-labelledby="${id}-title"><div class="card-head"><h2 id="${id}-title">${named(titleOf(item))}</h2></div>
${typeof item['description'] === 'string' && item['@type'] !== 'TextReportItem' && description(item['description'])}<div class="widget-body" aria-busy="true"><div class="skeleton ${WORDS[item['@type']] ?? 'tall'}"></div></div></section>
`;
}

function runList(runs: readonly ReportRun[]): Piece {
  return html`<ul class="runs" aria-label="${runs.length === 1 ? 'The run of this report' : 'The runs of this report'}">${runs.map(({ bench, href, id }) => html`<li>${bench === undefined ? html`<span class="soft">A run that is no longer here: <code>${id}</code></span>` : html`${stateBadge(bench.state)}<a href="${href}">${named(bench.name)}</a><span>${moment(bench.startedAt ?? bench.created)}</span><span>${lengthWords(bench)}</span>`}</li>`)}</ul>`;
}
