import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { startShop } from '../../demo/shop/shop.js';
import type { BenchReport } from '../../src/contract/bench-report.js';
import { defaultJmeterEngine } from '../../src/contract/engine-settings.js';
import { ACCOUNTS, startServer, tokenOf } from '../../test/support/server-process.js';

/**
 * `npm run soak -- --minutes 30 --users 50`: a long run through the whole server, against the demo shop. Ends with 1 where a request
 * failed, report and shop count differently, the load generator was the bottleneck, or memory grew. The last line is JSON.
 */
const numberOf = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const [minutes, users] = [numberOf('minutes', 30), numberOf('users', 50)];
/** Memory is compared between the end of the first fifth, when everything is warm, and the end. */
const WARM_SHARE = 0.2;
/** A heap breathes; what leaks for so long grows beyond this. */
const MOST_GROWTH = 1.25;
const GROWTH_FLOOR_MEGABYTES = 60;

const shop = await startShop({ port: 0, latencyMs: 10, knee: 100_000 });
const server = await startServer({ environment: { OCTOPERF_LOCAL__ENGINE__MAX_USERS: String(users) } });
/** A token lives ten minutes, a soak longer. */
const TOKEN_MS = 5 * 60_000;
let authorization = '';
let signedAt = -Infinity;
async function signIn(): Promise<void> {
  if (performance.now() - signedAt < TOKEN_MS) return;
  authorization = `Bearer ${await tokenOf(server, ACCOUNTS.tester.username)}`;
  signedAt = performance.now();
}

async function rest<T>(method: string, path: string, body?: unknown): Promise<T> {
  await signIn();
  const answer = await fetch(server.origin + path, { method, headers: { authorization, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

interface Made { readonly id: string }
async function scenario(): Promise<string> {
  const [workspace] = await rest<Made[]>('GET', '/workspaces/member-of');
  const { id: projectId } = await rest<Made>('POST', '/design/projects', { id: '', userId: '', workspaceId: workspace?.id, name: 'Soak', description: '' });
  const { id: serverId } = await rest<Made>('POST', '/design/http-servers', { id: '', projectId, protocol: 'HTTP', hostname: '127.0.0.1', port: shop.port });
  const think = { '@type': 'ThinktimeUniform', id: 'think', name: '', enabled: true, min: 200, max: 600 };
  const children = ['/', '/products', '/search?q=tea'].map((path, at) => ({ '@type': 'HttpRequestAction', id: `r${at}`, name: path, enabled: true, serverId, method: 'GET', path: path.split('?')[0], queryParameters: path.includes('?') ? [{ name: 'q', value: 'tea' }] : [], children: [] }));
  const { id: virtualUserId } = await rest<Made>('POST', '/design/virtual-users', { '@type': 'VirtualUser', id: '', userId: '', projectId, name: 'Visitor', description: '', type: 'JMETER', tags: [], children: [...children, think] });
  const load = { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: Math.min(30_000, minutes * 6000), plateauMs: Math.round(minutes * 60_000 - Math.min(30_000, minutes * 6000)), plateauVus: users };
  const profile = { name: 'Visitors', virtualUserId, providerId: 'local-engine-provider', location: 'local', load, memory: { vuMb: null }, engine: defaultJmeterEngine() };
  return (await rest<Made>('POST', '/runtime/scenarios', { id: '', projectId, name: 'Soak', description: '', mode: 'STANDARD', userProfiles: [profile], tags: [] })).id;
}

interface Memory { readonly server: number; readonly generator: number }
const residentMegabytes = (pid: number | undefined): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024;

/** Resident MB of the server's process and of the load generator, its child (Linux). */
function memoryNow(): Memory {
  const { pid } = server.child;
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter((id) => id !== '');
  return { server: residentMegabytes(pid), generator: child === undefined ? NaN : residentMegabytes(Number(child)) };
}
const rounded = (memory: Memory | undefined): Memory | undefined => (memory === undefined ? undefined : { server: Math.round(memory.server), generator: Math.round(memory.generator) });
const grew = (from: number, to: number): boolean => to > from * MOST_GROWTH && to - from > GROWTH_FLOOR_MEGABYTES;

interface Run { readonly state: string; readonly history: { readonly message: string }[]; readonly generators?: readonly { readonly verdict: string; readonly reasons: readonly string[]; readonly cpuPercent: { readonly average: number } }[] }

async function soak(): Promise<Record<string, unknown> & { problems: string[] }> {
  const scenarioId = await scenario();
  shop.reset();
  const report = await rest<BenchReport>('POST', `/runtime/scenarios/run/${scenarioId}`, {});
  const benchResultId = report.benchResultIds[0] ?? '';
  const memory: Memory[] = [];
  let run: Run;
  do {
    await pause(2000);
    run = await rest<Run>('GET', `/runtime/bench-results/${benchResultId}`);
    if (run.state === 'RUNNING') memory.push(memoryNow());
    if (memory.length % 30 === 1) console.log(`${run.state} ${(await rest<{ value: number }>('GET', `/runtime/bench-results/progress/${benchResultId}`)).value.toFixed(0)} %, server ${memory.at(-1)?.server.toFixed(0)} MB, generator ${memory.at(-1)?.generator.toFixed(0)} MB, shop ${shop.stats().total} requests`);
  } while (!['FINISHED', 'ABORTED', 'ERROR'].includes(run.state));
  const summary = report.items.find((item) => item['@type'] === 'SummaryReportItem');
  // The default report's first and third figures are the hits and the errors of the whole run.
  const [hits, , errors] = await rest<number[]>('POST', '/analysis/metrics/summary', summary);
  const seen = memory.filter((now) => !Number.isNaN(now.generator));
  const [warm, end] = [seen[Math.floor(seen.length * WARM_SHARE)], seen.at(-1)];
  const [generator] = run.generators ?? [];
  const problems = [
    run.state === 'FINISHED' ? '' : `The run ended ${run.state}: ${run.history.at(-1)?.message ?? ''}`, errors === 0 ? '' : `${errors} requests failed.`,
    hits === shop.stats().total ? '' : `The report counts ${hits} requests, the shop ${shop.stats().total}.`, generator?.verdict === 'KEPT_UP' ? '' : `The load generator: ${generator?.reasons.join(' ') ?? 'said nothing'}`,
    ...(['server', 'generator'] as const).map((part) => (grew(warm?.[part] ?? 0, end?.[part] ?? 0) ? `The ${part} grew from ${warm?.[part].toFixed(0)} to ${end?.[part].toFixed(0)} MB.` : '')),
  ].filter((problem) => problem !== '');
  return { bench: 'soak', minutes, users, state: run.state, hits, shop: shop.stats().total, errors, megabytes: { warm: rounded(warm), end: rounded(end) }, generatorCpuPercent: generator?.cpuPercent.average, generator: generator?.verdict, problems };
}

try {
  const result = await soak();
  console.log(JSON.stringify(result));
  if (result.problems.length > 0) process.exitCode = 1;
} finally {
  await server.stop();
  await shop.close();
}
