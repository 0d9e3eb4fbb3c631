import type { ConnectedApp } from '../connected-apps.js';
import { Html, html, shownText } from '../../pages/html.js';
import type { Page } from '../../pages/layout.js';
import { moment } from './moment.js';

const PATH = '/ui/connected-apps';

function appItem(app: ConnectedApp, formToken: string): Html {
  const name = shownText(app.name);
  return html`<li>
<div class="head">
<h2>${name}</h2>
<form method="post" action="${PATH}">
<input type="hidden" name="form_token" value="${formToken}">
<input type="hidden" name="id" value="${app.id}">
<button class="danger" name="action" value="revoke" aria-label="Disconnect ${name}">Disconnect</button>
</form>
</div>
<dl>
<div><dt>Connected</dt><dd>${moment(app.created)}</dd></div>
<div><dt>Last activity</dt><dd>${moment(app.lastActivity)}</dd></div>
<div><dt>Stays until</dt><dd>${app.refreshTokenExpires === null ? 'its token expires (no refresh token)' : moment(app.refreshTokenExpires)}</dd></div>
<div><dt>Asked for</dt><dd>${app.scopes.map(shownText).join(', ')}</dd></div>
<div><dt>Client id</dt><dd><code>${app.clientId}</code></dd></div>
</dl>
</li>`;
}

/** The applications an account let in, each with a button that ends it. */
export function connectedAppsPage(options: { readonly username: string; readonly apps: readonly ConnectedApp[]; readonly formToken: string; readonly disconnected: boolean }): Page {
  const { username, apps, formToken, disconnected } = options;
  return {
    title: 'Connected applications',
    wide: true,
    body: html`<div class="bar">
<div><h1>Connected applications</h1><small>Signed in as ${username}</small></div>
<form method="post" action="${PATH}"><input type="hidden" name="form_token" value="${formToken}"><button class="plain" name="action" value="sign-out">Sign out</button></form>
</div>
${disconnected && html`<p class="done" role="status">Disconnected. Its tokens no longer work here.</p>`}
<p>These applications can use this server with your account. Disconnecting one takes effect at once; it can ask again.</p>
${apps.length === 0 ? html`<p class="hint">No application is connected.</p>` : html`<ul class="apps">${apps.map((app) => appItem(app, formToken))}</ul>`}`,
  };
}
