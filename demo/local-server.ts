import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';

/** A start takes two seconds; a machine at work takes its time. */
const START_MS = 60_000;
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export interface DemoServer { readonly mcpUrl: string; readonly username: string; readonly password: string; stop(): Promise<void>; stopped(): Promise<unknown> }

/** `node dist/main.js local` on a free port with a throw-away data folder and one account. Resolves when it is ready. */
export async function startDemoServer(password: string): Promise<DemoServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'octoperf-demo-'));
  const username = 'demo@localhost';
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'local'], {
    env: { ...process.env, OCTOPERF_SERVER__PORT: String(port), OCTOPERF_LOCAL__DATA_FOLDER: folder, OCTOPERF_LOCAL__ACCOUNTS: JSON.stringify([{ username, password }]), OCTOPERF_LOGGING__LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = once(child, 'exit');
  for (const end = Date.now() + START_MS; ;) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
      throw new Error(`The server did not start within ${START_MS / 1000} s; what it said stands above.`);
    }
    const status = await fetch(`http://127.0.0.1:${port}/health/ready`).then((answer) => answer.status, () => 0);
    if (status === 200) break;
    await pause(50);
  }
  return {
    mcpUrl: `http://localhost:${port}/mcp`, username, password,
    stopped: () => gone,
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
