import { decodeJwt, type JWTPayload } from 'jose';
import { lookAtContract } from './contract/contract-check.js';
import { publishedApi } from './contract/published-paths.js';
import type { Check } from './examination.js';
import { fail, ok, skipped, type Verdict, warn } from './finding.js';
import { readJson } from './origin-checks.js';
import type { Patient } from './patient.js';
import { explained, isReached, type Reaching } from './reach.js';

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}`, accept: 'application/json' });
const NO_TOKEN = 'Not looked at without a token: give one with --token, OCTOPERF_API_KEY or octoperf-mcp-server login.';

const backend: Check<Patient> = {
  id: 'backend', title: 'OctoPerf REST API', needs: ['certificates'],
  look: async ({ config, endpoints, reach }) => {
    const place = config.apiUrl + (endpoints['currentUser']?.path ?? '');
    const answer = await reach(place, { headers: { accept: 'application/json' } });
    if (!isReached(answer)) {
      const { seen, remedy } = explained(answer, place, 'octoperf.api-url');
      return fail(seen, remedy);
    }
    if (answer.status >= 300 && answer.status < 400) return fail(`${place} answers with a redirect to ${answer.headers.get('location') ?? 'nowhere'}, which is not followed.`, 'Set octoperf.api-url (or server.scheme and the public port) to the address that answers without one.');
    if (answer.status >= 500) return fail(`${place} answers ${answer.status}.`, 'The reverse proxy is there, the backend behind it is not, or fails: look at its log.');
    if (answer.status === 404 || /^\s*<(!doctype|html)/i.test(answer.text)) return fail(`${place} answers ${answer.status} and is not the REST API of OctoPerf.`, 'Check octoperf.api-url and what the reverse proxy leads to.');
    const version = await versionOf(config.apiUrl, reach);
    return ok(`${config.apiUrl} answers (${answer.status} without a token). Version: ${version ?? 'unknown, it does not say'}.`);
  },
};

/** What a Spring backend says of itself where it is let (inferred), else what its API document says. */
async function versionOf(apiUrl: string, reach: Reaching): Promise<string | undefined> {
  const info = await reach(`${apiUrl}/actuator/info`, { headers: { accept: 'application/json' } });
  const { build } = (isReached(info) && info.status === 200 ? readJson(info.text) : {}) as { build?: { version?: unknown } };
  if (typeof build?.version === 'string') return build.version;
  const document = await reach(`${apiUrl}/v3/api-docs`, { headers: { accept: 'application/json' } });
  const api = isReached(document) && document.status === 200 ? publishedApi(document.text) : undefined;
  return api === undefined ? undefined : `${api.version} (its API document)`;
}

const contract: Check<Patient> = {
  id: 'contract', title: 'REST paths', needs: ['backend'],
  look: async ({ config, endpoints, token, surface, reach }) => lookAtContract({ reach, apiUrl: config.apiUrl, token, endpoints, tools: new Set((await surface()).tools) }),
};

const token: Check<Patient> = {
  id: 'token', title: 'Token', needs: ['backend'],
  look: async ({ config, endpoints, token, reach }) => {
    if (token === undefined) return skipped(NO_TOKEN);
    const claims = claimsOf(token);
    const verdict = claims === undefined ? undefined : judged(claims, config);
    if (verdict !== undefined) return verdict;
    const answer = await reach(config.apiUrl + (endpoints['currentUser']?.path ?? ''), { headers: bearer(token) });
    if (isReached(answer) && answer.status === 401) return fail('OctoPerf refuses the token (401).', claims === undefined ? 'Copy the API key again from Account > Profile in OctoPerf.' : 'Sign in again; if it stays so, OctoPerf does not accept the tokens of its own identity provider for its REST API.');
    if (!isReached(answer) || answer.status !== 200) return fail(`Reading the account answered ${isReached(answer) ? answer.status : answer.code}.`, 'Look at the log of the backend. See the finding on REST paths.');
    return ok(`${claims === undefined ? 'The key' : 'The token, meant for this server and for the REST API,'} reads the account ${(readJson(answer.text) as { username?: string }).username ?? 'without a name'}.`);
  },
};

/** What is wrong with the claims; undefined where nothing is. */
function judged({ iss, aud, exp = 0 }: JWTPayload, config: Patient['config']): Verdict | undefined {
  const audiences = [aud ?? []].flat();
  if (exp * 1000 < Date.now()) return fail(`The token expired ${new Date(exp * 1000).toISOString()}.`, 'Take a new one.');
  if (iss !== config.issuer) return fail(`The token is of the issuer ${iss ?? 'nobody'}; accepted is ${config.issuer}.`, 'Set the public origin, or idp.issuer, to what the identity provider stamps.');
  if (!audiences.some((audience) => config.audiences.includes(audience))) return fail(`The token is meant for ${audiences.join(', ') || 'nobody'}; accepted are ${config.audiences.join(', ')}.`, 'Add what the identity provider stamps to idp.audiences, or have clients ask for this server (RFC 8707).', `idp:\n  audiences: ${JSON.stringify(audiences.slice(0, 1))}`);
  if (!audiences.some((audience) => config.tokenAudiences.includes(audience))) return fail(`The token is not meant for the REST API (${config.tokenAudiences.join(', ')}) and would not be passed on.`, 'Check octoperf.token-audiences.');
  return undefined;
}

function claimsOf(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

const files: Check<Patient> = {
  id: 'presign', title: 'Presigned links', needs: ['token'],
  look: async (patient) => {
    const { config, endpoints, token, reach } = patient;
    if (token === undefined) return skipped(NO_TOKEN);
    const projectId = await anyProject(patient, token);
    if (projectId === undefined) return skipped('The account has no project that a link could be made for.');
    const { method = 'POST', path = '' } = endpoints['importHar'] ?? {};
    const body = JSON.stringify({ method, path: path.replace('{projectId}', encodeURIComponent(projectId)), query: {} });
    const answer = await reach(config.apiUrl + (endpoints['presign']?.path ?? ''), { method: 'POST', headers: { ...bearer(token), 'content-type': 'application/json' }, body });
    if (isReached(answer) && [404, 405, 501].includes(answer.status)) {
      const none = `This backend makes no presigned links (${answer.status})`;
      return config.octoperf.files === 'presigned' ? warn(`${none}.`, 'Uploads and downloads have no way past MCP: set octoperf.files to auto (docs/files.md).') : ok(`${none}; this server passes files on itself (octoperf.files: ${config.octoperf.files}).`);
    }
    const { url } = (isReached(answer) && answer.status < 300 ? readJson(answer.text) : {}) as { url?: unknown };
    if (typeof url !== 'string' || !URL.canParse(url)) return warn(`No link was made (${isReached(answer) ? answer.status : answer.code}).`, 'Look at the log of the backend. See the finding on REST paths.');
    return hostOf(new URL(url), config.publicOrigin, reach);
  },
};

/** Agents upload to the host of a link: it must be one that they reach. The link itself is left to expire. */
async function hostOf({ origin }: URL, publicOrigin: string, reach: Reaching): Promise<Verdict> {
  const reached = await reach(origin);
  if (!isReached(reached)) return fail(`Presigned links lead to ${origin}, which cannot be reached from here (${reached.code}).`, `Agents upload there directly. Correct the public origin of the OctoPerf backend, so that links lead to ${publicOrigin}.`);
  return origin === publicOrigin ? ok(`Links lead to ${origin}.`) : warn(`Links lead to ${origin}, not to the public origin ${publicOrigin}.`, 'Make sure that the machines of your agents reach that host too.');
}

async function anyProject({ config, endpoints, reach }: Patient, token: string): Promise<string | undefined> {
  const list = async (path: string): Promise<{ id?: string }[]> => {
    const answer = await reach(config.apiUrl + path, { headers: bearer(token) });
    const found = isReached(answer) && answer.status === 200 ? readJson(answer.text) : [];
    return Array.isArray(found) ? (found as { id?: string }[]) : [];
  };
  for (const { id = '' } of await list(endpoints['workspaces']?.path ?? '')) {
    const [project] = await list((endpoints['projects']?.path ?? '').replace('{workspaceId}', encodeURIComponent(id)).replace('{type}', 'DESIGN'));
    if (project?.id !== undefined) return project.id;
  }
  return undefined;
}

export const BACKEND_CHECKS: readonly Check<Patient>[] = [backend, contract, token, files];
