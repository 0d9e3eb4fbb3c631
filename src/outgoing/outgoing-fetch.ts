import type { Outgoing, OutgoingText } from './outgoing.js';

/** What libraries that take a `fetch` of their user's ask of it: bodies of text, and nothing of streams. */
export interface FetchInit { readonly method?: string | undefined; readonly headers?: Headers | Readonly<Record<string, string>> | undefined; readonly body?: unknown; readonly redirect?: string | undefined; readonly signal?: AbortSignal | null | undefined }
export type Fetch = (url: string, init?: FetchInit) => Promise<Response>;

const NO_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);
const WANTS_PROOF = 407;
const LONGEST_MS = 60_000;

/**
 * `fetch` by the one way out: through the proxy where one is set. Redirects are not followed; `redirect: 'error'` makes one an error. Fails
 * like the one of Node: a TypeError with the cause in it, or the reason of the signal.
 */
export function outgoingFetch(outgoing: Outgoing): Fetch {
  return async (url, { method, headers, body, redirect, signal } = {}) => {
    const sent = typeof body === 'string' ? body : body instanceof URLSearchParams ? body.toString() : undefined;
    const answered = outgoing.read(url, { method, headers: Object.fromEntries(new Headers(headers)), body: sent, signal: signal ?? undefined, timeoutMs: LONGEST_MS });
    const { status, headers: came, text } = await answered.catch((error: unknown): never => { throw signal?.aborted === true ? signal.reason : new TypeError('fetch failed', { cause: error }); });
    refuse({ status }, redirect);
    return new Response(NO_BODY.has(status) ? null : text, { status, headers: came });
  };
}

function refuse({ status }: Pick<OutgoingText, 'status'>, redirect: string | undefined): void {
  if (status === WANTS_PROOF) throw new TypeError('fetch failed', { cause: new Error('the proxy wants a name and password, or refuses those in HTTPS_PROXY: 407') });
  if (redirect === 'error' && status >= 300 && status < 400) throw new TypeError('fetch failed', { cause: new Error('a redirect, which is not followed') });
}
