import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { connectAsPerson } from '../demo/oauth-agent.js';
import { bold, dim, green, red } from '../demo/terminal.js';
import { connect } from '../test/support/agent.js';
import { ACCOUNTS } from '../test/support/server-process.js';
import { freshProject } from '../test/support/work.js';
import { type Cluster, startCluster } from './deploy/cluster.js';
import { inspect, resultOf, SIGNED } from './inspector/command-line.js';
import { type Deployment, type Outcome, outcomes } from './verify/deployment.js';
import { openSteps } from './verify/open-steps.js';
import { signedSteps } from './verify/signed-steps.js';

/**
 * The verification of an on-premise deployment, step by step, from any machine that reaches the public origin:
 *
 *   npm run verify -- https://octoperf.example.com [--replica http://10.0.0.5:8091]… [--context-path /mcp] [--no-inspector]
 *
 * With OCTOPERF_TOKEN in the environment (or --user and --password of the embedded backend) it also calls tools. A certificate of a private authority is
 * trusted through NODE_EXTRA_CA_CERTS. Nothing is written. Exit code 1 when a step failed; each of those says what to do. `npm run verify:embedded`
 * does the same to an installation that it starts here: nginx, two replicas, the embedded backend.
 */
const { values, positionals: [address] } = parseArgs({
  allowPositionals: true,
  options: { 'replica': { type: 'string', multiple: true, default: [] }, 'context-path': { type: 'string', default: '/mcp' }, 'connected-apps': { type: 'string', default: '/ui/connected-apps' }, 'user': { type: 'string' }, 'password': { type: 'string' }, 'no-inspector': { type: 'boolean', default: false }, 'embedded': { type: 'boolean', default: false } },
});
const embedded = values.embedded ? await startEmbedded() : undefined;
const asked = embedded?.origin ?? address;
if (asked === undefined || !URL.canParse(asked)) {
  console.error('Say the public origin: npm run verify -- https://octoperf.example.com');
  process.exit(2);
}
const { origin } = new URL(asked);
const contextPath = values['context-path'];
const folder = await mkdtemp(join(tmpdir(), 'octoperf-verify-'));
let signedIn: Deployment['signedIn'];
try {
  signedIn = await signIn(origin + contextPath);
} catch (error) {
  console.error(red(`Signing in failed: ${error instanceof Error ? error.message : String(error)}. The steps that need a token are left out.`));
  process.exitCode = 1;
}
try {
  const deployment: Deployment = { origin, contextPath, replicas: [...values.replica, ...(embedded?.replicas ?? []).map(({ port }) => `http://127.0.0.1:${port}`)].map((replica) => new URL(replica).origin), connectedAppsPath: values['connected-apps'], ...(signedIn === undefined ? {} : { signedIn }), ...(values['no-inspector'] ? {} : { inspector: strictly }) };
  const all: Outcome[] = [];
  console.log(bold(origin + contextPath));
  for await (const outcome of outcomes([...openSteps(deployment), ...signedSteps(deployment)])) {
    all.push(outcome);
    show(outcome);
  }
  const failed = all.filter(({ state }) => state === 'failed').length;
  console.log(failed === 0 ? green(`\n${all.filter(({ state }) => state === 'passed').length} steps passed, ${all.filter(({ state }) => state === 'skipped').length} left out.`) : red(`\n${failed} of ${all.length} steps failed.`));
  if (failed > 0) process.exitCode = 1;
} finally {
  await signedIn?.client.close();
  await embedded?.stop();
  await rm(folder, { recursive: true, force: true });
}

function show({ name, state, seen, remedy }: Outcome): void {
  const mark = { passed: green('✓'), failed: red('✗'), skipped: '-' }[state];
  console.log(`${mark} ${name}\n    ${dim(state === 'skipped' ? `left out: ${seen}` : seen)}${state === 'failed' ? `\n    ${bold('→')} ${remedy}` : ''}`);
}

async function signIn(mcpUrl: string): Promise<Deployment['signedIn']> {
  const token = process.env['OCTOPERF_TOKEN'];
  if (token !== undefined && token !== '') {
    const client = new Client({ name: 'octoperf-verification', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(mcpUrl), { requestInit: { headers: { authorization: `Bearer ${token}` } } }));
    return { client, token };
  }
  const { username, password } = embedded === undefined ? { username: values.user, password: values.password } : ACCOUNTS.tester;
  if (username === undefined || password === undefined) return undefined;
  const { client, memory } = await connectAsPerson(mcpUrl, username, password);
  const issued = memory.tokens();
  return { client, token: issued !== undefined && 'access_token' in issued ? String(issued.access_token) : '' };
}

/** With a project in it, so that a link can be asked for. */
async function startEmbedded(): Promise<Cluster> {
  const cluster = await startCluster({ replicas: 2 });
  const agent = await connect(cluster.mcpUrl, await cluster.token());
  await freshProject(agent);
  await agent.close();
  return cluster;
}

async function strictly(mcpUrl: string, token: string): Promise<string> {
  const run = await inspect({ mcpUrl, folder }, `--method tools/list --strict ${SIGNED}`, { token });
  const { tools = [] } = resultOf(run) as { tools?: unknown[] };
  if (tools.length === 0) throw new Error('the list is empty');
  return `${tools.length} tools; ${/^\d+ errors?, \d+ warnings?.*$/m.exec(run.stderr)?.[0] ?? 'no remark'}`;
}
