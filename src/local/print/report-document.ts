import type { ExportReportConfig } from '../../contract/report-print.js';
import { type PlaceholderFacts, withPlaceholders } from '../pages/placeholders.js';
import { itemBlocks, type ItemMeans } from './item-blocks.js';
import { markdownBlocks } from './markdown-blocks.js';
import { filled } from './placeholders.js';
import type { Block, Margin, PrintedReport, Sheet } from './print-model.js';
import type { PrintedRun, PrintSource } from './print-source.js';
import { lengthText, Words } from './words.js';

/** Rows of a table unless `tablesRowCount` says otherwise; error samples are long. */
const ROWS = 100;
const ERROR_ROWS = 30;

/** Millimetres. */
const MARGIN: Margin = { top: 18, right: 14, bottom: 18, left: 14 };
const MILLIMETRES: Readonly<Record<string, number>> = { mm: 1, cm: 10, in: 25.4, pt: 25.4 / 72, px: 25.4 / 96 };

/** The report as pages are made of it; knows nothing of how they are written. */
export function reportDocument(source: PrintSource): PrintedReport {
  const { report, config, runs, labels, items } = source;
  const words = new Words(config);
  const facts = factsOf(source, words);
  const means: ItemMeans = { words, labels, runs, fill: (text) => withPlaceholders(text, facts), wide: config.orientation === 'landscape', rowsOf: (type) => config.tablesRowCount[type] ?? (type === 'ErrorsReportItem' ? ERROR_ROWS : ROWS) };
  return {
    title: report.name,
    header: [report.name, source.project].filter((part) => part !== '').join(' · '),
    footer: `Printed ${words.moment(source.printedAt)}`,
    language: config.locale,
    sheet: sheetOf(config),
    cover: coverOf(source, words, facts),
    opening: openingOf(source, words),
    sections: items.map((item) => ({ title: item.item.name === '' ? item.item['@type'] : item.item.name, blocks: itemBlocks(item, means) })),
  };
}

/** What texts of a report may name, as on its page. */
function factsOf({ report, project, workspace, runs, labels, printedAt }: PrintSource, words: Words): PlaceholderFacts {
  return {
    companyName: workspace, reportName: report.name, projectName: project, reportDate: words.moment(runs[0]?.startedAt ?? printedAt),
    results: runs.map(({ id, name }) => labels.runs?.[id] ?? name), slaProfiles: new Map(runs.map(({ id, slaProfiles }) => [id, slaProfiles])),
  };
}

function openingOf({ report, project, runs, items }: PrintSource, words: Words): Block[] {
  const told = items.some(({ item }) => item['@type'] === 'SynopsisReportItem');
  const [first] = runs;
  const lines: (readonly [string, string])[] = [...(project === '' ? [] : [['Project', project] as const]), ...(first === undefined || told ? [] : [['Test', runs.map(({ name }) => name).join(', ')] as const, ['Started', words.moment(first.startedAt)] as const])];
  return [
    { kind: 'heading', level: 1, text: report.name },
    ...(report.description === '' ? [] : markdownBlocks(report.description)),
    ...(lines.length === 0 ? [] : [{ kind: 'facts' as const, facts: lines }]),
    ...unfinished(runs),
  ];
}

/** A report of a test that still runs is printed, and says so (behaviour.md §21.1). */
function unfinished(runs: readonly PrintedRun[]): Block[] {
  const going = runs.filter(({ terminal }) => !terminal).map(({ name, state }) => `${name} (${state})`);
  return going.length === 0 ? [] : [{ kind: 'notice', tone: 'warning', text: `Partial: ${going.join(', ')} was not over when this was printed. The figures cover what had been measured until then.` }];
}

function coverOf({ report, project, workspace, runs, config, printedAt }: PrintSource, words: Words, facts: PlaceholderFacts): Block[] {
  if (config.coverPage.trim() === '') return [];
  const [first] = runs;
  const values: Record<string, string> = {
    name: report.name, title: report.name, report: report.name, reportName: report.name, description: report.description,
    project, projectName: project, workspace, workspaceName: workspace, scenario: first?.scenario ?? '', scenarioName: first?.scenario ?? '',
    run: first?.name ?? '', runs: runs.map(({ name }) => name).join(', '), state: first?.state ?? '',
    date: words.moment(printedAt), today: words.moment(printedAt), start: words.moment(first?.startedAt), startDate: words.moment(first?.startedAt), end: words.moment(first?.endedAt), endDate: words.moment(first?.endedAt),
    duration: first?.startedAt !== undefined && first.endedAt !== undefined ? lengthText(first.endedAt - first.startedAt) : '–',
  };
  return markdownBlocks(config.coverPage, (text) => filled(withPlaceholders(text, facts), values));
}

function sheetOf({ pageFormat, orientation, pageMargin, scale }: ExportReportConfig): Sheet {
  return {
    format: pageFormat, landscape: orientation === 'landscape', scale,
    margin: { top: millimetres(pageMargin.top, MARGIN.top), right: millimetres(pageMargin.right, MARGIN.right), bottom: millimetres(pageMargin.bottom, MARGIN.bottom), left: millimetres(pageMargin.left, MARGIN.left) },
  };
}

/** Widest margin: pages must keep room for what they show. */
const MARGIN_MAX = 60;

function millimetres(length: string | undefined, otherwise: number): number {
  const [, figure, unit = 'px'] = /^([\d.]+)(\w+)?$/.exec(length ?? '') ?? [];
  return figure === undefined ? otherwise : Math.min(MARGIN_MAX, Math.round(Number(figure) * (MILLIMETRES[unit] ?? 1) * 100) / 100);
}
