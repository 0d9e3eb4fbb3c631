import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { dim, green, red, table } from '../demo/terminal.js';
import { connect } from '../test/support/agent.js';
import { type Cluster, projectNames, startCluster } from './deploy/cluster.js';
import { NO_NGINX } from './deploy/nginx.js';
import { type LoadCounts, percentile, SteadyLoad } from './deploy/steady-load.js';

/**
 * Restarts every replica in turn, under load: `npm run rolling [-- --replicas 3 --callers 8 --rounds 1]`. nginx with the shipped
 * configuration, replicas of the bridge and the embedded backend stand on this machine; callers read and write through `/mcp` without a break, and
 * nobody repeats a call. Exit code 1 when a single call failed, or when something was written twice or not at all.
 */
const { values } = parseArgs({ options: { replicas: { type: 'string', default: '3' }, callers: { type: 'string', default: '8' }, rounds: { type: 'string', default: '1' } } });
const amount = (name: 'replicas' | 'callers' | 'rounds', least: number): number => {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} takes a whole number from ${least} on`);
  return number;
};
const BETWEEN_MS = 1_000;

interface Restart { readonly replica: number; readonly stoppedMs: number; readonly code: number | null; readonly backMs: number; readonly callsMeanwhile: number }

if (NO_NGINX) throw new Error('There is no nginx here: install it (Debian: apt-get install nginx-light) or set NGINX_PATH.');
const replicas = amount('replicas', 2);
const [callers, rounds] = [amount('callers', 1), amount('rounds', 1)];
const cluster = await startCluster({ replicas });
try {
  const agent = await connect(cluster.mcpUrl, await cluster.token());
  const { workspaces } = await agent.call<{ workspaces: { id: string }[] }>('list_workspaces');
  const workspaceId = workspaces[0]?.id ?? '';
  const load = new SteadyLoad({ mcpUrl: cluster.mcpUrl, token: agent.token, workspaceId, callers, pauseMs: 2 });
  await pause(BETWEEN_MS);
  const restarts: Restart[] = [];
  for (let round = 0; round < rounds; round++) for (let index = 0; index < replicas; index++) restarts.push(await restart(cluster, load, index));
  const counts = await load.end();
  await agent.close();
  process.exitCode = report(restarts, counts, await projectNames(cluster, agent.token, workspaceId)) ? 0 : 1;
} finally {
  await cluster.stop();
}

async function restart(all: Cluster, load: SteadyLoad, index: number): Promise<Restart> {
  const before = load.answered;
  const { stoppedMs, code } = await all.stopReplica(index);
  await pause(BETWEEN_MS);
  const began = Date.now();
  await all.startReplica(index);
  const backMs = Date.now() - began;
  const callsMeanwhile = load.answered - before;
  await pause(BETWEEN_MS);
  return { replica: index + 1, stoppedMs, code, backMs, callsMeanwhile };
}

/** @returns whether nothing was lost. */
function report(restarts: readonly Restart[], { reads, writes, failed, latencies, made, sent }: LoadCounts, projects: readonly string[]): boolean {
  table(['replica', 'stopped ms', 'exit', 'ready again ms', 'calls meanwhile'], restarts.map(({ replica, stoppedMs, code, backMs, callsMeanwhile }) => [replica, stoppedMs, code ?? 'killed', backMs, callsMeanwhile].map(String)));
  const times = (name: string): number => projects.filter((project) => project === name).length;
  const twice = sent.filter((name) => times(name) > 1);
  const missing = made.filter((name) => times(name) === 0);
  console.log(`\ncalls ${reads + writes + failed.length} (${reads} reads, ${writes} writes)   failed ${failed.length}   p50 ${percentile(latencies, 50)} ms   p99 ${percentile(latencies, 99)} ms   slowest ${Math.max(...latencies)} ms`);
  console.log(`written twice ${twice.length}   answered but not written ${missing.length}`);
  for (const { tool, atMs, reason } of failed.slice(0, 10)) console.log(`  ${red('✗')} ${tool} ${dim(`after ${atMs} ms`)} ${reason}`);
  const clean = failed.length === 0 && twice.length === 0 && missing.length === 0 && restarts.every(({ code, callsMeanwhile }) => code === 0 && callsMeanwhile > 0);
  console.log(clean ? green(`Every replica was restarted ${rounds === 1 ? 'once' : `${rounds} times`}, no call was lost.`) : red('Calls were lost.'));
  console.log(JSON.stringify({ bench: 'rolling-restart', replicas, callers, restarts: restarts.length, calls: reads + writes + failed.length, writes, failed: failed.length, p50: percentile(latencies, 50), p99: percentile(latencies, 99), stopMs: restarts.map(({ stoppedMs }) => stoppedMs) }));
  return clean;
}
