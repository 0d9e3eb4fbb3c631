import type { Caller } from './auth/caller.js';
import { AgentError } from './errors/agent-error.js';
import type { SingleCaller } from './mcp/stdio-transport.js';

const NO_KEY = 'This server was started without credentials for OctoPerf.';
const HOW = 'Tell the user: set OCTOPERF_API_KEY (Account > Profile in OctoPerf) in the configuration of this server and restart it, or run "octoperf-mcp-server login" in a terminal and call again.';
const REFUSED = 'Tell the user: the key in OCTOPERF_API_KEY was refused; copy it again from Account > Profile in OctoPerf, and check that OCTOPERF_URL is where the account is.';

/** What every caller of a process of one user has in common: no token of ours was judged, and all audiences are meant by who gave the credentials. */
const ofOneUser = (subject: string, audiences: readonly string[]): Omit<Caller, 'token'> => ({ subject, clientId: 'stdio', scopes: [], audiences, expiresAt: Number.MAX_SAFE_INTEGER });

/** Acts with an API key: OctoPerf alone can judge it. Without one, calls are refused with what to do. */
export function apiKeyCaller(apiKey: string | undefined, audiences: readonly string[]): SingleCaller {
  return {
    caller: { ...ofOneUser('api-key', audiences), token: apiKey ?? '', whenRefused: REFUSED },
    ready: async () => { if (apiKey === undefined) throw new AgentError(NO_KEY, HOW, { retry: 'later' }); },
  };
}
