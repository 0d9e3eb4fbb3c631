import type { ActionNode } from '../../../contract/actions.js';
import { CONTAINER_TYPES } from '../../../contract/actions.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { actionDetails, asText, pauseWords, type TreeNames } from './action-details.js';
import { badge, count, named, shown } from './parts.js';

type Kind = 'request' | 'container' | 'extractor' | 'assertion' | 'pause' | 'script' | 'other';

/** What sort of thing an action is. */
export function kindOf(type: string): Kind {
  if (type === 'HttpRequestAction') return 'request';
  if (CONTAINER_TYPES.has(type)) return 'container';
  if (type.endsWith('VariableExtractor')) return 'extractor';
  if (type.endsWith('Assertion')) return 'assertion';
  if (type.startsWith('Thinktime') || type === 'DelayAction') return 'pause';
  return /JSR223|Playwright|WebDriver/.test(type) ? 'script' : 'other';
}

const SIGNS: Readonly<Record<Kind, string>> = { request: '→', container: '▣', extractor: '⤓', assertion: '✓', pause: '◷', script: 'ƒ', other: '•' };
const WORDS: Readonly<Record<Kind, string>> = { request: 'Request', container: 'Container', extractor: 'Extractor', assertion: 'Assertion', pause: 'Pause', script: 'Script', other: 'Action' };

/**
 * The actions of a Virtual User as nested lists. Each opens with the keyboard or a click and then shows what it does; the script of the
 * page adds the arrow keys, a search, and buttons that open and close all.
 */
export const actionTree = (nodes: readonly ActionNode[], names: TreeNames): Html => html`<ul class="tree" data-tree>${nodes.map((node) => branch(node, names, 1))}</ul>`;

function branch(node: ActionNode, names: TreeNames, depth: number): Html {
  const { children = [] } = node;
  const kind = kindOf(node['@type']);
  const body = html`${actionDetails(node, names)}${children.length > 0 && html`<ul>${children.map((child) => branch(child, names, depth + 1))}</ul>`}`;
  return html`<li class="${kind}${node.enabled === false && ' off'}"><details${kind === 'container' && depth < 2 && html` open`}><summary>${line(node, kind, names)}</summary><div class="below">${body}</div></details></li>
`;
}

function line(node: ActionNode, kind: Kind, names: TreeNames): Html {
  const sign = html`<span class="sign ${kind}" aria-hidden="true">${SIGNS[kind]}</span><span class="out">${WORDS[kind]}: </span>`;
  const words = kind === 'request' ? requestLine(node, names) : html`<span class="name">${nameOf(node)}</span><span class="kind">${typeWords(node['@type'])}</span>${shortOf(node)}`;
  return html`${sign}${words}${node.enabled === false && badge('disabled', 'warn')}${chips(node)}`;
}

function requestLine(node: ActionNode, { serverNames }: TreeNames): Html {
  const method = asText(node['method']);
  const path = asText(node['path']);
  const name = node.name ?? '';
  const server = serverNames.get(asText(node['serverId']));
  return html`<span class="verb ${/^[A-Z]+$/.test(method) ? method.toLowerCase() : 'other'}">${method}</span><code class="path"><bdi>${shown(path)}${queryOf(node)}</bdi></code>${name !== '' && !repeats(name, path) && html`<span class="name">${named(name)}</span>`}${server !== undefined && serverNames.size > 1 && html`<span class="kind">${named(server)}</span>`}`;
}

/** Whether a recorded name is the path once more, with a value where a variable stands now. */
function repeats(name: string, path: string): boolean {
  let at = 0;
  for (const part of path.split(/\$\{[^{}]*\}/)) {
    const found = name.indexOf(part, at);
    if (found < 0 || (at === 0 && found > 0)) return false;
    at = found + part.length;
  }
  return name.startsWith('/') || name === path;
}

const QUERY_MAX = 80;

/** Names of the query parameters: the values stand below. */
function queryOf({ queryParameters }: ActionNode): string {
  if (!Array.isArray(queryParameters) || queryParameters.length === 0) return '';
  const names = (queryParameters as { name?: unknown }[]).map(({ name }) => shown(asText(name))).join('&');
  return `?${names.length > QUERY_MAX ? `${names.slice(0, QUERY_MAX)}…` : names}`;
}

/** What an extractor looks for, an assertion expects, a pause takes. */
function shortOf(node: ActionNode): Piece {
  const pause = pauseWords(node);
  if (pause !== undefined) return html`<span class="short">${pause}</span>`;
  const said = ['regexp', 'path', 'xpath', 'selector', 'leftBoundary', 'condition', 'count', 'filename', 'testClass'].map((field) => asText(node[field])).find((text) => text !== '') ?? (Array.isArray(node['values']) ? (node['values'] as unknown[]).map(asText).join(', ') : '');
  return said !== '' && html`<code class="short">${named(said)}</code>`;
}

function nameOf(node: ActionNode): Piece {
  if (node['@type'].endsWith('VariableExtractor')) return html`<code>\${${node.name ?? ''}}</code>`;
  return named(node.name === undefined || node.name === '' ? typeWords(node['@type']) : node.name);
}

/** `LoopContainerAction` as people say it. */
export function typeWords(type: string): string {
  const words = type.replace(/(VariableExtractor|ContainerAction|Action)$/, (end) => (end === 'VariableExtractor' ? ' extractor' : end === 'ContainerAction' ? ' container' : ''));
  const apart = words.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`).trim();
  return apart === 'container' ? 'Container' : apart;
}

/** How many of each sort stand below a request or container. */
function chips({ children = [] }: ActionNode): Piece {
  const many = (kind: Kind): number => children.filter((child) => kindOf(child['@type']) === kind).length;
  const said: readonly (readonly [Kind, string])[] = [['request', 'request'], ['container', 'container'], ['extractor', 'extractor'], ['assertion', 'assertion']];
  const found = said.flatMap(([kind, word]) => (many(kind) === 0 ? [] : [html`<span class="chip ${kind}">${count(many(kind), word)}</span>`]));
  return found.length > 0 && html`<span class="chips">${found}</span>`;
}
