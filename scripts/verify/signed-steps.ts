import { type Deployment, must, NothingToSee, type Step } from './deployment.js';

const PATIENCE_MS = 15_000;
const UI_CONFIG = '/ui/assets/config-prod.json';

type SignedIn = NonNullable<Deployment['signedIn']>;

/** What a signed-in user can see: calls, streams, links, the page of connected applications, and another client's opinion. */
export function signedSteps({ origin, contextPath, signedIn, connectedAppsPath, inspector }: Deployment): Step[] {
  const mcpUrl = origin + contextPath;
  const needsToken = signedIn === undefined ? { skipped: 'needs a token: OCTOPERF_TOKEN=…, or --user and --password with the embedded backend' } : {};
  const signed = (run: (who: SignedIn) => Promise<string>) => async (): Promise<string> => run(signedIn ?? fail());
  return [
    {
      name: 'tools/list and a call of get_current_user', ...needsToken,
      remedy: '401: the audiences of the token do not name this origin; scheme, hostname and public port must be the same in both services. 502 or 504: the proxy loses the server; 403: Host or X-Forwarded-Host is not the public host.',
      run: signed(async ({ client }) => {
        const { tools } = await client.listTools();
        const { username } = await call<{ username: string }>(client, 'get_current_user');
        return `${tools.length} tools; ${username}`;
      }),
    },
    {
      name: 'a call that asks for progress is answered as a stream, neither buffered nor compressed', ...needsToken,
      remedy: 'In the location of the context path: proxy_buffering off, gzip off, proxy_http_version 1.1, a long proxy_read_timeout.',
      run: signed(async ({ token }) => {
        const answer = await fetch(mcpUrl, { method: 'POST', signal: AbortSignal.timeout(PATIENCE_MS), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25', 'accept-encoding': 'gzip, br' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_current_user', arguments: {}, _meta: { progressToken: 1 } } }) });
        const [type, encoding] = [answer.headers.get('content-type') ?? 'no type', answer.headers.get('content-encoding') ?? 'none'];
        await answer.text();
        must(answer.status === 200 && type.startsWith('text/event-stream') && encoding === 'none', `${answer.status}, ${type}, encoding ${encoding}`);
        return `${type}, not compressed`;
      }),
    },
    {
      name: 'a presigned link leads to the public host', ...needsToken,
      remedy: 'The backend makes these links from its own server.scheme, server.hostname and server.public.port: set them to the public origin. Users of Claude.ai must have that host allowed by their workspace admin.',
      run: signed(async ({ client }) => {
        const projectId = await anyProject(client);
        const { url } = await call<{ url: string }>(client, 'import_har_virtual_user', { projectId });
        must(new URL(url).origin === origin, `it leads to ${new URL(url).origin}`);
        return `${new URL(url).origin}, one-time and unused`;
      }),
    },
    {
      name: `the user can see connected applications (${connectedAppsPath})`,
      remedy: 'Set connectedApps: true in the configuration of the UI: without the page users can neither review nor revoke what they allowed.',
      run: () => connectedApps(origin, connectedAppsPath),
    },
    {
      name: 'the MCP Inspector lists the tools with its strict check', ...needsToken,
      ...(inspector === undefined ? { skipped: 'left out (--no-inspector)' } : {}),
      remedy: 'It runs through npx and needs the npm registry; where there is none, connect any MCP client to the endpoint by hand.',
      run: signed(({ token }) => (inspector ?? fail)(mcpUrl, token)),
    },
  ];
}

function fail(): never { throw new Error('there is no token'); }

async function call<T>(client: SignedIn['client'], name: string, args: Record<string, unknown> = {}): Promise<T> {
  const { isError, structuredContent, content } = await client.callTool({ name, arguments: args });
  if (isError === true) throw new Error(`${name}: ${JSON.stringify(content)}`);
  return structuredContent as T;
}

/** The first project of any workspace: nothing is made for this. */
async function anyProject(client: SignedIn['client']): Promise<string> {
  const { workspaces } = await call<{ workspaces: { id: string }[] }>(client, 'list_workspaces');
  for (const { id: workspaceId } of workspaces) {
    const { projects: [first] } = await call<{ projects: { id: string }[] }>(client, 'list_projects_by_workspace', { workspaceId });
    if (first !== undefined) return first.id;
  }
  throw new NothingToSee('the user has no project to ask a link for');
}

/** The setting of OctoPerf's UI where that can be read, else whether the page is there. */
async function connectedApps(origin: string, path: string): Promise<string> {
  const get = (url: string): Promise<Response> => fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const configuration = await get(origin + UI_CONFIG);
  if (configuration.ok && (configuration.headers.get('content-type') ?? '').includes('json')) {
    const { connectedApps: shown } = (await configuration.json()) as { connectedApps?: unknown };
    must(shown === true, `connectedApps is ${JSON.stringify(shown) ?? 'missing'} in ${UI_CONFIG}`);
    return `connectedApps is true in ${UI_CONFIG}`;
  }
  const page = await get(origin + path);
  must(page.ok && (page.headers.get('content-type') ?? '').startsWith('text/html'), `${page.status}, ${page.headers.get('content-type') ?? 'no type'}`);
  return `${page.status}, a page`;
}
