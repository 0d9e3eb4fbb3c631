import { type Deployment, must, type Step } from './deployment.js';

const PATIENCE_MS = 15_000;
const ask = (url: string, init: RequestInit = {}): Promise<Response> => fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS), ...init });
const typeOf = (answer: Response): string => answer.headers.get('content-type') ?? 'no type';

/** What can be seen without a token: the public downloads, the way to sign in, and that probes stay inside. */
export function openSteps({ origin, contextPath, replicas }: Deployment): Step[] {
  const mcpUrl = origin + contextPath;
  const guide = `${mcpUrl}/public/AGENTS.md`;
  return [
    {
      name: `GET ${guide} is open and is markdown`,
      remedy: `The reverse proxy strips or blocks ${contextPath}/public/**, or asks for a sign-in of its own: forward ${contextPath} with its prefix, and leave ${contextPath}/public/** open.`,
      run: async () => {
        const answer = await ask(guide);
        const text = await answer.text();
        must(answer.status === 200 && typeOf(answer).startsWith('text/markdown'), `${answer.status}, ${typeOf(answer)}`);
        return `200, ${text.length} characters of ${typeOf(answer)}`;
      },
    },
    {
      name: `GET ${mcpUrl}/public/no-such-file is 404`,
      remedy: 'Something else answers for what is not there, often the web pages of OctoPerf: the location of the proxy must send everything below the context path to the MCP server.',
      run: async () => {
        const answer = await ask(`${mcpUrl}/public/no-such-file`);
        must(answer.status === 404 && typeOf(answer).startsWith('application/problem+json'), `${answer.status}, ${typeOf(answer)}; expected 404 as application/problem+json`);
        return `404, ${typeOf(answer)}`;
      },
    },
    {
      name: `POST ${mcpUrl} without a token is 401 and says where to sign in`,
      remedy: 'If it is 403: the host clients use is not server.hostname, and the proxy passes neither Host nor X-Forwarded-Host. If it is 404 or a web page: the context path is not forwarded. If it is 503: the server cannot reach the identity provider, see its log.',
      run: async () => `401, ${await challenge(mcpUrl)}`,
    },
    {
      name: 'the document it names is that of this endpoint',
      remedy: 'server.scheme, server.hostname and server.public.port must spell the origin as clients do, and be the same in the application.yml of both services.',
      run: async () => {
        const url = await challenge(mcpUrl);
        must(new URL(url).origin === origin, `it is announced at ${url}, clients are at ${origin}`);
        const { resource, authorization_servers: [issuer = 'none'] = [] } = await json<{ resource: string; authorization_servers?: string[] }>(url);
        must(resource === mcpUrl, `it names ${resource}`);
        return `resource ${resource}, issued by ${issuer}`;
      },
    },
    {
      name: 'the identity provider can be found, has keys and takes registrations',
      remedy: 'Enable the identity provider of the OctoPerf backend, give it the same public origin, and let the proxy forward /.well-known/ and /auth (with /auth/connect/register) to it.',
      run: async () => identityProvider(await challenge(mcpUrl)),
    },
    {
      name: 'the probes of the MCP server are not public',
      remedy: 'The proxy forwards more than the context path to the MCP server: /actuator belongs to the backend, or to nobody.',
      run: async () => {
        const answer = await ask(`${origin}/actuator/health/readiness`);
        const text = await answer.text();
        must(!text.includes('identity-provider'), `${answer.status} ${text.slice(0, 120)}`);
        return `${origin}/actuator/health/readiness: ${answer.status}, not the MCP server's`;
      },
    },
    ...replicas.map((replica) => ({
      name: `${replica} is alive and ready`,
      remedy: 'Look into its log. "identity-provider is not reachable" or "octoperf is not reachable": the public origin cannot be reached or trusted from inside (hostAliases, NODE_EXTRA_CA_CERTS), or set idp.jwks-uri and octoperf.api-url.',
      run: async () => {
        const states = await Promise.all(['/actuator/health', '/actuator/health/readiness'].map(async (path) => [path, (await ask(replica + path)).status] as const));
        must(states.every(([, status]) => status === 200), states.map(([path, status]) => `${path} ${status}`).join(', '));
        return states.map(([path, status]) => `${path} ${status}`).join(', ');
      },
    })),
  ];
}

/** The address in the challenge of a 401. @throws where there is none */
async function challenge(mcpUrl: string): Promise<string> {
  const answer = await ask(mcpUrl, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }, body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' });
  const given = answer.headers.get('www-authenticate') ?? '';
  const url = /resource_metadata="([^"]+)"/.exec(given)?.[1];
  must(answer.status === 401, `${answer.status}, ${typeOf(answer)}`);
  if (url === undefined) throw new Error(`401, but WWW-Authenticate is ${given === '' ? 'missing' : given}`);
  return url;
}

async function json<T>(url: string): Promise<T> {
  const answer = await ask(url);
  must(answer.status === 200 && typeOf(answer).includes('json'), `${url}: ${answer.status}, ${typeOf(answer)}`);
  return (await answer.json()) as T;
}

interface Provider { issuer: string; jwks_uri: string; registration_endpoint?: string }

async function identityProvider(metadataUrl: string): Promise<string> {
  const { authorization_servers: [issuer = ''] = [] } = await json<{ authorization_servers?: string[] }>(metadataUrl);
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const places = [`${origin}/.well-known/oauth-authorization-server${path}`, `${issuer}/.well-known/openid-configuration`, `${origin}/.well-known/openid-configuration${path}`];
  const found = await Promise.any(places.map((place) => json<Provider>(place))).catch(() => { throw new Error(`no metadata at ${places.join(', ')}`); });
  must(found.issuer === issuer, `its metadata name the issuer ${found.issuer}, expected ${issuer}`);
  const { keys } = await json<{ keys: unknown[] }>(found.jwks_uri);
  must(keys.length > 0, `${found.jwks_uri} holds no key`);
  if (found.registration_endpoint === undefined) throw new Error('its metadata name no registration_endpoint: clients cannot register themselves');
  // Without a redirect address nothing can be registered: a provider that is there refuses it.
  const refusal = await ask(found.registration_endpoint, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"client_name":"verification","redirect_uris":[]}' });
  must(refusal.status >= 400 && refusal.status < 500 && refusal.status !== 404 && refusal.status !== 405, `${found.registration_endpoint} answers ${refusal.status} to a registration without an address`);
  return `${issuer}: ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}, registration at ${found.registration_endpoint}`;
}
