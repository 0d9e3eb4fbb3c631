import { z } from 'zod';
import { commandLine } from './command-line.js';
import { ConfigurationError } from './config/configuration-error.js';
import { doorSettings, isPlainAndFar } from './config/door-settings.js';
import { loadApplicationYml } from './config/load-application-yml.js';
import { loginFolder } from './config/login-folder.js';
import { AgentError } from './errors/agent-error.js';
import { ENDPOINTS } from './contract/endpoints.js';
import { causeOf, LoginError, revoke, signIn } from './login/identity-provider.js';
import { Outgoing } from './outgoing/outgoing.js';
import { type Fetch, outgoingFetch } from './outgoing/outgoing-fetch.js';
import { KeptLogin } from './login/kept-login.js';
import { LoginStore } from './login/login-store.js';

const Account = z.looseObject({ username: z.string() });
const TIMEOUT_MS = 15_000;
const say = (text: string): void => { console.log(text); };

/** `login`: signs in to OCTOPERF_URL from a terminal; the browser may be on another machine. Exit code 1 with a sentence where it fails. */
export const login = (args: readonly string[]): Promise<void> => told(async () => {
  commandLine(args, {}, 'login (OCTOPERF_URL says where to)');
  const { store, config, origin, fetch } = surroundings();
  if (isPlainAndFar(origin)) throw new LoginError(`${origin} is plain http: a login would travel readable. Use https.`);
  const kept = await signIn({ origin, mcpUrl: config.mcpUrl, issuer: config.issuer }, { fetch, show: ({ url, complete, code, expiresInSeconds }) => {
    say(`\n  Open   ${complete ?? url}\n  Code   ${code}\n\nThe page must show this code. Waiting up to ${Math.round(expiresInSeconds / 60)} minutes…`);
  } });
  await store.alone(origin, () => store.keep(kept));
  say(`Signed in to ${origin} as ${await nameOf(config.apiUrl, kept.accessToken, fetch)}. Kept in ${store.fileOf(origin)}; "octoperf-mcp-server logout" forgets it.`);
});

/** `logout`: forgets the login here, and at the identity provider. */
export const logout = (args: readonly string[]): Promise<void> => told(async () => {
  commandLine(args, {}, 'logout');
  const { store, origin, fetch } = surroundings();
  const kept = await store.find(origin);
  await store.forget(origin);
  if (kept === undefined) { say(`Nobody was signed in to ${origin}.`); return; }
  const isRevoked = await revoke(kept, fetch).then(() => true, () => false);
  say(`Signed out of ${origin}.${isRevoked ? '' : ' The identity provider could not be told: revoke it under Account > Connected applications.'}`);
});

/** `whoami`: the account that calls would be made as. */
export const whoami = (args: readonly string[]): Promise<void> => told(async () => {
  commandLine(args, {}, 'whoami');
  const { store, config, origin, apiKey, fetch } = surroundings();
  const kept = new KeptLogin(store, origin, fetch);
  if (apiKey === undefined) await kept.ready();
  say(`${await nameOf(config.apiUrl, apiKey ?? kept.token, fetch)} at ${origin}, by ${apiKey === undefined ? 'login' : 'OCTOPERF_API_KEY'}`);
});

function surroundings() {
  const settings = doorSettings();
  const config = loadApplicationYml({ runMode: 'bridge', environment: settings.environment, folders: [] });
  return { ...settings, store: new LoginStore(loginFolder()), config, fetch: outgoingFetch(new Outgoing(config)) };
}

async function nameOf(apiUrl: string, token: string, fetch: Fetch): Promise<string> {
  const answer = await fetch(apiUrl + ENDPOINTS.currentUser.path, { redirect: 'error', headers: { authorization: `Bearer ${token}`, accept: 'application/json' }, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => { throw new LoginError(`${apiUrl} cannot be reached (${causeOf(error)}).`, { cause: error }); });
  if (answer.status === 401) throw new LoginError('OctoPerf refuses these credentials. Sign in again, or copy the API key again from Account > Profile.');
  const account = Account.safeParse(answer.ok ? await answer.json() : undefined);
  if (!account.success) throw new LoginError(`OctoPerf answered ${answer.status} when asked for the account.`);
  return account.data.username;
}

async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof LoginError || error instanceof AgentError || error instanceof ConfigurationError)) throw error;
    console.error(error instanceof AgentError ? error.advice.what : error.message);
    process.exitCode = 1;
  }
}
