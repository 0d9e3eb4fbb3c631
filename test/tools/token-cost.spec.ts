import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ActionNode, walkActions } from '../../src/contract/actions.js';
import { type Agent, agentOf } from '../support/agent.js';
import { LARGE, type LargeProject, largeProject } from '../support/large-project.js';
import { reportCalls } from '../support/report-tools.js';
import { howDidItGo } from '../support/run-journey.js';
import { readWhole, tokensOf } from '../support/token-count.js';
import { anyLocation, until } from '../support/work.js';

let agent: Agent;
let large: LargeProject;
beforeAll(async () => {
  agent = await agentOf('tester');
  large = await largeProject(agent, inject('house').origin);
}, 120_000);
afterAll(() => agent.close());

describe('a Virtual User of 300 actions', () => {
  it('is understood for at most 6,000 tokens', async () => {
    const { children } = await agent.call<{ children: ActionNode[] }>('get_virtual_user', { virtualUserId: large.largeId, full: true });
    expect([...walkActions(children)]).toHaveLength(LARGE.actions);
    const { answers, cost } = await readWhole(agent, 'get_virtual_user', { virtualUserId: large.largeId });
    expect(tokensOf(cost)).toBeLessThanOrEqual(6_000);
    expect(answers.map(({ text }) => text.length).filter((length) => length > 8_000)).toEqual([]);
    const lines = answers.flatMap(({ data }) => data['lines'] as string[]);
    expect(lines.reduce((sum, line) => sum + line.split(' | ').length, 0)).toBe(LARGE.actions);
  });
});

describe('how did my last run go, and why', () => {
  it('takes at most 5 calls and 6,000 tokens of answers, on a run of 300 actions that all fail', async () => {
    const { providerId, location } = await anyLocation(agent);
    const { id } = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId: large.projectId, scenarioName: 'all', virtualUserIds: [large.largeId], providerId, locations: [location], users: 20, rampUpSec: 0, holdForSec: 4 });
    const { benchResultIds: [benchResultId], benchReportId } = await agent.call<{ benchResultIds: string[]; benchReportId: string }>('run_scenario', { scenarioId: id });
    await until(() => agent.call<{ terminal: boolean }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal);
    const steps = await howDidItGo(agent, large.projectId);
    expect(steps.map(({ tool }) => tool).slice(0, 2)).toEqual(['list_bench_reports_by_project', 'get_run_verdict']);
    expect(steps.map(({ tool }) => tool)).toContain('fetch_bench_error_http');
    expect(steps.length).toBeLessThanOrEqual(5);
    expect(steps.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(6_000);

    const calls = await reportCalls(agent, inject('house').origin, { workspaceId: large.workspaceId, projectId: large.projectId, benchResultId: benchResultId ?? '', reportId: benchReportId });
    expect(calls.length).toBeGreaterThan(7);
    for (const [tool, , args] of calls) {
      const { text, isError } = await agent.raw(tool, args);
      expect(isError, `${tool}: ${text}`).toBe(false);
      expect(text.length, tool).toBeLessThanOrEqual(8_000);
    }
    // The lists below count what the large project was made with.
    await agent.call('delete_scenario', { scenarioId: id });
  });
});

describe('in a large project', () => {
  const lists = (): [tool: string, args: Record<string, unknown>, key: string, count: number | undefined][] => [
    ['list_virtual_users', {}, 'virtualUsers', LARGE.virtualUsers],
    ['list_variables', {}, 'variables', LARGE.variables],
    ['list_http_servers_by_project', {}, 'servers', LARGE.servers],
    ['list_project_files', {}, 'files', LARGE.files],
    ['list_correlation_rules', {}, 'rules', LARGE.rules],
    ['list_sla_profiles', {}, 'profiles', LARGE.profiles],
    ['list_scenarios_by_project', {}, 'scenarios', LARGE.scenarios],
  ];
  it.each(lists().map(([tool]) => tool))('%s answers at most 8,000 characters at a time, and tells the way to every entry', async (tool) => {
    const [, args = {}, key = '', count] = lists().find(([name]) => name === tool) ?? [];
    const { answers } = await readWhole(agent, tool, { projectId: large.projectId, ...args });
    expect(answers.map(({ text }) => text.length).filter((length) => length > 8_000)).toEqual([]);
    expect(answers.length).toBeGreaterThan(1);
    const entries = answers.flatMap(({ data }) => data[key] as { id?: string; filename?: string }[]);
    expect(new Set(entries.map(({ id, filename }) => id ?? filename)).size).toBe(count);
    for (const { data } of answers) expect(data['total']).toBe(count);
  });
  it.each([
    ['describe_virtual_user', () => ({ virtualUserId: large.largeId })], ['sanity_check_virtual_user', () => ({ virtualUserId: large.largeId })],
    ['list_http_server_usages', () => ({ serverId: large.serverId })], ['get_sla_profile', () => ({ slaProfileId: large.slaProfileId })],
    ['get_scenario', () => ({ scenarioId: large.scenarioId })], ['list_undo_copies', () => ({ projectId: large.projectId })],
    ['list_workspaces', () => ({})], ['get_current_user', () => ({})], ['list_projects_by_workspace', () => ({ workspaceId: large.workspaceId })],
    ['list_correlation_frameworks', () => ({})], ['list_sla_threshold_defaults', () => ({})], ['suggest_correlation_rules', () => ({ projectId: large.projectId, virtualUserId: large.recordedId })],
  ] as const)('%s answers at most 8,000 characters', async (tool, args) => {
    const { text, isError } = await agent.raw(tool, args());
    expect(isError, text).toBe(false);
    expect(text.length).toBeLessThanOrEqual(8_000);
  });
  it('an entry with the longest words there may be does not use up an answer, and says what it lacks', async () => {
    const name = `Z${'n'.repeat(79)}`;
    await agent.call('create_constant_variable', { projectId: large.projectId, name, description: 'd'.repeat(2_000), value: 'v'.repeat(100_000) });
    const { text, data } = await agent.raw('list_variables', { projectId: large.projectId, search: name });
    expect(text.length).toBeLessThanOrEqual(8_000);
    expect(JSON.stringify(data['variables'])).toContain('… (1700 characters more)');
  });
});
