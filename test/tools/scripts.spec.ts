import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, importHar, validate } from '../support/work.js';
import { type CsrfSite, startCsrfSite } from './csrf-site.js';

let agent: Agent;
let site: CsrfSite;

beforeAll(async () => { agent = await agentOf('tester'); site = await startCsrfSite(); });
afterAll(async () => { await Promise.all([agent.close(), site.stop()]); });

const script = (id: string, text: string): object => ({ '@type': 'JSR223Action', id, name: id, enabled: true, language: 'javascript', cacheKey: '', filename: '', parameters: '', script: text, children: [] });

it('JavaScript of a Virtual User runs in the compiled server, sees variables, and cannot see the server', async () => {
  const { projectId } = await freshProject(agent);
  const { id: virtualUserId } = await importHar(agent, projectId, site.har());
  await agent.call('patch_virtual_user', { virtualUserId, patch: [
    { op: 'add', path: '/children/0', value: script('sets', 'vars.put("sum", String(40 + 2));') },
    { op: 'add', path: '/children/1', value: script('reads', 'if (vars.get("sum") !== "42") throw new Error("sum is " + vars.get("sum"));') },
    { op: 'add', path: '/children/2', value: script('escapes', 'process.exit(1);') },
  ] });
  const { actions } = await validate(agent, projectId, virtualUserId);
  const outcome = Object.fromEntries(actions.map(({ actionId, success, total }) => [actionId, [success, total]]));
  expect(outcome).toMatchObject({ sets: [1, 1], reads: [1, 1], escapes: [0, 1] });
});
