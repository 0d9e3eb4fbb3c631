import type { ActionNode } from '../../../contract/actions.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { duration } from './figures.js';
import { textOf, valueOf, withoutPasswords } from './hidden-values.js';
import { facts, named, shown } from './parts.js';

/** Names that a tree refers to by id. */
export interface TreeNames { readonly serverNames: ReadonlyMap<string, string>; readonly profileNames: ReadonlyMap<string, string> }

/** Longest body, script or property that a tree shows; `get_virtual_user` reads the rest. */
const TEXT_MAX = 4_000;
/** Fields that are told in the line, in a table of their own, or say nothing to people. */
const TOLD = new Set(['@type', 'id', 'name', 'enabled', 'children', 'jmx', 'method', 'path', 'serverId', 'queryParameters', 'headers', 'postData', 'thinktime', 'script', 'content', 'properties', 'values']);
const MILLISECONDS = /(?:^|[a-z])Ms$/;

/** What an action does: its settings, tables of what it sends, texts. Passwords and the like are hidden. */
export function actionDetails(original: ActionNode, names: TreeNames): Html {
  const node = withoutPasswords(original);
  return html`<div class="details">${facts([...serverOf(node, names), ...pauseOf(node), ...settings(node, names), ['Id', html`<code class="soft">${node.id}</code> <span class="soft">${node['@type']}</span>`]])}
${pairs('Query parameters', node['queryParameters'])}${pairs('Headers', node['headers'])}${bodyOf(node['postData'])}${listOf('Values', node['values'])}
${text('Script', node['script'])}${text('Content', node['content'])}${properties(node['properties'])}</div>`;
}

function serverOf(node: ActionNode, { serverNames }: TreeNames): [string, Piece][] {
  const id = node['serverId'];
  if (typeof id !== 'string') return [];
  return [['Server', serverNames.has(id) ? html`<code>${serverNames.get(id) ?? ''}</code>` : html`<span class="bad">not found: <code>${id}</code></span>`]];
}

function pauseOf(node: ActionNode): [string, Piece][] {
  const words = pauseWords(node);
  return words === undefined ? [] : [['Think time', words]];
}

/** How long a pause takes; undefined for an action that is none. */
export function pauseWords(node: ActionNode): string | undefined {
  const pause = typeof node['thinktime'] === 'object' && node['thinktime'] !== null ? (node['thinktime'] as Record<string, unknown>) : node['@type'].startsWith('Thinktime') ? node : undefined;
  if (pause === undefined) return undefined;
  const ms = (field: string): string => (typeof pause[field] === 'number' ? duration(pause[field]) : asText(pause[field]));
  if ('min' in pause) return `${ms('min')} to ${ms('max')}`;
  return 'mean' in pause ? `around ${ms('mean')}, deviation ${ms('deviation')}` : ms('value');
}

/** Every other field that holds one value, in words. */
function settings(node: ActionNode, { profileNames }: TreeNames): [string, Piece][] {
  const pause = node['@type'].startsWith('Thinktime');
  return Object.entries(node).flatMap(([key, value]): [string, Piece][] => {
    if (TOLD.has(key) || (pause && /^(value|min|max|mean|deviation)$/.test(key))) return [];
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
    if (value === '' || value === false) return [];
    if (key === 'profileId') return [['SLA profile', named(profileNames.get(String(value)) ?? String(value))]];
    return [[words(key), settingOf(key, value)]];
  });
}

function settingOf(key: string, value: string | number | boolean): Piece {
  if (typeof value === 'boolean') return 'yes';
  if (typeof value === 'number') return MILLISECONDS.test(key) ? duration(value) : String(value);
  return html`<code class="prewrap">${shown(valueOf(key, value)).slice(0, TEXT_MAX)}</code>`;
}

const words = (key: string): string => key.replace(/Ms$/, '').replace(/([a-z0-9])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase());

interface Pair { readonly name?: unknown; readonly value?: unknown; readonly filename?: unknown }
const pairsOf = (list: unknown): Pair[] => (Array.isArray(list) ? (list as unknown[]).filter((entry): entry is Pair => typeof entry === 'object' && entry !== null) : []);
/** A text or number as text; nothing of anything else. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');

function pairs(title: string, list: unknown): Piece {
  const entries = pairsOf(list);
  return entries.length > 0 && html`<h4>${title}</h4><dl class="pairs">${entries.map(({ name, value, filename }) => html`<div><dt><code>${shown(asText(name))}</code></dt><dd><code class="prewrap">${shown(filename === undefined ? valueOf(asText(name), asText(value)) : asText(filename)).slice(0, TEXT_MAX)}</code></dd></div>`)}</dl>`;
}

function bodyOf(postData: unknown): Piece {
  if (typeof postData !== 'object' || postData === null) return false;
  const body = postData as Record<string, unknown>;
  if (Array.isArray(body['parameters'])) return pairs('Form', body['parameters']);
  if (Array.isArray(body['parts'])) return pairs('Multipart form', body['parts']);
  if (typeof body['filename'] === 'string') return html`<h4>Body from a file</h4><p><code>${shown(body['filename'])}</code></p>`;
  return text('Body', body['text']);
}

function text(title: string, value: unknown): Piece {
  if (typeof value !== 'string' || value === '') return false;
  const whole = shown(textOf(value));
  return html`<h4>${title}</h4><pre tabindex="0" aria-label="${title}">${whole.slice(0, TEXT_MAX)}</pre>${whole.length > TEXT_MAX && html`<p class="hint">${whole.length - TEXT_MAX} more characters are not shown.</p>`}`;
}

const listOf = (title: string, value: unknown): Piece => Array.isArray(value) && value.length > 0 && html`<h4>${title}</h4><ul class="plain">${(value as unknown[]).map((entry) => html`<li><code class="prewrap">${shown(asText(entry))}</code></li>`)}</ul>`;

function properties(value: unknown): Piece {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return false;
  return text('JMeter properties', JSON.stringify(value, null, 2));
}
