import type { IncomingMessage } from 'node:http';
import { deviceCodePage, deviceConfirmPage } from './pages/device-pages.js';
import { document, pageHeaders } from '../pages/layout.js';
import type { Page } from '../pages/layout.js';
import { errorPage, messagePage, signOutPage } from './pages/message-pages.js';
import type { Client, KoaContextWithOIDC } from './oidc-library.js';

/** What we need of the library's page callbacks; the published types of their contexts differ from release to release. */
type PageContext = Pick<KoaContextWithOIDC, 'req' | 'set' | 'oidc'> & { body: unknown };

const DEVICE_ACTION = '/auth/device';
const SIGN_OUT_ACTION = '/auth/connect/logout/confirm';
/** Codes that came with the address of the device page, to be shown in its form. */
const codesInAddress = new WeakMap<IncomingMessage, string>();

/** Remembers the code of a `verification_uri_complete` until its page is rendered. */
export function rememberUserCode(request: IncomingMessage, code: string): void {
  codesInAddress.set(request, code.slice(0, 32));
}

function send(context: PageContext, page: Page): void {
  for (const [name, value] of Object.entries(pageHeaders(false))) context.set(name, value);
  context.body = document(page);
}

/** The form token that the library keeps in the session for its own forms. */
function formToken(context: PageContext): string {
  const { state } = (context.oidc.session ?? {}) as { state?: { secret?: unknown } };
  return typeof state?.secret === 'string' ? state.secret : '';
}

const DEVICE_ERRORS: Readonly<Record<string, string>> = {
  NoCodeError: 'Type the code first.',
  NotFoundError: 'There is no such code. Compare it with what your device shows and try again.',
  ExpiredError: 'This code has expired. Start again on your device to get a new one.',
  AlreadyUsedError: 'This code was used already. Start again on your device to get a new one.',
  AbortedError: 'The connection was stopped. You can close this page.',
};

/** Page where the code of a device is typed; shown again, with what went wrong, until it is right. */
export function deviceInput(context: PageContext, _form: string, _out?: unknown, error?: Error & { userCode?: string }): void {
  const sentence = error && (DEVICE_ERRORS[error.name] ?? 'This did not work. Start again on your device to get a new code.');
  const code = error === undefined ? codesInAddress.get(context.req) : error.userCode;
  send(context, deviceCodePage({ action: DEVICE_ACTION, formToken: formToken(context), code, error: sentence }));
}

/** Page that asks whether the code is the one on the device. */
export function deviceConfirm(context: PageContext, _form: string, client: Client, _device: unknown, userCode: string): void {
  send(context, deviceConfirmPage({ action: DEVICE_ACTION, formToken: formToken(context), code: userCode, application: client.clientName ?? client.clientId }));
}

/** The device may go on. */
export function deviceSuccess(context: PageContext): void {
  send(context, messagePage('Your device is connected', 'Go back to it: it continues by itself.', 'You can close this page.'));
}

/** Asks before the session ends. */
export function signOut(context: PageContext): void {
  send(context, signOutPage(SIGN_OUT_ACTION, formToken(context)));
}

/** The session has ended. */
export function signedOut(context: PageContext): void {
  send(context, messagePage('You are signed out', 'The next application that connects asks for your password again.', 'You can close this page.'));
}

/** An authorization request that cannot be answered to the application, because its address is unknown or not its own. */
export function providerError(context: PageContext, out: { error?: unknown; error_description?: unknown }): void {
  const sentences: Readonly<Record<string, string>> = {
    invalid_client: 'The application that sent you here is not registered with this server.',
    invalid_redirect_uri: 'The application gave an answer address that it did not register. The request may not come from it.',
    server_error: 'The server failed while it worked on this request.',
  };
  const code = typeof out.error === 'string' ? out.error : 'error';
  const description = typeof out.error_description === 'string' ? `The request cannot be answered: ${out.error_description}.` : 'The request cannot be answered.';
  const next = code === 'invalid_client' ? 'In the application, remove this connection and add it again: it then registers anew.' : 'Go back to the application and connect again.';
  send(context, errorPage(sentences[code] ?? description, next, code));
}
