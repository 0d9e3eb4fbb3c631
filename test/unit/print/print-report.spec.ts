import { existsSync } from 'node:fs';
import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import { describe, expect, it } from 'vitest';
import { ExportReportConfig } from '../../../src/contract/report-print.js';
import { printReport, type Renderer } from '../../../src/local/print/print-report.js';
import type { PrintedItem, PrintSource } from '../../../src/local/print/print-source.js';
import { reportDocument } from '../../../src/local/print/report-document.js';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const START = Date.UTC(2026, 2, 1, 10, 0, 0);
const metric = (id: string): object => ({ id, type: 'BASIC', benchResultId: 'run', filters: [], configs: [] });
const ROWS = 70;

const ITEMS: readonly PrintedItem[] = [
  { item: { '@type': 'SynopsisReportItem', id: '1', name: 'Synopsis', benchResultId: 'run' }, outcome: { kind: 'none' } },
  { item: { '@type': 'SummaryReportItem', id: '2', name: 'Итоги', metrics: [metric('HITS_TOTAL'), metric('RESPONSE_TIME_AVG'), metric('ERRORS_PERCENT')] }, outcome: { kind: 'figures', figures: [12_345, 234.5, 'NaN'] } },
  { item: { '@type': 'LineChartReportItem', id: '3', name: 'Hit rate', metrics: [metric('HITS_RATE')] }, outcome: { kind: 'curves', curves: [Array.from({ length: 30 }, (_, index) => ({ x: START + index * 1000, y: index }))] } },
  { item: { '@type': 'StatisticTableReportItem', id: '4', name: 'Requests', metrics: [metric('HITS_TOTAL'), metric('RESPONSE_TIME_MAX')] }, outcome: { kind: 'table', rows: Array.from({ length: ROWS }, (_, index) => ({ actionId: `action-${index}`, values: [{ value: 9000 + index }, { value: null }] })) } },
  { item: { '@type': 'ErrorsReportItem', id: '5', name: 'Errors', benchResultId: 'run' }, outcome: { kind: 'errors', errors: [{ benchResultId: 'run', actionId: 'action-1', timestamp: START + 5000, responseCode: '503', errorMessage: 'Недоступно <script>alert(1)</script>', assertions: [] }] } },
  { item: { '@type': 'TextReportItem', id: '7', name: 'Note', description: 'Of $REPORT_NAME$ in $PROJECT_NAME$ by $COMPANY_NAME$: $RESULT(0)$, judged by **$SLA_PROFILES(run)$**, $RESULT(7)$.' }, outcome: { kind: 'none' } },
  { item: { '@type': 'PieChartReportItem', id: '6', name: 'Codes', metrics: [metric('HTTP_RESPONSE_CODES')] }, outcome: { kind: 'refused', reason: 'Its data is gone.' } },
];

function source(config: object, more: Partial<PrintSource> = {}): PrintSource {
  return {
    report: { name: 'Корзина / Ωμέγα 购物车', description: 'Made of **facts**.', benchResultIds: ['run'] }, project: 'Łódź shop', workspace: 'Team', items: ITEMS, printedAt: START + 3_600_000,
    runs: [{ id: 'run', name: 'Nightly', state: 'FINISHED', terminal: true, scenario: 'Stairs', startedAt: START, endedAt: START + 90_000, plannedMs: 60_000, profiles: [{ name: 'Покупатель', users: 25, location: 'here' }], warnings: [], slaProfiles: ['Fast enough'] }],
    labels: { actions: { 'action-1': '購入する Kauf' } }, config: ExportReportConfig.parse(config), ...more,
  };
}

async function textOf(pdf: Buffer): Promise<{ pages: string[]; all: string; title: unknown }> {
  const document = await getDocumentProxy(new Uint8Array(pdf));
  const { text } = await extractText(document, { mergePages: false });
  const { info } = await getMeta(document);
  return { pages: text, all: text.join(' ').replace(/\s+/g, ' ').normalize('NFKC'), title: info['Title'] };
}

const RENDERERS: [string, Renderer][] = [['document', 'document'], ...(existsSync(CHROMIUM) ? [['chromium', { chromium: CHROMIUM, asRoot: process.getuid?.() === 0 }] as [string, Renderer]] : [])];

describe.each(RENDERERS)('printReport with %s', (_, renderer) => {
  it('writes names of any language, figures with units, tables over pages and what could not be read', async () => {
    const { pages, all, title } = await textOf(await printReport(source({}), renderer));
    expect(title).toBe('Корзина / Ωμέγα 购物车');
    expect(pages.length).toBeGreaterThanOrEqual(3);
    for (const part of ['Корзина / Ωμέγα 购物车', 'Łódź shop', 'facts', 'Покупатель, at most 25 users', '1 min 30 s', 'Итоги', '12,345', '235 ms', 'n/a', 'Hit rate', '10:00:10', '購入する Kauf', '9,069', '503', 'Недоступно <script>alert(1)</script>', 'could not be printed: Its data is gone.', 'Of Корзина / Ωμέγα 购物车 in Łódź shop by Team: Nightly, judged by Fast enough, $RESULT(7)$.']) {
      expect(all.replaceAll(' ', ''), part).toContain(part.replaceAll(' ', ''));
    }
    // What Chromium sets into the margins is marked as no part of the text.
    if (renderer === 'document') expect(all).toContain(`Page 1 of ${pages.length}`);
    expect(pages.filter((page) => page.includes('Response') && page.includes('maximum')).length, 'the table has its head on each of its pages').toBeGreaterThan(1);
  });

  it('does as it is told: cover, rows, page, zone and language', async () => {
    const config = { coverPage: '# $name$\n\nOf **$project$**, costs 5$', tablesRowCount: { StatisticTableReportItem: 3 }, orientation: 'landscape', pageFormat: 'A5', timezone: 'Asia/Tokyo', locale: 'de-DE', pageMargin: { left: '20mm' } };
    const pdf = await printReport(source(config), renderer);
    const document = await getDocumentProxy(new Uint8Array(pdf));
    const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
    expect([Math.round(width), Math.round(height)]).toEqual([595, 420]);
    const { pages, all } = await textOf(pdf);
    expect(pages[0]?.replace(/\s+/g, ' ')).toContain('Of Łódź shop, costs 5$');
    expect(all).toContain('67 more rows are left out');
    expect(all).toContain('12.345');
    expect(all).toContain('19:00:00');
  });

  it('says that a test was not over', async () => {
    const [run] = source({}).runs;
    const { all } = await textOf(await printReport(source({}, { runs: run === undefined ? [] : [{ ...run, state: 'RUNNING', terminal: false, endedAt: undefined }] }), renderer));
    expect(all).toContain('Partial: Nightly (RUNNING) was not over');
  });
});

describe('reportDocument', () => {
  it('escapes nothing and loses nothing: a text of the system under test stays a text', () => {
    const errors = reportDocument(source({})).sections.find(({ title }) => title === 'Errors')?.blocks[0];
    expect(errors).toMatchObject({ kind: 'table', rows: [[{ text: '10:00:05' }, { text: '購入する Kauf' }, { text: '503' }, { text: 'Недоступно <script>alert(1)</script>' }]] });
  });
});

describe('ExportReportConfig', () => {
  it('has the documented defaults and refuses what no printer takes', () => {
    expect(ExportReportConfig.parse({})).toEqual({ orientation: 'portrait', coverPage: '', tablesRowCount: {}, pageFormat: 'A4', pageMargin: {}, scale: 1, locale: 'en-US', timezone: 'UTC' });
    expect(ExportReportConfig.parse({ orientation: 'LANDSCAPE', scale: '0.8', tablesRowCount: { StatisticTableReportItem: '15' } })).toMatchObject({ orientation: 'landscape', scale: 0.8, tablesRowCount: { StatisticTableReportItem: 15 } });
    for (const wrong of [{ scale: 0 }, { pageFormat: 'Poster' }, { timezone: 'Nowhere' }, { locale: '!' }, { pageMargin: { top: '1cm;} @import' } }]) expect(ExportReportConfig.safeParse(wrong).success).toBe(false);
  });
});
