import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormBrowser } from '../../../demo/form-browser.js';
import { PASSWORD, startHouse } from './idp-house.js';
import type { House } from './idp-house.js';
import { CALLBACK, OAuthClient } from './oauth-client.js';

let house: House;
beforeAll(async () => { house = await startHouse(); });
afterAll(async () => { await house.close(); });

const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`;

async function signInPage(metadata: object = {}) {
  const client = await OAuthClient.registered(house, metadata);
  return { client, page: await client.browser.open(client.authorizeUrl()) };
}

describe('the sign-in and consent pages', () => {
  it('need no script and no other place, and cannot be framed', async () => {
    const { page } = await signInPage();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).not.toContain('form-action');
    expect(policy).not.toContain('unsafe');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).not.toMatch(/<script|https?:\/\/(?!localhost)|@import|url\(/);
  });

  it('tie labels and help to their fields', async () => {
    const { client, page } = await signInPage();
    expect(page.text).toMatch(/<label for="username">/);
    expect(page.text).toMatch(/id="username"[^>]*autocomplete="username"/);
    expect(page.text).toMatch(/id="password"[^>]*autocomplete="current-password"/);
    const failed = await client.browser.submit(page, { username: 'alice@example.test', password: 'wrong', action: 'login' });
    expect(failed.status).toBe(401);
    expect(failed.text).toMatch(/id="error" role="alert"/);
    expect(failed.text).toMatch(/id="password"[^>]*aria-describedby="error"/);
    expect(failed.text).toContain('value="alice@example.test"');
    expect(failed.text).not.toContain('wrong"');
  });

  it('show what an application calls itself as text', async () => {
    const client = await OAuthClient.registered(house, { client_name: HOSTILE });
    const consent = await client.consentPage();
    expect(consent.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(consent.text).not.toContain('<script');
    expect(consent.text).not.toContain('<img');
    const { page } = await signInPage({ client_name: HOSTILE });
    expect(page.text).not.toContain('<script');
  });

  it('show a name without marks that turn it around, and not at any length', async () => {
    const client = await OAuthClient.registered(house, { client_name: `OctoPerf\u202E\u0000 ${'x'.repeat(110)}` });
    const consent = await client.consentPage();
    for (const mark of ['\u202E', '\u0000']) expect(consent.text).not.toContain(mark);
    expect(consent.text).not.toContain('x'.repeat(90));
  });

  it('return a user name as text', async () => {
    const { client, page } = await signInPage();
    const failed = await client.browser.submit(page, { username: HOSTILE, password: 'x', action: 'login' });
    expect(failed.text).not.toContain('<script');
    expect(failed.text).toContain('&lt;script&gt;');
  });

  it('say who is asking, for which account, where the answer goes and what for', async () => {
    const client = await OAuthClient.registered(house, { client_name: 'Claude Code' });
    const { text } = await client.consentPage({ scope: 'openid octoperf:run' });
    expect(text).toContain('Claude Code');
    expect(text).toContain('alice@example.test');
    expect(text).toContain('a program on your machine (localhost:33418)');
    expect(text).toContain('Start, schedule and stop load tests');
    expect(text).not.toContain('The answer leaves this machine');
  });

  it('warn when the answer leaves the machine', async () => {
    const redirect = 'https://chat.example.test/callback';
    const client = await OAuthClient.registered(house, { redirect_uris: [redirect] });
    const { text } = await client.consentPage({ redirect_uri: redirect });
    expect(text).toContain('The answer leaves this machine');
    expect(text).toContain('<strong>chat.example.test</strong>');
  });
});

describe('an interaction', () => {
  it('belongs to the browser that started it', async () => {
    const { client, page } = await signInPage();
    const stranger = new FormBrowser(house.origin);
    expect((await stranger.open(page.url)).status).toBe(400);
    const stolen = await stranger.open(page.url, { method: 'POST', body: new URLSearchParams({ username: 'alice@example.test', password: PASSWORD, action: 'login' }) });
    expect(stolen.status).toBe(400);
    expect(stolen.text).toContain('started in another browser');
    // And it still works for the one who did.
    const mine = await client.browser.submit(page, { username: 'alice@example.test', password: PASSWORD, action: 'login' });
    expect(mine.text).toContain('value="allow"');
  });

  it('cannot be answered for another one of the same browser', async () => {
    const browser = new FormBrowser(house.origin);
    const first = await OAuthClient.registered(house, {}, browser);
    const one = await browser.open(first.authorizeUrl());
    const two = await browser.open((await OAuthClient.registered(house, {}, browser)).authorizeUrl());
    expect(one.url).not.toBe(two.url);
    expect((await browser.open(one.url)).text).toContain('name="password"');
  });

  it('refuses forms of other sites', async () => {
    const { client, page } = await signInPage();
    const body = new URLSearchParams({ username: 'alice@example.test', password: PASSWORD, action: 'login' });
    for (const headers of [{ 'origin': 'https://evil.test' }, { 'origin': 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
      const view = await client.browser.open(page.url, { method: 'POST', body, headers });
      expect(view.status).toBe(403);
    }
  });

  it('does not skip the sign-in: consent cannot be given before', async () => {
    const { client, page } = await signInPage();
    const view = await client.browser.submit(page, { action: 'allow' });
    expect(view.status).toBe(400);
    expect(view.text).toContain('name="password"');
  });

  it.each(['/auth/interaction/x', '/auth/interaction/%00', '/auth/interaction/../../x', `/auth/interaction/${'x'.repeat(5000)}`])('that does not exist is an error page or nothing: %s', async (path) => {
    const response = await fetch(house.origin + path);
    expect([400, 404]).toContain(response.status);
  });

  it('refuses bodies that are no form', async () => {
    const { client, page } = await signInPage();
    const huge = await client.browser.open(page.url, { method: 'POST', body: `x=${'y'.repeat(40_000)}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect([400, 413]).toContain(huge.status);
    const text = await client.browser.open(page.url, { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } });
    expect(text.status).toBe(415);
  });

  it('slows guessing down, in the page too', async () => {
    const slow = await startHouse();
    try {
      const client = await OAuthClient.registered(slow);
      let page = await client.browser.open(client.authorizeUrl());
      for (let attempt = 0; attempt < 5; attempt += 1) page = await client.browser.submit(page, { username: 'bob@example.test', password: `guess ${attempt}`, action: 'login' });
      expect(page.status).toBe(401);
      const refused = await client.browser.submit(page, { username: 'bob@example.test', password: PASSWORD, action: 'login' });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      const other = await client.browser.submit(page, { username: 'alice@example.test', password: PASSWORD, action: 'login' });
      expect(other.text).toContain('value="allow"');
    } finally {
      await slow.close();
    }
  });
});

/** A request line as it is, without a client that tidies it up. @returns the status line. */
function rawRequest(target: string): Promise<string> {
  const { port } = new URL(house.origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), 'localhost', () => { socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`); });
    let text = '';
    socket.on('data', (chunk: Buffer) => { text += chunk.toString('latin1'); });
    socket.on('end', () => { resolve(text.split('\r\n')[0] ?? ''); });
    socket.on('error', reject);
  });
}

describe('strange request lines', () => {
  it.each(['//', '//x:99999999/', '/auth//', '/auth///evil.test', '/auth?', '/auth/?%', '/auth/device?user_code=%E0%A4%A', '/auth/oauth2/authorize?%', 'http://x/auth', '*', '/auth/%2e%2e/%00', '/.well-known//auth', '/auth/connect/register/..%2f'])(
    'are answered: %s', async (target) => {
      expect(await rawRequest(target)).toMatch(/^HTTP\/1\.1 [234]\d\d /);
    });
});

describe('error pages', () => {
  it('show nothing of the request as markup', async () => {
    const browser = new FormBrowser(house.origin);
    const view = await browser.open(`/auth/oauth2/authorize?client_id=${encodeURIComponent(HOSTILE)}&redirect_uri=${encodeURIComponent(CALLBACK)}&response_type=code`, { headers: { accept: 'text/html' } });
    expect(view.status).toBe(400);
    expect(view.text).not.toContain('<script');
    expect(view.text).toContain('not registered');
    expect(view.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('do not name what failed inside', async () => {
    const response = await fetch(`${house.origin}/auth/oauth2/token`, { method: 'POST', body: 'x'.repeat(70_000), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/node_modules|at .*\.js/);
  });
});
