import autocannon from 'autocannon';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Issuer } from '../../test/support/issuer.js';
import { rpc } from '../../test/support/rpc.js';
import { freePort } from '../../demo/free-port.js';
import { BENCH_TOOL } from './answer.js';

const ROUNDS = 3;
const SECONDS = 3;
const CONNECTIONS = [1, 16, 50];

export interface Row { readonly server: string; readonly method: string; readonly connections: number; readonly requestsPerSecond: number; readonly p50: number; readonly p99: number; readonly errors: number }

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
/** @param out where its standard output goes; a descriptor of a file for a server that logs every call. */
export async function start(file: string, args: string[], out: number | 'inherit' = 'inherit'): Promise<ChildProcess> {
  const child = fork(here(file), args, { execArgv: ['--import', 'tsx'], stdio: ['ignore', out, 'inherit', 'ipc'] });
  await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error(`${file} did not start`); })]);
  return child;
}

export async function measure(url: string, method: string, params: object, token: string, connections: number, duration = SECONDS): Promise<autocannon.Result> {
  return autocannon({
    url, connections, duration, method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25', authorization: `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
}

/** tools/call and tools/list of the bridge (JWT on every call), of the raw SDK and of a bare echo, interleaved; the best of the rounds. */
export async function benchMcp(): Promise<Row[]> {
  const issuer = await Issuer.start();
  const folder = mkdtempSync(join(tmpdir(), 'bench-mcp-'));
  const children: ChildProcess[] = [];
  try {
    const [bridgePort, unwatchedPort, sdkPort, echoPort] = [await freePort(), await freePort(), await freePort(), await freePort()];
    const bridgeUrl = `http://localhost:${bridgePort}/mcp`;
    const unwatchedUrl = `http://localhost:${unwatchedPort}/mcp`;
    const token = await issuer.sign({ aud: [bridgeUrl, unwatchedUrl], exp: Math.floor(Date.now() / 1000) + 3600 });
    const log = openSync(join(folder, 'calls.log'), 'w');
    children.push(await start('bridge-server.ts', [issuer.url, String(bridgePort)], log), await start('bridge-server.ts', [issuer.url, String(unwatchedPort), 'nothing']));
    const listed = (await (await rpc(bridgeUrl, 'tools/list', {}, { authorization: `Bearer ${token}` })).json()) as { result: { tools: unknown[] } };
    const listFile = join(folder, 'tools.json');
    writeFileSync(listFile, JSON.stringify(listed.result));
    console.log(`${listed.result.tools.length} tools registered, list of ${JSON.stringify(listed.result).length} bytes`);
    children.push(await start('raw-sdk-server.ts', [listFile, String(sdkPort)]), await start('echo-server.ts', [String(echoPort)]));
    const servers = [['bridge with JWT', bridgeUrl], ['the same unwatched', unwatchedUrl], ['raw SDK', `http://localhost:${sdkPort}/mcp`], ['node:http echo', `http://localhost:${echoPort}/`]] as const;
    return await rounds(servers, token);
  } finally {
    for (const child of children) child.kill();
    await issuer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const REQUESTS = [['tools/call', { name: BENCH_TOOL, arguments: {} }], ['tools/list', {}]] as const;

async function rounds(servers: readonly (readonly [string, string])[], token: string): Promise<Row[]> {
  const best = new Map<string, Row>();
  const cases = Array.from({ length: ROUNDS }).flatMap(() => CONNECTIONS.flatMap((connections) => REQUESTS.flatMap(([method, params]) => servers.map(([server, url]) => ({ connections, method, params, server, url })))))
    .filter(({ server, method }) => !(server === 'node:http echo' && method === 'tools/list'));
  for (const { connections, method, params, server, url } of cases) {
    const result = await measure(url, method, params, token, connections);
    const row: Row = { server, method, connections, requestsPerSecond: Math.round(result.requests.average), p50: result.latency.p50, p99: result.latency.p99, errors: result.errors + result.non2xx };
    const key = `${server} ${method} ${connections}`;
    if (row.errors > 0) throw new Error(`${key}: ${row.errors} failed requests`);
    if ((best.get(key)?.requestsPerSecond ?? 0) < row.requestsPerSecond) best.set(key, row);
  }
  return [...best.values()].sort((a, b) => a.method.localeCompare(b.method) || a.connections - b.connections || b.requestsPerSecond - a.requestsPerSecond);
}
