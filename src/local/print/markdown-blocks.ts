import type { Block, Span } from './print-model.js';

const HEADING = /^(#{1,6})\s+(.*)$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const BULLET = /^\s{0,3}[-*+]\s+(.*)$/;
const NUMBER = /^\s{0,3}\d{1,9}[.)]\s+(.*)$/;

/**
 * The markdown of cover pages and text items: headings, paragraphs, lists, rules; bold, italic, code. Links keep their words,
 * pictures and HTML are left out: nothing of a document is fetched from anywhere.
 * @param fill puts values into texts, after their markdown was read: what a value contains is no markdown
 */
export function markdownBlocks(markdown: string, fill: (text: string) => string = (text) => text): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let list: { ordered: boolean; items: string[] } | undefined;
  const filled = (span: Span): Span => ({ ...span, text: fill(span.text) });
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', spans: spansOf(paragraph.join(' ')).map(filled) });
    if (list !== undefined) blocks.push({ kind: 'list', ordered: list.ordered, items: list.items.map((item) => spansOf(item).map(filled)) });
    paragraph = [];
    list = undefined;
  };
  for (const line of withoutHtml(markdown).split(/\r?\n/)) {
    const heading = HEADING.exec(line);
    const bullet = BULLET.exec(line);
    const number = NUMBER.exec(line);
    if (line.trim() === '') flush();
    else if (heading !== null) { flush(); blocks.push({ kind: 'heading', level: levelOf(heading[1] ?? '#'), text: fill(plainText(withoutMarks(heading[2] ?? ''))) }); }
    else if (RULE.test(line)) { flush(); blocks.push({ kind: 'rule' }); }
    else if (bullet !== null || number !== null) {
      const ordered = bullet === null;
      if (list?.ordered !== ordered) { flush(); list = { ordered, items: [] }; }
      list.items.push((bullet ?? number)?.[1] ?? '');
    } else if (list !== undefined && /^\s+\S/.test(line)) list.items.push(`${list.items.pop() ?? ''} ${line.trim()}`);
    else { if (list !== undefined) flush(); paragraph.push(line.trim()); }
  }
  flush();
  return blocks;
}

const levelOf = (marks: string): 1 | 2 | 3 => (marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3);

/** Line breaks in HTML are meant; no other tag is. */
const withoutHtml = (text: string): string => text.replace(/<br\s*\/?>/gi, '\n').replace(/<!--[\s\S]{0,2000}?-->/g, '').replace(/<\/?[a-zA-Z][^<>]{0,2000}>/g, '');

/** A heading may end in the marks that it begins with. */
function withoutMarks(heading: string): string {
  let end = heading.trimEnd().length;
  while (heading.charAt(end - 1) === '#') end--;
  return heading.slice(0, end).trimEnd();
}

/** Every stretch is bounded: a mark that is never closed must not be looked for to the end, again and again. */
/** Underscores inside a word emphasise nothing: `$REPORT_NAME$` is one. */
const INLINE = /(`{1,2})([^`]{1,500})\1|!\[[^\][]{0,500}\]\([^()]{0,500}\)|\[([^\][]{0,500})\]\([^()]{0,500}\)|(\*\*|(?<!\w)__)(?=\S)(.{1,1000}?)\4(?!(?<=_)\w)|(\*|(?<!\w)_)(?=\S)(.{1,1000}?)\6(?!(?<=_)\w)/g;

function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, , code, link, , bold, , italic] = match;
    spans.push({ text: text.slice(from, match.index) });
    if (code !== undefined) spans.push({ text: code, code: true });
    else if (link !== undefined) spans.push(...spansOf(link));
    else if (bold !== undefined) spans.push(...spansOf(bold).map((span) => ({ ...span, bold: true })));
    else if (italic !== undefined) spans.push(...spansOf(italic).map((span) => ({ ...span, italic: true })));
    from = match.index + whole.length;
  }
  spans.push({ text: text.slice(from) });
  return spans.filter((span) => span.text !== '').map((span) => ({ ...span, text: span.text.replace(/\\([\\`*_{}[\]()#+\-.!$])/g, '$1') }));
}

const plainText = (text: string): string => spansOf(text).map((span) => span.text).join('');
