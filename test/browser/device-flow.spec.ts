import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connect } from '../support/agent.js';
import { ACCOUNTS } from '../support/server-process.js';
import { NO_CHROMIUM, openChromium, Person } from './person.js';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
type Fields = Readonly<Record<string, unknown>>;

async function json(url: string, init: RequestInit = {}): Promise<Fields> {
  return (await (await fetch(url, init)).json()) as Fields;
}

const post = (url: string, fields: Record<string, string>): Promise<Fields> => json(url, { method: 'POST', body: new URLSearchParams(fields) });

/** A terminal without a browser: from the MCP URL it finds the identity provider, registers, and asks for a code to show. */
async function startDevice(mcpUrl: string): Promise<{ verificationUri: string; complete: string; userCode: string; poll: () => Promise<Fields> }> {
  const { pathname, origin } = new URL(mcpUrl);
  const { authorization_servers: servers } = await json(`${origin}/.well-known/oauth-protected-resource${pathname}`);
  const issuer = new URL(String((servers as string[])[0]));
  const idp = await json(`${issuer.origin}/.well-known/oauth-authorization-server${issuer.pathname}`);
  const registration = { client_name: `Terminal ${randomUUID().slice(0, 8)}`, grant_types: [DEVICE_GRANT, 'refresh_token'], token_endpoint_auth_method: 'none' };
  const { client_id: id } = await json(String(idp['registration_endpoint']), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(registration) });
  const device = await post(String(idp['device_authorization_endpoint']), { client_id: String(id), scope: 'octoperf', resource: mcpUrl });
  return {
    verificationUri: String(device['verification_uri']), complete: String(device['verification_uri_complete']), userCode: String(device['user_code']),
    poll: () => post(String(idp['token_endpoint']), { grant_type: DEVICE_GRANT, device_code: String(device['device_code']), client_id: String(id) }),
  };
}

describe.skipIf(NO_CHROMIUM)('a device without a browser', () => {
  const { mcpUrl, origin } = inject('house');
  let browser: Browser;
  beforeAll(async () => { browser = await openChromium(); });
  afterAll(async () => { await browser.close(); });

  it.each([{ javaScriptEnabled: true }, { javaScriptEnabled: false }])('is let in by the code that a person types in Chromium ($javaScriptEnabled)', async (options) => {
    const device = await startDevice(mcpUrl);
    expect(await device.poll()).toMatchObject({ error: 'authorization_pending' });
    const person = await Person.with(browser, options);
    await person.open(device.verificationUri);
    await person.page.getByLabel('Code').fill('ZZZZ-ZZZZ');
    await person.press('Continue');
    await person.reads('There is no such code.');
    // As a person types it: small letters, no dash.
    await person.page.getByLabel('Code').fill(device.userCode.toLowerCase().replace('-', ''));
    await person.press('Continue');
    await person.sees('Is this your device?');
    await person.reads(device.userCode);
    await person.press('Yes, continue');
    await person.signIn(ACCOUNTS.tester);
    await person.reads('the device that shows the code');
    await person.press('Allow');
    await person.sees('Your device is connected');
    expect([...person.origins]).toEqual([origin]);
    await person.leave();

    const { access_token: token } = await device.poll();
    const agent = await connect(mcpUrl, String(token));
    expect((await agent.client.listTools()).tools.length).toBeGreaterThan(10);
    expect(await agent.call('get_current_user')).toMatchObject({ username: ACCOUNTS.tester.username });
    await agent.close();
  });

  it('is told access_denied when the person says that it is not theirs', async () => {
    const device = await startDevice(mcpUrl);
    const person = await Person.with(browser);
    await person.open(device.complete);
    expect(await person.page.getByLabel('Code').inputValue()).toBe(device.userCode);
    await person.press('Continue');
    await person.press('No, stop');
    await person.reads('The connection was stopped.');
    await person.leave();
    expect(await device.poll()).toMatchObject({ error: 'access_denied' });
  });
});
