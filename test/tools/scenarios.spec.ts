import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { concealed, holdsSecrets, revealed, withoutSecrets } from '../../src/octoperf/secret-fields.js';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, type FreshProject, importHar } from '../support/work.js';
import { type SmallSite, startSmallSite } from './small-site.js';

interface Listing { id: string; name: string; url: string; totalUsers: number; plannedDurationSec: number; curve: string }
interface Profile { name: string; virtualUserId: string; providerId: string; location: string; load: Record<string, unknown>; engine: Record<string, unknown> }
interface Scenario { id: string; name: string; mode: string; url: string; total: number; userProfiles: Profile[]; omitted?: string; description: string; tags: string[]; created: string; peakUsers: number; plannedDurationSec: number; curve: string }
interface Changed extends Listing { undoHandle: string; warnings: string[]; peakUsers: number; engineReset: boolean; description?: string; tags?: string[] }

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
const scenarioOf = (scenarioId: string): Promise<Scenario> => agent.call<Scenario>('get_scenario', { scenarioId });
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

describe('create_scenario_ramp_up_down', () => {
  const smooth = (overrides: Record<string, unknown> = {}): Record<string, unknown> => rampUp({ scenarioName: 'Smooth', rampDownSec: 20, ...overrides });

  it('stores the three parts, and shows length and curve', async () => {
    const listing = await agent.call<Listing>('create_scenario_ramp_up_down', smooth());
    expect(listing).toMatchObject({ name: 'Smooth', totalUsers: 6, plannedDurationSec: 80, curve: '0:0 10:6 60:6 80:0' });
    const { userProfiles, peakUsers, curve } = await scenarioOf(listing.id);
    for (const { load } of userProfiles) expect(load).toEqual({ '@type': 'UserProfileLoadRampUpThenRampDown', delayMs: 0, rampUpMs: 10_000, plateauMs: 50_000, plateauVus: 3, rampDownMs: 20_000 });
    expect([peakUsers, curve]).toEqual([6, listing.curve]);
  });

  it('refuses a call without rampDownSec, and a test of 0 seconds', async () => {
    expect(await agent.refused('create_scenario_ramp_up_down', rampUp())).toContain('rampDownSec');
    expect(await agent.refused('create_scenario_ramp_up_down', smooth({ rampUpSec: 0, holdForSec: 0, rampDownSec: 0 }))).toContain('0 seconds');
  });
});

describe('create_scenario_stairs', () => {
  const stairs = (overrides: Record<string, unknown> = {}): Record<string, unknown> => rampUp({ scenarioName: 'Stress', users: 10, stepCount: 5, ...overrides });

  it('stores the steps, and shows them', async () => {
    const listing = await agent.call<Listing>('create_scenario_stairs', stairs({ virtualUserIds: [virtualUsers[0]?.id] }));
    expect(listing).toMatchObject({ totalUsers: 10, plannedDurationSec: 60, curve: '0:0>2 2:2>4 4:4>6 6:6>8 8:8>10 60:10>0' });
    expect((await scenarioOf(listing.id)).userProfiles[0]?.load).toEqual({ '@type': 'UserProfileLoadAscendingStairs', delayMs: 0, rampUpMs: 10_000, plateauMs: 50_000, plateauVus: 10, stepCount: 5 });
  });

  it('refuses more steps than users, and an unknown location', async () => {
    expect(await agent.refused('create_scenario_stairs', stairs({ stepCount: 11 }))).toContain('at most 10');
    expect(await agent.refused('create_scenario_stairs', stairs({ locations: ['mars'] }))).toContain(place.location);
  });
});

describe('update_scenario', () => {
  it('changes what is given and nothing else, and undo takes it back', async () => {
    const { id } = await created();
    const before = await scenarioOf(id);
    const changed = await agent.call<Changed>('update_scenario', { scenarioId: id, name: 'Morning peak', tags: ['nightly', 'nightly'] });
    expect(changed).toMatchObject({ id, name: 'Morning peak', tags: ['nightly'], url: containing(id) });
    expect(await scenarioOf(id)).toMatchObject({ name: 'Morning peak', description: '', tags: ['nightly'], userProfiles: before.userProfiles });
    await agent.call('undo_change', { projectId: project.projectId, undoHandle: changed.undoHandle });
    expect(await scenarioOf(id)).toMatchObject({ name: 'Evening peak', tags: [], userProfiles: before.userProfiles });
  });

  it('refuses a call that changes nothing, a long name, and the scenario of another account', async () => {
    const { id } = await created();
    expect(await agent.refused('update_scenario', { scenarioId: id })).toContain('name, description or tags');
    expect(await agent.refused('update_scenario', { scenarioId: id, name: 'x'.repeat(81) })).toContain('name');
    await other.refused('update_scenario', { scenarioId: id, name: 'Stolen' });
    expect((await scenarioOf(id)).name).toBe('Evening peak');
  });
});

describe('patch_scenario', () => {
  const custom = { '@type': 'UserProfileLoadCustom', points: [{ timeInMs: 0, threadsCount: 0 }, { timeInMs: 30_000, threadsCount: 8 }, { timeInMs: 90_000, threadsCount: 2 }] };
  const patch = (scenarioId: string, ...operations: object[]): Promise<Changed> => agent.call<Changed>('patch_scenario', { scenarioId, patch: operations });
  const refusal = (scenarioId: string, ...operations: object[]): Promise<string> => agent.refused('patch_scenario', { scenarioId, patch: operations });

  it('puts in a custom curve, shows the new total, and undo takes it back', async () => {
    const { id } = await created();
    const before = await scenarioOf(id);
    const changed = await patch(id, { op: 'test', path: '/userProfiles/0/name', value: before.userProfiles[0]?.name }, { op: 'replace', path: '/userProfiles/0/load', value: custom });
    expect(changed).toMatchObject({ id, warnings: [], peakUsers: 11, plannedDurationSec: 90, curve: '0:0 10:6 30:11 60:8>5 90:2>0' });
    const after = await scenarioOf(id);
    expect(after.userProfiles.map(({ load }) => load)).toEqual([custom, before.userProfiles[1]?.load]);
    await agent.call('undo_change', { projectId: project.projectId, undoHandle: changed.undoHandle });
    expect((await scenarioOf(id)).userProfiles).toEqual(before.userProfiles);
  });

  it('refuses an engine block written from scratch unless it is complete, naming operation, place and schema', async () => {
    const { id } = await created();
    const { engine } = (await scenarioOf(id)).userProfiles[0] as Profile & { engine: { browser: Record<string, unknown> } };
    for (const part of ['bandwidth', 'dns', 'jtl', 'properties', 'settings']) {
      const { [part]: _left, ...rest } = engine as Record<string, unknown>;
      const told = await refusal(id, { op: 'test', path: '/id', value: id }, { op: 'replace', path: '/userProfiles/0/engine', value: rest });
      for (const word of ['Operation 1', `/userProfiles/0/engine/${part}`, 'octoperf://schema/scenario', 'Nothing was written']) expect(told).toContain(word);
    }
    for (const part of ['cache', 'cookies']) {
      const { [part]: _left, ...browser } = engine.browser;
      expect(await refusal(id, { op: 'replace', path: '/userProfiles/0/engine', value: { ...engine, browser } })).toContain(`/userProfiles/0/engine/browser/${part}`);
    }
    expect(await refusal(id, { op: 'replace', path: '/userProfiles/0/load', value: { ...custom, '@type': 'UserProfileLoadCustoms' } })).toContain('UserProfileLoadCustom');
    expect(await refusal(id, { op: 'replace', path: '/userProfiles/0/load', value: { points: custom.points } })).toContain('"@type"');
    expect((await agent.call<{ copies: { entityId: string }[] }>('list_undo_copies', { projectId: project.projectId })).copies.filter(({ entityId }) => entityId === id)).toEqual([]);
  });

  it('warns of booleans that an added part leaves out', async () => {
    const { id } = await created();
    const { warnings } = await patch(id, { op: 'replace', path: '/userProfiles/0/engine/browser/cache', value: { cacheSize: 10 } });
    expect(warnings).toEqual([containing('/userProfiles/0/engine/browser/cache leaves out clearCacheOnEachIteration, useCacheControlHeaders')]);
  });

  it('refuses what the project cannot play: another engine, a load without time or users, a setUp that is missing or a browser', async () => {
    const { id } = await created();
    const browser = await agent.call<{ id: string }>('import_webdriver_virtual_user', { projectId: project.projectId, name: 'Browser', urls: ['http://127.0.0.1:1/'] });
    expect(await refusal(id, { op: 'replace', path: '/userProfiles/0/virtualUserId', value: browser.id })).toContain('SeleniumUserProfileEngine');
    expect(await refusal(id, { op: 'replace', path: '/userProfiles/0/load', value: { ...custom, points: [{ timeInMs: 0, threadsCount: 5 }, { timeInMs: 0, threadsCount: 5 }] } })).toContain('lasts no time');
    expect(await refusal(id, { op: 'replace', path: '/userProfiles/0/load', value: { ...custom, points: [{ timeInMs: 0, threadsCount: 0 }, { timeInMs: 9, threadsCount: 0 }] } })).toContain('no user');
    const setUp = (virtualUserId: string): object => ({ op: 'add', path: '/userProfiles/0/engine/settings/setUp', value: { virtualUserId, scope: 'LOCAL', onSampleError: 'CONTINUE', numberOfThreads: 1, rampupPeriodSec: 0, sameUserOnEachIteration: false, loopCount: 1, pacing: null } });
    expect(await refusal(id, setUp('ghost'))).toContain('"ghost"');
    expect(await refusal(id, setUp(browser.id))).toContain('must be a JMETER Virtual User');
    expect(await patch(id, setUp(virtualUsers[0]?.id ?? ''))).toMatchObject({ id, warnings: [] });
  });

  it('keeps secrets that get_scenario hides, and refuses to store the word it shows instead', async () => {
    const { id } = await created();
    await patch(id, { op: 'add', path: '/userProfiles/0/engine/properties/map/javax.net.ssl.keyStorePassword', value: 'hunter2' });
    const shown = (await scenarioOf(id)).userProfiles[0]?.engine;
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(await refusal(id, { op: 'replace', path: '/userProfiles/0/engine', value: shown })).toContain('(hidden)');
    await patch(id, { op: 'replace', path: '/userProfiles/0/load/plateauVus', value: 4 });
    const stored = await fetch(`${inject('house').origin}/runtime/scenarios/${id}`, { headers: { authorization: `Bearer ${agent.token}` } });
    expect(await stored.text()).toContain('hunter2');
  });

  it('refuses to move a scenario, and the scenario of another account', async () => {
    const { id } = await created();
    expect(await refusal(id, { op: 'replace', path: '/projectId', value: 'elsewhere' })).toContain('projectId');
    await other.refused('patch_scenario', { scenarioId: id, patch: [{ op: 'replace', path: '/name', value: 'Stolen' }] });
  });
});

describe('update_user_profile', () => {
  it('points one profile at another Virtual User of the same type and keeps its settings', async () => {
    const { id } = await created();
    await agent.call('patch_scenario', { scenarioId: id, patch: [{ op: 'replace', path: '/userProfiles/0/engine/bandwidth', value: { name: '3G', bitsPerSecond: 1_600_000 } }] });
    const before = await scenarioOf(id);
    const changed = await agent.call<Changed>('update_user_profile', { scenarioId: id, profileIndex: 0, virtualUserId: virtualUsers[1]?.id });
    expect(changed).toMatchObject({ id, engineReset: false, url: containing(id) });
    const [first, second] = (await scenarioOf(id)).userProfiles;
    expect([first, second]).toEqual([{ ...before.userProfiles[0], virtualUserId: virtualUsers[1]?.id }, before.userProfiles[1]]);
    await agent.call('undo_change', { projectId: project.projectId, undoHandle: changed.undoHandle });
    expect((await scenarioOf(id)).userProfiles).toEqual(before.userProfiles);
  });

  it('swaps and resets the engine block for a Virtual User of another type, both ways', async () => {
    const { id } = await created({ users: 1 });
    const browser = await agent.call<{ id: string }>('import_webdriver_virtual_user', { projectId: project.projectId, name: 'Browser', urls: ['http://127.0.0.1:1/'] });
    expect(await agent.call('update_user_profile', { scenarioId: id, profileIndex: 1, virtualUserId: browser.id })).toMatchObject({ engineReset: true });
    const [kept, swapped] = (await scenarioOf(id)).userProfiles;
    expect(kept?.engine['@type']).toBe('JmeterUserProfileEngine');
    expect(Object.keys(swapped?.engine ?? {}).sort()).toEqual(['@type', 'bandwidth', 'settings']);
    expect(swapped).toMatchObject({ virtualUserId: browser.id, load: { plateauVus: 1 }, engine: { '@type': 'SeleniumUserProfileEngine' } });
    expect(await agent.call('update_user_profile', { scenarioId: id, profileIndex: 1, virtualUserId: virtualUsers[0]?.id })).toMatchObject({ engineReset: true });
    expect((await scenarioOf(id)).userProfiles[1]?.engine).toEqual(kept?.engine);
  });

  it('refuses a provider or location the workspace cannot use, listing the usable ones', async () => {
    const { id } = await created();
    for (const wrong of [{ providerId: 'nobody' }, { location: 'mars' }]) {
      const told = await agent.refused('update_user_profile', { scenarioId: id, profileIndex: 0, ...wrong });
      for (const word of [Object.values(wrong)[0] ?? '', place.providerId, place.location]) expect(told).toContain(word);
    }
    expect(await agent.call('update_user_profile', { scenarioId: id, profileIndex: 0, ...place })).toMatchObject({ engineReset: false });
  });

  it('refuses a profile that is not there, an unknown Virtual User, several users of a browser, and a call without a change', async () => {
    const { id } = await created();
    const browser = await agent.call<{ id: string }>('import_webdriver_virtual_user', { projectId: project.projectId, name: 'Browser', urls: ['http://127.0.0.1:1/'] });
    const told = await agent.refused('update_user_profile', { scenarioId: id, profileIndex: 2, location: place.location });
    for (const word of ['no profile 2', virtualUsers[0]?.name ?? '', virtualUsers[1]?.name ?? '']) expect(told).toContain(word);
    expect(await agent.refused('update_user_profile', { scenarioId: id, profileIndex: 0, virtualUserId: 'ghost' })).toContain(virtualUsers[0]?.id);
    expect(await agent.refused('update_user_profile', { scenarioId: id, profileIndex: 0, virtualUserId: browser.id })).toContain('one user');
    expect(await agent.refused('update_user_profile', { scenarioId: id, profileIndex: 0 })).toContain('virtualUserId, providerId or location');
    await other.refused('update_user_profile', { scenarioId: id, profileIndex: 0, location: place.location });
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
