import { Html, html, shownText } from '../../pages/html.js';
import type { Page } from '../../pages/layout.js';

/** What the sign-in form shows. */
export interface SignIn {
  /** Where the form goes: a path on this server. */
  readonly action: string;
  /** Name of the application that waits for the sign-in, as it calls itself; missing when no application does. */
  readonly application?: string | undefined;
  /** What the sign-in is for where no application waits for it, as the end of "Sign in ...". */
  readonly purpose?: string | undefined;
  readonly username?: string | undefined;
  readonly error?: string | undefined;
  readonly cancellable: boolean;
}

function field(id: string, label: string, error: boolean, rest: Html): Html {
  return html`<label for="${id}">${label}</label>
<input id="${id}" name="${id}" required ${error && html`aria-invalid="true" aria-describedby="error"`} ${rest}>`;
}

/**
 * Sign-in with e-mail and password. Cancel belongs to a form of its own: the Enter key presses the first button of the form
 * that a field stands in, and that must be "Sign in".
 */
export function signInPage({ action, application, purpose = 'to see your connected applications', username = '', error, cancellable }: SignIn): Page {
  const failed = error !== undefined;
  const lead = application === undefined ? html`${purpose}` : html`to continue to <strong>${shownText(application)}</strong>`;
  return {
    title: failed ? 'Sign-in failed' : 'Sign in',
    body: html`<h1>Sign in</h1>
<p class="lead">${lead}</p>
${failed && html`<p class="error" id="error" role="alert">${error}</p>`}
<form method="post" action="${action}">
${field('username', 'E-mail', failed, html`type="text" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254" value="${username}" ${username === '' && html`autofocus`}`)}
${field('password', 'Password', failed, html`type="password" autocomplete="current-password" maxlength="1024" ${username !== '' && html`autofocus`}`)}
<div class="actions">
${cancellable && html`<button class="plain" name="action" value="cancel" form="cancel">Cancel</button>`}
<button class="primary" name="action" value="login">Sign in</button>
</div>
</form>
${cancellable && html`<form id="cancel" method="post" action="${action}"></form>`}
<p class="hint after">The accounts and their passwords were printed when this server started for the first time.</p>`,
  };
}
