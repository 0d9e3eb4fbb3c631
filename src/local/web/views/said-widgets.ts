import { type ReportConfig, TrendSelector } from '../../../contract/bench-report.js';
import { epochMs } from '../../../contract/wire.js';
import type { Scenario } from '../../../contract/scenario.js';
import { peakOfCurve, totalCurve } from '../../../contract/load-curve.js';
import { durationOf } from '../../../contract/load.js';
import type { BenchEntity } from '../../api/runtime/bench-results/bench-entity.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { markdown } from '../../pages/markdown.js';
import { type PlaceholderFacts, withPlaceholders } from '../../pages/placeholders.js';
import { duration, moment, number } from './figures.js';
import { facts, named, shown, stateBadge, table } from './parts.js';
import { profileName, shapeWords } from './scenario-view.js';
import { nothing } from './widget-parts.js';

/** A text of the report, its placeholders filled in. */
export const textWidget = (text: string, facts: PlaceholderFacts): Html => html`<div class="prose">${markdown(shown(withPlaceholders(text, facts)))}</div>`;

/** What was played: scenario, load and profiles of a run as they were then. */
export function synopsisWidget(bench: BenchEntity, scenario: Scenario | undefined, virtualUsers: ReadonlyMap<string, string>): Html {
  const loads = scenario?.userProfiles.map(({ load }) => load) ?? [];
  const head = facts([
    ['Run', html`${named(bench.name)} ${stateBadge(bench.state)}`],
    ['Scenario', scenario !== undefined && named(scenario.name)],
    ['First user', bench.startedAt !== undefined && moment(bench.startedAt)],
    ['Ended', bench.endedAt !== undefined && moment(bench.endedAt)],
    ['Length', bench.startedAt !== undefined && bench.endedAt !== undefined ? `${duration(bench.endedAt - bench.startedAt)}, planned ${duration(bench.plannedMs)}` : `planned ${duration(bench.plannedMs)}`],
    ['Users at once', loads.length > 0 && number(peakOfCurve(totalCurve(loads)))],
  ]);
  if (scenario === undefined || scenario.userProfiles.length === 0) return html`${head}`;
  return html`${head}${table({
    caption: 'Profiles', columns: [{ label: 'Profile' }, { label: 'Location' }, { label: 'Load' }, { label: 'Length', numeric: true }],
    rows: scenario.userProfiles.map((profile, index) => [{ shown: named(profileName(profile, index, virtualUsers)) }, { shown: html`<code>${profile.location}</code>` }, { shown: shapeWords(profile.load) }, { shown: duration(durationOf(profile.load)) }]),
  })}`;
}

/** How a trend finds its runs, and those it found. */
export function trendWidget(config: Extract<ReportConfig, { '@type': 'TrendReportConfig' }> | undefined, runs: readonly { readonly href: string; readonly bench: BenchEntity }[], referenceId: string | undefined): Html {
  const selectors = config?.selectors ?? [];
  const listed = runs.length === 0 ? nothing('No run matches yet.') : table({
    caption: 'Runs of the trend', columns: [{ label: 'Run' }, { label: 'State' }, { label: 'Started' }],
    rows: runs.map(({ href, bench }) => [{ shown: html`<a href="${href}">${named(bench.name)}</a>${bench.id === referenceId && html` <span class="chip">reference</span>`}` }, { shown: stateBadge(bench.state) }, { shown: moment(bench.startedAt ?? bench.created) }]),
  });
  return html`${selectors.length === 0 ? html`<p class="hint">This report compares no runs over time.</p>` : html`<ul class="plain">${selectors.map((selector) => html`<li>${selectorWords(selector)}</li>`)}</ul>`}${config !== undefined && html`<p class="hint">At most ${number(config.shownResults)} of them are shown.</p>`}${listed}`;
}

function selectorWords(selector: unknown): Piece {
  const read = TrendSelector.safeParse(selector);
  if (!read.success) return 'A selector of a kind unknown here';
  const known = read.data;
  switch (known['@type']) {
    case 'TrendReportNameSelector': return html`name ${known.matchType.toLowerCase().replaceAll('_', ' ')} “${named(known.search)}”`;
    case 'TrendReportTagsSelector': return html`tagged ${known.tags.map((tag) => html`<span class="chip">${named(tag)}</span> `)}`;
    case 'TrendReportCreationDateSelector': return html`created from ${known.fromMs === null || known.fromMs === undefined ? 'the beginning' : moment(epochMs(known.fromMs))} to ${known.toMs === null || known.toMs === undefined ? 'now' : moment(epochMs(known.toMs))}`;
  }
}
