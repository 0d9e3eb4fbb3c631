import type { ActionNode } from '../../contract/actions.js';
import { pointerTo } from '../../octoperf/json-pointer.js';
import { cutText } from '../vocabulary/cut-text.js';

/** Where a node stands: its index among its siblings, from the outermost level in. */
export type Place = readonly number[];

/** Fields that say what a node does, in the order they are shown (entities.md §3.4); the others are read on demand. */
const KEY_FIELDS = [
  'method', 'path', 'count', 'condition', 'inputVariablePrefix', 'outputVariable', 'style', 'regexp', 'xpath', 'selector', 'attribute', 'leftBoundary', 'rightBoundary', 'from',
  'location', 'rule', 'values', 'value', 'min', 'max', 'mean', 'deviation', 'thinktime', 'virtualUserId', 'actionId', 'queueName', 'variableName', 'propertyName', 'propertyValue',
  'profileId', 'filename', 'testClass', 'language', 'script',
] as const;
const FIELD_MAX = 80;
const NAME_MAX = 60;

/** `/children/0/children/3` of the place 0.3. */
export const pointerOf = (place: Place): string => pointerTo(place.flatMap((index) => ['children', index]));
/** The pointer that a caller means by `0.3`; a pointer stays itself. */
export const asPointer = (path: string): string => (/^\d+(?:\.\d+)*$/.test(path) ? pointerOf(path.split('.').map(Number)) : path);

/** How many nodes lie below a node, at every depth. */
export const countBelow = ({ children = [] }: ActionNode): number => children.reduce((sum, child) => sum + 1 + countBelow(child), 0);

/** The fields that say what a node does, each cut. */
function keyFields(node: ActionNode): Record<string, string | number> {
  const said = KEY_FIELDS.filter((field) => node[field] !== undefined && node[field] !== null && node[field] !== '');
  return Object.fromEntries(said.map((field) => [field, shortened(node[field])]));
}

function shortened(value: unknown): string | number {
  if (typeof value === 'number') return value;
  return clipped(typeof value === 'string' ? value : JSON.stringify(value), FIELD_MAX);
}

function clipped(text: string, most: number): string {
  const { text: kept, left } = cutText(text.replace(/\s+/g, ' '), most);
  return left === 0 ? kept : `${kept}…`;
}

/** A node in short, its children alike down to `depth` levels; `below` counts what is not shown. */
export function briefNode(node: ActionNode, place: Place, depth: number): { '@type': string; [field: string]: unknown } {
  const { '@type': type, id, name, enabled, children = [] } = node;
  const inner = children.length === 0 ? {} : depth > 1 ? { children: children.map((child, index) => briefNode(child, [...place, index], depth - 1)) } : { below: countBelow(node) };
  return { '@type': type, id, ...(name === undefined ? {} : { name }), ...(enabled === undefined ? {} : { enabled }), at: pointerOf(place), ...keyFields(node), ...inner };
}

/** One line per node, parents first, down to `depth` levels: `0.3 POST /cart # Add to cart [off] (2)`, `0.3.0 RegexpExtractor token: id="(.+?)"`. */
export function nodeLines(nodes: readonly ActionNode[], above: Place, depth: number): string[] {
  return nodes.flatMap((node, index) => {
    const place = [...above, index];
    return [nodeLine(node, place), ...(depth > 1 ? nodeLines(node.children ?? [], place, depth - 1) : [])];
  });
}

export function nodeLine(node: ActionNode, place: Place): string {
  const below = countBelow(node);
  const words = node['@type'] === 'HttpRequestAction' ? requestWords(node) : otherWords(node);
  return `${place.join('.')} ${words}${node.enabled === false ? ' [off]' : ''}${below === 0 ? '' : ` (${below})`}`;
}

function requestWords(node: ActionNode): string {
  const { method = '', path = '' } = keyFields(node);
  const name = clipped(node.name ?? '', NAME_MAX);
  return `${method} ${path}${name === '' || name === path ? '' : ` # ${name}`}`;
}

/** Types without the words they share; a field by itself needs no label, and what is usual is not said. */
function otherWords(node: ActionNode): string {
  const fields = Object.entries(keyFields(node)).filter(([field, value]) => field !== 'from' || value !== 'BODY');
  const said = fields.length === 1 ? String(fields[0]?.[1]) : fields.map(([field, value]) => `${field}=${value}`).join(' ');
  const name = clipped(node.name ?? '', NAME_MAX);
  return `${node['@type'].replace(/Action$|Variable(?=Extractor$)/, '')}${name === '' ? '' : ` ${name}`}${said === '' ? '' : `: ${said}`}`;
}
