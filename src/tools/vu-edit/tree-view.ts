import type { ActionNode } from '../../contract/actions.js';
import { ANSWER_BUDGET } from '../vocabulary/fitting.js';
import { cutText } from '../vocabulary/cut-text.js';
import { briefNode, type Place } from './node-words.js';
import { type Lines, LINES_KEY, linesFrom, linesOf, pageOf, sizeOfLines } from './tree-lines.js';

export interface ViewOptions {
  /** Levels of an outline; undefined: as many as fit. */
  readonly depth?: number | undefined;
  readonly offset?: number | undefined;
  readonly full: boolean;
  /** Characters that the answer has left for the tree. */
  readonly budget?: number | undefined;
}
/** Part of an answer: the same tree at the cost the answer can bear. */
export interface TreeView {
  readonly view: 'whole' | 'outline' | 'lines';
  readonly children: { '@type': string; [field: string]: unknown }[];
  readonly lines?: string[];
  /** What stands behind the marks in the lines. */
  readonly legend?: string[];
  readonly note?: string;
}

/** Longest text of a field that is shown of a node too large to be shown whole. */
const TEXT_MAX = 600;
/** Characters of lines that are spread over several answers before levels are left out: about 5,000 tokens at three characters each. */
const LINES_TOTAL = 16_000;
/** Characters of a note that a budget has room for. */
const NOTE_ROOM = 200;
const READ_ON = 'Read a node whole with path (or actionId), with depth for what is below it; everything as stored: full true';

const sizeOf = (value: unknown): number => JSON.stringify(value).length;

/** The whole tree where it fits, else an outline of all nodes with their ids, else a line for each. */
export function treeView(nodes: readonly ActionNode[], options: ViewOptions): TreeView {
  const { depth, offset, full, budget = ANSWER_BUDGET } = options;
  const size = sizeOf(nodes);
  if (full || (depth === undefined && size <= budget)) return { view: 'whole', children: [...nodes], ...(size > budget ? { note: `${size} characters: read parts by path next time.` } : {}) };
  const outline = nodes.map((node, index) => briefNode(node, [index], depth ?? Infinity));
  if (offset === undefined && sizeOf(outline) <= budget) return { view: 'outline', children: outline, note: `Fields are left out or cut; at = patch pointer. ${READ_ON} (${size} characters).` };
  return { children: [], ...linesView((levels) => linesOf(nodes, [], levels), options, size) };
}

/** One node with what lies below it, by the same rules; its own fields are shown even where its children are not. */
export function nodeView(node: ActionNode, place: Place, options: ViewOptions): TreeView {
  const { depth, offset, full, budget = ANSWER_BUDGET } = options;
  const size = sizeOf(node);
  if (full || (depth === undefined && size <= budget)) return { view: 'whole', children: [node], ...(size > budget ? { note: `${size} characters.` } : {}) };
  const { children = [], ...own } = node;
  const bare = { ...(withCutTexts(own) as { '@type': string }), children: [] };
  const outline = { ...bare, children: children.map((child, index) => briefNode(child, [...place, index], depth ?? Infinity)) };
  if (offset === undefined && sizeOf(outline) <= budget) return { view: 'outline', children: [outline], note: `What is below is shown in short; texts over ${TEXT_MAX} characters are cut. ${READ_ON} (${size} characters).` };
  const shown = sizeOf(bare) <= budget / 2 ? [bare] : [];
  const left = Math.max(budget - sizeOf(shown), budget / 2);
  return { children: shown, ...linesView((levels) => linesFrom(node, place, levels + 1), { ...options, budget: left }, size) };
}

/** A value inside the tree as text, from a character on. */
export function textView(value: unknown, offset = 0, budget = ANSWER_BUDGET): { view: 'value'; value: string; note?: string } {
  const whole = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  const { text, left } = cutText(whole.slice(offset), budget);
  return { view: 'value', value: text, ...(left === 0 ? {} : { note: `${left} characters more: continue with offset ${offset + text.length}.` }) };
}

function linesView(linesAt: (levels: number) => Lines, { depth, offset = 0, budget = ANSWER_BUDGET }: ViewOptions, size: number): { view: 'lines'; lines: string[]; legend?: string[]; note: string } {
  const levels = depth ?? levelsThatFit(linesAt, budget);
  const cut = levels === Infinity || depth !== undefined ? '' : ` Shown to depth ${levels}.`;
  // What the first answer says needs no repeating: it is read again with every later one.
  const key = offset === 0 ? `${LINES_KEY}. ${READ_ON} (${size} characters).` : 'Lines as in the first answer; marks as in this legend.';
  const { lines, legend, left } = pageOf(linesAt(levels), offset, budget - Math.max(key.length - NOTE_ROOM, 0));
  return { view: 'lines', lines, ...(legend.length === 0 ? {} : { legend }), note: `${key}${cut}${left === 0 ? '' : ` ${left} more: continue with offset ${offset + lines.length}.`}` };
}

/** All levels where a few answers can hold them, else the most that fit one, else the outermost. */
function levelsThatFit(linesAt: (levels: number) => Lines, budget: number): number {
  const all = linesAt(Infinity);
  if (sizeOfLines(all) <= LINES_TOTAL) return Infinity;
  let levels = 1;
  for (let lines = linesAt(2); sizeOfLines(lines) <= budget && lines.lines.length < all.lines.length; lines = linesAt(levels + 1)) levels++;
  return levels;
}

/** The value with its long texts cut. */
function withCutTexts(value: unknown): unknown {
  if (typeof value === 'string') {
    const { text, left } = cutText(value, TEXT_MAX);
    return left === 0 ? text : `${text}… (${left} characters more)`;
  }
  if (Array.isArray(value)) return value.map(withCutTexts);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withCutTexts(inner)])) : value;
}
