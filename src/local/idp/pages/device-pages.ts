import { html, shownText } from '../../pages/html.js';
import type { Page } from '../../pages/layout.js';

/** The form where a person types the code that a device shows. */
export function deviceCodePage(options: { readonly action: string; readonly formToken: string; readonly code?: string | undefined; readonly error?: string | undefined }): Page {
  const { action, formToken, code = '', error } = options;
  return {
    title: error === undefined ? 'Connect a device' : 'The code was not accepted',
    body: html`<h1>Connect a device</h1>
<p class="lead">Enter the code that your device or terminal shows.</p>
${error !== undefined && html`<p class="error" id="error" role="alert">${error}</p>`}
<form method="post" action="${action}">
<input type="hidden" name="xsrf" value="${formToken}">
<label for="user_code">Code</label>
<input class="code" id="user_code" name="user_code" type="text" required maxlength="32" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" value="${code}" autofocus ${error !== undefined && html`aria-invalid="true" aria-describedby="error"`}>
<div class="actions"><button class="primary">Continue</button></div>
</form>`,
  };
}

/** "Is this the code that your device shows?" */
export function deviceConfirmPage(options: { readonly action: string; readonly formToken: string; readonly code: string; readonly application: string }): Page {
  const { action, formToken, code, application } = options;
  return {
    title: 'Confirm the device',
    body: html`<h1>Is this your device?</h1>
<p class="lead"><strong>${shownText(application)}</strong> should show exactly this code:</p>
<p class="code-shown">${code}</p>
<p class="notice">If you did not start this yourself, or somebody sent you the code or this link, choose <em>No</em>.</p>
<form method="post" action="${action}">
<input type="hidden" name="xsrf" value="${formToken}">
<input type="hidden" name="user_code" value="${code}">
<div class="actions">
<button class="plain" name="abort" value="yes">No, stop</button>
<button class="primary" name="confirm" value="yes">Yes, continue</button>
</div>
</form>`,
  };
}
