import { z } from 'zod';
import type { ChartLabels } from '../../charts/chart-input.js';
import { CHART_TYPES, chartOption } from '../../charts/chart-option.js';
import { chartSummary } from '../../charts/chart-summary.js';
import { chartSvg } from '../../charts/chart-svg.js';
import { figureText } from '../../charts/figures.js';
import { namedMetrics } from '../../charts/metric-names.js';
import type { OpenReportItem } from '../../contract/bench-report.js';
import type { ItemValues } from '../../contract/report-values.js';
import type { Measured } from '../../contract/wire.js';
import { markdownBlocks } from './markdown-blocks.js';
import type { Block, Tone } from './print-model.js';
import type { PrintedItem, PrintedRun } from './print-source.js';
import { alarmsBlock, errorsBlock, generatorsBlock, insightsBlock, monitorsBlock, type TableMeans, tableBlock, textsBlock } from './table-blocks.js';
import { lengthText, type Words } from './words.js';

/** Pixels a chart is drawn at; both renderers fit it to the page. `wide` = on a landscape page. */
const CHART = { width: 720, height: 300 };
const WIDE_CHART = { width: 1040, height: 330 };

/** What items of one document are made into blocks with. */
export interface ItemMeans { readonly words: Words; readonly labels: ChartLabels; readonly runs: readonly PrintedRun[]; readonly wide: boolean; readonly rowsOf: (type: string) => number; readonly fill: (text: string) => string }

/** What an item shows on paper. An item that could not be read says why: nobody must take a missing figure for a zero. */
export function itemBlocks({ item, outcome }: PrintedItem, means: ItemMeans): Block[] {
  if (outcome.kind === 'refused') return [{ kind: 'notice', tone: 'warning', text: `This item could not be printed: ${outcome.reason}` }];
  const described = item['@type'] !== 'TextReportItem' && typeof item['description'] === 'string' && item['description'] !== '' ? markdownBlocks(item['description']) : [];
  return [...described, ...valueBlocks(item, outcome, means)];
}

function valueBlocks(item: OpenReportItem, values: ItemValues, means: ItemMeans): Block[] {
  const table: TableMeans = { ...means, most: means.rowsOf(item['@type']) };
  if (CHART_TYPES.has(item['@type'])) return [...chartBlocks(item, values, means), ...(values.kind === 'generators' && values.generators.length > 0 ? [generatorsBlock(values.generators, table)] : [])];
  switch (values.kind) {
    case 'figures': return [figuresBlock(item, values.figures, means)];
    case 'table': case 'tree': return [tableBlock(item, values.rows, table)];
    case 'errors': return [errorsBlock(values.errors, table)];
    case 'insights': return [insightsBlock(values.insights, table)];
    case 'alarms': return [alarmsBlock(values.alarms, table)];
    case 'texts': return [textsBlock(values.texts, table)];
    case 'monitors': return [monitorsBlock(values.rows, table)];
    case 'generators': return [generatorsBlock(values.generators, table)];
    case 'none': return saidBlocks(item, means);
    case 'curves': case 'top': case 'pie': case 'stacked': case 'area': return [];
  }
}

function chartBlocks(item: OpenReportItem, values: ItemValues, { words, labels, wide }: ItemMeans): Block[] {
  const size = wide ? WIDE_CHART : CHART;
  const input = { item, values, labels };
  const option = chartOption(input, 'print', { still: true, width: size.width, timeZone: words.place.timezone });
  return option === undefined ? [] : [{ kind: 'chart', ...size, svg: chartSvg(option, size.width, size.height), summary: chartSummary(input) }];
}

/** Figures at which one looks twice: errors. */
const BAD_ABOVE_ZERO = /^ERRORS_/;

function figuresBlock(item: OpenReportItem, figures: readonly Measured[], { words, labels }: ItemMeans): Block {
  const toneOf = (id: string, value: Measured): Tone => (BAD_ABOVE_ZERO.test(id) && typeof value === 'number' && value > 0 ? 'bad' : 'plain');
  return { kind: 'figures', figures: namedMetrics(item, labels).map(({ id, name, unit }, index) => ({ label: name, value: figureText(figures[index] ?? null, unit, words.place.locale), tone: toneOf(id, figures[index] ?? null) })) };
}

/** Headings of a text stand below the title of its item. */
const within = (blocks: readonly Block[]): Block[] => blocks.map((block) => (block.kind === 'heading' ? { ...block, level: 3 } : block));

const OfRun = z.looseObject({ benchResultId: z.string() });

/** What the item itself says: a text, the facts of a run, or that it selects the runs of a trend. */
function saidBlocks(item: OpenReportItem, means: ItemMeans): Block[] {
  if (item['@type'] === 'TextReportItem') return within(markdownBlocks(typeof item['description'] === 'string' ? item['description'] : '', means.fill));
  const of = OfRun.safeParse(item);
  const runs = of.success ? means.runs.filter(({ id }) => id === of.data.benchResultId) : means.runs;
  return item['@type'] === 'SynopsisReportItem' || item['@type'] === 'TrendConfigReportItem' ? runs.map((run) => ({ kind: 'facts', facts: factsOf(run, means.words) })) : [];
}

function factsOf(run: PrintedRun, words: Words): [string, string][] {
  const length = run.startedAt !== undefined && run.endedAt !== undefined ? lengthText(run.endedAt - run.startedAt) : '–';
  return [
    ['Test', run.name], ['Scenario', run.scenario], ['State', run.state],
    ['Started', words.moment(run.startedAt)], ['Ended', words.moment(run.endedAt)], ['Duration', `${length} (planned: ${lengthText(run.plannedMs)})`],
    ...run.profiles.map(({ name, users, location }, index): [string, string] => [run.profiles.length === 1 ? 'Load' : `Load ${index + 1}`, `${name}${users === undefined ? '' : `, at most ${users} ${users === 1 ? 'user' : 'users'}`}, from ${location}`]),
    ...run.warnings.map((warning): [string, string] => ['Note', warning]),
  ];
}
