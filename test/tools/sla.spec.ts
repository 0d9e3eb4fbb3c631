import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, agentOf } from '../support/agent.js';
import { freshProject, importHar } from '../support/work.js';
import { type CsrfSite, startCsrfSite } from './csrf-site.js';

interface Band { id: string; name: string; severity: string }
interface Profile { id: string; name: string; metrics: string[]; thresholdCount: number; url: string; withoutBands?: string[] }
interface Whole { id: string; name: string; thresholds: { metric: string; thresholds: Band[] }[] }
interface Attached { slaProfileIds: string[]; changed: boolean }
interface Node { '@type': string; id: string; name?: string; profileId?: string; children?: Node[] }

let agent: Agent;
let other: Agent;
let site: CsrfSite;
let projectId: string;
let virtualUserId: string;

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startCsrfSite()]);
  ({ projectId } = await freshProject(agent));
  ({ id: virtualUserId } = await importHar(agent, projectId, site.har()));
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.stop()]); });

const made = (name: string, metrics: string[] = ['RESPONSE_TIME_AVG', 'ERRORS_PERCENT']): Promise<Profile> => agent.call<Profile>('create_sla_profile', { projectId, name, metrics });
const carriers = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [...(node['@type'] === 'SLAProfileAction' ? [node] : []), ...carriers(node.children ?? [])]);
const tree = async (): Promise<Node[]> => (await agent.call<{ children: Node[] }>('get_virtual_user', { virtualUserId, full: true })).children;

describe('create_sla_profile', () => {
  it('fills each metric with its default bands', async () => {
    const profile = await made('Checkout');
    expect(profile).toMatchObject({ name: 'Checkout', metrics: ['RESPONSE_TIME_AVG', 'ERRORS_PERCENT'], url: expect.stringContaining(profile.id) as string });
    expect(profile.thresholdCount).toBeGreaterThan(1);
    expect(profile).not.toHaveProperty('withoutBands');
  });
  it('gives an empty group to a metric without default, and each metric once', async () => {
    const { defaults } = await agent.call<{ defaults: { metric: string }[] }>('list_sla_threshold_defaults', {});
    const bare = ['USERLOAD', 'HTTP_METHODS', 'MONITORING'].find((metric) => !defaults.some((entry) => entry.metric === metric)) ?? 'USERLOAD';
    expect(await made('Bare', [bare, bare])).toMatchObject({ metrics: [bare], thresholdCount: 0, withoutBands: [bare] });
  });
  it('refuses an unknown metric with those there are, and the project of another', async () => {
    expect(await agent.refused('create_sla_profile', { projectId, name: 'x', metrics: ['RESPONSE_TIME'] })).toContain('RESPONSE_TIME_AVG');
    expect(await other.refused('create_sla_profile', { projectId, name: 'x', metrics: ['RESPONSE_TIME_AVG'] })).toContain('Nothing was written');
  });
});

describe('list_sla_threshold_defaults', () => {
  it('shows the bands of the metrics asked for, and names those without', async () => {
    const { defaults, total } = await agent.call<{ defaults: { metric: string; thresholds: Band[] }[]; total: number }>('list_sla_threshold_defaults', { metrics: ['RESPONSE_TIME_AVG'] });
    expect([total, defaults[0]?.metric, defaults[0]?.thresholds.every(({ severity }) => ['PASSED', 'WARNING', 'CRITICAL'].includes(severity))]).toEqual([1, 'RESPONSE_TIME_AVG', true]);
  });
  it('keeps the whole table within one answer', async () => {
    expect((await agent.raw('list_sla_threshold_defaults', {})).text.length).toBeLessThan(8_000);
  });
  it('refuses an unknown metric', async () => {
    expect(await agent.refused('list_sla_threshold_defaults', { metrics: ['LATENCY'] })).toContain('LATENCY_AVG');
  });
});

describe('list_sla_profiles', () => {
  it('lists the profiles without their bands', async () => {
    const profile = await made('Listed');
    const answer = await agent.raw('list_sla_profiles', { projectId, search: 'listed' });
    expect(answer.data).toMatchObject({ profiles: [profile], total: 1 });
    expect(answer.text).not.toContain('RangeCondition');
  });
  it('answers another account as if the project did not exist', async () => {
    expect(await other.refused('list_sla_profiles', { projectId })).toContain('Nothing was written');
  });
});

describe('get_sla_profile', () => {
  it('answers the bands whole', async () => {
    const { id, thresholdCount } = await made('Whole');
    const whole = await agent.call<Whole>('get_sla_profile', { slaProfileId: id });
    expect(whole.thresholds.flatMap(({ thresholds }) => thresholds)).toHaveLength(thresholdCount);
    expect(whole.thresholds[0]?.thresholds[0]).toMatchObject({ '@type': 'Threshold', value: { '@type': 'RangeCondition' } });
  });
  it('refuses an unknown profile', async () => {
    expect(await agent.refused('get_sla_profile', { slaProfileId: 'no-such-id' })).toContain('Nothing was written');
  });
});

describe('patch_sla_profile', () => {
  it('retunes a band, and undo takes it back', async () => {
    const { id, thresholdCount } = await made('Tuned');
    const band = { '@type': 'Threshold', id: '', name: 'too slow', severity: 'CRITICAL', time: { '@type': 'DurationCondition', duration: 30_000 }, value: { '@type': 'RangeCondition', range: { lowerEndpoint: 2_000, lowerBoundType: 'CLOSED' } } };
    const answer = await agent.call<Profile & { undoHandle: string }>('patch_sla_profile', { slaProfileId: id, patch: [{ op: 'add', path: '/thresholds/0/thresholds/-', value: band }] });
    expect(answer.thresholdCount).toBe(thresholdCount + 1);
    const stored = (await agent.call<Whole>('get_sla_profile', { slaProfileId: id })).thresholds[0]?.thresholds.at(-1);
    expect(stored).toMatchObject({ ...band, id: expect.stringMatching(/./) as string });
    await agent.call('undo_change', { projectId, undoHandle: answer.undoHandle });
    expect((await agent.call<Whole>('get_sla_profile', { slaProfileId: id })).thresholds.flatMap(({ thresholds }) => thresholds)).toHaveLength(thresholdCount);
  });
  it('refuses what does not fit, naming operation, place and schema', async () => {
    const { id } = await made('Kept');
    const refusal = await agent.refused('patch_sla_profile', { slaProfileId: id, patch: [{ op: 'test', path: '/name', value: 'Kept' }, { op: 'replace', path: '/thresholds/0/thresholds/0/severity', value: 'BAD' }] });
    for (const word of ['Operation 1', '/thresholds/0/thresholds/0/severity', 'octoperf://schema/sla-profile']) expect(refusal).toContain(word);
  });
});

describe('attach_sla_profile_to_virtual_user', () => {
  it('adds the action once, at the root', async () => {
    const { id } = await made('Attached');
    const first = await agent.call<Attached>('attach_sla_profile_to_virtual_user', { virtualUserId, slaProfileId: id });
    expect(first).toMatchObject({ changed: true, slaProfileIds: expect.arrayContaining([id]) as string[] });
    expect(await agent.call('attach_sla_profile_to_virtual_user', { virtualUserId, slaProfileId: id })).toMatchObject({ changed: false, slaProfileIds: first.slaProfileIds });
    expect((await tree()).filter((node) => node.profileId === id)).toMatchObject([{ '@type': 'SLAProfileAction', name: 'Attached', enabled: true }]);
    expect(await agent.call('sanity_check_virtual_user', { virtualUserId })).toMatchObject({ errors: 0 });
  });
  it('adds it in one container where asked', async () => {
    const { id } = await made('Inside');
    const container = (await tree()).find((node) => node['@type'] === 'ContainerAction');
    expect(container).toBeDefined();
    await agent.call('attach_sla_profile_to_virtual_user', { virtualUserId, slaProfileId: id, containerId: container?.id });
    expect((await tree()).find((node) => node.id === container?.id)?.children?.[0]).toMatchObject({ profileId: id });
  });
  it('refuses a container that is none, an unknown profile and one of another project', async () => {
    const { id } = await made('Refused');
    const request = carriers(await tree())[0]?.id;
    expect(await agent.refused('attach_sla_profile_to_virtual_user', { virtualUserId, slaProfileId: id, containerId: request })).toContain('container');
    expect(await agent.refused('attach_sla_profile_to_virtual_user', { virtualUserId, slaProfileId: 'no-such-id' })).toContain('Nothing was written');
    const fresh = await freshProject(agent);
    const foreign = await agent.call<Profile>('create_sla_profile', { projectId: fresh.projectId, name: 'Foreign', metrics: ['ERRORS_TOTAL'] });
    expect(await agent.refused('attach_sla_profile_to_virtual_user', { virtualUserId, slaProfileId: foreign.id })).toContain('different projects');
  });
});

describe('detach_sla_profile_from_virtual_user', () => {
  it('takes it out everywhere, and again changes nothing', async () => {
    const { id } = await made('Detached');
    const container = (await tree()).find((node) => node['@type'] === 'ContainerAction');
    await agent.call('attach_sla_profile_to_virtual_user', { virtualUserId, slaProfileId: id, containerId: container?.id });
    const answer = await agent.call<Attached>('detach_sla_profile_from_virtual_user', { virtualUserId, slaProfileId: id });
    expect([answer.changed, answer.slaProfileIds.includes(id)]).toEqual([true, false]);
    expect(carriers(await tree()).filter((node) => node.profileId === id)).toEqual([]);
    expect(await agent.call('detach_sla_profile_from_virtual_user', { virtualUserId, slaProfileId: id })).toMatchObject({ changed: false });
    expect(await agent.call('get_sla_profile', { slaProfileId: id })).toMatchObject({ name: 'Detached' });
  });
  it('refuses an unknown Virtual User', async () => {
    expect(await agent.refused('detach_sla_profile_from_virtual_user', { virtualUserId: 'no-such-id', slaProfileId: 'x' })).toContain('Nothing was written');
  });
});

describe('delete_sla_profile', () => {
  it('refuses while it is attached, naming where; then deletes it, and undo brings it back', async () => {
    const { id } = await made('Deleted');
    await agent.call('attach_sla_profile_to_virtual_user', { virtualUserId, slaProfileId: id });
    expect(await agent.refused('delete_sla_profile', { slaProfileId: id })).toContain(virtualUserId);
    await agent.call('detach_sla_profile_from_virtual_user', { virtualUserId, slaProfileId: id });
    const { undoHandle } = await agent.call<{ undoHandle: string }>('delete_sla_profile', { slaProfileId: id });
    expect(await agent.call('list_sla_profiles', { projectId, search: 'Deleted' })).toMatchObject({ total: 0 });
    await agent.call('undo_change', { projectId, undoHandle });
    expect(await agent.call('list_sla_profiles', { projectId, search: 'Deleted' })).toMatchObject({ total: 1 });
  });
  it('refuses an unknown profile', async () => {
    expect(await agent.refused('delete_sla_profile', { slaProfileId: 'no-such-id' })).toContain('Nothing was written');
  });
});
