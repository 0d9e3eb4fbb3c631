/** A stretch of text in one style. */
export interface Span { readonly text: string; readonly bold?: boolean; readonly italic?: boolean; readonly code?: boolean }

export type Tone = 'plain' | 'good' | 'warning' | 'bad';

/** A column of a table: figures stand at the right. */
export interface Column { readonly title: string; readonly figures: boolean }

/** What pages are made of. Both renderers know each kind. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Span[])[] }
  | { readonly kind: 'rule' }
  | { readonly kind: 'notice'; readonly tone: Tone; readonly text: string }
  /** Names and what is known under them. */
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  /** Figures that are looked at first. */
  | { readonly kind: 'figures'; readonly figures: readonly { readonly label: string; readonly value: string; readonly tone: Tone }[] }
  /** An SVG of that size in pixels; `summary` says the same in words. */
  | { readonly kind: 'chart'; readonly svg: string; readonly width: number; readonly height: number; readonly summary: string }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[]; readonly more: string };

export interface Cell { readonly text: string; readonly tone?: Tone }

/** An item of the report: its name and what it shows. */
export interface Section { readonly title: string; readonly blocks: readonly Block[] }

/** Millimetres. */
export interface Margin { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number }

export interface Sheet { readonly format: 'A3' | 'A4' | 'A5' | 'Letter' | 'Legal' | 'Tabloid'; readonly landscape: boolean; readonly margin: Margin; readonly scale: number }

/** A whole report, ready to be set. An empty cover is no page. */
export interface PrintedReport {
  readonly title: string;
  /** Above and below every page. */
  readonly header: string;
  readonly footer: string;
  readonly language: string;
  readonly sheet: Sheet;
  readonly cover: readonly Block[];
  readonly opening: readonly Block[];
  readonly sections: readonly Section[];
}

/** Every text of a report: what fonts must have letters for. */
export function textsOfReport(report: PrintedReport): string[] {
  const texts: string[] = [report.title, report.header, report.footer, ...report.sections.map(({ title }) => title), '•–“”…'];
  for (const block of [...report.cover, ...report.opening, ...report.sections.flatMap(({ blocks }) => blocks)]) texts.push(...textsOfBlock(block));
  return texts;
}

function textsOfBlock(block: Block): string[] {
  switch (block.kind) {
    case 'heading': case 'notice': return [block.text];
    case 'paragraph': return block.spans.map(({ text }) => text);
    case 'list': return block.items.flat().map(({ text }) => text);
    case 'rule': return [];
    case 'facts': return block.facts.flat();
    case 'figures': return block.figures.flatMap(({ label, value }) => [label, value]);
    case 'chart': return [block.summary, block.svg.replace(/<[^>]*>/g, ' ')];
    case 'table': return [...block.columns.map(({ title }) => title), ...block.rows.flat().map(({ text }) => text), block.more];
  }
}
