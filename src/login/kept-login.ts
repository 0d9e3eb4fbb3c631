import { AgentError } from '../errors/agent-error.js';
import { OutageError } from '../errors/outage-error.js';
import type { Fetch } from '../outgoing/outgoing-fetch.js';
import { LoginError, refreshed } from './identity-provider.js';
import type { LoginStore, StoredLogin } from './login-store.js';

/** A token is renewed when it has less left than the longest a call takes, in milliseconds. */
const LEFT_MS = 90_000;
const AGAIN = 'Tell the user to run "octoperf-mcp-server login" in a terminal, then call again; no restart is needed.';

/** The login of this person at one origin, as long as it can be renewed. Looks into the store whenever its own token is too old. */
export class KeptLogin {
  private login: StoredLogin | undefined;

  constructor(private readonly store: LoginStore, private readonly origin: string, private readonly fetch: Fetch) {}

  /** Empty before the first `ready`. */
  get token(): string { return this.login?.accessToken ?? ''; }

  /** Resolves when `token` can be used for a call. Throws AgentError where somebody has to sign in, OutageError where the provider is away. */
  async ready(): Promise<void> {
    if (isFresh(this.login)) return;
    this.login = await this.store.find(this.origin);
    if (this.login === undefined) throw new AgentError(`Nobody is signed in to ${this.origin}, and OCTOPERF_API_KEY is not set.`, AGAIN, { retry: 'later' });
    if (isFresh(this.login)) return;
    this.login = await this.store.alone(this.origin, () => this.renewed());
  }

  /** Whoever had the lock before may have renewed it already. */
  private async renewed(): Promise<StoredLogin> {
    const latest = await this.store.find(this.origin);
    if (latest === undefined) throw new AgentError(`Nobody is signed in to ${this.origin} any more.`, AGAIN, { retry: 'later' });
    if (isFresh(latest)) return latest;
    const next = await refreshed(latest, this.fetch).catch((error: unknown) => { throw inWords(error); });
    await this.store.keep(next);
    return next;
  }
}

const isFresh = (login: StoredLogin | undefined): boolean => login !== undefined && login.expiresAt - Date.now() > LEFT_MS;

function inWords(error: unknown): Error {
  if (!(error instanceof LoginError)) return error as Error;
  return error.message.startsWith('The login has ended') ? new AgentError(error.message, AGAIN, { retry: 'later' }) : new OutageError('The identity provider of OctoPerf cannot be used to renew the login.', {}, { cause: error });
}
