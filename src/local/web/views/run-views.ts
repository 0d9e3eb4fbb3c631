import { isTerminal } from '../../../contract/bench-result.js';
import { epochMs } from '../../../contract/wire.js';
import type { BenchEntity } from '../../api/runtime/bench-results/bench-entity.js';
import type { GeneratorLine } from './run-facts.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { benchChartPath, benchDataPath } from '../page-paths.js';
import { duration, moment, number } from './figures.js';
import { badge, card, empty, facts, head, type Row, rowList, shown, stateBadge, table } from './parts.js';

const LOG_MAX = 200;

/** All that the page of a run shows beside its live part. */
export interface RunPage {
  readonly bench: BenchEntity;
  readonly scenario: Piece;
  readonly reports: readonly Row[];
  readonly log: readonly { readonly at: number; readonly line: string }[];
  readonly files: readonly string[];
  readonly generators: readonly GeneratorLine[];
}

/** How long a run was or is, in words. */
export function lengthWords({ startedAt, endedAt, plannedMs, state }: BenchEntity): string {
  if (startedAt === undefined) return isTerminal(state) ? 'never started' : `planned ${duration(plannedMs)}`;
  return endedAt === undefined ? `planned ${duration(plannedMs)}` : duration(endedAt - startedAt);
}

/** A run: live while it goes on, then where its report is, what happened, and how the load generators did. */
export function runView({ bench, scenario, reports, log, files, generators }: RunPage): Html {
  return html`${head(bench.name, html`<p class="meta">${stateBadge(bench.state)}<span>${scenario}</span></p>`)}
${livePanel(bench)}
${bench.startedAt !== undefined && html`<div class="widgets">${runChart(bench.id, 'load', 'Users and hit rate')}${runChart(bench.id, 'times', 'Response times')}</div>`}
<div class="pair">${card('Reports', reports.length === 0 ? empty('No report shows this run.') : rowList(reports, 'Reports of this run'))}
${card('Facts', facts([['State', stateBadge(bench.state)], ['Created', moment(bench.created)], ['First user', bench.startedAt !== undefined && moment(bench.startedAt)], ['Ended', bench.endedAt !== undefined && moment(bench.endedAt)], ['Length', lengthWords(bench)], ['Id', html`<code class="soft">${bench.id}</code>`]]))}</div>
${(bench.warnings ?? []).length > 0 && card('Warnings', html`<ul class="plain">${(bench.warnings ?? []).map((warning) => html`<li>${shown(warning)}</li>`)}</ul>`)}
${card('What happened', html`<ol class="steps">${bench.history.map(({ state, at, message }) => html`<li>${stateBadge(state)}<span>${shown(message)}</span>${moment(at)}</li>`)}</ol>`)}
${generators.length > 0 && card('Load generators', generatorTable(generators))}
<div class="pair">${card('Launch log', log.length === 0 ? empty('Nothing was written.') : html`<ol class="log" tabindex="0" aria-label="Launch log">${log.slice(-LOG_MAX).map(({ at, line }) => html`<li>${moment(at)} <span>${shown(line)}</span></li>`)}</ol>`)}
${card('Files', files.length === 0 ? empty('None.', 'Files appear when the run is over, and are erased some days later.') : html`<ul class="plain">${files.map((name) => html`<li><code>${shown(name)}</code></li>`)}</ul><p class="hint">An agent reads them with <code>read_bench_result_file_lines</code>.</p>`)}</div>`;
}

const runChart = (id: string, name: string, title: string): Html => html`<section class="card widget" data-widget="${benchChartPath(id, name)}" aria-labelledby="chart-${name}"><div class="card-head"><h2 id="chart-${name}">${title}</h2></div><div class="widget-body" aria-busy="true"><div class="skeleton tall"></div></div></section>`;

/** Progress and first figures of a run, refreshed by the script of the page; nothing where the run is over. */
export function livePanel(bench: BenchEntity): Piece {
  if (isTerminal(bench.state)) return false;
  return html`<section class="card live" data-live="${benchDataPath(bench.id)}" aria-labelledby="live-title"><div class="card-head"><h2 id="live-title"><span class="pulse" aria-hidden="true"></span>Running now</h2><span data-live-state>${stateBadge(bench.state)}</span></div>
<div class="progress-line"><progress max="100" value="0" aria-label="Progress of the run"></progress><strong data-live-percent>0 %</strong></div>
<p class="out" role="status" data-live-status></p>
<dl class="tiles" data-live-figures></dl>
<p class="hint" data-live-left></p>
<p class="hint">To end it early, have your agent call <code>stop_bench_result</code> with <code>benchResultId</code> <code>${bench.id}</code>.</p></section>`;
}

function generatorTable(generators: readonly GeneratorLine[]): Html {
  const columns = [{ label: 'Generator' }, { label: 'Verdict' }, { label: 'CPU, average', numeric: true }, { label: 'CPU, most', numeric: true }, { label: 'Latest', numeric: true }, { label: 'Memory', numeric: true }, { label: 'Users late', numeric: true }];
  return html`${table({ caption: 'Load generators', columns, rows: generators.map((line) => [{ shown: html`<code>${line.injectorId}</code>` }, { shown: badge(line.keptUp ? 'kept up' : 'bottleneck', line.keptUp ? 'good' : 'bad') }, { shown: `${number(line.cpuAverage)} %` }, { shown: `${number(line.cpuMax)} %` }, { shown: `${number(line.latestMs)} ms` }, { shown: `${number(line.residentMegabytes)} MB` }, { shown: `${number(line.lateStarts)} of ${number(line.starts)}` }]) })}
${generators.flatMap(({ reasons }) => reasons).map((reason) => html`<p class="notice">${shown(reason)}</p>`)}`;
}

/** Runs as rows, newest first. */
export function runRows(benches: readonly BenchEntity[], hrefOf: (bench: BenchEntity) => string): Row[] {
  return [...benches].sort((left, right) => (epochMs(right.created) ?? 0) - (epochMs(left.created) ?? 0)).map((bench) => ({ href: hrefOf(bench), name: bench.name, badge: stateBadge(bench.state), facts: [lengthWords(bench), moment(bench.created)] }));
}
