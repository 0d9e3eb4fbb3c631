import autocannon from 'autocannon';
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultJmeterEngine } from '../../src/contract/engine-settings.js';
import type { BenchPlan } from '../../src/local/engine/bench-protocol.js';
import type { startBench as StartBench } from '../../src/local/engine/start-bench.js';

/**
 * Requests per second of the load engine on one core, beside autocannon on the same target in the same run. Needs a build (the load
 * generator is forked from dist). Usage: tsx bench/engine/throughput.ts [seconds] [users]. The last line is JSON.
 */
const seconds = Number(process.argv[2] ?? 10);
const users = Number(process.argv[3] ?? 50);
const folder = mkdtempSync(join(tmpdir(), 'engine-bench-'));

/** The load generator and its target each on a core of its own, where the system can do that. */
function pin(pid: number | undefined, core: number): void {
  if (process.platform !== 'linux' || pid === undefined) return;
  execFileSync('taskset', ['-a', '-p', '-c', String(core), String(pid)], { stdio: 'ignore' });
}

/** Processor seconds a process has used, NaN where the system does not say: on a busy machine the clock measures the neighbours. */
function processorSeconds(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function startTarget(): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(fileURLToPath(new URL('./target.ts', import.meta.url)), [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const port = await new Promise<number>((resolve) => { child.once('message', (message: { port: number }) => { resolve(message.port); }); });
  pin(child.pid, 1);
  return { child, port };
}

const served = (target: ChildProcess): Promise<number> => new Promise((resolve) => {
  target.once('message', (message: { requests: number }) => { resolve(message.requests); });
  target.send('count');
});

function plan(port: number, kind: 'plain' | 'correlated'): BenchPlan {
  const own = { enabled: true, headers: [{ name: 'Accept', value: 'application/json' }, { name: 'User-Agent', value: 'bench' }], queryParameters: [], postData: null, serverId: 's' };
  const extract = { '@type': 'RegexpVariableExtractor', id: 'x', name: 'token', enabled: true, regexp: '"token":"(.*?)"' };
  const verify = { '@type': 'ResponseAssertion', id: 'v', enabled: true, type: 'REQUEST_ONLY', location: 'BODY', values: ['widget'], rule: 'SUBSTRING' };
  const first = { '@type': 'HttpRequestAction', ...own, id: 'home', name: 'Home', method: 'GET', path: '/', children: kind === 'plain' ? [] : [extract] };
  const second = { '@type': 'HttpRequestAction', ...own, id: 'item', name: 'Item', method: 'GET', path: kind === 'plain' ? '/item' : '/item?t=${token}', children: kind === 'plain' ? [] : [verify] };
  return {
    benchResultId: 'bench', scenarioName: 'throughput', outputFolder: join(folder, kind), region: 'local', injectorId: 'local-1',
    surroundings: { servers: [{ id: 's', userId: '', projectId: 'p', protocol: 'HTTP', hostname: '127.0.0.1', port, connectTimeoutMs: 5000, responseTimeoutMs: 5000, keepAlive: true, resourcesPool: 6, ipSpoofing: false, authorizations: [] }], variables: [], fragments: [], allowedHosts: [] },
    profiles: [{
      profile: { id: 'p1', name: 'Bench', virtualUserId: 'vu', providerId: 'p', location: 'l', memory: { vuMb: null }, engine: defaultJmeterEngine(), load: { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 0, plateauMs: seconds * 1000, plateauVus: users } },
      virtualUser: { '@type': 'VirtualUser', id: 'vu', userId: '', projectId: 'p', name: 'Bench', description: '', type: 'JMETER', tags: [], children: [first, second] },
    }],
  };
}

interface Figures { hits: number; errors: number; p99: number; processor: number }

async function engineRate(start: typeof StartBench, port: number, kind: 'plain' | 'correlated'): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const figures: Figures = { hits: 0, errors: 0, p99: 0, processor: NaN };
    const handle = start(plan(port, kind), {
      running: () => { pin(handle.pid, 0); },
      metrics: (rows) => {
        figures.processor = processorSeconds(handle.pid);
        for (const { second, series, measure } of rows) {
          if (second !== null || series.subSampleType !== 'Hit') continue;
          figures.hits += measure.hits;
          figures.errors += measure.errors;
          figures.p99 = Math.max(figures.p99, measure.elapsedHistogram.percentile(99));
        }
      },
      users: () => undefined, errors: () => undefined, progress: () => undefined,
      ended: (end) => { if (end.state === 'FINISHED') resolve(figures); else reject(new Error(end.message)); },
    });
  });
}

async function main(): Promise<void> {
  const { startBench } = (await import(new URL('../../dist/local/engine/start-bench.js', import.meta.url).href)) as { startBench: typeof StartBench };
  const target = await startTarget();
  try {
    const result: Record<string, number> = {};
    for (const kind of ['plain', 'correlated'] as const) {
      const before = await served(target.child);
      const { hits, errors, p99, processor } = await engineRate(startBench, target.port, kind);
      const counted = (await served(target.child)) - before;
      console.log(`engine, ${kind.padEnd(10)} ${Math.round(hits / seconds)} requests/s, ${Math.round(hits / processor)} per second of processor time, ${errors} errors, p99 ${p99.toFixed(1)} ms, hits ${hits}, target counted ${counted}`);
      Object.assign(result, { [`${kind}PerSecond`]: Math.round(hits / seconds), [`${kind}PerProcessorSecond`]: Math.round(hits / processor), [`${kind}Errors`]: errors, [`${kind}Hits`]: hits, [`${kind}Served`]: counted });
    }
    pin(process.pid, 0);
    const idle = process.cpuUsage();
    const cannon = await autocannon({ url: `http://127.0.0.1:${target.port}/`, connections: users, duration: seconds });
    const used = process.cpuUsage(idle);
    const cannonPerProcessorSecond = Math.round(cannon.requests.total / ((used.user + used.system) / 1e6));
    console.log(`autocannon         ${Math.round(cannon.requests.average)} requests/s, ${cannonPerProcessorSecond} per second of processor time`);
    console.log(JSON.stringify({ bench: 'engine', users, seconds, ...result, autocannonPerSecond: Math.round(cannon.requests.average), autocannonPerProcessorSecond: cannonPerProcessorSecond }));
  } finally {
    target.child.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
