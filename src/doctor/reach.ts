import type { Outgoing } from '../outgoing/outgoing.js';

/** How an address could not be used, by what has to be done about it. */
export type Trouble = 'name' | 'refused' | 'timeout' | 'certificate' | 'unreachable';

export interface Reached { readonly status: number; readonly headers: Headers; readonly text: string; /** Epoch ms: the middle of the exchange. */ readonly at: number }
export interface Unreached { readonly trouble: Trouble; readonly code: string }
export type Reach = Reached | Unreached;

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 67_108_864;
/** How the client calls an exchange that was ended because its time was over. */
const CANCELLED = 'ERR_CANCELED';
const NAMES: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA']);
const TLS = /CERT|SIGNATURE|SELF_SIGNED|ISSUER|TLS|SSL|ALTNAME/;

/** What is asked besides the address. */
export interface Asking { readonly headers?: Readonly<Record<string, string>>; readonly method?: string; readonly body?: string; readonly timeoutMs?: number }
/** One GET, or a request of another method, without following redirects; a body beyond the limit counts as unreachable. */
export type Reaching = (url: string, asking?: Asking) => Promise<Reach>;

/** Looks by the way that the bridge itself would take: through its proxy where it has one. */
export function reachingBy(outgoing: Outgoing): Reaching {
  return async (url, { headers = {}, method = 'GET', body, timeoutMs = TIMEOUT_MS } = {}) => {
    const started = Date.now();
    try {
      const answer = await outgoing.read(url, { method, headers, body, timeoutMs, maxBytes: MOST_BYTES });
      return { ...answer, at: (started + Date.now()) / 2 };
    } catch (error) {
      return unreached(error);
    }
  };
}

/** What stood in the way, by the error of a connection. */
export function unreached(error: unknown): Unreached {
  const { code } = error as { code?: unknown };
  const known = typeof code === 'string' ? code : error instanceof Error ? error.message : String(error);
  return { trouble: troubleOf(known), code: known === CANCELLED ? 'TimeoutError' : known };
}

export const isReached = (reached: Reach): reached is Reached => 'status' in reached;

function troubleOf(code: string): Trouble {
  if (NAMES.has(code)) return 'name';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === CANCELLED || code === 'ECONNABORTED' || code === 'ETIMEDOUT' || code.endsWith('_TIMEOUT')) return 'timeout';
  return TLS.test(code) ? 'certificate' : 'unreachable';
}

/** The trouble in words, and what to do about it. @param key the configuration that leads there. */
export function explained({ trouble, code }: Unreached, url: string, key: string): { seen: string; remedy: string } {
  const { host, hostname } = new URL(url);
  switch (trouble) {
    case 'name': return { seen: `The name ${hostname} cannot be resolved from here (${code}).`, remedy: `Check the spelling of ${key}. Where only clients can resolve it, set octoperf.api-url and idp.jwks-uri to addresses that this machine reaches, or add the name to /etc/hosts (compose: extra_hosts, Kubernetes: hostAliases).` };
    case 'refused': return { seen: `Nothing listens at ${host} (${code}).`, remedy: `Check ${key} and the port, and that the reverse proxy and the backend run.` };
    case 'timeout': return { seen: `${host} did not answer in time.`, remedy: `A firewall may stand between; where only a proxy leads out, set octoperf.proxy. Check ${key}.` };
    case 'certificate': return { seen: `The certificate of ${host} is not trusted (${code}).`, remedy: 'See the finding on certificates.' };
    default: return { seen: `${host} cannot be reached (${code}).`, remedy: `Check ${key} and the network between.` };
  }
}
