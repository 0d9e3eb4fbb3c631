import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import { type BridgeBefore, json, raw, startBridgeBefore, Upstream } from '../journeys/upstream.js';
import { scraped as scrape } from '../support/metrics.js';
import { rpc } from '../support/rpc.js';

const LIST = 'GET /design/projects/by-workspace/w1/DESIGN';
const ARGS = { workspaceId: 'w1' };
const PROJECT = { id: 'p1', userId: 'u1', workspaceId: 'w1', name: 'Shop', description: '', type: 'DESIGN', tags: [] };
const OPEN_SECONDS = '2';
type Line = Readonly<Record<string, unknown>>;

const folder = mkdtempSync(join(tmpdir(), 'limits-seen-'));
const file = join(folder, 'audit.jsonl');
let upstream: Upstream;
let bridge: BridgeBefore;
let management: string;
beforeAll(async () => {
  upstream = await Upstream.start();
  const port = await freePort();
  management = `http://127.0.0.1:${port}`;
  bridge = await startBridgeBefore(upstream.url, {
    OCTOPERF_MANAGEMENT__PORT: String(port), OCTOPERF_MANAGEMENT__BIND_ADDRESS: '127.0.0.1', OCTOPERF_AUDIT__FILE: file,
    OCTOPERF_LIMITS__CALLER_PER_MINUTE: '60', OCTOPERF_LIMITS__CALLER_BURST: '30', OCTOPERF_LIMITS__UNPROVEN_PER_MINUTE: '6', OCTOPERF_LIMITS__UNPROVEN_BURST: '3', OCTOPERF_SERVER__TRUSTED_PROXIES: '[loopback]',
    OCTOPERF_OCTOPERF__MAX_CONCURRENT: '2', OCTOPERF_OCTOPERF__MAX_CONCURRENT_PER_CALLER: '1', OCTOPERF_OCTOPERF__MAX_WAIT_MS: '20000', OCTOPERF_OCTOPERF__TIMEOUT_MS: '60000', OCTOPERF_OCTOPERF__READ_RETRIES: '0', OCTOPERF_OCTOPERF__FILES: 'bridge',
    OCTOPERF_OCTOPERF__BREAKER__FAILURE_PERCENT: '10', OCTOPERF_OCTOPERF__BREAKER__MIN_CALLS: '6', OCTOPERF_OCTOPERF__BREAKER__OPEN_SECONDS: OPEN_SECONDS,
  });
});
afterAll(async () => {
  await bridge.stop();
  await upstream.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => { upstream.on(LIST, json([])); });

const scraped = (): Promise<Map<string, number>> => scrape(management);
const limited = async (limit: string): Promise<number | undefined> => (await scraped()).get(`octoperf_mcp_limited_total{limit="${limit}"}`);
const states = async (upstreamName = 'rest-api'): Promise<(number | undefined)[]> => {
  const samples = await scraped();
  return ['closed', 'open', 'half-open'].map((state) => samples.get(`octoperf_mcp_breaker_state{upstream="${upstreamName}",state="${state}"}`));
};
const denied = (limit: string): Line[] => readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line).filter((line) => line['kind'] === 'denied' && line['limit'] === limit);

describe('limits, as metrics and the audit log show them', { timeout: 60_000 }, () => {
  it('everything that may be counted stands there as 0 from the start, and breakers are closed', async () => {
    const samples = await scraped();
    for (const limit of ['caller', 'process', 'address', 'upstream', 'breaker', 'connections', 'slow-body', 'slow-reader']) expect(samples.get(`octoperf_mcp_limited_total{limit="${limit}"}`), limit).toBe(0);
    for (const reason of ['rate-limit', 'api-key', 'api-key-unavailable', 'narrowed', 'forbidden', 'scope']) expect(samples.get(`octoperf_mcp_rejected_requests_total{reason="${reason}"}`), reason).toBe(0);
    expect([await states(), await states('identity-provider')]).toEqual([[1, 0, 0], [1, 0, 0]]);
  });

  it('a rate: by the limit that was met, with the account that met it', async () => {
    const headers = { authorization: `Bearer ${await bridge.token({ sub: 'eager', client_id: 'console' })}` };
    const statuses: number[] = [];
    for (let index = 0; index < 40; index++) statuses.push((await rpc(bridge.mcpUrl, 'tools/call', { name: 'list_projects_by_workspace', arguments: ARGS }, headers)).status);
    const refused = statuses.filter((status) => status === 429).length;
    expect(refused).toBeGreaterThan(0);
    const samples = await scraped();
    expect([samples.get('octoperf_mcp_limited_total{limit="caller"}'), samples.get('octoperf_mcp_rejected_requests_total{reason="rate-limit"}')]).toEqual([refused, refused]);
    expect(denied('caller')).toHaveLength(refused);
    expect(denied('caller')[0]).toMatchObject({ reason: 'limited', caller: 'eager', client: 'console', request: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
  });

  it('guesses of an address, without a name that nobody proved', async () => {
    const guesses = await Promise.all(Array.from({ length: 8 }, (_, index) => rpc(bridge.mcpUrl, 'tools/list', {}, { 'x-forwarded-for': '203.0.113.7', 'authorization': `Bearer guess-${index}` })));
    const refused = guesses.filter(({ status }) => status === 429).length;
    expect(refused).toBeGreaterThanOrEqual(4);
    expect(await limited('address')).toBe(refused);
    expect(denied('address')).toHaveLength(refused);
    expect(denied('address')[0]).not.toHaveProperty('caller');
  });

  it('calls under way and calls that wait for a place', async () => {
    const agent = await bridge.agent({ sub: 'busy' });
    const held: (() => void)[] = [];
    upstream.on(LIST, (response, received) => { held.push(() => { json([])(response, received); }); });
    const calls = Array.from({ length: 3 }, () => agent.call('list_projects_by_workspace', ARGS));
    await expect.poll(async () => { const samples = await scraped(); return [samples.get('octoperf_mcp_upstream_calls'), samples.get('octoperf_mcp_upstream_waiting')]; }).toEqual([1, 2]);
    for (let answered = 0; answered < 3; answered++) {
      await expect.poll(() => held.length).toBe(answered + 1);
      held[answered]?.();
    }
    await Promise.all(calls);
    const samples = await scraped();
    expect([samples.get('octoperf_mcp_upstream_calls'), samples.get('octoperf_mcp_upstream_waiting')]).toEqual([0, 0]);
    await agent.close();
  });

  it('links to files that wait to be used', async () => {
    upstream.on('GET /design/projects/p1', json(PROJECT));
    upstream.on('GET /design/project-files/list/p1', json([]));
    upstream.on('POST /design/project-files/p1', json({}));
    const agent = await bridge.agent({ sub: 'uploader' });
    const { url } = await agent.call<{ url: string }>('upload_project_file', { projectId: 'p1', filename: 'users.csv' });
    expect((await scraped()).get('octoperf_mcp_file_tickets')).toBe(1);
    expect((await fetch(url, { method: 'PUT', body: 'a;b' })).status).toBe(200);
    expect((await scraped()).get('octoperf_mcp_file_tickets')).toBe(0);
    await agent.close();
  });

  it('a breaker that opens, tries and closes', async () => {
    const agent = await bridge.agent({ sub: 'unlucky' });
    upstream.on(LIST, raw(503, ''));
    let told = '';
    for (let index = 0; index < 25 && !told.includes('not sent'); index++) told = await agent.refused('list_projects_by_workspace', ARGS);
    expect(told).toContain('not sent');
    expect(await states()).toEqual([0, 1, 0]);
    expect(await limited('breaker')).toBe(1);
    expect(denied('breaker')).toEqual([expect.objectContaining({ reason: 'limited', caller: 'unlucky' })]);
    // The next one tries: as long as it is under way nobody knows.
    let answer: () => void = () => undefined;
    upstream.on(LIST, (response, received) => { answer = () => { json([])(response, received); }; });
    await pause(Number(OPEN_SECONDS) * 1_000 + 100);
    const trying = agent.call('list_projects_by_workspace', ARGS);
    await expect.poll(() => upstream.at(LIST).length).toBe(1);
    expect(await states()).toEqual([0, 0, 1]);
    answer();
    await trying;
    expect(await states()).toEqual([1, 0, 0]);
    await agent.close();
    const samples = await scraped();
    expect(samples.get('octoperf_mcp_breaker_turns_total{upstream="rest-api",state="open"}')).toBe(1);
    expect(samples.get('octoperf_mcp_breaker_turns_total{upstream="identity-provider",state="open"}')).toBe(0);
  });
});
