import { Html, html, type Piece } from '../../pages/html.js';
import { number } from './figures.js';

/** Longest text of an entity that a heading or a row shows. */
const TEXT_MAX = 200;
/** Marks that turn the direction of writing, or are invisible. */
const TRICKS = /[\u202A-\u202E\u2066-\u2069\u200B\u200E\u200F\u061C\uFEFF\p{Co}]|(?![\n\t])\p{Cc}/gu;

/** Somebody's text as it may stand in a page: without marks that would turn the text around it. Whole, and as it is broken into lines. */
export const shown = (text: string): string => text.replace(TRICKS, '');

/** The same on one line, and not so long that it pushes the rest away. In a <bdi>, so that right-to-left names stay apart from what follows. */
export function named(text: string): Html {
  const line = shown(text).replace(/\s+/g, ' ').trim();
  const letters = [...line];
  return html`<bdi>${letters.length > TEXT_MAX ? `${letters.slice(0, TEXT_MAX - 1).join('')}…` : line === '' ? '(no name)' : line}</bdi>`;
}

export type Tone = 'good' | 'bad' | 'warn' | 'live' | 'plain';
export const badge = (text: string, tone: Tone = 'plain'): Html => html`<span class="badge ${tone}">${text}</span>`;

/** The state of a run in its colour; the word says it too. */
export function stateBadge(state: string): Html {
  const tone: Tone = state === 'FINISHED' ? 'good' : state === 'ERROR' ? 'bad' : state === 'ABORTED' ? 'warn' : 'live';
  return badge(state.toLowerCase().replace(/^./, (letter) => letter.toUpperCase()), tone);
}

export const tagList = (tags: readonly string[] | undefined): Piece => tags !== undefined && tags.length > 0 && html`<ul class="tags" aria-label="Tags">${tags.slice(0, 20).map((tag) => html`<li>${named(tag)}</li>`)}</ul>`;

/** Facts, a term and its value each; those without a value are left out. */
export function facts(entries: readonly (readonly [term: string, value: Piece])[]): Piece {
  const known = entries.filter(([, value]) => value !== undefined && value !== false && value !== '');
  return known.length > 0 && html`<dl class="facts">${known.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** The head of a page: what it shows, and a line about it. */
export const head = (title: string, ...below: readonly Piece[]): Html => html`<div class="head"><h1>${named(title)}</h1>${below}</div>`;

export const card = (title: string, body: Piece, more?: Piece): Html => html`<section class="card"><div class="card-head"><h2>${named(title)}</h2>${more}</div>${body}</section>`;

export const empty = (sentence: string, hint?: Piece): Html => html`<div class="empty"><p>${sentence}</p>${hint !== undefined && html`<p class="hint">${hint}</p>`}</div>`;

export const description = (text: string | undefined): Piece => text !== undefined && text.trim() !== '' && html`<p class="lead prewrap">${shown(text)}</p>`;

export const count = (many: number, one: string, more = `${one}s`): string => `${number(many)} ${many === 1 ? one : more}`;

/** A cell of a table: text, or a figure to the right with the number to sort by. */
export interface Cell { readonly shown: Piece; readonly sort?: number | string | undefined; readonly tone?: 'bad' | 'soft' | undefined }
export interface Column { readonly label: Piece; readonly numeric?: boolean }

/**
 * A table that scrolls by itself where it is wide. @param sortable its script makes the headings buttons. The first column heads its row.
 */
export function table({ caption, columns, rows, sortable = false }: { readonly caption: string; readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[]; readonly sortable?: boolean }): Html {
  return html`<div class="table" role="region" aria-label="${shown(caption)}" tabindex="0"><table${sortable && html` data-sortable`}><caption class="out">${shown(caption)}</caption>
<thead><tr>${columns.map(({ label, numeric }) => html`<th scope="col"${numeric === true && html` class="num"`}>${label}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => cellOf(cell, index === 0, columns[index]?.numeric === true))}</tr>
`)}</tbody></table></div>`;
}

function cellOf({ shown: text, sort, tone }: Cell, heads: boolean, numeric: boolean): Html {
  const classes = [numeric ? 'num' : '', tone ?? ''].filter((name) => name !== '').join(' ');
  const attributes = html`${classes !== '' && html` class="${classes}"`}${sort !== undefined && html` data-sort="${sort}"`}`;
  return heads ? html`<th scope="row"${attributes}>${text}</th>` : html`<td${attributes}>${text}</td>`;
}

/** A thing in a list: where it leads, what it is called, and what is worth knowing before one goes there. */
export interface Row { readonly href: string; readonly name: string; readonly description?: string | undefined; readonly tags?: readonly string[] | undefined; readonly facts: readonly Piece[]; readonly badge?: Html | undefined }

/** A list of entities; the page's script adds a field to narrow a long one. */
export function rowList(rows: readonly Row[], label: string): Html {
  return html`<ul class="rows" aria-label="${label}"${rows.length > 8 && html` data-filter`}>${rows.map(({ href, name, description: text = '', tags, facts: about, badge: mark }) => html`<li><div class="row-main"><a href="${href}">${named(name)}</a>${mark}${text.trim() !== '' && html`<p>${named(text)}</p>`}${tagList(tags)}</div>
<div class="row-facts">${about.filter((fact) => fact !== false && fact !== undefined && fact !== '').map((fact) => html`<span>${fact}</span>`)}</div></li>`)}</ul>`;
}
