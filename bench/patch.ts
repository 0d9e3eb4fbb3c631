import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { CheckedVirtualUser } from '../src/contract/virtual-user.js';
import { patched } from '../src/octoperf/patched-entity.js';
import { madeUpPatch, ROUNDS as WARM_UP_ROUNDS } from '../src/tools/vu-edit/patch-warm-up.js';

const ACTIONS = 1_000;
const ROUNDS = 100;
const MODEL = { schema: CheckedVirtualUser, uri: 'octoperf://schema/vu' };

/** A request as a browser recording makes it. */
const request = (index: number): Record<string, unknown> => ({
  '@type': 'HttpRequestAction', id: randomUUID(), name: `/shop/items/${index}`, enabled: true, serverId: 'server', method: 'GET', path: `/shop/items/${index}`,
  queryParameters: [{ name: 'page', value: String(index), encoded: true, useEquals: true }],
  headers: [{ name: 'Accept', value: 'text/html,application/xhtml+xml' }, { name: 'User-Agent', value: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' }],
  postData: null, followRedirects: false, downloadResources: false, encoding: '', keepAlive: true, children: [],
});
const virtualUser = {
  '@type': 'VirtualUser', id: 'vu', userId: 'u', projectId: 'p', name: 'bench', description: '', type: 'JMETER', tags: [],
  children: Array.from({ length: ACTIONS / 20 }, (_, page) => ({ '@type': 'ContainerAction', id: randomUUID(), name: `page ${page}`, enabled: true, includeTimers: false, children: Array.from({ length: 19 }, (_, index) => request(page * 20 + index)) })),
};
const operations = Array.from({ length: 20 }, (_, index) => [
  { op: 'replace', path: `/children/${index}/children/3/path`, value: `/changed/${index}` },
  { op: 'add', path: `/children/${index}/children/0`, value: request(-index) },
  { op: 'move', from: `/children/${index}/children/5`, path: `/children/${index + 1}/children/0` },
]).flat();

/** With `--warmed`: the first patch of a process that warmed up as the server does, alone. */
const warmed = process.argv.includes('--warmed');
if (warmed) for (let round = 0; round < WARM_UP_ROUNDS; round += 1) madeUpPatch();
/** Milliseconds of one patch (60 operations on 1,000 actions): apply, re-read against the model, look for warnings. The first is that of a fresh process. */
const times = Array.from({ length: warmed ? 1 : ROUNDS }, () => {
  const begin = performance.now();
  patched(virtualUser, operations, MODEL);
  return performance.now() - begin;
});
const [first = NaN] = times;
const sorted = times.slice(1).sort((a, b) => a - b);
const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1);
const firstMs = Number(first.toFixed(1));
if (warmed) console.log(firstMs);
else {
  const coldMs = firstMs;
  const warmedMs = Number(execFileSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), '--warmed'], { encoding: 'utf8' }));
  console.log(JSON.stringify({ actions: ACTIONS, operations: operations.length, coldMs, firstMs: warmedMs, p50Ms: Number(at(0.5)), p95Ms: Number(at(0.95)) }));
}
