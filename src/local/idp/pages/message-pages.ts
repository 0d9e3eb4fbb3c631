import { html, shownText } from '../../pages/html.js';
import type { Page } from '../../pages/layout.js';

/** A page that says how something ended. */
export function messagePage(title: string, sentence: string, next?: string): Page {
  return { title, body: html`<h1>${title}</h1>
<p>${sentence}</p>
${next !== undefined && html`<p class="hint">${next}</p>`}` };
}

/** Something went wrong on the way. `code` is the OAuth error word, for whoever has to look into it. */
export function errorPage(sentence: string, next: string, code?: string): Page {
  return { title: 'This did not work', body: html`<h1>This did not work</h1>
<p class="error" role="alert">${sentence}</p>
<p>${next}</p>
${code !== undefined && html`<p class="hint">Error code: <code>${shownText(code)}</code></p>`}` };
}

/** "Sign out?" */
export function signOutPage(action: string, formToken: string): Page {
  return { title: 'Sign out', body: html`<h1>Sign out?</h1>
<p class="lead">You will be asked for your password the next time an application connects. Applications that are connected stay connected.</p>
<form method="post" action="${action}">
<input type="hidden" name="xsrf" value="${formToken}">
<div class="actions">
<button class="primary" name="logout" value="yes">Sign out</button>
</div>
</form>
<p class="hint after">Close this page to stay signed in.</p>` };
}
