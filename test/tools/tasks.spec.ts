import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, importHar, shopHar, until } from '../support/work.js';

interface Task { taskId: string; status: string; message: string; result?: { extractorsAdded: number; injectionsMade: number; rules: { name: string; matched: number; injected: number; matchedActionIds: string[]; injectedActionIds: string[] }[] } }

let agent: Agent;
let projectId: string;
let virtualUserId: string;

beforeAll(async () => {
  agent = await agentOf('tester');
  ({ projectId } = await freshProject(agent));
  ({ id: virtualUserId } = await importHar(agent, projectId, await shopHar('http://127.0.0.1:9')));
});
afterAll(async () => { await agent.close(); });

async function applied(): Promise<Task> {
  const { taskId } = await agent.call<{ taskId: string }>('apply_correlations_to_virtual_user', { projectId, virtualUserId });
  return until(() => agent.call<Task>('get_task_result', { taskId }), ({ status }) => status !== 'PENDING');
}

describe('get_task_result', () => {
  it('tells that there was no rule to apply', async () => {
    const task = await applied();
    expect(task).toMatchObject({ status: 'SUCCESS', result: { extractorsAdded: 0, injectionsMade: 0, rules: [] } });
    expect(task.message).toContain('create_correlation_rule');
  });
  it('tells where each rule matched, and which did nothing', async () => {
    await agent.call('create_correlation_rule', { projectId, name: 'csrf', regex: 'name="_csrf" value="([^"]+)"', injectionTargets: ['POST_PARAM'] });
    await agent.call('create_correlation_rule', { projectId, name: 'idle rule', regex: 'no site says this: (\\w+)', injectionTargets: ['HEADER'] });
    const { status, message, result } = await applied();
    expect(status).toBe('SUCCESS');
    expect(result?.extractorsAdded).toBeGreaterThan(0);
    const [csrf, idle] = ['csrf', 'idle rule'].map((name) => result?.rules.find((rule) => rule.name === name));
    expect(csrf?.matched).toBeGreaterThan(0);
    expect(csrf?.injectedActionIds).toHaveLength(csrf?.injected ?? -1);
    expect(idle).toMatchObject({ matched: 0, injected: 0 });
    expect(message).toContain('Without effect: idle rule');
  });
  it('refuses an unknown task, and one of another account alike', async () => {
    const { taskId } = await agent.call<{ taskId: string }>('apply_correlations_to_virtual_user', { projectId, virtualUserId });
    const other = await agentOf('other');
    expect(await agent.refused('get_task_result', { taskId: 'no-such-task' })).toContain('Nothing was written');
    expect(await other.refused('get_task_result', { taskId })).toContain('Nothing was written');
    await other.close();
  });
});
