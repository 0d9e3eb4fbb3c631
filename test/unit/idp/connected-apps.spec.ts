import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormBrowser } from '../../../demo/form-browser.js';
import { PASSWORD, startHouse } from './idp-house.js';
import type { House } from './idp-house.js';
import { OAuthClient } from './oauth-client.js';

let house: House;
beforeAll(async () => { house = await startHouse(); });
afterAll(async () => { await house.close(); });

const call = (method: string, path: string, bearer: string) => fetch(house.origin + path, { method, headers: { authorization: `Bearer ${bearer}` } });

interface App { readonly id: string; readonly clientId: string; readonly name: string; readonly scopes: string[]; readonly refreshTokenExpires: number | null }

async function appsOf(bearer: string): Promise<App[]> {
  const response = await call('GET', '/users/connected-apps', bearer);
  expect(response.status).toBe(200);
  return (await response.json()) as App[];
}

describe('/users/connected-apps', () => {
  it('lists what an account let in, and nobody else\'s', async () => {
    const client = await OAuthClient.registered(house, { client_name: 'Mine' });
    const { access } = await client.tokens();
    const mine = (await appsOf(access)).find(({ clientId }) => clientId === client.clientId);
    expect(mine).toMatchObject({ name: 'Mine', scopes: ['octoperf:read', 'octoperf:write'] });
    expect(mine?.refreshTokenExpires).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    const other = await (await OAuthClient.registered(house)).tokens({}, 'bob@example.test');
    expect((await appsOf(other.access)).some(({ clientId }) => clientId === client.clientId)).toBe(false);
  });

  it('ends an application at once: its access and refresh tokens are dead, others live', async () => {
    const client = await OAuthClient.registered(house);
    const { access, refresh } = await client.tokens();
    const witness = await (await OAuthClient.registered(house)).tokens();
    // Asked before, so that a remembered answer would show.
    expect(await house.idp.accounts.authenticate(access)).toBeDefined();
    const app = (await appsOf(witness.access)).find(({ clientId }) => clientId === client.clientId);
    expect((await call('DELETE', `/users/connected-apps/${app?.id ?? ''}`, witness.access)).status).toBe(204);
    expect(await house.idp.accounts.authenticate(access)).toBeUndefined();
    expect((await call('GET', '/users/connected-apps', access)).status).toBe(401);
    expect((await client.refresh(refresh)).status).toBe(400);
    expect(await house.idp.accounts.authenticate(witness.access)).toBeDefined();
  });

  it('does not end an application of somebody else', async () => {
    const client = await OAuthClient.registered(house);
    const { access } = await client.tokens();
    const app = (await appsOf(access)).find(({ clientId }) => clientId === client.clientId);
    const bob = await (await OAuthClient.registered(house)).tokens({}, 'bob@example.test');
    expect((await call('DELETE', `/users/connected-apps/${app?.id ?? ''}`, bob.access)).status).toBe(404);
    expect(await house.idp.accounts.authenticate(access)).toBeDefined();
  });

  it('asks for consent anew after that, in the same browser', async () => {
    const client = await OAuthClient.registered(house);
    const { access } = await client.tokens();
    const app = (await appsOf(access)).find(({ clientId }) => clientId === client.clientId);
    await call('DELETE', `/users/connected-apps/${app?.id ?? ''}`, access);
    const again = await client.tokens();
    expect(await house.idp.accounts.authenticate(again.access)).toBeDefined();
    expect(await house.idp.accounts.authenticate(access)).toBeUndefined();
  });

  it.each(['', 'x', '00000000-0000-4000-8000-000000000000', 'a.b.c'])('refuses the bearer "%s"', async (bearer) => {
    expect((await call('GET', '/users/connected-apps', bearer)).status).toBe(401);
  });
});

describe('/ui/connected-apps', () => {
  const PAGE = '/ui/connected-apps';

  async function signedIn() {
    const browser = new FormBrowser(house.origin);
    const form = await browser.open(PAGE);
    expect(form.text).toContain('name="password"');
    return { browser, page: await browser.submit(form, { username: 'alice@example.test', password: PASSWORD, action: 'login' }) };
  }

  it('disconnects an application with a form alone', async () => {
    const client = await OAuthClient.registered(house, { client_name: 'On the page <b>' });
    const { access } = await client.tokens();
    const { browser, page } = await signedIn();
    expect(page.text).toContain('On the page &lt;b&gt;');
    expect(page.text).not.toContain('<script');
    const form = /<form(?:(?!<\/form>)[\s\S])*aria-label="Disconnect On the page[\s\S]*?<\/form>/.exec(page.text)?.[0] ?? '';
    const after = await browser.submit({ ...page, text: form }, { action: 'revoke' });
    expect(after.text).toContain('Disconnected.');
    expect(after.text).not.toContain('On the page');
    expect(await house.idp.accounts.authenticate(access)).toBeUndefined();
  });

  it('refuses a form without its token, of another session, or of another site', async () => {
    const client = await OAuthClient.registered(house);
    const { access } = await client.tokens();
    const { browser, page } = await signedIn();
    const id = (await house.idp.apps.list(house.alice.id)).find(({ clientId }) => clientId === client.clientId)?.id ?? '';
    const send = (fields: Record<string, string>, headers: Record<string, string> = {}) => browser.open(PAGE, { method: 'POST', body: new URLSearchParams({ action: 'revoke', id, ...fields }), headers });
    const elsewhere = await signedIn();
    const foreign = /name="form_token" value="([^"]+)"/.exec(elsewhere.page.text)?.[1] ?? '';
    const own = /name="form_token" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect((await send({})).status).toBe(403);
    expect((await send({ form_token: foreign })).status).toBe(403);
    expect((await send({ form_token: own }, { origin: 'https://evil.test' })).status).toBe(403);
    expect((await send({ form_token: own }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await house.idp.accounts.authenticate(access)).toBeDefined();
  });

  it('keeps its session in a cookie that scripts and other sites cannot use, and ends it', async () => {
    const response = await fetch(house.origin + PAGE, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ username: 'alice@example.test', password: PASSWORD, action: 'login' }) });
    expect(response.status).toBe(303);
    const cookie = response.headers.getSetCookie().join();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Path=\/ui;/);
    const { browser, page } = await signedIn();
    const out = await browser.submit(page, { action: 'sign-out' }, 'sign-out');
    expect(out.text).toContain('name="password"');
    const token = cookie.split(/[=;]/)[1] ?? '';
    expect(await house.idp.accounts.authenticate(token)).toBeDefined();
  });

  it('answers a wrong password with the form, and signs nobody in', async () => {
    const browser = new FormBrowser(house.origin);
    const failed = await browser.submit(await browser.open(PAGE), { username: 'alice@example.test', password: 'no', action: 'login' });
    expect(failed.status).toBe(401);
    expect((await browser.open(PAGE)).text).toContain('name="password"');
  });
});
