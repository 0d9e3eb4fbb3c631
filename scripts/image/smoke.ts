import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../demo/free-port.js';
import { connect } from '../../test/support/agent.js';
import { tokenOf } from '../../test/support/server-process.js';
import { CAN_BECOME } from './container.js';
import { answering, type Image, type Running, runImage, runOnce } from './run.js';

const ACCOUNT = { username: 'smoke@localhost', password: 'smoke-password' };

/** Starts the built image twice, as bridge and as the backend before which it stands, and looks at both from outside. Yields a sentence per check. @throws at the first that fails */
export async function* smokeTest(image: Image): AsyncGenerator<string> {
  const folder = await mkdtemp(join(tmpdir(), 'octoperf-smoke-'));
  const started: Running[] = [];
  try {
    const [port, backendPort] = [await freePort(), await freePort()];
    const api = `http://127.0.0.1:${backendPort}`;
    const inside = { folder: join(folder, 'inside') };
    yield await locked(image, inside.folder);
    const shared = { OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_SERVER__PUBLIC__PORT: String(port), OCTOPERF_LOCAL__PORT: String(backendPort) };
    const backend = await runImage(image, { folder: join(folder, 'backend'), command: ['backend'], environment: { ...shared, OCTOPERF_LOCAL__ACCOUNTS: JSON.stringify([ACCOUNT]) } });
    started.push(backend);
    await answering(backend, `${api}/actuator/health`);
    // The operator's file where the Java image has it.
    const applicationYml = `server:\n  scheme: http\n  hostname: localhost\n  public:\n    port: ${port}\n  port: ${port}\noctoperf:\n  api-url: ${api}\nidp:\n  jwks-uri: ${api}/auth/oauth2/jwks\n`;
    const bridge = await runImage(image, { folder: join(folder, 'bridge'), applicationYml, environment: { JAVA_OPTS: '-Xmx512m' } });
    started.push(bridge);
    await answering(bridge, `http://127.0.0.1:${port}/actuator/health/readiness`);
    yield 'bridge is ready: /actuator/health/readiness 200, with the mounted /home/octoperf/config/application.yml';
    must(bridge.output().includes('JAVA_OPTS is set and has no effect'), 'the bridge says nothing about JAVA_OPTS');
    const health = await runOnce(image, { folder: join(folder, 'bridge'), entrypoint: image.config.health, command: [] });
    must(health.code === 0, `the health check ended with ${health.code}: ${health.output}`);
    yield 'the health check of the image passes';
    yield* seenFromOutside(`http://localhost:${port}`, { origin: api, dataFolder: backend.dataFolder });
    for (const running of started.splice(0).reverse()) must((await running.stop()) === 0, `a server did not stop well:\n${running.output()}`);
    yield 'both stop on SIGTERM with exit code 0';
    const sick = await runOnce(image, { folder: join(folder, 'bridge'), entrypoint: image.config.health, command: [] });
    must(sick.code === 1, `the health check of a stopped server ended with ${sick.code}`);
  } finally {
    for (const running of started) await running.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Who the server is inside, and where it can write. */
async function locked(image: Image, folder: string): Promise<string> {
  const script = 'id -u; for place in /home/octoperf/app /home/octoperf /home/octoperf/config /etc /usr/local /; do (touch $place/x) 2>/dev/null && echo "wrote $place"; done; touch /tmp/x /home/octoperf/data/x && echo ok; grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status; node --version';
  const { output } = await runOnce(image, { folder, entrypoint: ['/bin/sh', '-c', script], command: [] });
  must(!output.includes('wrote') && /^ok$/m.test(output), `where it can write: ${output}`);
  if (CAN_BECOME) must(/^1000$/m.test(output) && !/^Cap\w+:\s+0*[1-9a-f]/m.test(output) && /NoNewPrivs:\s+1/.test(output), `who it is: ${output}`);
  return `inside ${CAN_BECOME ? 'uid 1000 without capabilities' : 'the user of this shell'}; only /tmp and /home/octoperf/data can be written to; Node ${/v\d+\S*/.exec(output)?.[0]}`;
}

async function* seenFromOutside(origin: string, backend: { origin: string; dataFolder: string }): AsyncGenerator<string> {
  const challenged = await fetch(`${origin}/mcp`, { method: 'POST' });
  const challenge = challenged.headers.get('www-authenticate') ?? '';
  must(challenged.status === 401 && challenge.includes('resource_metadata='), `without a token: ${challenged.status} ${challenge}`);
  yield `without a token: 401 with ${challenge}`;
  const guide = await fetch(`${origin}/mcp/public/AGENTS.md`);
  must(guide.status === 200 && (guide.headers.get('content-type') ?? '').startsWith('text/markdown'), `AGENTS.md: ${guide.status}`);
  yield `/mcp/public/AGENTS.md: ${(await guide.text()).length} characters of markdown`;
  const agent = await connect(`${origin}/mcp`, await tokenOf(backend, ACCOUNT.username));
  const { tools } = await agent.client.listTools();
  const me = await agent.call<{ username: string }>('get_current_user');
  await agent.close();
  must(tools.length > 100 && me.username === ACCOUNT.username, `${tools.length} tools, user ${me.username}`);
  yield `with a token: ${tools.length} tools, and a call answered as ${me.username}`;
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
