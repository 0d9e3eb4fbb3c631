import type { OwnApiKey } from '../own-api-keys.js';
import { Html, html, shownText } from '../../pages/html.js';
import type { Page } from '../../pages/layout.js';
import { moment } from './moment.js';

const PATH = '/ui/api-keys';

/** What the page shows. `made` is a key just made: this is the one time it is seen. */
export interface ApiKeysView {
  readonly username: string;
  readonly keys: readonly OwnApiKey[];
  readonly formToken: string;
  readonly made?: string;
  readonly error?: string;
}

function keyItem({ id, name, created }: OwnApiKey, formToken: string): Html {
  const shown = name === '' ? 'Without a name' : shownText(name);
  return html`<li>
<div class="head">
<h2>${shown}</h2>
<form method="post" action="${PATH}">
<input type="hidden" name="form_token" value="${formToken}">
<input type="hidden" name="id" value="${id}">
<button class="danger" name="action" value="revoke" aria-label="Revoke ${shown}">Revoke</button>
</form>
</div>
<dl>
<div><dt>Made</dt><dd>${moment(created)}</dd></div>
</dl>
</li>`;
}

/** The API keys of an account, a form for one more, and a button that ends each. */
export function apiKeysPage({ username, keys, formToken, made, error }: ApiKeysView): Page {
  return {
    title: 'API keys',
    wide: true,
    body: html`<div class="bar">
<div><h1>API keys</h1><small>Signed in as ${username}</small></div>
</div>
${made !== undefined && html`<p class="done" role="status">Your new key: <code>${made}</code><br>Copy it now: it is not shown again, and not kept here.</p>`}
${error !== undefined && html`<p class="notice" role="alert">${error}</p>`}
<p>A key lets a program act as you, without asking you, until you revoke it. Programs send it as <code>Authorization: Bearer</code>.</p>
<form method="post" action="${PATH}">
<input type="hidden" name="form_token" value="${formToken}">
<label for="name">Name of the new key</label>
<input id="name" name="name" type="text" autocomplete="off" maxlength="80" required placeholder="nightly build">
<div class="actions"><button class="primary" name="action" value="create">Make a key</button></div>
</form>
${keys.length === 0 ? html`<p class="hint">You have no API key.</p>` : html`<ul class="apps">${keys.map((key) => keyItem(key, formToken))}</ul>`}`,
  };
}
