import { type ChartItem, type ChartLabels } from '../../charts/chart-input.js';
import { figureText } from '../../charts/figures.js';
import { namedMetrics } from '../../charts/metric-names.js';
import type { BenchError, BenchLoadGenerator, Insight, MonitorsTableRow, TableEntry, TextualCounterValue, ThresholdAlarm, TreeEntry } from '../../contract/report-values.js';
import { insightTitle } from './insight-titles.js';
import type { Block, Cell, Column, Tone } from './print-model.js';
import type { Words } from './words.js';

/** What tables of one document need besides their rows. `most` = rows shown. */
export interface TableMeans { readonly words: Words; readonly labels: ChartLabels; readonly most: number }

const text = (title: string): Column => ({ title, figures: false });
const figures = (title: string): Column => ({ title, figures: true });
const cell = (content: string, tone: Tone = 'plain'): Cell => ({ text: content, tone });

/** A path tag's levels are joined by this letter. */
const LEVELS = /\u2AFD/g;
const TONES: Readonly<Record<string, Tone>> = { PASSED: 'good', INFO: 'plain', WARN: 'warning', WARNING: 'warning', ERROR: 'bad', CRITICAL: 'bad' };

export function tableBlock(item: ChartItem, rows: readonly (TableEntry | TreeEntry)[], means: TableMeans): Block {
  const { labels, words } = means;
  const metrics = namedMetrics(item, labels);
  const name = (id: string): string => labels.actions?.[id] ?? id;
  const tree = rows.some((row) => 'virtualUserId' in row);
  const columns = [...(tree ? [text('Virtual User')] : []), text('Action'), ...metrics.map((metric) => figures(metric.name))];
  return cut(columns, rows.map((row) => [
    ...(tree ? [cell(name('virtualUserId' in row ? (row as TreeEntry).virtualUserId : ''))] : []),
    cell(name(row.actionId)),
    ...metrics.map((metric, index) => cell(figureText(row.values[index]?.value ?? null, metric.unit, words.place.locale))),
  ]), means);
}

export function errorsBlock(errors: readonly BenchError[], means: TableMeans): Block {
  const { labels, words } = means;
  if (errors.length === 0) return { kind: 'notice', tone: 'good', text: 'No failed sample was kept.' };
  return cut([text('Time'), text('Action'), text('Code'), text('What went wrong')], errors.map(({ actionId, timestamp, responseCode, errorMessage, assertions }) => [
    cell(words.time(timestamp)), cell(labels.actions?.[actionId] ?? actionId), cell(responseCode, 'bad'),
    cell(short([errorMessage, ...assertions.map(({ name, message }) => [name, message].filter((part) => part !== '').join(': '))].filter((part) => part !== '').join(' · '))),
  ]), means);
}

export function insightsBlock(insights: readonly Insight[], means: TableMeans): Block {
  if (insights.length === 0) return { kind: 'notice', tone: 'plain', text: 'Not enough data for insights.' };
  return cut([text('Level'), text('Finding'), figures('Value')], insights.map(({ id, level, value }) => [cell(level, TONES[level]), cell(insightTitle(id)), cell(figureText(value, '%', means.words.place.locale))]), means);
}

export function alarmsBlock(alarms: readonly ThresholdAlarm[], means: TableMeans): Block {
  const { words } = means;
  if (alarms.length === 0) return { kind: 'notice', tone: 'good', text: 'No threshold was crossed.' };
  const moment = (at: number | undefined): string => (at === undefined ? '–' : words.time(at));
  return cut([text('Severity'), text('Threshold'), figures('Observed'), text('From'), text('To')], alarms.map(({ severity, thresholdId, observed, start, end }) => [
    cell(severity, TONES[severity]), cell(thresholdId), cell(figureText(observed ?? null, '', words.place.locale)), cell(moment(start)), cell(start === end ? 'at once' : moment(end)),
  ]), means);
}

export function textsBlock(texts: readonly TextualCounterValue[], means: TableMeans): Block {
  if (texts.length === 0) return { kind: 'notice', tone: 'plain', text: 'No monitor read a text.' };
  return cut([text('Time'), text('Counter'), text('Text')], texts.map(({ timestamp, counterPath, value }) => [cell(means.words.time(timestamp)), cell(counterPath.replace(LEVELS, ' › ')), cell(short(value))]), means);
}

export function monitorsBlock(rows: readonly MonitorsTableRow[], means: TableMeans): Block {
  if (rows.length === 0) return { kind: 'notice', tone: 'plain', text: 'This test was not monitored.' };
  return cut([text('Monitor'), text('Type'), figures('Counters'), figures('Alarms'), text('Severity')], rows.map(({ connectionName, monitorType, counterPaths, alarmCount, severity }) => [
    cell(connectionName), cell(monitorType), cell(String(counterPaths.length)), cell(String(alarmCount)), cell(severity, TONES[severity]),
  ]), means);
}

export function generatorsBlock(generators: readonly BenchLoadGenerator[], means: TableMeans): Block {
  if (generators.length === 0) return { kind: 'notice', tone: 'plain', text: 'Nothing is known of the load generators.' };
  const moment = (at: number | undefined): string => (at === undefined ? '–' : means.words.time(at));
  return cut([text('Region'), text('Host'), figures('Most users'), text('From'), text('To')], generators.map(({ region, host, vuCount, start, end }) => [cell(region), cell(host), cell(String(vuCount)), cell(moment(start)), cell(moment(end))]), means);
}

/** Longest text of the system under test that a cell shows. */
const LONGEST = 600;
const short = (content: string): string => (content.length > LONGEST ? `${content.slice(0, LONGEST)}…` : content);

function cut(columns: readonly Column[], rows: readonly (readonly Cell[])[], { most }: TableMeans): Block {
  const more = rows.length - most;
  return { kind: 'table', columns, rows: rows.slice(0, most), more: more > 0 ? `${more} more ${more === 1 ? 'row is' : 'rows are'} left out; tablesRowCount says how many are printed.` : '' };
}
