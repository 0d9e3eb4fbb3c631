import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs the official MCP conformance suite against our protocol side, both eras. The suite needs Node 22 or newer, so it runs on the
 * Node that npm's `node` package brings. Exit code 0 only when every required scenario passes or is on the committed baseline.
 */
const SUITE = '@modelcontextprotocol/conformance@0.2.0-alpha.12';
const ERAS: readonly { requirements: string; baseline?: string }[] = [{ requirements: '2026-07-28' }, { requirements: '2025-11-25', baseline: 'test/conformance/baseline.yml' }];
const root = fileURLToPath(new URL('..', import.meta.url));
const tsx = createRequire(import.meta.url).resolve('tsx/cli');

const results = mkdtempSync(join(tmpdir(), 'conformance-'));
const fixture = spawn(process.execPath, [tsx, join(root, 'test/conformance/fixture-server.ts'), '0'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const port = await portOf();
  let failed = false;
  for (const { requirements, baseline } of ERAS) {
    console.log(`\n=== MCP ${requirements}`);
    const parts = ['conformance', 'server', '--url', `http://localhost:${port}/mcp`, '--requirements', requirements, '-o', results, ...(baseline === undefined ? [] : ['--expected-failures', join(root, baseline)])];
    const run = spawnSync('npx', ['-y', '-p', 'node@24', '-p', SUITE, '-c', parts.join(' ')], { cwd: results, encoding: 'utf8' });
    const output = run.stdout + run.stderr;
    console.log(output.slice(Math.max(0, output.indexOf('=== SUMMARY ==='))));
    if (run.status !== 0) failed = true;
  }
  process.exitCode = failed ? 1 : 0;
} finally {
  fixture.kill();
  rmSync(results, { recursive: true, force: true });
}

async function portOf(): Promise<number> {
  for (;;) {
    const [chunk] = (await once(fixture.stdout, 'data')) as [Buffer];
    const port = /ready (\d+)/.exec(chunk.toString('utf8'))?.[1];
    if (port !== undefined) return Number(port);
  }
}
