import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import type { Agent } from '../support/agent.js';
import { scraped as scrape } from '../support/metrics.js';
import { rpc } from '../support/rpc.js';
import { ACCOUNTS, startServer, tokenOf } from '../support/server-process.js';
import { until } from '../support/work.js';
import { type BridgeBefore, hangUp, json, problem, silence, startBridgeBefore, Upstream } from './upstream.js';

const LIST = 'GET /design/projects/by-workspace/w1/DESIGN';
const PROJECT = { id: 'p1', userId: 'u1', workspaceId: 'w1', name: 'Shop', description: '', type: 'DESIGN', tags: [], created: 1_700_000_000_000, lastModified: 1_700_000_000_000 };

const folder = mkdtempSync(join(tmpdir(), 'metrics-'));
let upstream: Upstream;
let bridge: BridgeBefore;
let agent: Agent;
let management: string;

const scraped = (origin = management): Promise<Map<string, number>> => scrape(origin);
const named = (samples: Map<string, number>, name: string): string[] => [...samples.keys()].filter((key) => key.startsWith(`${name}{`));
const labelsOf = (samples: Map<string, number>, label: string): Set<string> => new Set([...samples.keys()].flatMap((key) => [...key.matchAll(new RegExp(`\\b${label}="([^"]*)"`, 'g'))].map(([, value = '']) => value)));

beforeAll(async () => {
  upstream = await Upstream.start();
  const port = await freePort();
  management = `http://127.0.0.1:${port}`;
  bridge = await startBridgeBefore(upstream.url, { OCTOPERF_MANAGEMENT__PORT: String(port), OCTOPERF_MANAGEMENT__BIND_ADDRESS: '127.0.0.1', OCTOPERF_AUDIT__FILE: join(folder, 'audit.jsonl'), OCTOPERF_OCTOPERF__READ_RETRIES: '0', OCTOPERF_OCTOPERF__TIMEOUT_MS: '300' });
  agent = await bridge.agent();
});
afterAll(async () => {
  await agent.close();
  await bridge.stop();
  await upstream.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => { upstream.on(LIST, json([PROJECT])); });

describe('what was called', () => {
  it('is counted by tool and by how it ended, in the names of OpenTelemetry', async () => {
    await agent.call('list_projects_by_workspace', { workspaceId: 'w1' });
    await agent.call('list_projects_by_workspace', { workspaceId: 'w1' });
    upstream.on(LIST, problem(404, 'No such workspace.'));
    await agent.refused('list_projects_by_workspace', { workspaceId: 'w1' });
    upstream.on(LIST, silence);
    await agent.refused('list_projects_by_workspace', { workspaceId: 'w1' });
    upstream.on(LIST, hangUp);
    await agent.refused('list_projects_by_workspace', { workspaceId: 'w1' });
    const samples = await scraped();
    const operation = (error: string): string => `mcp_server_operation_duration_seconds_count{mcp_method_name="tools/call",gen_ai_tool_name="list_projects_by_workspace",error_type="${error}"}`;
    expect(samples.get(operation(''))).toBe(2);
    expect(samples.get(operation('tool_error'))).toBe(3);
    const failures = (kind: string): string => `octoperf_mcp_tool_failures_total{gen_ai_tool_name="list_projects_by_workspace",kind="${kind}"}`;
    expect([samples.get(failures('agent')), samples.get(failures('outage')), samples.get(failures('defect'))]).toEqual([1, 2, undefined]);
    expect(samples.get('octoperf_mcp_tool_result_bytes_count{gen_ai_tool_name="list_projects_by_workspace"}')).toBe(5);
    expect(samples.get('octoperf_mcp_tool_result_bytes_sum{gen_ai_tool_name="list_projects_by_workspace"}')).toBeGreaterThan(200);
  });

  it('calls to OctoPerf are counted by route, status and trouble', async () => {
    const samples = await scraped();
    const exchange = (status: string, error: string): string => `http_client_request_duration_seconds_count{http_request_method="GET",url_template="/design/projects/by-workspace/{workspaceId}/{type}",http_response_status_code="${status}",error_type="${error}"}`;
    const found = [exchange('200', ''), exchange('404', '404'), exchange('', 'timeout'), exchange('', 'unreachable')].map((key) => samples.get(key));
    expect(found, named(samples, 'http_client_request_duration_seconds_count').join('\n')).toEqual([2, 1, 1, 1]);
  });
});

describe('labels', () => {
  it('never hold what a client made up: tools, methods, versions or ids', async () => {
    const authorization = { authorization: `Bearer ${agent.token}` };
    for (let made = 0; made < 60; made++) {
      await rpc(bridge.mcpUrl, 'tools/call', { name: `made_up_${made}`, arguments: {} }, authorization);
      await rpc(bridge.mcpUrl, `made/up/${made}`, {}, authorization);
      await rpc(bridge.mcpUrl, 'tools/list', {}, { ...authorization, 'mcp-protocol-version': `2025-01-${made}` });
      await rpc(bridge.mcpUrl, 'tools/call', { name: 'list_projects_by_workspace', arguments: { workspaceId: `madeup${made}` } }, authorization);
    }
    const samples = await scraped();
    expect([...samples.keys()].filter((key) => /made.?up/.test(key))).toEqual([]);
    expect(labelsOf(samples, 'gen_ai_tool_name')).toEqual(new Set(['', 'list_projects_by_workspace']));
    expect([...labelsOf(samples, 'mcp_protocol_version')].filter((version) => version.startsWith('2025-01'))).toEqual([]);
    expect([...labelsOf(samples, 'url_template')].filter((route) => !route.startsWith('/'))).toEqual([]);
  });

  it('say why a token was rejected', async () => {
    const refusedWith = async (token: string | undefined): Promise<number> => (await rpc(bridge.mcpUrl, 'tools/list', {}, token === undefined ? {} : { authorization: `Bearer ${token}` })).status;
    expect(await refusedWith(undefined)).toBe(401);
    expect(await refusedWith('nonsense')).toBe(401);
    expect(await refusedWith(await bridge.token({ exp: 1_600_000_000 }))).toBe(401);
    expect(await refusedWith(await bridge.token({ aud: 'https://elsewhere' }))).toBe(401);
    const samples = await scraped();
    const reason = (name: string): number | undefined => samples.get(`octoperf_mcp_rejected_requests_total{reason="${name}"}`);
    expect([reason('missing'), reason('malformed'), reason('expired'), reason('audience')]).toEqual([1, 1, 1, 1]);
  });
});

describe('the process', { timeout: 120_000 }, () => {
  it('says its version, its memory and how its event loop does', async () => {
    const samples = await scraped();
    expect(named(samples, 'octoperf_mcp_build_info')[0]).toMatch(/version="\d+\.\d+\.\d+",node_version="v\d+.*",mode="bridge"/);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(30_000_000);
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'octoperf_mcp_open_requests', 'octoperf_mcp_open_streams', 'octoperf_mcp_open_waits']) expect(samples.has(name), name).toBe(true);
  });

  it('counts what is open: a call that waits, as a stream where its progress is asked for', async () => {
    upstream.on('GET /runtime/bench-results/b1', json({ id: 'b1', batchId: '', scenarioId: 's1', designProjectId: 'p1', resultProjectId: 'p2', state: 'RUNNING' }));
    upstream.on('GET /runtime/bench-results/progress/b1', json({ value: 42 }));
    const stop = new AbortController();
    const waiting = agent.client.callTool({ name: 'wait_for_bench', arguments: { benchResultId: 'b1' } }, { signal: stop.signal, onprogress: () => undefined, timeout: 60_000 }).catch(() => undefined);
    const open = await until(() => scraped(), (samples) => samples.get('octoperf_mcp_open_waits') === 1);
    expect([open.get('octoperf_mcp_open_requests'), open.get('octoperf_mcp_open_streams')]).toEqual([1, 1]);
    stop.abort();
    await waiting;
    await until(() => scraped(), (samples) => samples.get('octoperf_mcp_open_waits') === 0 && samples.get('octoperf_mcp_open_streams') === 0);
  });
});

describe('what is written about metrics', () => {
  const textOf = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
  /** Names of the families served, as their TYPE lines say them. */
  const served = async (): Promise<string[]> => [...(await (await fetch(`${management}/metrics`)).text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);

  it('alerts ask for metrics that are there', async () => {
    const names = await served();
    const asked = [...textOf('docker/prometheus/alerts.yml').matchAll(/\b((?:mcp_server|octoperf_mcp|http_client|nodejs)_\w+)/g)].map(([, name = '']) => name);
    expect(asked.length).toBeGreaterThan(10);
    for (const name of asked) expect(names, name).toContain(names.includes(name) ? name : name.replace(/_(bucket|count|sum)$/, ''));
  });

  it('the page names every one of ours, and none that is not there', async () => {
    const ours = (await served()).filter((name) => /^(mcp|octoperf|http)_/.test(name));
    const named = [...textOf('docs/observability.md').matchAll(/^\| `((?:mcp|octoperf|http)_\w+)` \|/gm)].map(([, name = '']) => name);
    expect(named.sort()).toEqual(ours.sort());
  });
});

describe('the management port', { timeout: 120_000 }, () => {
  it('answers probes and metrics, and nothing of the endpoint', async () => {
    for (const path of ['/health', '/health/live', '/actuator/health/liveness']) expect((await fetch(management + path)).status, path).toBe(200);
    expect((await fetch(`${management}/mcp`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${management}/.well-known/oauth-protected-resource`)).status).toBe(404);
    expect((await fetch(`${management}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('that is taken stops the start, and is named', async () => {
    await expect(startBridgeBefore(upstream.url, { OCTOPERF_MANAGEMENT__PORT: new URL(management).port, OCTOPERF_MANAGEMENT__BIND_ADDRESS: '127.0.0.1' })).rejects.toThrow(/management\.port: 127\.0\.0\.1:\d+ cannot be had/);
  });

  it('where there is one the main port serves no metrics', async () => {
    expect((await fetch(`${bridge.server.origin}/metrics`)).status).toBe(404);
    expect((await fetch(`${bridge.server.origin}/health/live`)).status).toBe(200);
  });
});

describe('without a port of their own', { timeout: 120_000 }, () => {
  it('metrics are off; switched on they stand before the embedded backend', async () => {
    const off = await startServer();
    try {
      expect((await fetch(`${off.origin}/metrics`)).headers.get('content-type')).not.toContain('text/plain; version=0.0.4');
    } finally { await off.stop(); }
    const on = await startServer({ environment: { OCTOPERF_MANAGEMENT__METRICS: 'on' } });
    try {
      await rpc(`${on.origin}/mcp`, 'tools/call', { name: 'list_workspaces', arguments: {} }, { authorization: `Bearer ${await tokenOf(on, ACCOUNTS.tester.username)}` });
      expect([...(await scraped(on.origin)).keys()].filter((key) => key.startsWith('mcp_server_operation_duration_seconds_count'))).toEqual(['mcp_server_operation_duration_seconds_count{mcp_method_name="tools/call",gen_ai_tool_name="list_workspaces",error_type=""}']);
    } finally { await on.stop(); }
  });
});
