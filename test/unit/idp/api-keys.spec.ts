import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormBrowser } from '../../../demo/form-browser.js';
import { type House, PASSWORD, startHouse } from './idp-house.js';
import { OAuthClient, post } from './oauth-client.js';

let house: House;
beforeAll(async () => { house = await startHouse(); });
afterAll(async () => { await house.close(); });

async function session(username: string): Promise<{ authorization: string }> {
  const login = await house.idp.accounts.login(username, PASSWORD, 'test');
  if (login.outcome !== 'accepted') throw new Error(login.outcome);
  return { authorization: `Bearer ${login.token}` };
}
const call = (method: string, path: string, headers: Record<string, string>) => fetch(house.origin + path, { method, headers });
const listed = async (headers: Record<string, string>) => (await (await call('GET', '/users/api-keys', headers)).json()) as { id: string; name: string }[];

describe('/users/api-keys', () => {
  it('lists names, never keys; a revoked key is refused at once; nobody revokes another\'s', async () => {
    const [alice, bob] = [await session('alice@example.test'), await session('bob@example.test')];
    const { json } = await post(`${house.origin}/users/api-keys`, { name: 'nightly' }, alice);
    const key = String(json['apiKey']);
    const keys = await listed(alice);
    expect(keys.map(({ name }) => name)).toContain('nightly');
    expect(JSON.stringify(keys)).not.toContain(key);
    expect(await listed(bob)).toEqual([]);
    const id = keys.find(({ name }) => name === 'nightly')?.id ?? '';
    expect((await call('DELETE', `/users/api-keys/${id}`, bob)).status).toBe(404);
    expect(await house.idp.accounts.authenticate(key)).toBeDefined();
    expect((await call('DELETE', `/users/api-keys/${id}`, alice)).status).toBe(204);
    expect(await house.idp.accounts.authenticate(key)).toBeUndefined();
  });

  it('an application cannot make or revoke keys: they would outlive its consent', async () => {
    const { access } = await (await OAuthClient.registered(house)).tokens();
    const refused = await post(`${house.origin}/users/api-keys`, { name: 'mine now' }, { authorization: `Bearer ${access}` });
    expect(refused.status).toBe(403);
    expect((await call('DELETE', '/users/api-keys/anything', { authorization: `Bearer ${access}` })).status).toBe(403);
  });

  it('an account has at most fifty', async () => {
    const bob = await session('bob@example.test');
    for (let index = 0; index < 50; index++) expect((await post(`${house.origin}/users/api-keys`, { name: `key ${index}` }, bob)).status).toBe(201);
    expect((await post(`${house.origin}/users/api-keys`, { name: 'one more' }, bob)).status).toBe(409);
  });
});

describe('/ui/api-keys', () => {
  it('a person makes a key, sees it once, and revokes it', async () => {
    const browser = new FormBrowser(house.origin);
    let view = await browser.submit(await browser.open(`${house.origin}/ui/api-keys`), { username: 'alice@example.test', password: PASSWORD, action: 'login' });
    expect(view.text).toContain('You have no API key');
    view = await browser.submit(view, { name: '<b>nightly</b>', action: 'create' });
    const key = /<code>([0-9a-f-]{36})<\/code>/.exec(view.text)?.[1] ?? '';
    expect(view.text).not.toContain('<b>nightly');
    expect(await house.idp.accounts.authenticate(key)).toMatchObject({ id: house.alice.id });
    view = await browser.open(`${house.origin}/ui/api-keys`);
    expect(view.text).not.toContain(key);
    const [own] = await house.idp.apiKeys.list(house.alice);
    await browser.submit(view, { id: own?.id ?? '', action: 'revoke' });
    expect(await house.idp.accounts.authenticate(key)).toBeUndefined();
  });

  it('a form of another site or without its token changes nothing', async () => {
    const alice = await session('alice@example.test');
    const cookie = `octoperf_pages_${new URL(house.origin).port}=${alice.authorization.slice('Bearer '.length)}`;
    const send = (headers: Record<string, string>) => fetch(`${house.origin}/ui/api-keys`, { method: 'POST', redirect: 'manual', headers: { cookie, ...headers }, body: new URLSearchParams({ action: 'create', name: 'stolen', form_token: 'guess' }) });
    expect((await send({ origin: 'https://evil.test' })).status).toBe(403);
    expect((await send({})).status).toBe(403);
    expect((await listed(alice)).some(({ name }) => name === 'stolen')).toBe(false);
  });
});
