import { Html, html, shownText } from '../../pages/html.js';
import type { Page } from '../../pages/layout.js';

/** What a person is asked to agree to. */
export interface Consent {
  readonly action: string;
  /** Name of the application as it calls itself. */
  readonly application: string;
  /** Where the answer is sent; missing in the device flow. */
  readonly redirectUri: string | undefined;
  readonly scopes: readonly string[];
  /** Whether the MCP endpoint holds the application to the list. */
  readonly enforced: boolean;
  readonly username: string;
}

const SCOPE_WORDS: Readonly<Record<string, string>> = {
  'openid': 'Know which account you are',
  'profile': 'See the name of your account',
  'email': 'See your e-mail address',
  'offline_access': 'Stay connected while you are away',
  'octoperf': 'Use this server as you: everything your account may do',
  'octoperf:read': 'Read your workspaces, projects, virtual users and results',
  'octoperf:write': 'Create, change and delete them',
  'octoperf:run': 'Start, schedule and stop load tests',
};

const CHECK = html`<svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"><path d="m4 10.5 4 4 8-9"/></svg>`;
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Where the answer goes, in words, and whether that is somewhere else than this person's own machine. */
export function destinationOf(redirectUri: string | undefined): { readonly words: string; readonly remote: boolean } {
  if (redirectUri === undefined) return { words: 'the device that shows the code', remote: false };
  if (!URL.canParse(redirectUri)) return { words: 'an address that cannot be read', remote: true };
  const { protocol, host, hostname } = new URL(redirectUri);
  if (protocol !== 'http:' && protocol !== 'https:') return { words: `the program on your machine that opens ${shownText(protocol)}// links`, remote: false };
  if (LOOPBACK.includes(hostname)) return { words: `a program on your machine (${host})`, remote: false };
  return { words: host, remote: true };
}

function scopeList(scopes: readonly string[]): Html {
  const items = scopes.map((scope) => html`<li>${CHECK}<span>${SCOPE_WORDS[scope] ?? shownText(scope)}</span></li>`);
  return html`<ul class="scopes">${items}</ul>`;
}

/** "May this application use your account?" */
export function consentPage({ action, application, redirectUri, scopes, enforced, username }: Consent): Page {
  const name = shownText(application);
  const { words, remote } = destinationOf(redirectUri);
  return {
    title: 'Connect an application',
    body: html`<h1>Connect ${name}?</h1>
<p class="lead">It asks to use this server with your account.</p>
<dl>
<div><dt>Your account</dt><dd>${username}</dd></div>
<div><dt>Application</dt><dd>${name}<br><small>The name is its own choice and was not verified.</small></dd></div>
<div><dt>Answer goes to</dt><dd><strong>${words}</strong></dd></div>
</dl>
${remote && html`<p class="notice">The answer leaves this machine. Only allow it if you know <strong>${words}</strong> and have just started to connect from there.</p>`}
<p>It will be able to:</p>
${scopeList(scopes)}
<p class="hint">${enforced ? 'The MCP endpoint of this server holds the application to this list; it may ask for more later.' : 'The list is recorded, not enforced: a connected application can do whatever your account can do.'} You can disconnect it at any time on the page <code>/ui/connected-apps</code>.</p>
<form method="post" action="${action}">
<div class="actions">
<button class="plain" name="action" value="deny">Deny</button>
<button class="primary" name="action" value="allow">Allow</button>
</div>
</form>`,
  };
}
