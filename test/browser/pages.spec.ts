import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ACCOUNTS } from '../support/server-process.js';
import { Callback } from './callback.js';
import { GenericClient } from './generic-client.js';
import { NO_CHROMIUM, openChromium, Person } from './person.js';

const PHONE = { viewport: { width: 360, height: 640 } };
/** Names that applications give themselves to break the page that shows them. */
const HOSTILE_NAMES = [{ kind: 'endless', name: 'W'.repeat(200) }, { kind: 'markup', name: '<img src=x onerror="document.title=1">' }];

describe.skipIf(NO_CHROMIUM)('the pages for people', () => {
  const { mcpUrl, origin } = inject('house');
  let browser: Browser;
  beforeAll(async () => { browser = await openChromium(); });
  afterAll(async () => { await browser.close(); });

  it.each(HOSTILE_NAMES)('fit a phone and stay whole, whatever an application calls itself ($kind)', async ({ name }) => {
    const person = await Person.with(browser, PHONE);
    const callback = await Callback.open();
    const overflows: Record<string, number> = {};
    const client = await new GenericClient(mcpUrl, callback, name).connect(async (url) => {
      await person.open(url);
      overflows['sign-in'] = await person.overflow();
      await person.signIn(ACCOUNTS.other);
      await person.sees(/^Connect /);
      overflows['consent'] = await person.overflow();
      await person.press('Allow');
    });
    await client.close();
    await person.open(`${origin}/ui/connected-apps`);
    await person.signIn(ACCOUNTS.other);
    await person.sees('Connected applications');
    overflows['connected applications'] = await person.overflow();
    await person.open(`${origin}/auth/device?user_code=${encodeURIComponent(name)}`);
    overflows['device'] = await person.overflow();
    expect(overflows).toEqual({ 'sign-in': 0, 'consent': 0, 'connected applications': 0, 'device': 0 });
    expect(person.complaints).toEqual([]);
    await person.leave();
    await callback.close();
  });

  it('can be used with the keyboard alone, in the order they are read', async () => {
    const person = await Person.with(browser);
    const callback = await Callback.open();
    const client = await new GenericClient(mcpUrl, callback, 'Keyboard client').connect(async (url) => {
      await person.open(url);
      const { keyboard } = person.page;
      await person.page.locator('#username:focus').waitFor();
      await keyboard.type(ACCOUNTS.tester.username);
      await keyboard.press('Tab');
      await keyboard.type(ACCOUNTS.tester.password);
      await keyboard.press('Enter');
      await person.sees('Connect Keyboard client?');
      await keyboard.press('Tab');
      expect(await person.page.locator(':focus').innerText()).toBe('Deny');
      await keyboard.press('Tab');
      await keyboard.press('Enter');
      await person.reads('You can close this page.');
    });
    expect((await client.listTools()).tools.length).toBeGreaterThan(10);
    await client.close();
    await person.leave();
    await callback.close();
  });

  it('say what to do when a link is stale, and when the form of one browser is opened in another', async () => {
    const person = await Person.with(browser);
    const stranger = await Person.with(browser);
    const callback = await Callback.open();
    const { answer } = await new GenericClient(mcpUrl, callback, 'Shared link').authorize(async (url) => {
      await person.open(url);
      await stranger.open(person.page.url());
      await stranger.reads('This sign-in has expired, or it was started in another browser.');
      await stranger.reads('Go back to the application and connect again.');
      await person.press('Cancel');
    });
    expect(answer.get('error')).toBe('access_denied');
    await person.open(`${origin}/auth/oauth2/authorize?client_id=nobody&response_type=code`);
    await person.reads('The application that sent you here is not registered with this server.');
    await person.leave();
    await stranger.leave();
    await callback.close();
  });
});
