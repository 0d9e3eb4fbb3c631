import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../demo/free-port.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../../test/support/server-process.js';
import { type Nginx, type NginxVariables, replicaLines, shippedConfiguration, startNginx } from './nginx.js';

const READY_MS = 60_000;
/** Longer than any test: what is tested here is not how tokens are renewed. */
const TOKEN_SECONDS = '7200';

/** A whole installation on this machine: nginx with our files, replicas of the bridge, the embedded backend; one public origin. */
export interface Cluster {
  readonly origin: string;
  readonly mcpUrl: string;
  readonly backend: ServerProcess;
  readonly replicas: readonly ServerProcess[];
  readonly nginx: Nginx;
  /** Changes the configuration of nginx under the same port: the replicas go on. */
  replaceNginx(confD: Readonly<Record<string, string>>): Promise<void>;
  token(account?: keyof typeof ACCOUNTS): Promise<string>;
  /** Stops a replica as an operator would. @returns ms it took, and its exit code */
  stopReplica(index: number): Promise<{ stoppedMs: number; code: number | null }>;
  /** Starts it again on the same port, and waits until it is ready. */
  startReplica(index: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  readonly replicas: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly tls?: { readonly folder: string; readonly certificate: string };
}

/** Starts it and waits until every replica is ready: its keys and its REST API come through nginx, as in a real installation. */
export async function startCluster({ replicas: count, environment = {}, tls }: ClusterOptions): Promise<Cluster> {
  const [publicPort, httpPort, backendPort] = [await freePort(), await freePort(), await freePort()];
  const scheme = tls === undefined ? 'http' : 'https';
  const origin = `${scheme}://localhost:${publicPort}`;
  const shared = { OCTOPERF_SERVER__SCHEME: scheme, OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_SERVER__PUBLIC__PORT: String(publicPort), ...environment };
  const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
  const backend = await startServer({ mode: 'backend', port: backendPort, environment: { ...shared, OCTOPERF_LOCAL__ACCESS_TOKEN_SECONDS: TOKEN_SECONDS } });
  const startBridge = (port: number): Promise<ServerProcess> => startServer({ mode: 'bridge', port, readyPath: '/actuator/health', environment: { ...shared, ...(tls === undefined ? {} : { NODE_EXTRA_CA_CERTS: tls.certificate }), OCTOPERF_MCP__CONFIRMATION__SPEND: 'off', OCTOPERF_MCP__CONFIRMATION__REMOVE: 'off' } });
  const replicas = await Promise.all(ports.map(startBridge));
  const variables: NginxVariables = { MCP_REPLICAS: replicaLines(ports), BACKEND: `127.0.0.1:${backendPort}`, MCP_CONTEXT_PATH: '/mcp', MAX_UPLOAD: '1g', HTTP_PORT: String(tls === undefined ? publicPort : httpPort), HTTPS_PORT: String(publicPort), PUBLIC_ORIGIN: origin, ...(tls === undefined ? {} : { TLS_FOLDER: tls.folder }) };
  const heard = Number(variables.HTTP_PORT);
  let nginx = await startNginx(await shippedConfiguration(scheme, variables), heard);
  await Promise.all(replicas.map(ready));
  return {
    origin, mcpUrl: `${origin}/mcp`, backend, replicas,
    get nginx() { return nginx; },
    replaceNginx: async (confD) => {
      await nginx.stop();
      nginx = await startNginx(confD, heard);
    },
    token: (account = 'tester') => tokenOf(backend, ACCOUNTS[account].username),
    stopReplica: async (index) => {
      const began = Date.now();
      const code = (await replicas[index]?.stop()) ?? null;
      return { stoppedMs: Date.now() - began, code };
    },
    startReplica: async (index) => {
      const port = ports[index];
      if (port === undefined) throw new Error(`there is no replica ${index}`);
      const started = await startBridge(port);
      replicas[index] = started;
      await ready(started);
    },
    stop: async () => {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await nginx.stop();
      await backend.stop();
    },
  };
}

/** What a load balancer asks before it sends anything. */
async function ready(replica: ServerProcess): Promise<void> {
  for (const end = Date.now() + READY_MS; ; await pause(50)) {
    if (await fetch(`http://127.0.0.1:${replica.port}/actuator/health/readiness`).then((answer) => answer.ok, () => false)) return;
    if (Date.now() > end) throw new Error(`The replica on port ${replica.port} is not ready:\n${replica.output()}`);
  }
}

/** Every project of a workspace as the backend has it, beside the tools, whose lists are bounded. */
export async function projectNames(cluster: Cluster, token: string, workspaceId: string): Promise<string[]> {
  const answer = await fetch(`${cluster.backend.origin}/design/projects/by-workspace/${workspaceId}/DESIGN`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`the list of projects was refused: ${answer.status}`);
  return ((await answer.json()) as { name: string }[]).map(({ name }) => name);
}
