import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ENDPOINTS } from '../../src/contract/endpoints.js';
import { type Agent, agentOf } from '../support/agent.js';
import { type MoodySite, startMoodySite } from '../support/moody-site.js';
import { connectStdio, sessionTokenOf, type StdioAgent } from '../support/stdio-client.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';

/** Names, parameters and answers: contract tools.yaml, `poc`. */
const TOOLS = ['get_project_by_workspace_id', 'get_runtime_id', 'octoperf_get_current_user_workspaces', 'octoperf_get_report_metrics', 'octoperf_report', 'octoperf_run_test', 'octoperf_status'];
const METRICS = ['HITS_TOTAL', 'HITS_SUCCESSFUL_TOTAL', 'ERRORS_TOTAL', 'ERRORS_PERCENT', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95', 'LATENCY_AVG', 'THROUGHPUT_TOTAL', 'SENT_BYTES_TOTAL', 'CONNECT_TIME_AVG'] as const;
const LATENCY_MS = 150;
type Figures = Readonly<Record<(typeof METRICS)[number], number>>;
interface Report { id: string; benchResultIds: string[]; projectId: string; name: string }

const { origin } = inject('house');
let site: MoodySite;
let owner: Agent;
let agent: StdioAgent;
let place: { workspaceId: string; projectId: string; name: string };

beforeAll(async () => {
  site = await startMoodySite({ latencyMs: 0 });
  owner = await agentOf();
  place = await freshProject(owner);
  const { id } = await importHar(owner, place.projectId, site.har());
  const { providerId, location } = await anyLocation(owner);
  await owner.call('create_scenario_ramp_up', { projectId: place.projectId, scenarioName: 'demo runtime', virtualUserIds: [id], providerId, locations: [location], users: 2, rampUpSec: 0, holdForSec: 4 });
  agent = await connectStdio({ OCTOPERF_URL: origin, OCTOPERF_API_KEY: await sessionTokenOf(origin), OCTOPERF_MCP__AREAS: '[poc]' });
}, 60_000);
afterAll(async () => {
  await Promise.all([agent?.close(), owner?.close()]);
  await site?.close();
});

/** The body of an answer, read as the REST answer it is. */
async function ask<T>(tool: string, args: Record<string, unknown>, status: string): Promise<T> {
  const answer = await agent.call<{ status: string; response: string }>(tool, args);
  expect(answer.status).toBe(status);
  return JSON.parse(answer.response) as T;
}

/** As the user says yes to what is shown. */
async function runToItsEnd(runtimeId: string): Promise<Report & { progress: number[] }> {
  const shown = await agent.refused('octoperf_run_test', { runtimeId });
  expect(shown).toMatch(/needs a confirmation\. The scenario "demo runtime": up to 2 users/);
  const report = await ask<Report>('octoperf_run_test', { runtimeId, confirmation: /confirmation "([^"]+)"/.exec(shown)?.[1] }, 'test_started');
  const benchResultId = report.benchResultIds[0] ?? '';
  const progress: number[] = [];
  await until(async () => {
    const { value } = await ask<{ value: number }>('octoperf_status', { benchResultId }, 'retrieved');
    progress.push(value);
    return value;
  }, (value) => value >= 100, 90_000, 250);
  // Progress says how far the plan is, not that the last figures are in.
  await until(() => owner.call<{ terminal: boolean }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal);
  return { ...report, progress };
}

async function figuresOf({ benchResultIds }: Report): Promise<Figures> {
  const values = await ask<number[]>('octoperf_get_report_metrics', { benchResultId: benchResultIds[0], metricIds: METRICS }, 'metrics_retrieved');
  return Object.fromEntries(METRICS.map((metric, index) => [metric, values[index]])) as Figures;
}

/** What an assistant concludes from two sets of figures: each sentence from a difference that the answers show. */
function recommendations(before: Figures, after: Figures): string[] {
  const times = (metric: keyof Figures): number => after[metric] / before[metric];
  return [
    after.ERRORS_PERCENT > before.ERRORS_PERCENT ? `Look at the errors first: ${before.ERRORS_PERCENT.toFixed(1)} % became ${after.ERRORS_PERCENT.toFixed(1)} %.` : '',
    times('RESPONSE_TIME_AVG') > 1.5 ? `Responses take ${times('RESPONSE_TIME_AVG').toFixed(0)} times as long.` : '',
    times('LATENCY_AVG') > 1.5 && after.LATENCY_AVG > 0.5 * after.RESPONSE_TIME_PERCENTILE_95 ? 'Nearly all of it is waiting for the first byte: profile the server, not the network.' : '',
    times('HITS_TOTAL') < 0.8 ? 'The same users get less done: do not raise the load before this is understood.' : '',
  ].filter((sentence) => sentence !== '');
}

describe('the seven tools of the proof of concept', () => {
  it('are served where they are named, and nowhere else', async () => {
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(TOOLS);
    const everywhere = (await owner.client.listTools()).tools.map(({ name }) => name);
    expect(everywhere.filter((name) => TOOLS.includes(name))).toEqual([]);
    expect(tools.find(({ name }) => name === 'get_runtime_id')?.inputSchema.required ?? []).toEqual([]);
    expect(tools.find(({ name }) => name === 'octoperf_run_test')?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true, openWorldHint: true });
  });

  it('answer the body of REST as it is, byte for byte', async () => {
    const rest = async (path: string): Promise<string> => (await fetch(origin + path, { headers: { authorization: `Bearer ${agent.token}` } })).text();
    expect(await agent.call('octoperf_get_current_user_workspaces')).toEqual({ status: 'retrieved', response: await rest(ENDPOINTS.workspaces.path) });
    const { workspaceId, projectId } = place;
    expect(await agent.call('get_project_by_workspace_id', { workspaceId })).toEqual({ status: 'retrieved', workspaceId, response: await rest(`/design/projects/by-workspace/${workspaceId}/DESIGN`) });
    expect(await agent.call('get_runtime_id', { projectId })).toEqual({ status: 'retrieved', projectId, response: await rest(`/runtime/scenarios/by-project/${projectId}`) });
  });

  it('refuse with a sentence', async () => {
    expect(await agent.refused('get_runtime_id')).toContain('projectId is required');
    expect(await agent.refused('octoperf_status', { benchResultId: 'nothing' })).toContain('Nothing was written.');
    expect(await agent.refused('octoperf_report', { reportId: 'x', other: 1 })).toContain('other');
    expect(await agent.refused('octoperf_get_report_metrics', { benchResultId: 'x', metricIds: [] })).toContain('metricIds');
  });

  it('hold the dialogue of its demo: find, run, look, run again, compare, recommend', { timeout: 240_000 }, async () => {
    const workspaces = await ask<{ id: string }[]>('octoperf_get_current_user_workspaces', {}, 'retrieved');
    const workspaceId = workspaces.find(({ id }) => id === place.workspaceId)?.id;
    const projects = await ask<{ id: string; name: string }[]>('get_project_by_workspace_id', { workspaceId }, 'retrieved');
    const projectId = projects.find(({ name }) => name === place.name)?.id;
    const [runtime] = await ask<{ id: string; name: string }[]>('get_runtime_id', { projectId }, 'retrieved');
    expect(runtime).toMatchObject({ name: 'demo runtime' });

    const first = await runToItsEnd(runtime?.id ?? '');
    expect(first.progress).toEqual([...first.progress].sort((a, b) => a - b));
    expect(await ask('octoperf_report', { reportId: first.id }, 'report_retrieved')).toMatchObject({ id: first.id, benchResultIds: first.benchResultIds, projectId: first.projectId });
    const before = await figuresOf(first);
    expect(before.HITS_TOTAL).toBeGreaterThan(20);
    expect([before.ERRORS_TOTAL, before.HITS_SUCCESSFUL_TOTAL]).toEqual([0, before.HITS_TOTAL]);

    // The site gets slow, and three of ten checkouts fail.
    site.mood = { latencyMs: LATENCY_MS, failing: { '/checkout': 3 } };
    const failedBefore = site.failed();
    const second = await runToItsEnd(runtime?.id ?? '');
    expect(second.benchResultIds).not.toEqual(first.benchResultIds);
    const after = await figuresOf(second);
    expect(after.ERRORS_TOTAL).toBe(site.failed() - failedBefore);
    expect(after.ERRORS_TOTAL).toBeGreaterThan(0);
    expect(after.LATENCY_AVG).toBeGreaterThanOrEqual(LATENCY_MS);

    const advice = recommendations(before, after);
    expect(advice).toHaveLength(4);
    expect(advice[0]).toMatch(/^Look at the errors first: 0\.0 % became \d+\.\d %\.$/);
    expect(recommendations(before, before)).toEqual([]);
  });
});
