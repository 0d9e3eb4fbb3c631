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
const VALUE_MAX = 24;

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

/** A request in a line: `POST /login?next=… {user,password} # Sign in`. `server` marks where it goes. */
export function requestWords(node: ActionNode, server: string): string {
  const { method = '', path = '' } = keyFields(node);
  const name = clipped(node.name ?? '', NAME_MAX);
  return [method, ...(server === '' ? [] : [server]), `${path}${queryWords(node['queryParameters'])}`, ...bodyWords(node['postData']), ...(saysPath(name, String(path)) ? [] : [`# ${name}`])].join(' ');
}

/** A recorded name repeats the path, with the value where a variable stands now. */
function saysPath(name: string, path: string): boolean {
  if (name === '' || name === path) return true;
  const parts = path.split(/\$\{[^{}]*\}/);
  if (parts.length === 1) return false;
  const [first = '', ...rest] = parts;
  let at = name.startsWith(first) ? first.length : -1;
  for (const part of rest) at = at < 0 ? -1 : endOf(name, part, at);
  return at >= 0 && (parts.at(-1) === '' || name.endsWith(parts.at(-1) ?? ''));
}

const endOf = (text: string, part: string, from: number): number => (text.indexOf(part, from) < 0 ? -1 : text.indexOf(part, from) + part.length);

interface Named { readonly name?: unknown; readonly value?: unknown }
const named = (list: unknown): Named[] => (Array.isArray(list) ? (list as unknown[]).filter((entry): entry is Named => typeof entry === 'object' && entry !== null) : []);
const asText = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');

function queryWords(parameters: unknown): string {
  const pairs = named(parameters).map(({ name, value }) => `${asText(name)}=${clipped(asText(value), VALUE_MAX)}`);
  return pairs.length === 0 ? '' : `?${clipped(pairs.join('&'), FIELD_MAX)}`;
}

/** Names of form fields and parts; of other bodies the length. Values are read on demand: they are long, or not for everybody. */
function bodyWords(postData: unknown): string[] {
  if (typeof postData !== 'object' || postData === null) return [];
  const { parameters, parts, text, filename } = postData as Readonly<Record<string, unknown>>;
  if (typeof text === 'string') return [`{${text.length} characters}`];
  if (typeof filename === 'string') return [`{file ${clipped(filename, NAME_MAX)}}`];
  return [`{${clipped([...named(parameters), ...named(parts)].map(({ name }) => asText(name)).join(','), FIELD_MAX)}}`];
}

/** Any other node in a line; types without the words they share, a field by itself needs no label, and what is usual is not said. */
export function otherWords(node: ActionNode): string {
  const type = node['@type'];
  const name = clipped(node.name ?? '', NAME_MAX);
  if (type.startsWith('Thinktime')) return [`wait ${pauseWords(node)}`, ...(USUAL_PAUSE.has(name) ? [] : [`# ${name}`])].join(' ');
  const fields = Object.entries(keyFields(node)).filter(([field, value]) => field !== 'from' || value !== 'BODY');
  const said = type === 'ResponseAssertion' ? assertionWords(node) : fields.length === 1 ? String(fields[0]?.[1]) : fields.map(([field, value]) => `${field}=${value}`).join(' ');
  return `${type.replace(/Action$|VariableExtractor$/, '')}${name === '' ? '' : ` ${name}`}${said === '' ? '' : `: ${said}`}`;
}

const USUAL_PAUSE: ReadonlySet<string> = new Set(['', 'Think time', 'Thinktime', 'ThinktimeConstant']);

function pauseWords(node: ActionNode): string {
  const { value, min, max, mean, deviation } = keyFields(node);
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  return mean === undefined ? String(value ?? '') : `${mean} ± ${deviation ?? 0}`;
}

function assertionWords(node: ActionNode): string {
  const values = Array.isArray(node['values']) ? (node['values'] as unknown[]).map((value) => JSON.stringify(asText(value))).join(node['any'] === true ? ' or ' : ' and ') : '';
  return clipped(`${asText(node['location'])} ${node['negate'] === true ? 'not ' : ''}${asText(node['rule'])} ${values}`, FIELD_MAX);
}
