import { walkActions } from '../../../contract/actions.js';
import type { VirtualUser } from '../../../contract/virtual-user.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import type { TreeNames } from './action-details.js';
import { actionTree, kindOf } from './action-tree.js';
import { moment, number } from './figures.js';
import { badge, description, empty, head, tagList } from './parts.js';

const TYPES: Readonly<Record<string, string>> = { JMETER: 'HTTP', PLAYWRIGHT: 'Playwright', WEB_DRIVER: 'WebDriver', FRAGMENTS: 'Fragments' };

/** A Virtual User: what it is made of, then everything it does. */
export function virtualUserView(virtualUser: VirtualUser, names: TreeNames): Html {
  const { name, type, children, tags, lastModified } = virtualUser;
  return html`${head(name, html`<p class="meta">${badge(TYPES[type] ?? type)}<span>changed ${moment(lastModified)}</span></p>`, description(virtualUser.description), tagList(tags))}
${children.length > 0 && census(virtualUser)}
<section class="card" aria-labelledby="actions"><div class="card-head"><h2 id="actions">Actions</h2><div class="tools" data-tree-tools hidden><label class="out" for="tree-search">Search actions</label><input id="tree-search" type="search" placeholder="Search actions" autocomplete="off"><button type="button" data-open>Open all</button><button type="button" data-close>Close all</button></div></div>
<p class="out" role="status" data-tree-status></p>
${children.length === 0 ? empty('This Virtual User has no actions yet.', html`An agent adds them with <code>patch_virtual_user</code>, or imports a recording.`) : actionTree(children, names)}</section>`;
}

function census({ children }: VirtualUser): Piece {
  const counts = new Map<string, number>();
  for (const { node } of walkActions(children)) counts.set(kindOf(node['@type']), (counts.get(kindOf(node['@type'])) ?? 0) + 1);
  const shown: readonly (readonly [string, string])[] = [['request', 'Requests'], ['container', 'Containers'], ['extractor', 'Extractors'], ['assertion', 'Assertions'], ['pause', 'Pauses'], ['script', 'Scripts']];
  return html`<dl class="tiles small">${shown.flatMap(([kind, word]) => (counts.has(kind) ? [html`<div><dt>${word}</dt><dd>${number(counts.get(kind) ?? 0)}</dd></div>`] : []))}</dl>`;
}
