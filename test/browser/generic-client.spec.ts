import type { Client } from '@modelcontextprotocol/client';
import { decodeJwt } from 'jose';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { rpc } from '../support/rpc.js';
import { ACCOUNTS, startServer } from '../support/server-process.js';
import { Callback } from './callback.js';
import { callTool, GenericClient, type InTheBrowser } from './generic-client.js';
import { NO_CHROMIUM, openChromium, Person } from './person.js';

const { tester, other } = ACCOUNTS;

describe.skipIf(NO_CHROMIUM)('a client that knows nothing but the URL of the MCP endpoint', () => {
  const { origin, mcpUrl } = inject('house');
  const clients: Client[] = [];
  const people: Person[] = [];
  let browser: Browser;
  let callback: Callback;

  beforeAll(async () => { browser = await openChromium(); });
  afterAll(async () => { await browser.close(); });
  beforeEach(async () => { callback = await Callback.open(); });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    for (const person of people.splice(0)) await person.leave();
    await callback.close();
  });

  async function arrive(options: BrowserContextOptions = {}): Promise<Person> {
    const person = await Person.with(browser, options);
    people.push(person);
    return person;
  }

  /** Signs in, allows, and ends at the client. */
  const lets = (person: Person, account: typeof tester | typeof other = tester): InTheBrowser => async (url) => {
    await person.open(url);
    await person.signIn(account);
    await person.press('Allow');
    await person.reads('You can close this page.');
  };

  async function connected(client: GenericClient, person: Person): Promise<Client> {
    const connection = await client.connect(lets(person));
    clients.push(connection);
    return connection;
  }

  it.each([
    { way: 'JavaScript on, protocol of 2025', javaScriptEnabled: true, pinned: undefined },
    { way: 'JavaScript off, protocol of 2026', javaScriptEnabled: false, pinned: '2026-07-28' },
  ])('registers, is let in by a person in Chromium, lists and calls ($way)', async ({ javaScriptEnabled, pinned }) => {
    const person = await arrive({ javaScriptEnabled });
    const client = await connected(new GenericClient(mcpUrl, callback, 'Generic client', pinned), person);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('import_har_virtual_user');
    expect(await callTool(client, 'get_current_user')).toMatchObject({ isError: false, data: { username: tester.username } });
    expect(person.complaints).toEqual([]);
    expect([...person.origins].sort()).toEqual([origin, callback.origin].sort());
  });

  it('is not asked for the password again while the browser is signed in, and acts for whoever is', async () => {
    const person = await arrive();
    await new GenericClient(mcpUrl, callback, 'First client').connect(lets(person, other)).then((client) => clients.push(client));
    const second = await new GenericClient(mcpUrl, callback, 'Second client').connect(async (url) => {
      await person.open(url);
      await person.sees('Connect Second client?');
      await person.press('Allow');
    });
    clients.push(second);
    expect(await callTool(second, 'get_current_user')).toMatchObject({ data: { username: other.username } });
  });

  it('is told access_denied when the person presses Deny, and holds no token', async () => {
    const person = await arrive();
    const client = new GenericClient(mcpUrl, callback, 'Pushy client');
    const { answer, finish } = await client.authorize(async (url) => {
      await person.open(url);
      await person.signIn(tester);
      await person.press('Deny');
    });
    expect(answer.get('error')).toBe('access_denied');
    expect(answer.get('code')).toBeNull();
    await expect(finish()).rejects.toMatchObject({ code: 'access_denied' });
    expect(client.memory.issued).toEqual([]);
  });

  it('is told access_denied when the person does not even sign in', async () => {
    const person = await arrive();
    const { answer } = await new GenericClient(mcpUrl, callback, 'Pushy client').authorize(async (url) => {
      await person.open(url);
      await person.press('Cancel');
    });
    expect(answer.get('error')).toBe('access_denied');
  });

  it('waits while the person mistypes the password', async () => {
    const person = await arrive({ javaScriptEnabled: false });
    const client = await new GenericClient(mcpUrl, callback, 'Patient client').connect(async (url) => {
      await person.open(url);
      await person.signIn({ username: other.username, password: 'not-the-password' });
      await person.reads('E-mail or password is wrong.');
      expect(await person.page.getByLabel('E-mail').inputValue()).toBe(other.username);
      expect(await person.page.getByLabel('Password').getAttribute('aria-describedby')).toBe('error');
      await person.signIn(other);
      await person.press('Allow');
    });
    clients.push(client);
    expect((await callTool(client, 'list_workspaces')).isError).toBe(false);
  });

  it('is refused, told to sign in again, once the person disconnects it; other clients stay', async () => {
    const person = await arrive({ javaScriptEnabled: false });
    const doomed = new GenericClient(mcpUrl, callback, `Doomed ${Date.now()}`);
    const doomedConnection = await connected(doomed, person);
    const keptConnection = await new GenericClient(mcpUrl, callback, 'Kept client').connect(async (url) => {
      await person.open(url);
      await person.press('Allow');
    });
    clients.push(keptConnection);
    expect((await callTool(doomedConnection, 'list_workspaces')).isError).toBe(false);

    await person.open(`${origin}/ui/connected-apps`);
    await person.signIn(tester);
    await person.sees('Connected applications');
    await person.press(`Disconnect ${doomed.memory.clientMetadata.client_name ?? ''}`);
    await person.reads('Disconnected.');

    const refusal = await callTool(doomedConnection, 'list_workspaces');
    expect(refusal.isError).toBe(true);
    expect(refusal.text).toMatch(/sign in again/i);
    expect((await callTool(keptConnection, 'list_workspaces')).isError).toBe(false);
    const { refresh_token: refreshToken = '' } = doomed.memory.tokens() ?? {};
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: doomed.memory.clientInformation()?.client_id ?? '' });
    const answer = await fetch(`${origin}/auth/oauth2/token`, { method: 'POST', body: form });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('refreshes by itself when its access token has expired', async () => {
    const server = await startServer({ environment: { OCTOPERF_LOCAL__ACCESS_TOKEN_SECONDS: '5', OCTOPERF_IDP__CLOCK_TOLERANCE_SECONDS: '0' } });
    try {
      const url = `${server.origin}/mcp`;
      const client = new GenericClient(url, callback, 'Lasting client');
      const connection = await connected(client, await arrive());
      const [first] = client.memory.issued;
      expect(first?.expires_in).toBe(5);
      const expired = first?.access_token ?? '';
      await pause((decodeJwt(expired).exp ?? 0) * 1000 - Date.now() + 1);
      expect((await rpc(url, 'tools/list', {}, { authorization: `Bearer ${expired}` })).status).toBe(401);
      expect(await callTool(connection, 'get_current_user')).toMatchObject({ isError: false, data: { username: tester.username } });
      expect(client.memory.issued.length).toBeGreaterThan(1);
      expect(new Set(client.memory.issued.map(({ refresh_token: refreshToken }) => refreshToken)).size).toBe(client.memory.issued.length);
    } finally {
      await server.stop();
    }
  });
});
