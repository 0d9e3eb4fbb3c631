import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, importHar, shopHar } from '../support/work.js';

interface Upload { url: string; method: string; expiresAt: string; instructions: string; projectUrl: string }

let agent: Agent;
let projectId: string;

beforeAll(async () => {
  agent = await agentOf('tester');
  ({ projectId } = await freshProject(agent));
});
afterAll(async () => { await agent.close(); });

const har = (): Promise<string> => shopHar('http://127.0.0.1:9');

async function upload(link: Upload, text: string, timeline?: unknown): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([text], { type: 'application/json' }), 'shop.har');
  if (timeline !== undefined) form.append('containerTimeline', JSON.stringify(timeline));
  return fetch(link.url, { method: link.method, body: form });
}

describe('import_har_virtual_user', () => {
  it('mints a link, says how to use it and where to go without it', async () => {
    const link = await agent.call<Upload>('import_har_virtual_user', { projectId });
    expect(link.method).toBe('POST');
    expect(new URL(link.projectUrl).origin).toBe(new URL(link.url).origin);
    const minutes = (Date.parse(link.expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(3);
    expect(minutes).toBeLessThanOrEqual(6);
    for (const word of ['file', 'containerTimeline', 'application/json', 'curl', link.url, 'describe_virtual_user', link.projectUrl]) expect(link.instructions).toContain(word);
    expect(link.url).not.toContain(agent.token);
  });
  it('leads to a Virtual User through a link that works once', async () => {
    const link = await agent.call<Upload>('import_har_virtual_user', { projectId });
    const first = await upload(link, await har());
    expect(first.status).toBeLessThan(300);
    const { id } = (await first.json()) as { id: string };
    expect(await agent.call('describe_virtual_user', { virtualUserId: id })).toMatchObject({ id, url: expect.stringContaining(id) as string });
    expect((await upload(link, await har())).status).toBe(410);
  });
  it('fixes the options when the link is minted', async () => {
    const kept = await importHar(agent, projectId, await har(), { resources: 'KEEP_ALL' });
    const removed = await importHar(agent, projectId, await har(), { resources: 'REMOVE' });
    expect(JSON.stringify(kept.children).length).toBeGreaterThan(JSON.stringify(removed.children).length);
    const capped = await importHar(agent, projectId, await har(), { maxThinktimeMs: 5 });
    const pauses = [...JSON.stringify(capped.children).matchAll(/"@type":"ThinktimeConstant"[^}]*?"value":(\d+)/g)].map(([, value]) => Number(value));
    expect(Math.max(0, ...pauses)).toBeLessThanOrEqual(5);
  });
  it('names containers by the timeline, sent as the instructions say', async () => {
    const link = await agent.call<Upload>('import_har_virtual_user', { projectId });
    const answer = await upload(link, await har(), { entries: [{ type: 'ENABLED', name: '01 Everything', startTimestamp: 0 }] });
    const { children } = (await answer.json()) as { children: { name: string }[] };
    expect(children.map(({ name }) => name)).toEqual(['01 Everything']);
  });
  it('extends the Virtual User it is given', async () => {
    const { id, children } = await importHar(agent, projectId, await har());
    const merged = await importHar(agent, projectId, await har(), { virtualUserId: id });
    expect(merged.id).toBe(id);
    expect(merged.children.length).toBeGreaterThan(children.length);
  });
  it('refuses an unknown project, an unknown option and a negative pause', async () => {
    expect(await agent.refused('import_har_virtual_user', { projectId: 'no-such-project' })).toContain('list_');
    expect(await agent.refused('import_har_virtual_user', { projectId, resources: 'SOME' })).toContain('resources');
    expect(await agent.refused('import_har_virtual_user', { projectId, maxThinktimeMs: -1 })).toContain('maxThinktimeMs');
  });
});
