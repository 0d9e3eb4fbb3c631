import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, connect } from '../support/agent.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../support/server-process.js';

const NUMBER = expect.any(Number) as number;
interface Statistics { from: string; countedSince: string; survivesRestart: boolean; calls: number; errors: number; total: number; tools: { tool: string; calls: number; errors?: Record<string, number>; p50Ms: number; p95Ms: number; p99Ms: number; bytes: number }[] }

const folder = mkdtempSync(join(tmpdir(), 'statistics-'));
let server: ServerProcess;
let agent: Agent;
/** A server of its own: on the shared one other specs are counted, too. */
async function start(): Promise<void> {
  server = await startServer({ dataFolder: join(folder, 'data'), environment: { OCTOPERF_STATISTICS__FILE: join(folder, 'statistics.json') } });
  agent = await connect(`${server.origin}/mcp`, await tokenOf(server, ACCOUNTS.tester.username));
}
beforeAll(start);
afterAll(async () => {
  await agent.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});
const statistics = (args: Record<string, unknown> = {}): Promise<Statistics> => agent.call<Statistics>('get_tool_statistics', args);

describe('get_tool_statistics', { timeout: 120_000 }, () => {
  it('shows calls, errors by kind, latencies and bytes per tool, and no caller', async () => {
    for (let index = 0; index < 3; index++) await agent.call('list_workspaces');
    await agent.refused('list_projects_by_workspace', { workspaceId: 'nowhere' });
    const text = (await agent.raw('list_workspaces')).text;
    const shown = await statistics();
    expect(shown).toMatchObject({ survivesRestart: true, calls: 5, errors: 1, total: 2 });
    expect(shown.tools).toEqual([
      { tool: 'list_workspaces', calls: 4, p50Ms: NUMBER, p95Ms: NUMBER, p99Ms: NUMBER, bytes: 4 * Buffer.byteLength(text) },
      expect.objectContaining({ tool: 'list_projects_by_workspace', calls: 1, errors: { agent: 1 } }),
    ]);
    const [first] = shown.tools;
    expect(first !== undefined && first.p50Ms > 0 && first.p50Ms <= first.p95Ms && first.p95Ms <= first.p99Ms).toBe(true);
    expect(Date.parse(shown.from)).toBeLessThan(Date.parse(shown.countedSince));
    expect(JSON.stringify(shown)).not.toContain(ACCOUNTS.tester.username);
  });

  it('survives a restart where a store is configured', async () => {
    const before = await statistics({ timeRange: 'week' });
    await agent.close();
    await server.stop();
    await start();
    const after = await statistics({ timeRange: 'week' });
    expect(after.countedSince).toBe(before.countedSince);
    expect(after.tools.find(({ tool }) => tool === 'list_workspaces')).toMatchObject({ calls: 4 });
    expect(after.tools.find(({ tool }) => tool === 'get_tool_statistics')).toMatchObject({ calls: 2 });
  });

  it('refuses a range that it does not keep', async () => {
    expect(await agent.refused('get_tool_statistics', { timeRange: 'year' })).toMatch(/timeRange.*hour.*day.*week/);
  });
});
