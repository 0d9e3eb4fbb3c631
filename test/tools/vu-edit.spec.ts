import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, importHar } from '../support/work.js';
import { type CsrfSite, startCsrfSite } from './csrf-site.js';

interface Node { '@type': string; id: string; method?: string; path?: string; children?: Node[] }

let agent: Agent;
let site: CsrfSite;
let projectId: string;
let virtualUserId: string;

beforeAll(async () => {
  agent = await agentOf('tester');
  site = await startCsrfSite();
  ({ projectId } = await freshProject(agent));
  ({ id: virtualUserId } = await importHar(agent, projectId, site.har(), {}, 'login.har'));
});
afterAll(async () => { await Promise.all([agent.close(), site.stop()]); });

const requestsOf = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [...(node['@type'] === 'HttpRequestAction' ? [node] : []), ...requestsOf(node.children ?? [])]);

describe('describe_virtual_user', () => {
  it('answers the listing with the link', async () => {
    const answer = await agent.call('describe_virtual_user', { virtualUserId });
    expect(answer).toMatchObject({ id: virtualUserId, name: 'login', type: 'JMETER', url: expect.stringContaining(`/project/${projectId}/design/virtual-user/${virtualUserId}`) as string });
    expect(answer).not.toHaveProperty('children');
  });
  it('refuses an unknown Virtual User, and one of another account alike', async () => {
    const other = await agentOf('other');
    expect(await agent.refused('describe_virtual_user', { virtualUserId: 'no-such-id' })).toContain('Nothing was written');
    expect(await other.refused('describe_virtual_user', { virtualUserId })).not.toContain('login');
    await other.close();
  });
});

describe('get_virtual_user', () => {
  it('answers the tree of actions as it is stored, without what was recorded', async () => {
    const answer = await agent.raw('get_virtual_user', { virtualUserId });
    const { children, ...envelope } = answer.data as { children: Node[] };
    expect(envelope).toMatchObject({ id: virtualUserId, projectId, name: 'login', type: 'JMETER', tags: [], url: expect.any(String) as string });
    expect(requestsOf(children).map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /login', 'POST /login', 'GET /long']);
    expect(answer.text).not.toContain('0123456789012345678901234567890123456789');
  });
  it('answers one action when asked for it', async () => {
    const whole = await agent.call<{ children: Node[] }>('get_virtual_user', { virtualUserId });
    const post = requestsOf(whole.children)[1];
    const part = await agent.call<{ children: Node[] }>('get_virtual_user', { virtualUserId, actionId: post?.id });
    expect(part.children).toEqual([post]);
  });
  it('refuses an action that is not in the tree', async () => {
    expect(await agent.refused('get_virtual_user', { virtualUserId, actionId: '__proto__' })).toContain('get_virtual_user_validation_index');
  });
});
