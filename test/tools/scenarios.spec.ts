import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { concealed, holdsSecrets, revealed, withoutSecrets } from '../../src/octoperf/secret-fields.js';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, type FreshProject, importHar } from '../support/work.js';
import { type SmallSite, startSmallSite } from './small-site.js';

interface Listing { id: string; name: string; url: string; totalUsers: number; plannedDurationSec: number }
interface Profile { name: string; virtualUserId: string; location: string; load: Record<string, unknown>; engine: Record<string, unknown> }
interface Scenario { id: string; mode: string; url: string; total: number; userProfiles: Profile[]; omitted?: string; description: string; created: string }

const containing = (part: string): unknown => expect.stringContaining(part);

let agent: Agent;
let other: Agent;
let site: SmallSite;
let project: FreshProject;
let place: { providerId: string; location: string };
let virtualUsers: { id: string; name: string }[];

beforeAll(async () => {
  [agent, other, site] = await Promise.all([agentOf('tester'), agentOf('other'), startSmallSite()]);
  project = await freshProject(agent);
  place = await anyLocation(agent);
  virtualUsers = [await importHar(agent, project.projectId, site.har(), {}, 'first.har'), await importHar(agent, project.projectId, site.har(), {}, 'second.har')];
});
afterAll(async () => { await Promise.all([agent.close(), other.close(), site.close()]); });

const rampUp = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  projectId: project.projectId, scenarioName: 'Evening peak', virtualUserIds: virtualUsers.map(({ id }) => id), providerId: place.providerId, locations: [place.location],
  users: 3, rampUpSec: 10, holdForSec: 50, ...overrides,
});
const created = (overrides?: Record<string, unknown>): Promise<Listing> => agent.call<Listing>('create_scenario_ramp_up', rampUp(overrides));

describe('create_scenario_ramp_up', () => {
  it('stores one profile per Virtual User, seconds as milliseconds, and says the total', async () => {
    const listing = await created();
    expect(listing).toMatchObject({ name: 'Evening peak', totalUsers: 6, plannedDurationSec: 60, url: containing(`/runtime/scenario/${listing.id}`) });
    const { userProfiles } = await agent.call<Scenario>('get_scenario', { scenarioId: listing.id });
    expect(userProfiles.map(({ name, virtualUserId, location }) => ({ name, virtualUserId, location }))).toEqual(virtualUsers.map(({ id, name }) => ({ name, virtualUserId: id, location: place.location })));
    for (const { load, engine } of userProfiles) {
      expect(load).toMatchObject({ '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 10_000, plateauMs: 50_000, plateauVus: 3 });
      expect(engine).toMatchObject({ '@type': 'JmeterUserProfileEngine', jtl: { type: 'ALL' } });
    }
  });

  it('takes a ramp of 0 seconds, but not a test of 0 seconds', async () => {
    expect(await created({ rampUpSec: 0 })).toMatchObject({ plannedDurationSec: 50 });
    expect(await agent.refused('create_scenario_ramp_up', rampUp({ rampUpSec: 0, holdForSec: 0 }))).toContain('rampUpSec or holdForSec');
  });

  it('refuses an unknown location, provider or Virtual User, listing the usable ones', async () => {
    const location = await agent.refused('create_scenario_ramp_up', rampUp({ locations: ['mars'] }));
    expect(location).toContain('"mars"');
    expect(location).toContain(`"${place.location}"`);
    expect(await agent.refused('create_scenario_ramp_up', rampUp({ providerId: 'nobody' }))).toContain(place.providerId);
    const stranger = await agent.refused('create_scenario_ramp_up', rampUp({ virtualUserIds: ['ghost'] }));
    expect(stranger).toContain('"ghost"');
    expect(stranger).toContain(virtualUsers[0]?.id);
  });

  it('refuses a name of 81 characters, users of 0, and unknown arguments by name', async () => {
    expect(await agent.refused('create_scenario_ramp_up', rampUp({ scenarioName: 'x'.repeat(81) }))).toContain('scenarioName');
    expect(await agent.refused('create_scenario_ramp_up', rampUp({ users: 0 }))).toContain('users');
    expect(await agent.refused('create_scenario_ramp_up', rampUp({ name: 'x' }))).toContain('"name"');
  });
});

describe('get_scenario', () => {
  it('answers the whole scenario with its page', async () => {
    const { id } = await created();
    const scenario = await agent.call<Scenario>('get_scenario', { scenarioId: id });
    expect(scenario).toMatchObject({ id, mode: 'STANDARD', total: 2, description: '', url: containing(`/project/${project.projectId}/runtime/scenario/${id}`) });
    expect(Date.parse(scenario.created)).toBeGreaterThan(0);
    expect(scenario.userProfiles).toHaveLength(2);
  });

  it('cuts a scenario of many profiles to what an answer holds and goes on from there', async () => {
    const [first] = virtualUsers;
    const { id } = await created({ virtualUserIds: Array.from({ length: 10 }, () => first?.id) });
    const start = await agent.raw('get_scenario', { scenarioId: id });
    expect(start.text.length).toBeLessThanOrEqual(8_000);
    const { userProfiles, omitted, total } = start.data as unknown as Scenario;
    expect(total).toBe(10);
    expect(omitted).toContain(`offset ${userProfiles.length}`);
    const rest = await agent.call<Scenario>('get_scenario', { scenarioId: id, offset: userProfiles.length });
    expect(rest.userProfiles).toHaveLength(10 - userProfiles.length);
    expect(rest.omitted).toBeUndefined();
  });

  it('hides secrets that the scenario holds', async () => {
    const { id } = await created();
    const at = `${inject('house').origin}/runtime/scenarios/${id}`;
    const headers = { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json' };
    const scenario = await (await fetch(at, { headers })).json() as Scenario;
    for (const profile of scenario.userProfiles) profile.engine['properties'] = { map: { 'javax.net.ssl.keyStorePassword': 'hunter2', 'https.default.protocol': 'TLSv1.3' } };
    expect((await fetch(at, { method: 'PUT', headers, body: JSON.stringify(scenario) })).status).toBe(200);
    const { text } = await agent.raw('get_scenario', { scenarioId: id });
    expect(text).not.toContain('hunter2');
    expect(text).toContain('TLSv1.3');
  });

  it('knows tokens, encrypted values and passwords in URLs for secrets, and leaves the rest as it is', () => {
    const listener = { '@type': 'InfluxDBBackendListener', token: { type: 'ENCRYPTED', value: 'abc' }, url: 'http://me:pw@db:8086/?x=a@b', summaryOnly: true, percentiles: [90] };
    expect(withoutSecrets({ listeners: [listener], password: '', other: { type: 'ENCRYPTED', value: 'abc' } })).toEqual({
      listeners: [{ ...listener, token: '(hidden)', url: 'http://(hidden)@db:8086/?x=a@b' }], password: '', other: '(hidden)',
    });
  });

  it('refuses an unknown id, and a scenario of another account, alike', async () => {
    const { id } = await created();
    expect(await agent.refused('get_scenario', { scenarioId: 'nothing' })).toContain('Nothing was written.');
    await expect(other.refused('get_scenario', { scenarioId: id })).resolves.toContain(id);
  });
});

describe('delete_scenario', () => {
  it('deletes it; undo makes it anew under another id', async () => {
    const { id } = await created();
    const { deleted, undoHandle, undoNote } = await agent.call<{ deleted: boolean; undoHandle: string; undoNote?: string }>('delete_scenario', { scenarioId: id });
    expect([deleted, undoNote]).toEqual([true, undefined]);
    await agent.refused('get_scenario', { scenarioId: id });
    const { restored: [again], notes } = await agent.call<{ restored: { id: string; outcome: string; formerId: string; url: string }[]; notes: string[] }>('undo_change', { projectId: project.projectId, undoHandle });
    expect(again).toMatchObject({ outcome: 'recreated', formerId: id, url: containing(`/runtime/scenario/${again?.id}`) });
    expect(notes).toEqual(['What had been deleted has a new id.']);
    expect((await agent.call<Scenario>('get_scenario', { scenarioId: again?.id })).userProfiles).toHaveLength(2);
  });

  it('keeps no password in the copy: what comes back lacks it, and both answers say so', async () => {
    const { id } = await created();
    const at = `${inject('house').origin}/runtime/scenarios/`;
    const headers = { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json' };
    const scenario = await (await fetch(at + id, { headers })).json() as Scenario;
    for (const profile of scenario.userProfiles) profile.engine['properties'] = { map: { 'javax.net.ssl.keyStorePassword': 'hunter2', 'https.default.protocol': 'TLSv1.3' } };
    expect((await fetch(at + id, { method: 'PUT', headers, body: JSON.stringify(scenario) })).status).toBe(200);
    const { undoHandle, undoNote } = await agent.call<{ undoHandle: string; undoNote: string }>('delete_scenario', { scenarioId: id });
    expect(undoNote).toContain('does not hold the tokens and passwords');
    expect((await agent.raw('read_project_file_lines', { projectId: project.projectId, filename: undoHandle })).text).not.toContain('hunter2');
    const { restored: [again], notes } = await agent.call<{ restored: { id: string }[]; notes: string[] }>('undo_change', { projectId: project.projectId, undoHandle });
    expect(notes.join(' ')).toContain('set them again');
    const stored = await (await fetch(at + (again?.id ?? ''), { headers })).json() as Scenario;
    expect(stored.userProfiles[0]?.engine['properties']).toEqual({ map: { 'javax.net.ssl.keyStorePassword': '', 'https.default.protocol': 'TLSv1.3' } });
  });

  it('puts hidden secrets back from the entity that is there, and leaves what only looks like one', () => {
    const cipher = { type: 'ENCRYPTED', value: 'abc' };
    const stored = { name: '(hidden) gem', listeners: [{ id: 'b', token: cipher, url: 'http://me:pw@db/' }, { id: 'a', token: cipher }], password: 'p', map: { apiKey: 'k' } };
    const copy = concealed(stored);
    expect(JSON.stringify(copy)).not.toMatch(/abc|pw|"p"|"k"/);
    expect(revealed(copy, { ...stored, listeners: [...stored.listeners].reverse() })).toEqual(stored);
    expect(revealed(copy)).toEqual({ name: '(hidden) gem', listeners: [{ id: 'b', token: { type: 'PLAIN', value: '' }, url: 'http://db/' }, { id: 'a', token: { type: 'PLAIN', value: '' } }], password: '', map: { apiKey: '' } });
    expect([stored, copy, { name: 'n', password: '' }].map(holdsSecrets)).toEqual([true, true, false]);
  });

  it('refuses a scenario of another account, which stays', async () => {
    const { id } = await created();
    await other.refused('delete_scenario', { scenarioId: id });
    expect(await agent.call<Scenario>('get_scenario', { scenarioId: id })).toMatchObject({ id });
  });
});
