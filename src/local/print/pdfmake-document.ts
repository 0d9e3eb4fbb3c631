import { withFonts } from '../../drawing/svg-fonts.js';
import { Outliner } from '../../drawing/text-outlines.js';
import { type TextRun, textRuns, visualOrder } from '../../drawing/text-runs.js';
import type { Typeface } from '../../drawing/typefaces.js';
import { columnWidths } from './column-widths.js';
import type { Block, PrintedReport, Sheet, Span, Tone } from './print-model.js';

/** Part of a pdfmake document: plain objects, as its types do not know all of its fields. */
export interface Node { readonly [field: string]: unknown }

const COLOURS = { ink: '#16202e', soft: '#556274', line: '#d4dae3', wash: '#f3f5f8', accent: '#0b6b74' };
const TONES: Readonly<Record<Tone, string>> = { plain: COLOURS.ink, good: '#1b6b3a', warning: '#7a4b00', bad: '#a8201a' };
const FILLS: Readonly<Record<Tone, string>> = { plain: COLOURS.wash, good: COLOURS.wash, warning: '#fff4dd', bad: COLOURS.wash };
const MM = 72 / 25.4;
/** Points. */
const SIZES: Readonly<Record<string, readonly [number, number]>> = { A3: [841.89, 1190.55], A4: [595.28, 841.89], A5: [419.53, 595.28], Letter: [612, 792], Legal: [612, 1008], Tabloid: [792, 1224] };
const FIGURES_PER_ROW = 4;

/** The report as pdfmake takes it. Every text is cut into stretches by the font that has its letters. */
export class PdfmakeDocument {
  private readonly size: number;
  private readonly width: number;
  private readonly outliner: Outliner;

  constructor(private readonly report: PrintedReport, private readonly faces: readonly Typeface[]) {
    const { sheet } = report;
    this.outliner = new Outliner(faces);
    this.size = 9.5 * sheet.scale;
    this.width = pageWidth(sheet) - (sheet.margin.left + sheet.margin.right) * MM;
  }

  definition(): Node {
    const { report } = this;
    const { sheet } = report;
    const { left, top, right, bottom } = sheet.margin;
    const edge = { fontSize: 7.5, color: COLOURS.soft };
    return {
      pageSize: sheet.format.toUpperCase(), pageOrientation: sheet.landscape ? 'landscape' : 'portrait', pageMargins: [left * MM, top * MM, right * MM, bottom * MM],
      info: { title: report.title }, language: report.language, displayTitle: true, version: '1.7',
      defaultStyle: { font: this.faces[0]?.id, fontSize: this.size, color: COLOURS.ink, lineHeight: 1.15 },
      header: { ...this.text(report.header), ...edge, margin: [left * MM, Math.max(6, top * MM - 22), right * MM, 0] },
      footer: (page: number, pages: number) => ({ margin: [left * MM, 10, right * MM, 0], columns: [{ ...this.text(report.footer), ...edge }, { ...this.text(`Page ${page} of ${pages}`), ...edge, alignment: 'right' }] }),
      content: [...this.cover(), ...report.opening.map((block) => this.block(block)), ...report.sections.flatMap(({ title, blocks }) => this.section(title, blocks))],
    };
  }

  private cover(): Node[] {
    const { cover } = this.report;
    if (cover.length === 0) return [];
    return [{ stack: cover.map((block) => this.block(block)), margin: [0, 140, 0, 0] }, { text: '', pageBreak: 'after' }];
  }

  /** A title stays with what it is the title of; that of a table stands in its head, on each page the table goes on. */
  private section(title: string, blocks: readonly Block[]): Node[] {
    const [first, ...others] = blocks;
    const rest = others.map((block) => this.block(block));
    if (first === undefined) return [this.heading(title, 2)];
    if (first.kind === 'table') return [this.table(first, this.heading(title, 2)), ...rest];
    return [{ stack: [this.heading(title, 2), this.block(first)], unbreakable: first.kind !== 'facts' }, ...rest];
  }

  private block(block: Block): Node {
    switch (block.kind) {
      case 'heading': return this.heading(block.text, block.level);
      case 'paragraph': return { text: block.spans.flatMap((span) => this.span(span)), margin: [0, 0, 0, 6] };
      case 'list': return { [block.ordered ? 'ol' : 'ul']: block.items.map((item) => ({ text: item.flatMap((span) => this.span(span)) })), margin: [0, 0, 0, 6] };
      case 'rule': return { canvas: [{ type: 'line', x1: 0, y1: 0, x2: this.width, y2: 0, lineColor: COLOURS.line }], margin: [0, 8, 0, 8] };
      case 'notice': return { table: { widths: ['*'], body: [[{ ...this.text(block.text), fillColor: FILLS[block.tone], margin: [4, 3, 4, 3] }]] }, layout: edged(TONES[block.tone]), margin: [0, 0, 0, 8], unbreakable: true };
      case 'facts': return { table: { widths: [this.size * 7.5, '*'], body: block.facts.map(([name, value]) => [{ ...this.text(name), color: COLOURS.soft }, this.text(value)]) }, layout: { hLineWidth: () => 0.5, vLineWidth: () => 0, hLineColor: () => COLOURS.line, paddingLeft: () => 0, paddingTop: () => 2, paddingBottom: () => 2 }, margin: [0, 0, 0, 8] };
      case 'figures': return this.figures(block.figures);
      case 'chart': return { svg: withFonts(block.svg, this.outliner), width: this.width, margin: [0, 0, 0, 6] };
      case 'table': return this.table(block);
    }
  }

  private heading(text: string, level: 1 | 2 | 3): Node {
    const size = [1.9, 1.25, 1.05][level - 1] ?? 1;
    return { ...this.text(text, true), fontSize: this.size * size, color: level === 2 ? COLOURS.accent : COLOURS.ink, margin: level === 1 ? [0, 0, 0, 6] : [0, 12, 0, 5] };
  }

  private figures(figures: Extract<Block, { kind: 'figures' }>['figures']): Node {
    const cells: Node[] = figures.map(({ label, value, tone }) => ({ stack: [{ ...this.text(label), fontSize: this.size * 0.82, color: COLOURS.soft }, { ...this.text(value, true), fontSize: this.size * 1.35, color: TONES[tone] }], margin: [3, 3, 3, 3] }));
    const rows: Node[][] = [];
    for (let from = 0; from < cells.length; from += FIGURES_PER_ROW) rows.push([...cells.slice(from, from + FIGURES_PER_ROW), ...Array<Node>(Math.max(0, from + FIGURES_PER_ROW - cells.length)).fill({ text: '' })]);
    return { table: { widths: Array<string>(FIGURES_PER_ROW).fill('*'), body: rows.length === 0 ? [Array<Node>(FIGURES_PER_ROW).fill({ text: '' })] : rows, dontBreakRows: true }, layout: { hLineColor: () => COLOURS.line, vLineColor: () => COLOURS.line, hLineWidth: () => 0.7, vLineWidth: () => 0.7 }, margin: [0, 0, 0, 8] };
  }

  private table({ columns, rows, more }: Extract<Block, { kind: 'table' }>, title?: Node): Node {
    const size = this.size * (columns.length > 7 ? 0.68 : 0.88);
    const titleRow = title === undefined ? [] : [[{ ...title, colSpan: columns.length, border: [false, false, false, false] }, ...Array<Node>(columns.length - 1).fill({})]];
    const side = (figures: boolean): string => (figures ? 'right' : 'left');
    const { widths, letters } = columnWidths(columns, rows, this.width, size);
    const head = columns.map(({ title: name, figures }) => ({ ...this.text(name, true), alignment: side(figures), fillColor: COLOURS.wash }));
    const body = rows.map((row) => row.map(({ text, tone = 'plain' }, index) => ({ ...this.text(breakable(text, letters[index])), color: TONES[tone], alignment: side(columns[index]?.figures === true) })));
    const heads = title === undefined ? 1 : 2;
    const layout = { hLineWidth: (line: number) => (line < heads ? 0 : line === heads ? 1 : 0.5), vLineWidth: () => 0, hLineColor: (line: number) => (line === heads ? COLOURS.accent : COLOURS.line), paddingLeft: () => 3, paddingRight: () => 3, paddingTop: () => 2, paddingBottom: () => 2 };
    const table = { table: { headerRows: heads, keepWithHeaderRows: 1, dontBreakRows: true, widths, body: [...titleRow, head, ...body] }, layout, fontSize: size, margin: [0, 0, 0, 6] };
    return more === '' ? table : { stack: [table, { ...this.text(more), fontSize: this.size * 0.85, color: COLOURS.soft }] };
  }

  private span({ text, bold = false, italic = false, code = false }: Span): Node[] {
    return this.runs(text).map((run) => ({ text: run.text, font: run.face, bold, ...(italic ? { color: COLOURS.soft } : {}), ...(code ? { background: COLOURS.wash } : {}) }));
  }

  private text(text: string, bold = false): Node {
    return { text: this.span({ text, bold }) };
  }

  private runs(text: string): TextRun[] {
    return textRuns(visualOrder(text), this.faces);
  }
}

function pageWidth({ format, landscape }: Sheet): number {
  const [width, height] = SIZES[format] ?? [595.28, 841.89];
  return landscape ? height : width;
}

/** A line at the left of a notice. */
const edged = (colour: string): Node => ({ hLineWidth: () => 0, vLineWidth: (line: number) => (line === 0 ? 3 : 0), vLineColor: () => colour });

/** Long words without a place to break, such as paths, get invisible ones. */
function breakable(text: string, letters = 40): string {
  return text.replace(new RegExp(`[^\\s\\u200b]{${Math.max(6, letters)}}(?=\\S)`, 'gu'), '$&\u200b');
}
