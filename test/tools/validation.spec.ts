import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { excerpt } from '../../src/tools/validation/excerpt.js';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, importHar, until, validate } from '../support/work.js';
import { BAIT, type CsrfSite, LONG_PAGE, LONG_PAGE_CHARACTERS, startCsrfSite } from './csrf-site.js';

interface Action { actionId: string; name?: string; method?: string; path?: string; success: number; total: number; successTimestamps: number[]; failedTimestamps: number[] }
interface Index { actions: Action[]; failing: number; total: number; omitted?: string }
interface Message { body: string; headers: string; more?: string; url?: string; code?: number; method?: string }
type Detail = Record<'recordedRequest' | 'recordedResponse' | 'validationRequest' | 'validationResponse', Message> & { url?: string; timestamp?: number; success?: boolean };
interface Body { body: string; total: number; omitted?: string }

let agent: Agent;
let site: CsrfSite;
let projectId: string;
let virtualUserId: string;
let unplayed: string;
let index: Index;

beforeAll(async () => {
  agent = await agentOf('tester');
  site = await startCsrfSite();
  ({ projectId } = await freshProject(agent));
  ({ id: virtualUserId } = await importHar(agent, projectId, site.har(), {}, 'login.har'));
  ({ id: unplayed } = await importHar(agent, projectId, site.har(), {}, 'unplayed.har'));
  await validate(agent, projectId, virtualUserId, 7);
  index = await agent.call<Index>('get_virtual_user_validation_index', { virtualUserId });
});
afterAll(async () => { await Promise.all([agent.close(), site.stop()]); });

const actionAt = (method: string, path: string): Action => {
  const found = index.actions.find((action) => action.method === method && action.path === path);
  if (found === undefined) throw new Error(`no ${method} ${path} in ${JSON.stringify(index)}`);
  return found;
};
const fenceless = (text: string): string => text.replace(/^<untrusted>/, '').replace(/<\/untrusted>$/, '');

describe('sanity_check_virtual_user', () => {
  it('finds no error in what was imported', async () => {
    const answer = await agent.call<{ entries: { level: string; message: string }[]; errors: number; total: number }>('sanity_check_virtual_user', { virtualUserId });
    expect(answer.errors).toBe(0);
    expect(answer.total).toBe(answer.entries.length);
    for (const { level } of answer.entries) expect(['WARNING', 'INFO']).toContain(level);
  });
  it('refuses an unknown Virtual User', async () => {
    expect(await agent.refused('sanity_check_virtual_user', { virtualUserId: 'no-such-id' })).toContain('list_');
  });
});

describe('validate_virtual_user', () => {
  it('starts a run whose state can be polled', async () => {
    const started = await agent.call<{ benchResultId: string; state: string; url: string }>('validate_virtual_user', { projectId, virtualUserId: unplayed, ...(await anyLocation(agent)) });
    expect(started.url).toContain(unplayed);
    const state = await until(() => agent.call('get_virtual_user_validation', { projectId, virtualUserId: unplayed }), ({ finished }) => finished === true);
    expect(state).toMatchObject({ state: 'FINISHED', benchResultId: started.benchResultId });
  });
  it('refuses a Virtual User of another project', async () => {
    const elsewhere = await freshProject(agent);
    expect(await agent.refused('validate_virtual_user', { projectId: elsewhere.projectId, virtualUserId, ...(await anyLocation(agent)) })).toContain('list_virtual_users');
  });
  it('refuses an unknown location, naming the usable ones', async () => {
    const { providerId, location } = await anyLocation(agent);
    expect(await agent.refused('validate_virtual_user', { projectId, virtualUserId, providerId, location: 'the-moon' })).toContain(location);
  });
  it('refuses more than 100 iterations', async () => {
    expect(await agent.refused('validate_virtual_user', { projectId, virtualUserId, ...(await anyLocation(agent)), iterations: 101 })).toContain('iterations');
  });
});

describe('get_virtual_user_validation', () => {
  it('tells that the latest validation is over', async () => {
    expect(await agent.call('get_virtual_user_validation', { projectId, virtualUserId })).toMatchObject({ finished: true, state: 'FINISHED', url: expect.stringContaining(virtualUserId) as string });
  });
  it('refuses where nothing was validated yet', async () => {
    const { id } = await importHar(agent, projectId, site.har());
    expect(await agent.refused('get_virtual_user_validation', { projectId, virtualUserId: id })).toContain('Nothing was written');
  });
});

describe('get_virtual_user_validation_index', () => {
  it('names each action and puts the failing one first', () => {
    expect(index).toMatchObject({ failing: 1, total: 3 });
    expect(index.actions[0]).toMatchObject({ method: 'POST', path: '/login', success: 0, total: 7, successTimestamps: [] });
    expect(actionAt('GET', '/long')).toMatchObject({ success: 7, total: 7, failedTimestamps: [] });
  });
  it('shows the latest five timestamps', () => {
    const { failedTimestamps } = actionAt('POST', '/login');
    expect(failedTimestamps).toHaveLength(5);
    expect(failedTimestamps).toEqual([...failedTimestamps].sort((a, b) => a - b));
  });
  it('pages', async () => {
    const rest = await agent.call<Index>('get_virtual_user_validation_index', { virtualUserId, offset: 1 });
    expect(rest.actions).toEqual(index.actions.slice(1));
    expect(rest.total).toBe(3);
  });
  it('refuses a project that is not that of the Virtual User', async () => {
    const elsewhere = await freshProject(agent);
    expect(await agent.refused('get_virtual_user_validation_index', { virtualUserId, projectId: elsewhere.projectId })).toContain('list_virtual_users');
  });
});

describe('get_validation_failure_detail', () => {
  it('shows the recorded and the replayed exchange of a failure', async () => {
    const { actionId, failedTimestamps } = actionAt('POST', '/login');
    const detail = await agent.call<Detail>('get_validation_failure_detail', { virtualUserId, actionId, timestamp: failedTimestamps[0], projectId });
    expect(detail.recordedResponse).toMatchObject({ code: 200 });
    expect(detail.validationResponse).toMatchObject({ code: 403 });
    expect(detail.validationRequest.body).toContain('recorded-token-0001');
    expect(detail.recordedRequest.headers.toLowerCase()).toContain('content-type: ');
    expect(detail).toMatchObject({ timestamp: failedTimestamps[0], success: false, url: expect.stringContaining(virtualUserId) as string });
  });
  it('fences what the site wrote, however it tries to get out', async () => {
    const { actionId } = actionAt('POST', '/login');
    const { validationResponse } = await agent.call<Detail>('get_validation_failure_detail', { virtualUserId, actionId });
    expect(validationResponse.body).toMatch(/^<untrusted>.*<\/untrusted>$/s);
    expect(validationResponse.body).not.toContain(BAIT);
    expect(fenceless(validationResponse.body)).not.toMatch(/<\/?untrusted>/);
  });
  it('cuts long bodies and says how to read on', async () => {
    const { actionId, successTimestamps } = actionAt('GET', '/long');
    const answer = await agent.raw('get_validation_failure_detail', { virtualUserId, actionId, timestamp: successTimestamps[0] });
    const { validationResponse } = answer.data as unknown as Detail;
    expect(validationResponse.body.length).toBeLessThan(2_100);
    expect(validationResponse.more).toContain(`2000 of ${LONG_PAGE_CHARACTERS}`);
    expect(validationResponse.more).toContain('fetch_validation_http_body, kind VALIDATION_RESPONSE, offset 2000');
    expect(answer.text.length).toBeLessThan(8_000);
  });
  it('refuses an action that was not played', async () => {
    expect(await agent.refused('get_validation_failure_detail', { virtualUserId, actionId: 'no-such-action' })).toContain('Nothing was written');
  });
});

describe('fetch_validation_http_body', () => {
  it('reads a long body piece by piece, whole', async () => {
    const { actionId, successTimestamps } = actionAt('GET', '/long');
    let read = '';
    for (let calls = 0; calls < 10; calls++) {
      const piece = await agent.call<Body>('fetch_validation_http_body', { projectId, virtualUserId, actionId, timestamp: successTimestamps[0], kind: 'VALIDATION_RESPONSE', offset: read.length });
      read += fenceless(piece.body).replaceAll('\u200b', '');
      expect(piece.total).toBe(LONG_PAGE_CHARACTERS);
      if (piece.omitted === undefined) break;
      expect(piece.omitted).toContain(`offset ${read.length}`);
    }
    expect(read).toBe(LONG_PAGE);
  });
  it('reads what was recorded and what was sent', async () => {
    const { actionId, failedTimestamps } = actionAt('POST', '/login');
    const of = (kind: string) => agent.call<Body>('fetch_validation_http_body', { projectId, virtualUserId, actionId, timestamp: failedTimestamps[0], kind });
    expect(fenceless((await of('RECORDED_RESPONSE')).body)).toBe('welcome');
    expect((await of('VALIDATION_REQUEST')).body).toContain('_csrf=recorded-token-0001');
  });
  it('refuses an offset past the end and an unknown kind', async () => {
    const { actionId, successTimestamps } = actionAt('GET', '/long');
    const common = { projectId, virtualUserId, actionId, timestamp: successTimestamps[0] };
    expect(await agent.refused('fetch_validation_http_body', { ...common, kind: 'VALIDATION_RESPONSE', offset: LONG_PAGE_CHARACTERS + 1 })).toContain(String(LONG_PAGE_CHARACTERS));
    expect(await agent.refused('fetch_validation_http_body', { ...common, kind: 'RESPONSE' })).toContain('kind');
  });
});

describe('excerpt', () => {
  it('never tears a surrogate pair, and always moves on', () => {
    expect(excerpt('a😀b', 0, 2)).toEqual({ text: 'a', end: 1, total: 4 });
    expect(excerpt('a😀b', 1, 2)).toEqual({ text: '😀', end: 3, total: 4 });
    expect(excerpt('😀', 0, 1).end).toBe(1);
    expect(excerpt('', 0, 5)).toEqual({ text: '', end: 0, total: 0 });
  });
});
