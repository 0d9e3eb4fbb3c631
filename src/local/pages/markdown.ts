import { Html, html, type Piece } from './html.js';

/**
 * The Markdown that texts of reports use, as HTML: headings, paragraphs, lists, quotes, tables, code, rules, emphasis and links. Nothing
 * of the text is ever HTML by itself, links lead to http, https, mailto or this server, and pictures are told by their words: pages load
 * nothing from elsewhere. @param level that a heading of the first order gets, 2 to 6.
 */
export function markdown(text: string, level = 3): Html {
  return html`${blocks(text.replace(/\r\n?/g, '\n').split('\n'), level)}`;
}

/** Deeper quotes and lists than this are read as text. */
const DEPTH_MAX = 8;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const QUOTE = /^ {0,3}>[ ]?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])\s+/;
const CELLS = /^\s*\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*\|?\s*$/;

function blocks(lines: readonly string[], level: number, depth = 0): Html[] {
  const made: Html[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const taken = line.trim() === '' ? 1 : block(lines, at, level, depth, made);
    at += Math.max(1, taken);
  }
  return made;
}

/** Reads one block from `at` on into `made`. @returns how many lines it took. */
function block(lines: readonly string[], at: number, level: number, depth: number, made: Html[]): number {
  const line = lines[at] ?? '';
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) return code(lines, at, fence, made);
  const heading = HEADING.exec(line);
  if (heading !== null) {
    made.push(headed(Math.min(6, level - 1 + (heading[1] ?? '').length), inline(heading[2] ?? '')));
    return 1;
  }
  if (RULE.test(line)) {
    made.push(html`<hr>`);
    return 1;
  }
  if (QUOTE.test(line) && depth < DEPTH_MAX) {
    const count = run(lines, at, (other) => QUOTE.test(other));
    made.push(html`<blockquote>${blocks(lines.slice(at, at + count).map((other) => other.replace(QUOTE, '')), level, depth + 1)}</blockquote>`);
    return count;
  }
  if (ITEM.test(line) && depth < DEPTH_MAX) return list(lines, at, level, depth, made);
  if (line.includes('|') && CELLS.test(lines[at + 1] ?? '')) return grid(lines, at, made);
  const count = Math.max(1, run(lines, at, (other, index) => other.trim() !== '' && (index === 0 || !startsBlock(other))));
  made.push(html`<p>${joined(lines.slice(at, at + count))}</p>`);
  return count;
}

const startsBlock = (line: string): boolean => FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);

function run(lines: readonly string[], at: number, goesOn: (line: string, index: number) => boolean): number {
  let count = 0;
  while (at + count < lines.length && goesOn(lines[at + count] ?? '', count)) count++;
  return count;
}

function headed(level: number, text: Piece): Html {
  const tag = new Html(`h${level}`);
  return html`<${tag}>${text}</${tag}>`;
}

function code(lines: readonly string[], at: number, fence: string, made: Html[]): number {
  const length = run(lines, at + 1, (line) => !line.trimStart().startsWith(fence));
  made.push(html`<pre tabindex="0" aria-label="Code">${lines.slice(at + 1, at + 1 + length).join('\n')}</pre>`);
  return length + 2;
}

function list(lines: readonly string[], at: number, level: number, depth: number, made: Html[]): number {
  const ordered = /\d/.test(ITEM.exec(lines[at] ?? '')?.[2] ?? '');
  const items: string[][] = [];
  const count = run(lines, at, (line, index) => {
    const match = ITEM.exec(line);
    if (match !== null && /\d/.test(match[2] ?? '') === ordered) {
      items.push([line.slice(match[0].length)]);
      return true;
    }
    const goesOn = index > 0 && (line.trim() === '' || /^\s{2,}/.test(line));
    if (goesOn) items.at(-1)?.push(line.replace(/^ {1,4}/, ''));
    return goesOn;
  });
  const rendered = items.map((item) => html`<li>${item.length === 1 ? inline(item[0] ?? '') : [inline(item[0] ?? ''), ...blocks(item.slice(1), level, depth + 1)]}</li>`);
  made.push(ordered ? html`<ol>${rendered}</ol>` : html`<ul>${rendered}</ul>`);
  return count;
}

function grid(lines: readonly string[], at: number, made: Html[]): number {
  const count = run(lines, at, (line) => line.includes('|') && line.trim() !== '');
  const cells = (line: string): string[] => line.trim().replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());
  const [top = '', , ...rows] = lines.slice(at, at + count);
  made.push(html`<div class="table" role="region" aria-label="Table" tabindex="0"><table><thead><tr>${cells(top).map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${cells(row).map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}</tbody></table></div>`);
  return count;
}

const joined = (lines: readonly string[]): Piece => lines.map((line, index) => html`${inline(line.replace(/ {2,}$/, '').trimStart())}${index < lines.length - 1 && (/ {2,}$/.test(line) ? html`<br>` : '\n')}`);

/** One mark of emphasis, code or link; what is none of them stays text. Every repetition is bounded, so that no text takes long. */
const SPAN = /(?<code>`+)(?<coded>[^`\n]{1,2000})\k<code>|(?<picture>!?)\[(?<label>[^\]\n]{0,500})\]\((?<target>[^()\s]{1,2000})(?:\s+"[^"\n]{0,500}")?\)|\*\*(?<bold>[^*\n]{1,1000})\*\*|__(?<bolder>[^_\n]{1,1000})__|\*(?<italic>[^*\s][^*\n]{0,1000})\*|(?<![\p{L}\p{N}_])_(?<slanted>[^_\s][^_\n]{0,1000})_(?![\p{L}\p{N}_])|~~(?<gone>[^~\n]{1,1000})~~/gu;

function inline(text: string, depth = 0): Piece {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(SPAN)) {
    pieces.push(text.slice(from, match.index), span(match.groups ?? {}, depth));
    from = match.index + match[0].length;
  }
  return [...pieces, text.slice(from)];
}

function span(groups: Readonly<Record<string, string | undefined>>, depth: number): Piece {
  const { coded, picture, label, target, bold, bolder, italic, slanted, gone } = groups;
  const within = (inner: string): Piece => (depth < 3 ? inline(inner, depth + 1) : inner);
  if (coded !== undefined) return html`<code>${coded}</code>`;
  if (target !== undefined) return linked(picture === '!' ? (label === undefined || label === '' ? target : label) : within(label ?? ''), target);
  const strong = bold ?? bolder;
  if (strong !== undefined) return html`<strong>${within(strong)}</strong>`;
  if (gone !== undefined) return html`<del>${within(gone)}</del>`;
  return html`<em>${within(italic ?? slanted ?? '')}</em>`;
}

function linked(text: Piece, target: string): Piece {
  const safe = /^(?:https?:\/\/|mailto:)[^\s]+$/i.test(target) || /^\/ui(?:\/|$)/.test(target);
  return safe ? html`<a href="${target}" rel="noreferrer noopener">${text}</a>` : html`${text}`;
}
