import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { artilleryScript } from '../src/local/engine/artillery/artillery-script.js';
import { demoPlan } from '../test/unit/engine/artillery-plan.js';

/**
 * `npx tsx scripts/artillery-accepts.ts [folder with artillery installed]`: exports a plan and has the real `artillery run` play it against a site of this
 * process. Without a folder Artillery is installed into a throw-away one (590 MB, so it is no dependency). Needs a built project.
 */
const ENGINE = fileURLToPath(new URL('../dist/local/engine/artillery', import.meta.url));
const run = promisify(execFile);
const served = new Map<string, number>();
const site = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  served.set(path, (served.get(path) ?? 0) + 1);
  response.end('ok');
}).listen(0, '127.0.0.1');
await new Promise((resolve) => { site.once('listening', resolve); });

const work = await mkdtemp(join(tmpdir(), 'artillery-accepts-'));
try {
  const folder = process.argv[2] ?? (await installed(work));
  await mkdir(join(work, 'files'));
  await writeFile(join(work, 'files', 'rows.csv'), 'a\nb\nc\n');
  await writeFile(join(work, 'script.json'), JSON.stringify(artilleryScript(demoPlan((site.address() as AddressInfo).port), [])));
  const environment = { ...process.env, NODE_PATH: ENGINE, OCTOPERF_SECRET_KEY: 'open sesame', ARTILLERY_DISABLE_TELEMETRY: 'true' };
  const { stdout } = await run(join(folder, 'node_modules/.bin/artillery'), ['run', '--output', 'report.json', 'script.json'], { cwd: work, env: environment, timeout: 120_000 });
  const { aggregate: { counters } } = JSON.parse(await readFile(join(work, 'report.json'), 'utf8')) as { aggregate: { counters: Record<string, number> } };
  const total = [...served.values()].reduce((sum, count) => sum + count, 0);
  console.log(stdout.split('\n').slice(-25).join('\n'));
  console.log(`the site served ${total} requests ${JSON.stringify(Object.fromEntries(served))}; Artillery reports ${counters['octoperf.requests'] ?? 0}, failed users ${counters['vusers.failed'] ?? 0}`);
  process.exitCode = total > 0 && counters['octoperf.requests'] === total && (counters['vusers.failed'] ?? 0) === 0 ? 0 : 1;
} finally {
  site.closeAllConnections();
  site.close();
  await rm(work, { recursive: true, force: true });
}

async function installed(folder: string): Promise<string> {
  console.log('Installing Artillery into a throw-away folder …');
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', 'artillery@2'], { env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' }, maxBuffer: 64 * 1024 * 1024 });
  return folder;
}
