import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../demo/free-port.js';
import { Issuer } from '../../test/support/issuer.js';
import { measure, REQUESTS, start } from './run.js';
import { WATCHED } from './watched.js';

/**
 * What watching costs: the same bridge with nothing, the default and more of it watched, in short turns one after the other. Prints the
 * medians of requests per second, and of processor time per request, which a busy machine disturbs far less (Linux). Arguments:
 * rounds, seconds, connections.
 */
const [rounds = 15, seconds = 2, connections = 16] = process.argv.slice(2).map(Number);
/** Clock ticks of `/proc/<pid>/stat`: a hundredth of a second on every Linux that Node runs on. */
const TICK_US = 10_000;

interface Watching { readonly watched: string; readonly url: string; readonly token: string; readonly pid: number; readonly seen: { requestsPerSecond: number[]; microseconds: number[] } }
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Processor time of a process and its kernel work, in microseconds. */
function processorTime(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (.*)/s);
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) * TICK_US;
}

async function turn({ watched, url, token, pid, seen }: Watching, [method, params]: (typeof REQUESTS)[number]): Promise<void> {
  const before = processorTime(pid);
  const { requests, errors, non2xx } = await measure(url, method, params, token, connections, seconds);
  if (errors + non2xx > 0) throw new Error(`${watched}: ${errors + non2xx} failed requests`);
  seen.requestsPerSecond.push(requests.average);
  seen.microseconds.push((processorTime(pid) - before) / requests.total);
}

function tell(servers: readonly Watching[], method: string): void {
  const least = median([...(servers[0]?.seen.microseconds ?? [])]);
  for (const { watched, seen } of servers) {
    const microseconds = median(seen.microseconds);
    console.log(`${method}, watched: ${watched}: ${Math.round(median(seen.requestsPerSecond))} requests/s, ${microseconds.toFixed(1)} µs of processor a request (${(100 * (microseconds / least - 1)).toFixed(1)} % more)`);
    [seen.requestsPerSecond, seen.microseconds] = [[], []];
  }
}

/** The first round only warms up; another server begins each time. */
async function compare(servers: readonly Watching[], request: (typeof REQUESTS)[number]): Promise<void> {
  for (let round = 0; round <= rounds; round++) {
    for (const [index] of servers.entries()) await turn(servers[(index + round) % servers.length] as Watching, request);
    if (round === 0) for (const { seen } of servers) [seen.requestsPerSecond, seen.microseconds] = [[], []];
  }
  tell(servers, request[0]);
}

const issuer = await Issuer.start();
const folder = mkdtempSync(join(tmpdir(), 'bench-observation-'));
const children: ChildProcess[] = [];
try {
  const servers: Watching[] = [];
  for (const watched of Object.keys(WATCHED)) {
    const port = await freePort();
    const url = `http://localhost:${port}/mcp`;
    const child = await start('bridge-server.ts', [issuer.url, String(port), watched], openSync(join(folder, `${port}.log`), 'w'));
    children.push(child);
    servers.push({ watched, url, pid: child.pid ?? 0, token: await issuer.sign({ aud: url, exp: Math.floor(Date.now() / 1000) + 3600 }), seen: { requestsPerSecond: [], microseconds: [] } });
  }
  for (const request of REQUESTS) await compare(servers, request);
} finally {
  for (const child of children) child.kill();
  await issuer.stop();
  rmSync(folder, { recursive: true, force: true });
}
