import type { Caller } from './auth/caller.js';
import type { KeptLogin } from './login/kept-login.js';
import type { SingleCaller } from './mcp/stdio-transport.js';

const KEY_REFUSED = 'Tell the user: the key in OCTOPERF_API_KEY was refused; copy it again from Account > Profile in OctoPerf, and check that OCTOPERF_URL is where the account is.';
const LOGIN_REFUSED = 'Tell the user to run "octoperf-mcp-server login" in a terminal, then call again; no restart is needed.';

/** What every caller of a process of one user has in common: no token of ours was judged, and all audiences are meant by who gave the credentials. */
const ofOneUser = (subject: string, audiences: readonly string[]): Omit<Caller, 'token'> => ({ subject, clientId: 'stdio', scopes: [], audiences, expiresAt: Number.MAX_SAFE_INTEGER });

/** Acts with an API key: OctoPerf alone can judge it. */
export function apiKeyCaller(apiKey: string, audiences: readonly string[]): SingleCaller {
  return { caller: { ...ofOneUser('api-key', audiences), token: apiKey, whenRefused: KEY_REFUSED }, ready: () => Promise.resolve() };
}

/** Acts with the login of this person, renewed as needed; one made while this process runs is found too. */
export function loginCaller(login: KeptLogin, audiences: readonly string[]): SingleCaller {
  return { caller: { ...ofOneUser('login', audiences), get token() { return login.token; }, whenRefused: LOGIN_REFUSED }, ready: () => login.ready() };
}
