import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormBrowser } from '../../../demo/form-browser.js';
import { PASSWORD, startHouse } from './idp-house.js';
import type { House } from './idp-house.js';
import { OAuthClient, post, tokensOf } from './oauth-client.js';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
let house: House;
beforeAll(async () => { house = await startHouse(); });
afterAll(async () => { await house.close(); });

async function startDevice(scope?: string) {
  const client = await OAuthClient.registered(house, { client_name: 'Terminal', redirect_uris: undefined, response_types: undefined, grant_types: [DEVICE_GRANT, 'refresh_token'] });
  const parameters = new URLSearchParams({ client_id: client.clientId, ...(scope === undefined ? {} : { scope }) });
  const { status, json } = await post(`${house.origin}/auth/oauth2/device_authorization`, parameters);
  expect(status).toBe(200);
  const poll = () => client.token({ grant_type: DEVICE_GRANT, device_code: String(json['device_code']) });
  return { client, poll, userCode: String(json['user_code']), uri: String(json['verification_uri']), complete: String(json['verification_uri_complete']) };
}

async function signInAndAllow(browser: FormBrowser, from: Awaited<ReturnType<FormBrowser['open']>>) {
  const consent = await browser.submit(from, { username: 'alice@example.test', password: PASSWORD, action: 'login' });
  expect(consent.text).toContain('the device that shows the code');
  return browser.submit(consent, { action: 'allow' });
}

describe('the device flow', () => {
  it('connects a terminal: code typed, confirmed, signed in, allowed', async () => {
    const device = await startDevice('octoperf:read');
    expect(device.uri).toBe(`${house.origin}/auth/device`);
    expect((await device.poll()).json['error']).toBe('authorization_pending');
    const browser = new FormBrowser(house.origin);
    const form = await browser.open(device.uri);
    const confirm = await browser.submit(form, { user_code: device.userCode.toLowerCase() });
    expect(confirm.text).toContain(device.userCode);
    expect(confirm.text).toContain('Terminal');
    const login = await browser.submit(confirm, { confirm: 'yes' });
    const done = await signInAndAllow(browser, login);
    expect(done.text).toContain('Your device is connected');
    const { status, json } = await device.poll();
    expect(status).toBe(200);
    expect(await house.idp.accounts.authenticate(tokensOf(json).access)).toMatchObject({ id: house.alice.id });
    expect((await device.poll()).status).toBe(400);
  });

  it('understands a device that names no scope', async () => {
    const device = await startDevice();
    const browser = new FormBrowser(house.origin);
    const confirm = await browser.submit(await browser.open(device.uri), { user_code: device.userCode });
    await signInAndAllow(browser, await browser.submit(confirm, { confirm: 'yes' }));
    expect((await device.poll()).json).toMatchObject({ scope: 'octoperf' });
  });

  it('shows the code of a complete address in the form, without a script', async () => {
    const device = await startDevice();
    const view = await new FormBrowser(house.origin).open(device.complete);
    expect(view.text).toContain(`value="${device.userCode}"`);
    expect(view.text).not.toContain('<script');
  });

  it('stops when the person says no', async () => {
    const device = await startDevice();
    const browser = new FormBrowser(house.origin);
    const confirm = await browser.submit(await browser.open(device.uri), { user_code: device.userCode });
    expect((await browser.submit(confirm, { abort: 'yes' })).text).toContain('stopped');
    expect((await device.poll()).json['error']).toBe('access_denied');
  });

  it('names what is wrong with a code, and shows it as text', async () => {
    const browser = new FormBrowser(house.origin);
    const form = await browser.open(`${house.origin}/auth/device?user_code=${encodeURIComponent('"><script>')}`);
    expect(form.text).not.toContain('<script');
    const wrong = await browser.submit(form, { user_code: '"><script>alert(1)</script>' });
    expect(wrong.text).toContain('There is no such code');
    expect(wrong.text).toContain('aria-describedby="error"');
    expect(wrong.text).not.toContain('<script');
    expect((await browser.submit(wrong, { user_code: '' })).text).toContain('Type the code first');
  });

  it('does not take a form of another site', async () => {
    const device = await startDevice();
    const view = await new FormBrowser(house.origin).open(device.uri, { method: 'POST', body: new URLSearchParams({ user_code: device.userCode, confirm: 'yes', xsrf: 'guessed' }) });
    expect(view.text).not.toContain('name="password"');
    expect((await device.poll()).json['error']).toBe('authorization_pending');
  });
});

describe('signing out', () => {
  it('asks, and then asks for the password again', async () => {
    const client = await OAuthClient.registered(house);
    await client.authorize();
    const ask = await client.browser.open('/auth/connect/logout');
    expect(ask.text).toContain('Sign out?');
    const done = await client.browser.submit(ask, { logout: 'yes' });
    expect(done.text).toContain('You are signed out');
    expect((await client.browser.open(client.authorizeUrl())).text).toContain('name="password"');
  });
});
