import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, startHouse } from './idp-house.js';
import type { House } from './idp-house.js';
import type { MemoryIdentityStore } from './memory-identity-store.js';
import { post } from './oauth-client.js';

let house: House<MemoryIdentityStore>;
beforeAll(async () => { house = await startHouse(); });
afterAll(async () => { await house.close(); });

const CREDENTIALS = { username: 'alice@example.test', password: PASSWORD };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const login = (init: RequestInit, query = '') => fetch(`${house.origin}/public/users/login${query}`, { method: 'POST', ...init });

describe('POST /public/users/login', () => {
  const multipart = () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(CREDENTIALS)) form.set(name, value);
    return form;
  };

  it.each([
    ['a form', () => login({ body: new URLSearchParams(CREDENTIALS) })],
    ['query parameters', () => login({}, `?${new URLSearchParams(CREDENTIALS).toString()}`)],
    ['a multipart form', () => login({ body: multipart() })],
    ['a name in other letters', () => login({ body: new URLSearchParams({ ...CREDENTIALS, username: ' Alice@Example.test ' }) })],
  ])('takes %s and answers a session token', async (_case, send) => {
    const response = await send();
    expect(response.status).toBe(200);
    const body = (await response.json()) as { '@type': string; token: { token: string } };
    expect(body['@type']).toBe('LoginSuccessful');
    expect(body.token.token).toMatch(UUID);
    expect(await house.idp.accounts.authenticate(body.token.token)).toMatchObject({ id: house.alice.id });
  });

  it.each([['a wrong password', { ...CREDENTIALS, password: 'wrong' }], ['an unknown user', { ...CREDENTIALS, username: 'nobody@example.test' }], ['no password', { username: CREDENTIALS.username }], ['a password of a megabyte cut off', { username: 'nobody@example.test', password: 'x'.repeat(20_000) }]])(
    'answers %s the same way', async (_case, fields) => {
      const response = await login({ body: new URLSearchParams(fields) });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ '@type': 'LoginFailed', message: 'User name or password is wrong.' });
    });

  it('answers 400 without a user name', async () => {
    const response = await login({ body: new URLSearchParams({ password: 'x' }) });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ status: 400, error: 'Bad Request', path: '/public/users/login', message: expect.stringContaining('username') as unknown });
    expect((await login({})).status).toBe(400);
  });

  it.each([
    ['another content type', { body: 'x', headers: { 'content-type': 'text/plain' } }, 415],
    ['a multipart form without boundary', { body: 'x', headers: { 'content-type': 'multipart/form-data' } }, 400],
    ['a huge form', { body: `username=${'x'.repeat(200_000)}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 413],
  ])('refuses %s', async (_case, init, status) => {
    const response = await login(init);
    expect([status, 413]).toContain(response.status);
  });

  it('keeps no token and no password in the clear', async () => {
    const { token } = ((await (await login({ body: new URLSearchParams(CREDENTIALS) })).json()) as { token: { token: string } });
    const kept = JSON.stringify([[...house.store.credentials.values()], await house.store.accounts.list()]);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(PASSWORD);
  });

  it('ends sessions after a day', async () => {
    const { token } = ((await (await login({ body: new URLSearchParams(CREDENTIALS) })).json()) as { token: { token: string } }).token;
    house.clock.now = 25 * 3_600_000;
    expect(await house.idp.accounts.authenticate(token)).toBeUndefined();
    house.clock.now = 0;
    expect(await house.idp.accounts.authenticate(token)).toBeDefined();
  });

  it('slows guessing down, and lets in again after the wait', async () => {
    const other = await startHouse();
    const attempt = (password: string) => fetch(`${other.origin}/public/users/login`, { method: 'POST', body: new URLSearchParams({ username: 'bob@example.test', password }) });
    try {
      for (let guess = 0; guess < 5; guess += 1) expect((await attempt(`guess ${guess}`)).status).toBe(200);
      const refused = await attempt(PASSWORD);
      expect(refused.status).toBe(429);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await refused.json()).toMatchObject({ '@type': 'LoginFailed' });
      other.clock.now += 6_000;
      expect(await (await attempt(PASSWORD)).json()).toMatchObject({ '@type': 'LoginSuccessful' });
    } finally {
      await other.close();
    }
  });
});

describe('POST /users/api-keys', () => {
  it('makes a key that works and is kept as a hash', async () => {
    const { token } = ((await (await login({ body: new URLSearchParams(CREDENTIALS) })).json()) as { token: { token: string } }).token;
    const { status, json } = await post(`${house.origin}/users/api-keys`, { name: 'CI' }, { authorization: `Bearer ${token}` });
    expect(status).toBe(201);
    expect(json).toMatchObject({ name: 'CI', apiKey: expect.stringMatching(UUID) as unknown });
    const key = String(json['apiKey']);
    expect(await house.idp.accounts.authenticate(key)).toMatchObject({ id: house.alice.id });
    expect(JSON.stringify([...house.store.credentials.values()])).not.toContain(key);
    house.clock.now = 400 * 86_400_000;
    expect(await house.idp.accounts.authenticate(key)).toBeDefined();
    house.clock.now = 0;
  });

  it('needs a bearer', async () => {
    expect((await post(`${house.origin}/users/api-keys`, { name: 'CI' })).status).toBe(401);
  });
});

describe('POST /auth/local/token', () => {
  const url = () => `${house.origin}/auth/local/token`;
  const secret = async () => (await readFile(join(house.dataFolder, 'local-token-secret'), 'utf8')).trim();

  it('gives a token that the backend knows, for the secret in the data folder', async () => {
    const { status, json } = await post(url(), { username: 'bob@example.test' }, { 'x-local-secret': await secret() });
    expect(status).toBe(200);
    expect(json).toMatchObject({ expires_in: 600, token_type: 'Bearer' });
    const token = String(json['access_token']);
    expect(decodeJwt(token)).toMatchObject({ iss: `${house.origin}/auth`, sub: house.bob.id, aud: [`${house.origin}/mcp`, house.origin], client_id: 'local-cli' });
    expect(await house.idp.accounts.authenticate(token)).toMatchObject({ id: house.bob.id });
    house.clock.now = 700_000;
    expect(await house.idp.accounts.authenticate(token)).toBeUndefined();
    house.clock.now = 0;
  });

  it('gives one of the first ordinary account without a name, and none of an unknown one', async () => {
    const { json } = await post(url(), {}, { 'x-local-secret': await secret() });
    expect(decodeJwt(String(json['access_token'])).sub).toBe(house.alice.id);
    expect((await post(url(), { username: 'nobody' }, { 'x-local-secret': await secret() })).status).toBe(404);
  });

  it('refuses without the secret, and for whom a proxy stands in between', async () => {
    expect((await post(url(), {})).status).toBe(403);
    expect((await post(url(), {}, { 'x-local-secret': 'x'.repeat(64) })).status).toBe(403);
    expect((await post(url(), {}, { 'x-local-secret': await secret(), 'x-forwarded-for': '10.0.0.1' })).status).toBe(403);
  });

  it('keeps the secret where only its user can read it', async () => {
    const { mode } = await stat(join(house.dataFolder, 'local-token-secret'));
    expect(mode & 0o777).toBe(0o600);
    expect(await secret()).toMatch(/^[0-9a-f]{64}$/);
  });
});
