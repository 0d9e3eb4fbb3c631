/** How an address could not be used, by what has to be done about it. */
export type Trouble = 'name' | 'refused' | 'timeout' | 'certificate' | 'unreachable';

export interface Reached { readonly status: number; readonly headers: Headers; readonly text: string; /** Epoch ms: the middle of the exchange. */ readonly at: number }
export interface Unreached { readonly trouble: Trouble; readonly code: string }
export type Reach = Reached | Unreached;

const TIMEOUT_MS = 10_000;
const NAMES: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA']);
const TLS = /CERT|SIGNATURE|SELF_SIGNED|ISSUER|TLS|SSL|ALTNAME/;

/** One GET, or a request of another method, without following redirects; a body beyond the limit counts as unreachable. */
export async function reach(url: string, { headers = {}, method = 'GET', body, timeoutMs = TIMEOUT_MS }: { headers?: Record<string, string>; method?: string; body?: string; timeoutMs?: number } = {}): Promise<Reach> {
  const started = Date.now();
  try {
    const answer = await fetch(url, { method, headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs), ...(body === undefined ? {} : { body }) });
    const at = (started + Date.now()) / 2;
    return { status: answer.status, headers: answer.headers, text: await answer.text(), at };
  } catch (error) {
    const code = codeOf(error);
    return { trouble: troubleOf(code), code };
  }
}

export const isReached = (reached: Reach): reached is Reached => 'status' in reached;

function codeOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'TimeoutError';
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  const { code } = (first ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : first instanceof Error ? first.message : String(error);
}

function troubleOf(code: string): Trouble {
  if (NAMES.has(code)) return 'name';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'TimeoutError' || code === 'ETIMEDOUT' || code.endsWith('_TIMEOUT')) return 'timeout';
  return TLS.test(code) ? 'certificate' : 'unreachable';
}

/** The trouble in words, and what to do about it. @param key the configuration that leads there. */
export function explained({ trouble, code }: Unreached, url: string, key: string): { seen: string; remedy: string } {
  const { host, hostname } = new URL(url);
  switch (trouble) {
    case 'name': return { seen: `The name ${hostname} cannot be resolved from here (${code}).`, remedy: `Check the spelling of ${key}. Where only clients can resolve it, set octoperf.api-url and idp.jwks-uri to addresses that this machine reaches, or add the name to /etc/hosts (compose: extra_hosts, Kubernetes: hostAliases).` };
    case 'refused': return { seen: `Nothing listens at ${host} (${code}).`, remedy: `Check ${key} and the port, and that the reverse proxy and the backend run.` };
    case 'timeout': return { seen: `${host} did not answer in time.`, remedy: `A firewall or a proxy may stand between: this machine must reach ${host} directly. Check ${key}.` };
    case 'certificate': return { seen: `The certificate of ${host} is not trusted (${code}).`, remedy: 'See the finding on certificates.' };
    default: return { seen: `${host} cannot be reached (${code}).`, remedy: `Check ${key} and the network between.` };
  }
}
