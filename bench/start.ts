import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../test/support/server-process.js';

const RUNS = 5;
const SETTLE_MS = 3_000;
const SECONDS = 4;

export interface StartFigures { readonly firstStartMs: number; readonly startMs: number; readonly restMegabytes: number; readonly direct: Latency; readonly through: Latency }
interface Latency { readonly p50: number; readonly p99: number; readonly average: number }

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
/** Resident memory of a process in MB (Linux). */
const residentMegabytes = (pid: number | undefined): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024;

async function timed(dataFolder?: string): Promise<{ server: ServerProcess; ms: number }> {
  const begin = performance.now();
  const server = await startServer(dataFolder === undefined ? {} : { dataFolder });
  return { server, ms: performance.now() - begin };
}

/** Bridge and backend in one process: from spawn to ready (first start on an empty folder, and again on a used one), memory at rest, and what the bridge adds to a REST call. */
export async function benchStart(): Promise<StartFigures> {
  const first: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { server, ms } = await timed();
    first.push(ms);
    await server.stop();
  }
  const { server: seeded } = await timed('bench-data');
  await seeded.stop();
  for (let run = 0; run < RUNS; run++) {
    const { server, ms } = await timed('bench-data');
    again.push(ms);
    await server.stop();
  }
  const { server } = await timed('bench-data');
  try {
    await pause(SETTLE_MS);
    const restMegabytes = residentMegabytes(server.child.pid);
    const authorization = `Bearer ${await tokenOf(server, ACCOUNTS.tester.username)}`;
    const direct = await latency({ url: `${server.origin}/workspaces/member-of`, headers: { authorization } });
    const through = await latency({
      url: `${server.origin}/mcp`, method: 'POST',
      headers: { authorization, 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_workspaces', arguments: {} } }),
    });
    return { firstStartMs: median(first), startMs: median(again), restMegabytes, direct, through };
  } finally {
    await server.stop();
  }
}

/** One caller at a time: the latency of a call, not of a queue. Milliseconds. */
async function latency(request: { url: string; method?: 'POST'; headers: Record<string, string>; body?: string }): Promise<Latency> {
  let failed = 0;
  const times: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    const begin = performance.now();
    const answer = await fetch(request.url, { method: request.method ?? 'GET', headers: request.headers, ...(request.body === undefined ? {} : { body: request.body }) });
    await answer.arrayBuffer();
    times.push(performance.now() - begin);
    if (!answer.ok) failed++;
  }
  if (failed > 0) throw new Error(`${request.url}: ${failed} failed requests`);
  times.sort((a, b) => a - b);
  const at = (percent: number): number => times[Math.floor((times.length - 1) * percent)] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), average: times.reduce((sum, time) => sum + time, 0) / times.length };
}
