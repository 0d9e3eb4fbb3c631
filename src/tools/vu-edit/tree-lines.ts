import type { ActionNode } from '../../contract/actions.js';
import { countBelow, otherWords, type Place, requestWords } from './node-words.js';

/** A node in a line of its own, with the nodes below it that are told in the same line. */
interface Line {
  readonly place: Place;
  /** A node under which further lines stand. */
  readonly opens: boolean;
  readonly words: string;
  /** What is below, one piece each, in order. */
  readonly inline: readonly string[];
  readonly serverId: string | undefined;
}
/** A tree in lines, and what stands behind the marks in them. */
export interface Lines { readonly lines: readonly Line[]; readonly marks: Marks }
interface Marks { readonly repeated: ReadonlyMap<string, string>; readonly servers: ReadonlyMap<string, string> }

/** How to read the lines. */
export const LINES_KEY = 'A line: place, METHOD path?query {body} # name, or type (without Action or VariableExtractor) name: what it does; (n) = nodes below, [off] = disabled. '
  + 'After each " | " the next node below: the first is 0. wait: think time in ms. An indented number continues the place of the line above with one space less. '
  + 'Place 0.3 is the patch pointer /children/0/children/3';
const BETWEEN = ' | ';
/** A piece is worth a mark when it is so long and so frequent. */
const WORTH = { characters: 14, times: 3 };

/** The tree in lines, down to `depth` levels. */
export function linesOf(nodes: readonly ActionNode[], above: Place, depth: number): Lines {
  const lines = linesBelow(nodes, above, depth);
  return { lines, marks: { repeated: repeatedIn(lines), servers: serversIn(lines) } };
}

/** One node in its line, then what lies below it. */
export function linesFrom(node: ActionNode, place: Place, depth: number): Lines {
  const lines = lineAndBelow(node, place, depth);
  return { lines, marks: { repeated: repeatedIn(lines), servers: serversIn(lines) } };
}

function linesBelow(nodes: readonly ActionNode[], above: Place, depth: number): Line[] {
  return depth < 1 ? [] : nodes.flatMap((node, index) => lineAndBelow(node, [...above, index], depth));
}

function lineAndBelow(node: ActionNode, place: Place, depth: number): Line[] {
  const { children = [] } = node;
  const request = node['@type'] === 'HttpRequestAction';
  const serverId = request && typeof node['serverId'] === 'string' ? node['serverId'] : undefined;
  const inline = depth > 1 && children.length > 0 ? inlineOf(node, children) : undefined;
  const opens = inline === undefined && depth > 1 && children.length > 0;
  const hidden = inline === undefined && children.length > 0 ? ` (${countBelow(node)})` : '';
  const words = `${request ? requestWords(node, serverId === undefined ? '' : SERVER) : otherWords(node)}${ending(node)}${hidden}`;
  return [{ place, opens, words, inline: inline ?? [], serverId }, ...(opens ? linesBelow(children, place, depth - 1) : [])];
}

const ending = ({ enabled }: ActionNode): string => (enabled === false ? ' [off]' : '');
/** Where the mark of the server will stand: no path, name or body holds this character. */
const SERVER = '\u0000';

/** What is below a sampler, where each node is a leaf and none could be taken for two; a container's nodes have lines of their own. */
function inlineOf({ '@type': type }: ActionNode, children: readonly ActionNode[]): string[] | undefined {
  if (CONTAINS.test(type) || children.some(({ '@type': inner, children: deeper = [] }) => deeper.length > 0 || inner === 'HttpRequestAction')) return undefined;
  const pieces = children.map((child) => `${otherWords(child)}${ending(child)}`);
  return pieces.some((piece) => piece.includes(BETWEEN) || piece.startsWith('*')) ? undefined : pieces;
}
const CONTAINS = /Container/;

/** Long pieces that come again and again, each with its mark. */
function repeatedIn(lines: readonly Line[]): ReadonlyMap<string, string> {
  const times = new Map<string, number>();
  for (const piece of lines.flatMap(({ inline }) => inline)) times.set(piece, (times.get(piece) ?? 0) + 1);
  const worth = [...times].filter(([piece, count]) => piece.length >= WORTH.characters && count >= WORTH.times);
  return new Map(worth.map(([piece], index) => [piece, `*${index + 1}`]));
}

/** The server of most requests needs no mark. */
function serversIn(lines: readonly Line[]): ReadonlyMap<string, string> {
  const times = new Map<string, number>();
  for (const { serverId } of lines) if (serverId !== undefined) times.set(serverId, (times.get(serverId) ?? 0) + 1);
  const ordered = [...times].sort(([, a], [, b]) => b - a);
  return new Map(ordered.map(([serverId], index) => [serverId, index === 0 ? '' : `@${index + 1}`]));
}

/** Lines of one answer from `offset` on, as many as `budget` characters of JSON hold with the legend they need, at least one. */
export function pageOf({ lines, marks }: Lines, offset: number, budget: number): { lines: string[]; legend: string[]; left: number } {
  const shown: string[] = [];
  const legend = new Set<string>();
  let size = 0;
  for (const [index, line] of lines.slice(offset).entries()) {
    const text = textOf(line, marks, index === 0);
    const needed = legendOf(line, marks).filter((entry) => !legend.has(entry));
    size += [text, ...needed].reduce((sum, entry) => sum + JSON.stringify(entry).length + 1, 0);
    if (size > budget && index > 0) break;
    shown.push(text);
    for (const entry of needed) legend.add(entry);
  }
  return { lines: shown, legend: [...legend].sort(byMark), left: Math.max(lines.length - offset - shown.length, 0) };
}

/** Characters of JSON that all lines take, without their legend. */
export const sizeOfLines = ({ lines, marks }: Lines): number => lines.reduce((sum, line, index) => sum + JSON.stringify(textOf(line, marks, index === 0)).length + 1, 0);

/** A line that opens others, and the first of an answer, bear the whole place; the others their last index, indented. */
function textOf({ place, opens, words, inline, serverId }: Line, { repeated, servers }: Marks, whole: boolean): string {
  const at = whole || opens || place.length === 1 ? place.join('.') : `${' '.repeat(place.length - 1)}${place.at(-1) ?? ''}`;
  const mark = serverId === undefined ? '' : servers.get(serverId) ?? '';
  const said = words.replace(` ${SERVER}`, mark === '' ? '' : ` ${mark}`);
  return [`${at} ${said}`, ...inline.map((piece) => repeated.get(piece) ?? piece)].join(BETWEEN);
}

function legendOf({ inline, serverId }: Line, { repeated, servers }: Marks): string[] {
  const pieces = inline.flatMap((piece) => (repeated.has(piece) ? [`${repeated.get(piece) ?? ''} = ${piece}`] : []));
  if (serverId === undefined) return pieces;
  const mark = servers.get(serverId) ?? '';
  return [...pieces, `${mark === '' ? 'requests without @' : mark} = serverId ${serverId}`];
}

const byMark = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
