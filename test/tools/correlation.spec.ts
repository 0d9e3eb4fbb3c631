import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capturingGroups } from '../../src/tools/correlation/capturing-groups.js';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, importHar, until, validate } from '../support/work.js';
import { type CsrfSite, startCsrfSite } from './csrf-site.js';

interface Rule { id: string; name: string; expression: string; variable: string; injectionTargets: string[]; url: string }

let agent: Agent;
let site: CsrfSite;
let projectId: string;
const csrf = { name: 'login csrf', regex: 'name="_csrf" value="([^"]+)"', injectionTargets: ['POST_PARAM'] };

beforeAll(async () => {
  agent = await agentOf('tester');
  site = await startCsrfSite();
  ({ projectId } = await freshProject(agent));
});
afterAll(async () => { await Promise.all([agent.close(), site.stop()]); });

describe('create_correlation_rule', () => {
  it('creates the rule and makes a variable of its name', async () => {
    const rule = await agent.call<Rule>('create_correlation_rule', { projectId, ...csrf });
    expect(rule).toMatchObject({ name: 'login csrf', expression: csrf.regex, variable: 'login_csrf', extractFrom: 'BODY', injectionTargets: ['POST_PARAM'], url: expect.stringContaining(rule.id) as string });
  });
  it('takes several targets, once each, a variable and a restraint', async () => {
    const rule = await agent.call<Rule>('create_correlation_rule', { projectId, name: '__VIEWSTATE', variable: 'state', regex: '(?:a|b)state=(\\w{6,})', extractFrom: 'HEADERS', injectionTargets: ['QUERY_PARAM', 'BODY', 'QUERY_PARAM'], injectionRegex: 'state' });
    expect(rule).toMatchObject({ variable: 'state', extractFrom: 'HEADERS', injectionTargets: ['QUERY_PARAM', 'BODY'], injectionRegex: 'state' });
    expect(await agent.call('create_correlation_rule', { projectId, ...csrf, name: '__VIEWSTATE' })).toMatchObject({ variable: 'VIEWSTATE' });
  });
  it('refuses a regex without exactly one capturing group', async () => {
    for (const [regex, said] of [['token=[^&]+', '0 capturing groups'], ['(a)(b)', '2 capturing groups'], ['(a', 'never closed'], ['a\\', 'escape']] as const) {
      expect(await agent.refused('create_correlation_rule', { projectId, ...csrf, regex })).toContain(said);
    }
  });
  it('refuses a variable that would clash with functions, a name without a letter, and no target', async () => {
    expect(await agent.refused('create_correlation_rule', { projectId, ...csrf, variable: '__csrf' })).toContain('underscores');
    expect(await agent.refused('create_correlation_rule', { projectId, ...csrf, variable: 'a}b' })).toContain('variable');
    expect(await agent.refused('create_correlation_rule', { projectId, ...csrf, name: '!!!' })).toContain('Pass variable');
    expect(await agent.refused('create_correlation_rule', { projectId, ...csrf, injectionTargets: [] })).toContain('injectionTargets');
  });
});

describe('list_correlation_rules', () => {
  it('lists the rules of the project', async () => {
    const fresh = await freshProject(agent);
    const made = await agent.call<Rule>('create_correlation_rule', { projectId: fresh.projectId, ...csrf });
    expect(await agent.call('list_correlation_rules', { projectId: fresh.projectId })).toEqual({ rules: [made], total: 1 });
    expect(await agent.call('list_correlation_rules', { projectId: fresh.projectId, search: 'nothing' })).toEqual({ rules: [], total: 0 });
  });
  it('answers another account as if the project did not exist', async () => {
    const other = await agentOf('other');
    expect(await other.refused('list_correlation_rules', { projectId })).toContain('Nothing was written');
    await other.close();
  });
});

describe('apply_correlations_to_virtual_user', () => {
  it('makes a replay pass that failed on its token', async () => {
    const fresh = await freshProject(agent);
    const { id: virtualUserId } = await importHar(agent, fresh.projectId, site.har());
    const before = await validate(agent, fresh.projectId, virtualUserId);
    expect(before.actions.filter(({ success, total }) => success < total)).toHaveLength(1);
    await agent.call('create_correlation_rule', { projectId: fresh.projectId, ...csrf });
    const { taskId } = await agent.call<{ taskId: string }>('apply_correlations_to_virtual_user', { projectId: fresh.projectId, virtualUserId });
    const task = await until(() => agent.call('get_task_result', { taskId }), ({ status }) => status !== 'PENDING');
    expect(task).toMatchObject({ status: 'SUCCESS' });
    const after = await validate(agent, fresh.projectId, virtualUserId);
    expect(after.actions.filter(({ success, total }) => success < total)).toEqual([]);
  });
  it('refuses an unknown Virtual User, at once or as a failed task', async () => {
    const answer = await agent.raw('apply_correlations_to_virtual_user', { projectId, virtualUserId: 'no-such-id' });
    if (answer.isError) return expect(answer.text).toContain('Nothing was written');
    const { taskId } = answer.data;
    expect(await until(() => agent.call('get_task_result', { taskId }), ({ status }) => status !== 'PENDING')).toMatchObject({ status: 'FAILED' });
  });
});

describe('capturingGroups', () => {
  it.each([
    ['a(b)c', 1], ['(?:a)(b)', 1], ['(?<value>x)', 1], ['(?P<value>x)', 1], ['(?<=a)(b)(?!c)', 1], ['(?<!a)b', 0], ['(?i)(x)', 1],
    ['[(](x)[)]', 1], ['[]()](x)', 1], ['[^]()](x)', 1], ['[[:alpha:](]+(x)', 1], ['\\((x)\\)', 1], ['\\Q((\\E(x)', 1], ['\\\\(x)', 1], ['((a)b)', 2], ['', 0],
  ])('%s has %i', (regex, groups) => { expect(capturingGroups(regex)).toBe(groups); });
  it.each(['(a', 'a)', '[a', 'a\\', ')(', '[\\]'])('%s cannot be read', (regex) => { expect(capturingGroups(regex)).toBeTypeOf('string'); });
  it('reads a hostile expression without running it', () => {
    expect(capturingGroups(`${'('.repeat(900)}a+${')+'.repeat(900)}`)).toBe(900);
  });
});
