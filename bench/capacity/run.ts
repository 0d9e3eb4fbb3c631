import autocannon from 'autocannon';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startBridgeBefore } from '../../test/journeys/upstream.js';
import { peakMegabytes } from '../bench-session.js';

/**
 * `npm run bench:capacity`: what one replica carries. The compiled bridge in a process of its own, started as an operator starts it, before a
 * backend that takes 30 ms for every answer; fifty callers with a token each; ever more calls at once. Calls that failed end it.
 */
const BACKEND_MS = 30;
const SECONDS = 8;
const CALLERS = 50;
const AT_ONCE = [16, 64, 128, 256, 512];
const TICKS_PER_SECOND = 100;

const backend = fork(fileURLToPath(new URL('backend.ts', import.meta.url)), [String(BACKEND_MS)], { execArgv: ['--import', 'tsx'] });
const [{ port, workspaceId, virtualUserId, bytes }] = (await once(backend, 'message')) as [{ port: number; workspaceId: string; virtualUserId: string; bytes: number }];
// More keys of the configuration, as KEY=VALUE: what is measured is the server, not its limits.
const UNLIMITED = Object.fromEntries(process.argv.slice(2).map((pair) => pair.split('=')).filter((pair) => pair.length === 2)) as Record<string, string>;
const bridge = await startBridgeBefore(`http://127.0.0.1:${port}`, { OCTOPERF_LOGGING__LEVEL: 'warn', ...UNLIMITED });
const tokens = await Promise.all(Array.from({ length: CALLERS }, (_, index) => bridge.token({ sub: `user-${index}`, exp: Math.floor(Date.now() / 1000) + 3600 })));
const TOOLS = [['list_projects_by_workspace', { workspaceId }, '20 projects in one answer of the backend'], ['describe_virtual_user', { virtualUserId }, `300 actions, ${Math.round(bytes / 1024)} kB from the backend`]] as const;

/** Processor seconds of a process so far (Linux). */
const processorSeconds = (pid: number | undefined): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

async function measure(name: string, args: object, connections: number): Promise<string> {
  const before = processorSeconds(bridge.server.child.pid);
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } });
  const result = await autocannon({ url: bridge.mcpUrl, connections, duration: SECONDS, method: 'POST', requests: tokens.map((token) => ({ method: 'POST' as const, headers: { ...headers, authorization: `Bearer ${token}` }, body })) });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${name} at ${connections}: ${failed} calls failed (${result.errors} errors, ${result.timeouts} timeouts, ${result.non2xx} refused)\n${bridge.server.output().slice(-2000)}`);
  const core = ((processorSeconds(bridge.server.child.pid) - before) / SECONDS) * 100;
  return `| ${connections} | ${Math.round(result.requests.average)} | ${result.latency.p50} | ${result.latency.p99} | ${Math.round(core)} | ${peakMegabytes(bridge.server)} |`;
}

try {
  for (const [name, args, what] of TOOLS) {
    console.log(`\n${name}: ${what}, after ${BACKEND_MS} ms\n\n| Calls at once | Calls/s | p50 ms | p99 ms | % of a core | Peak MB |\n|---|---|---|---|---|---|`);
    for (const connections of AT_ONCE) console.log(await measure(name, args, connections));
  }
} finally {
  await bridge.stop();
  backend.kill();
}
