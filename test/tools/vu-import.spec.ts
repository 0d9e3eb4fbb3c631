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

/** Tools that differ by the route and the words only: name, what the instructions must say. */
const MINTING: readonly [string, readonly string[]][] = [
  ['import_postman_virtual_user', ['file =', 'application/json', 'collection']],
  ['import_playwright_virtual_user', ['files =', 'text/plain', '.spec.ts', 'patch_virtual_user']],
  ['upload_jmx_virtual_user', ['file =', '.jmx', 'array', 'upload_project_file']],
  ['analyze_neoload_project', ['file =', 'application/zip', 'nothing is stored', 'import_neoload_virtual_user']],
  ['import_neoload_virtual_user', ['file =', 'application/zip', 'unconverted']],
  ['analyze_loadrunner_project', ['file =', 'data/', 'nothing is stored', 'import_loadrunner_virtual_user']],
  ['import_loadrunner_virtual_user', ['file =', '.lrs', 'unconverted']],
];
describe.each(MINTING)('%s', (tool, words) => {
  it('mints a link and says how to use it', async () => {
    const link = await agent.call<Upload>(tool, { projectId });
    expect(link.method).toBe('POST');
    for (const word of [...words, 'curl', link.url, tool, link.projectUrl]) expect(link.instructions).toContain(word);
  });
  it('refuses an unknown project and an unknown option', async () => {
    expect(await agent.refused(tool, { projectId: 'no-such-project' })).toContain('list_');
    expect(await agent.refused(tool, { projectId, turbo: true })).toContain('turbo');
  });
});

describe('import_postman_virtual_user, uploaded', () => {
  it('leads to a Virtual User', async () => {
    const link = await agent.call<Upload>('import_postman_virtual_user', { projectId });
    const collection = { info: { name: 'Shop API', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' }, item: [{ name: 'Folder', item: [{ name: 'List', request: { method: 'GET', url: 'http://127.0.0.1:9/api/items' } }] }] };
    const form = new FormData();
    form.append('file', new Blob([JSON.stringify(collection)], { type: 'application/json' }), 'shop.json');
    const answer = await fetch(link.url, { method: 'POST', body: form });
    expect(answer.status).toBeLessThan(300);
    const { id } = (await answer.json()) as { id: string };
    expect(await agent.call('describe_virtual_user', { virtualUserId: id })).toMatchObject({ name: 'Shop API', type: 'JMETER' });
  });
});

describe('upload_jmx_virtual_user, uploaded and exported', () => {
  it('leads to a Virtual User per thread group, which export_virtual_user_jmx gives back, also as one plan', async () => {
    const plan = '<?xml version="1.0" encoding="UTF-8"?><jmeterTestPlan version="1.2" properties="5.0" jmeter="5.6.3"><hashTree><TestPlan guiclass="TestPlanGui" testclass="TestPlan" testname="Plan"/><hashTree><ThreadGroup guiclass="ThreadGroupGui" testclass="ThreadGroup" testname="Group one"><stringProp name="ThreadGroup.num_threads">1</stringProp></ThreadGroup><hashTree><HTTPSamplerProxy guiclass="HttpTestSampleGui" testclass="HTTPSamplerProxy" testname="Home"><stringProp name="HTTPSampler.domain">127.0.0.1</stringProp><stringProp name="HTTPSampler.port">9</stringProp><stringProp name="HTTPSampler.protocol">http</stringProp><stringProp name="HTTPSampler.path">/home</stringProp><stringProp name="HTTPSampler.method">GET</stringProp></HTTPSamplerProxy><hashTree/></hashTree>' + '<ThreadGroup guiclass="ThreadGroupGui" testclass="ThreadGroup" testname="Group two"><stringProp name="ThreadGroup.num_threads">1</stringProp></ThreadGroup><hashTree/></hashTree></hashTree></jmeterTestPlan>';
    const link = await agent.call<Upload>('upload_jmx_virtual_user', { projectId, resources: 'KEEP_ALL' });
    const form = new FormData();
    form.append('file', new Blob([plan], { type: 'application/xml' }), 'plan.jmx');
    const answer = await fetch(link.url, { method: 'POST', body: form });
    expect(answer.status).toBeLessThan(300);
    const users = (await answer.json()) as { id: string }[];
    expect(users).toHaveLength(2);
    const both = await agent.call<{ url: string }>('export_virtual_user_jmx', { virtualUserId: users[1]?.id, alsoVirtualUserIds: [users[0]?.id] });
    expect([...(await (await fetch(both.url)).text()).matchAll(/testname="(Group \w+)"/g)].map(([, name]) => name)).toEqual(['Group one', 'Group two']);
    const { url } = await agent.call<{ url: string }>('export_virtual_user_jmx', { virtualUserId: users[0]?.id });
    const exported = await (await fetch(url)).text();
    for (const word of ['Group one', 'HTTPSamplerProxy', '/home']) expect(exported).toContain(word);
    expect(exported).not.toContain('Group two');
  });
});

describe('import_urls_virtual_user', () => {
  it('makes a Virtual User of a list of addresses and fetches none', async () => {
    const listing = await agent.call<{ id: string }>('import_urls_virtual_user', { projectId, name: 'Two pages', urls: ['http://127.0.0.1:9/a?b=1', 'http://127.0.0.1:9/c'] });
    expect(listing).toMatchObject({ name: 'Two pages', type: 'JMETER', url: expect.stringContaining(listing.id) as string });
    const answer = await agent.raw('get_virtual_user', { virtualUserId: listing.id });
    for (const word of ['/a', '/c']) expect(answer.text).toContain(word);
  });
  it('refuses what is no web address, no address at all, and crawling', async () => {
    for (const urls of [[], ['ftp://127.0.0.1/x'], ['javascript:alert(1)'], ['not a url']]) expect(await agent.refused('import_urls_virtual_user', { projectId, urls })).toContain('urls');
    expect(await agent.refused('import_urls_virtual_user', { projectId, urls: ['http://127.0.0.1:9/'], crawl: 'CRAWL' })).toContain('crawl');
    expect(await agent.refused('import_urls_virtual_user', { projectId: 'no-such-project', urls: ['http://127.0.0.1:9/'] })).toContain('list_');
  });
});

describe('import_webdriver_virtual_user', () => {
  it('makes a browser Virtual User of a list of addresses', async () => {
    const listing = await agent.call<{ id: string }>('import_webdriver_virtual_user', { projectId, urls: ['http://127.0.0.1:9/a'] });
    expect(listing).toMatchObject({ type: 'WEB_DRIVER', url: expect.stringContaining(listing.id) as string });
  });
  it('refuses what is no web address', async () => {
    expect(await agent.refused('import_webdriver_virtual_user', { projectId, urls: ['file:///etc/hosts'] })).toContain('urls');
  });
});
