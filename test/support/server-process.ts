import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../demo/free-port.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const READY_MS = 30_000;

export const ACCOUNTS = {
  admin: { username: 'admin@localhost', password: 'admin-password', 'platform-admin': true },
  tester: { username: 'tester@localhost', password: 'tester-password' },
  other: { username: 'other@localhost', password: 'other-password' },
} as const;
export type AccountName = keyof typeof ACCOUNTS;

export interface ServerOptions {
  readonly mode?: 'local' | 'backend' | 'bridge';
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Kept and reused when given; else a throw-away folder. */
  readonly dataFolder?: string;
  /** Path that answers 200 when the server can be used. */
  readonly readyPath?: string;
  readonly node?: string;
}

/** The compiled server in a process of its own, as a user runs it. */
export interface ServerProcess {
  readonly origin: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** Ends it as an operator would and waits; returns the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the server and waits until it is ready. Throws with its output when it is not. */
export async function startServer({ mode = 'local', port, environment = {}, dataFolder, readyPath, node = process.execPath }: ServerOptions = {}): Promise<ServerProcess> {
  const chosen = port ?? (await freePort());
  const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'octoperf-mcp-test-')));
  const child = spawn(node, [MAIN, mode], {
    env: {
      PATH: process.env['PATH'],
      OCTOPERF_SERVER__PORT: String(chosen),
      OCTOPERF_LOCAL__PORT: String(chosen),
      OCTOPERF_LOCAL__DATA_FOLDER: folder,
      OCTOPERF_LOCAL__ACCOUNTS: JSON.stringify(Object.values(ACCOUNTS)),
      OCTOPERF_LOGGING__LEVEL: 'warn',
      // A few accounts are shared by everything that is tested here, faster than any agent.
      OCTOPERF_LIMITS__CALLER_PER_MINUTE: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { printed += chunk.toString('utf8'); });
  const running: ServerProcess = {
    origin: `http://localhost:${chosen}`, port: chosen, dataFolder: folder, child,
    output: () => printed,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'exit');
      }
      if (dataFolder === undefined) await rm(folder, { recursive: true, force: true });
      return child.exitCode;
    },
  };
  await untilReady(running, readyPath ?? (mode === 'backend' ? '/actuator/health' : '/health/ready'));
  return running;
}

async function untilReady(server: ServerProcess, path: string): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if (server.child.exitCode !== null) break;
    const status = await fetch(`http://127.0.0.1:${server.port}${path}`).then((answer) => answer.status, () => 0);
    if (status === 200) return;
    await pause(30);
  }
  await server.stop('SIGKILL');
  throw new Error(`The server did not become ready:\n${server.output()}`);
}

/** An access token of a local account, through the loopback door for scripts. */
export async function tokenOf(server: { origin: string; dataFolder: string }, username: string): Promise<string> {
  const secret = (await readFile(join(server.dataFolder, 'local-token-secret'), 'utf8')).trim();
  const answer = await fetch(`${server.origin}/auth/local/token`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-local-secret': secret }, body: JSON.stringify({ username }) });
  if (!answer.ok) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
