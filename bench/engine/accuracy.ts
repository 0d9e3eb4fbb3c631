import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultJmeterEngine } from '../../src/contract/engine-settings.js';
import type { BenchPlan } from '../../src/local/engine/bench-protocol.js';
import type { startBench as StartBench } from '../../src/local/engine/start-bench.js';

/**
 * How far the engine's percentiles are from the target's own record: 100 users with 100 ms think time against a known mix of
 * latencies. Needs a build. Usage: tsx bench/engine/accuracy.ts [seconds]. The last line is JSON.
 */
const seconds = Number(process.argv[2] ?? 10);
const folder = mkdtempSync(join(tmpdir(), 'engine-accuracy-'));
/** [share of requests, ms]. */
const MIX = [[0.7, 20], [0.2, 60], [0.08, 150], [0.02, 600]] as const;
const recorded: number[] = [];

const server = createServer((_request, response) => {
  const startedAt = performance.now();
  let dice = Math.random();
  const wait = MIX.find(([share]) => (dice -= share) < 0)?.[1] ?? 20;
  setTimeout(() => {
    response.end('ok');
    recorded.push(performance.now() - startedAt);
  }, wait);
});

function plan(port: number): BenchPlan {
  const request = { '@type': 'HttpRequestAction', id: 'a', name: 'Mixed', enabled: true, serverId: 's', method: 'GET', path: '/', children: [{ '@type': 'ThinktimeConstant', id: 't', enabled: true, value: 100 }] };
  return {
    benchResultId: 'bench', scenarioName: 'accuracy', outputFolder: folder, region: 'local', injectorId: 'local-1',
    surroundings: { servers: [{ id: 's', userId: '', projectId: 'p', protocol: 'HTTP', hostname: '127.0.0.1', port, connectTimeoutMs: 5000, responseTimeoutMs: 5000, keepAlive: true, resourcesPool: 6, ipSpoofing: false, authorizations: [] }], variables: [], fragments: [], allowedHosts: [] },
    profiles: [{
      profile: { id: 'p1', name: 'Bench', virtualUserId: 'vu', providerId: 'p', location: 'l', memory: { vuMb: null }, engine: defaultJmeterEngine(), load: { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 1000, plateauMs: seconds * 1000, plateauVus: 100 } },
      virtualUser: { '@type': 'VirtualUser', id: 'vu', userId: '', projectId: 'p', name: 'Bench', description: '', type: 'JMETER', tags: [], children: [request] },
    }],
  };
}

const exact = (sorted: readonly number[], percent: number): number => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;

async function main(): Promise<void> {
  const { startBench } = (await import(new URL('../../dist/local/engine/start-bench.js', import.meta.url).href)) as { startBench: typeof StartBench };
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const result: Record<string, number> = {};
  await new Promise<void>((resolve) => {
    const nothing = (): void => undefined;
    startBench(plan(port), {
      running: nothing, users: nothing, errors: nothing, progress: nothing,
      metrics: (rows) => {
        const whole = rows.find(({ second, series }) => second === null && series.actionId === 'a');
        if (whole === undefined) return;
        const sorted = [...recorded].sort((a, b) => a - b);
        Object.assign(result, { hits: whole.measure.hits, served: sorted.length });
        for (const percent of [50, 95, 99]) {
          const [measured, truth] = [whole.measure.elapsedHistogram.percentile(percent), exact(sorted, percent)];
          Object.assign(result, { [`p${percent}`]: Number(measured.toFixed(2)), [`targetP${percent}`]: Number(truth.toFixed(2)), [`p${percent}ErrorPercent`]: Number((((measured - truth) / truth) * 100).toFixed(2)) });
          console.log(`p${percent}: engine ${measured.toFixed(2)} ms, target ${truth.toFixed(2)} ms`);
        }
      },
      ended: () => { resolve(); },
    });
  });
  console.log(JSON.stringify({ bench: 'engine-accuracy', seconds, ...result }));
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}

await main();
