import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../../scripts/deploy/cluster.js';
import { NO_NGINX } from '../../scripts/deploy/nginx.js';
import { type Deployment, type Outcome, outcomes } from '../../scripts/verify/deployment.js';
import { openSteps } from '../../scripts/verify/open-steps.js';
import { signedSteps } from '../../scripts/verify/signed-steps.js';
import { type Agent, connect } from '../support/agent.js';
import { freshProject } from '../support/work.js';

describe.skipIf(NO_NGINX)('npm run verify', { timeout: 120_000 }, () => {
  let cluster: Cluster;
  let agent: Agent;
  beforeAll(async () => {
    cluster = await startCluster({ replicas: 1 });
    agent = await connect(cluster.mcpUrl, await cluster.token());
    await freshProject(agent);
  }, 120_000);
  afterAll(async () => {
    await agent?.close();
    await cluster?.stop();
  });

  const deployment = (more: Partial<Deployment> = {}): Deployment => ({ origin: cluster.origin, contextPath: '/mcp', replicas: cluster.replicas.map(({ port }) => `http://127.0.0.1:${port}`), connectedAppsPath: '/ui/connected-apps', signedIn: { client: agent.client, token: agent.token }, inspector: async () => '149 tools', ...more });
  const outcomesOf = async (of: Deployment): Promise<Outcome[]> => {
    const all: Outcome[] = [];
    for await (const outcome of outcomes([...openSteps(of), ...signedSteps(of)])) all.push(outcome);
    return all;
  };
  const failures = (all: readonly Outcome[]): string[] => all.filter(({ state }) => state === 'failed').map(({ name }) => name);
  /** An nginx before replica and backend with these locations. */
  const behind = async (locations: string, upper = ''): Promise<void> => {
    const [replica] = cluster.replicas;
    await cluster.replaceNginx({ 'wrong.conf': `${upper} server { listen ${new URL(cluster.origin).port}; proxy_set_header Host $http_host; ${locations.replaceAll('MCP', `http://127.0.0.1:${replica?.port}`).replaceAll('BACKEND', `http://127.0.0.1:${cluster.backend.port}`)} }` });
  };

  it('passes every step of a deployment as it should be', async () => {
    const all = await outcomesOf(deployment());
    expect(all.filter(({ state }) => state !== 'passed')).toEqual([]);
    expect(all.length).toBeGreaterThanOrEqual(12);
  });

  it('leaves out what needs a token where there is none, and is not wrong about the rest', async () => {
    const { signedIn: _none, ...rest } = deployment();
    const all = await outcomesOf(rest);
    expect(failures(all)).toEqual([]);
    expect(all.filter(({ state }) => state === 'skipped')).toHaveLength(4);
  });

  it('finds public downloads that the proxy strips', async () => {
    await behind('location / { proxy_pass BACKEND; } location /mcp { proxy_pass MCP; } location /mcp/public { return 403; }');
    const all = await outcomesOf(deployment());
    expect(failures(all)).toEqual([expect.stringContaining('AGENTS.md is open'), expect.stringContaining('no-such-file is 404')]);
    expect(all[0]?.remedy).toContain('/mcp/public/**');
  });

  it('finds a context path that goes to the backend, a lost registration, probes in the open and compressed streams', async () => {
    await behind('location / { proxy_pass BACKEND; }');
    expect(failures(await outcomesOf(deployment({ replicas: [] })))).toEqual(expect.arrayContaining([expect.stringContaining('is 401'), expect.stringContaining('tools/list')]));
    await behind('location / { proxy_pass BACKEND; } location /mcp { proxy_pass MCP; } location /auth/connect { return 404; } location /actuator { proxy_pass MCP; }');
    expect(failures(await outcomesOf(deployment()))).toEqual([expect.stringContaining('takes registrations'), expect.stringContaining('probes')]);
    await behind('location / { proxy_pass BACKEND; } location /mcp { proxy_pass MCP; proxy_http_version 1.1; gzip on; gzip_proxied any; gzip_min_length 0; gzip_http_version 1.0; gzip_types text/event-stream; }');
    expect(failures(await outcomesOf(deployment()))).toEqual([expect.stringContaining('neither buffered nor compressed')]);
  });

  it('finds an origin that is not the one the servers know', async () => {
    await behind('location / { proxy_pass BACKEND; } location /mcp { proxy_pass MCP; }');
    const elsewhere = cluster.origin.replace('localhost', '127.0.0.1');
    expect(failures(await outcomesOf(deployment({ origin: elsewhere })))).toEqual([expect.stringContaining('document it names'), expect.stringContaining('presigned link')]);
  });
});
