import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormBrowser } from '../../../demo/form-browser.js';
import { startHouse } from './idp-house.js';
import type { House } from './idp-house.js';
import { CALLBACK, OAuthClient, post, tokensOf } from './oauth-client.js';

let house: House;
beforeAll(async () => { house = await startHouse(); });
afterAll(async () => { await house.close(); });

const verify = (token: string, audience = `${house.origin}/mcp`) => jwtVerify(token, createRemoteJWKSet(new URL(`${house.origin}/auth/oauth2/jwks`)), { issuer: `${house.origin}/auth`, audience, typ: 'at+jwt' });

describe('discovery', () => {
  it.each([
    '/.well-known/oauth-authorization-server/auth', '/.well-known/openid-configuration/auth', '/auth/.well-known/openid-configuration',
    '/auth/.well-known/oauth-authorization-server', '/.well-known/oauth-authorization-server', '/.well-known/openid-configuration',
  ])('is at %s, and names every endpoint on the public origin', async (path) => {
    const response = await fetch(house.origin + path, { headers: { 'host': 'attacker.test', 'x-forwarded-host': 'attacker.test', 'x-forwarded-proto': 'https' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const issuer = `${house.origin}/auth`;
    expect(await response.json()).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      jwks_uri: `${issuer}/oauth2/jwks`,
      revocation_endpoint: `${issuer}/oauth2/revoke`,
      introspection_endpoint: `${issuer}/oauth2/introspect`,
      userinfo_endpoint: `${issuer}/userinfo`,
      device_authorization_endpoint: `${issuer}/oauth2/device_authorization`,
      registration_endpoint: `${issuer}/connect/register`,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      scopes_supported: expect.arrayContaining(['openid', 'octoperf', 'octoperf:read', 'octoperf:write', 'octoperf:run']) as unknown,
    });
  });

  it('publishes no private key', async () => {
    const { keys } = (await (await fetch(`${house.origin}/auth/oauth2/jwks`)).json()) as { keys: Record<string, unknown>[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    expect(keys[0]).not.toHaveProperty('d');
  });
});

describe('registration', () => {
  const register = (metadata: object) => new OAuthClient(house).register(metadata);

  it('takes an MCP client with the least it can say', async () => {
    const { status, json } = await post(`${house.origin}/auth/connect/register`, { redirect_uris: [CALLBACK] });
    expect(status).toBe(201);
    expect(json).toMatchObject({ application_type: 'native', token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] });
  });

  it.each([
    ['a custom scheme', { redirect_uris: ['cursor://anysphere.cursor-retrieval/oauth/callback'] }, 'native'],
    ['loopback and https together', { redirect_uris: ['http://127.0.0.1:1/', 'https://vscode.dev/redirect'] }, 'native'],
    ['https', { redirect_uris: ['https://chat.example.test/callback'] }, 'web'],
    ['a type that does not fit', { redirect_uris: [CALLBACK], application_type: 'web' }, 'native'],
    ['scopes of others', { scope: 'mcp:tools openid' }, 'native'],
    ['grant types of others', { grant_types: ['authorization_code', 'refresh_token', 'urn:x:y'] }, 'native'],
    ['signature wishes', { id_token_signed_response_alg: 'RS256', token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'http://127.0.0.1:9/' }, 'native'],
  ])('takes %s', async (_case, metadata, type) => {
    const { status, json } = await register(metadata);
    expect(json).toMatchObject({ application_type: type });
    expect(status).toBe(201);
  });

  it.each([
    ['no redirect address', { redirect_uris: [] }],
    ['a script as address', { redirect_uris: ['javascript:alert(1)'] }],
    ['a page as address', { redirect_uris: ['data:text/html,x'] }],
    ['no address at all', { redirect_uris: ['not an address'] }],
    ['a fragment', { redirect_uris: ['https://a.test/#x'] }],
    ['addresses that are no texts', { redirect_uris: [{}, 7] }],
    ['an object for addresses', { redirect_uris: { length: 1 } }],
  ])('refuses %s', async (_case, metadata) => {
    const { status, json } = await register(metadata);
    expect(status).toBe(400);
    expect(json['error']).toMatch(/^invalid_/);
  });

  it.each([['no JSON', '{"redirect_uris":'], ['a list', '[]'], ['null', 'null'], ['a huge body', JSON.stringify({ client_name: 'x'.repeat(40_000) })]])('refuses %s', async (_case, body) => {
    const response = await fetch(`${house.origin}/auth/connect/register`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect([400, 413]).toContain(response.status);
  });

  it('is open to pages of other origins', async () => {
    const preflight = await fetch(`${house.origin}/auth/connect/register`, { method: 'OPTIONS', headers: { 'origin': 'https://inspector.test', 'access-control-request-method': 'POST' } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('authorization code', () => {
  it('goes from registration to a token that names the account, the grant and both audiences', async () => {
    const client = await OAuthClient.registered(house);
    const { access } = await client.tokens();
    const { payload, protectedHeader } = await verify(access);
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(payload).toMatchObject({ sub: house.alice.id, client_id: client.clientId, scope: 'octoperf:read octoperf:write', email: 'alice@example.test', preferred_username: 'alice@example.test', aud: [`${house.origin}/mcp`, house.origin] });
    expect(payload['gid']).toEqual(expect.any(String));
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
    await expect(verify(access, house.origin)).resolves.toBeDefined();
    expect(await house.idp.accounts.authenticate(access)).toMatchObject({ id: house.alice.id });
  });

  it('gives the answer to the callback, with state and issuer', async () => {
    const client = await OAuthClient.registered(house);
    const url = await client.authorize();
    expect(url.href.startsWith(CALLBACK)).toBe(true);
    expect(url.searchParams.get('state')).toBe('xyz');
    expect(url.searchParams.get('iss')).toBe(`${house.origin}/auth`);
  });

  it('gives an ID token and user information for openid', async () => {
    const client = await OAuthClient.registered(house);
    const { access, idToken } = await client.tokens({ scope: 'openid profile email octoperf' });
    const jwks = createRemoteJWKSet(new URL(`${house.origin}/auth/oauth2/jwks`));
    const { payload } = await jwtVerify(idToken ?? '', jwks, { issuer: `${house.origin}/auth`, audience: client.clientId });
    expect(payload.sub).toBe(house.alice.id);
    const response = await fetch(`${house.origin}/auth/userinfo`, { headers: { authorization: `Bearer ${access}` } });
    expect(await response.json()).toMatchObject({ sub: house.alice.id, email: 'alice@example.test' });
    expect((await fetch(`${house.origin}/auth/userinfo`)).status).toBe(401);
  });

  it.each([['none', undefined], ['only a foreign one', 'claudeai'], ['only OpenID ones', 'openid offline_access']])('understands a request with scope: %s', async (_case, scope) => {
    const client = await OAuthClient.registered(house);
    const { access } = await client.tokens({ scope });
    expect((await verify(access)).payload['scope']).toBe('octoperf');
  });

  it('lets a client ask for more than it registered with', async () => {
    const client = await OAuthClient.registered(house, { scope: 'octoperf:read' });
    const { access } = await client.tokens({ scope: 'octoperf:read octoperf:run' });
    expect((await verify(access)).payload['scope']).toBe('octoperf:read octoperf:run');
  });

  it.each(['/mcp', '/mcp/', '/mcp/some/area', '', '/', undefined])('accepts the resource %s of its own origin', async (path) => {
    const client = await OAuthClient.registered(house);
    const resource = path === undefined ? undefined : house.origin + path;
    const url = await client.authorize({ resource });
    const { status, json } = await client.exchange(url.searchParams.get('code'), resource === undefined ? {} : { resource });
    expect(status).toBe(200);
    await expect(verify(tokensOf(json).access)).resolves.toBeDefined();
  });

  it.each(['https://evil.test/mcp', 'http://localhost:1/mcp', 'urn:x', '/mcpx', '/mcp?x=1', '/other'])('refuses the resource %s', async (resource) => {
    const client = await OAuthClient.registered(house);
    const url = await client.authorize({ resource: resource.startsWith('/') ? house.origin + resource : resource });
    expect(url.searchParams.get('error')).toBe('invalid_target');
    expect(url.searchParams.get('code')).toBeNull();
  });

  it('refuses requests without PKCE, and with the plain method', async () => {
    const client = await OAuthClient.registered(house);
    const without = await client.authorize({ code_challenge: undefined, code_challenge_method: undefined });
    expect(without.searchParams.get('error')).toBe('invalid_request');
    const plain = await client.authorize({ code_challenge: client.verifier, code_challenge_method: 'plain' });
    expect(plain.searchParams.get('error')).toBe('invalid_request');
  });

  it('refuses a wrong verifier', async () => {
    const client = await OAuthClient.registered(house);
    const url = await client.authorize();
    expect(await client.exchange(url.searchParams.get('code'), { code_verifier: 'x'.repeat(43) })).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('takes back what a code gave when the code is used twice', async () => {
    const client = await OAuthClient.registered(house);
    const code = (await client.authorize()).searchParams.get('code');
    const { access, refresh } = tokensOf((await client.exchange(code)).json);
    expect(await client.exchange(code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect((await client.refresh(refresh)).status).toBe(400);
    expect(await house.idp.accounts.authenticate(access)).toBeUndefined();
  });

  it('gives one set of tokens for a code that is redeemed many times at once', async () => {
    const client = await OAuthClient.registered(house);
    const code = (await client.authorize()).searchParams.get('code');
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.exchange(code)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  it('lets a program listen on another loopback port than it registered', async () => {
    const client = await OAuthClient.registered(house);
    const redirect = 'http://localhost:55555/callback';
    const url = await client.authorize({ redirect_uri: redirect });
    expect(url.origin).toBe('http://localhost:55555');
    expect((await client.exchange(url.searchParams.get('code'), { redirect_uri: redirect })).status).toBe(200);
  });

  it.each(['https://evil.test/callback', 'http://localhost:33418/other', 'http://localhost.evil.test:33418/callback', 'http://localhost:33418@evil.test/callback', '//evil.test/callback', 'javascript:alert(1)'])(
    'never sends anybody to %s', async (redirect) => {
      const client = await OAuthClient.registered(house);
      const view = await client.browser.open(client.authorizeUrl({ redirect_uri: redirect }));
      expect(view.status).toBe(400);
      expect(new URL(view.url).origin).toBe(house.origin);
      expect(view.text).toContain('did not register');
    });

  it('never sends anybody to an unregistered address with an error either', async () => {
    const client = await OAuthClient.registered(house);
    const view = await client.browser.open(client.authorizeUrl({ redirect_uri: 'https://evil.test/', code_challenge: undefined, resource: 'urn:x', scope: 'openid"><script>' }));
    expect(new URL(view.url).origin).toBe(house.origin);
  });

  it('tells the application when the person denies or cancels', async () => {
    const client = await OAuthClient.registered(house);
    const consent = await client.consentPage();
    const denied = await client.browser.submit(consent, { action: 'deny' });
    expect(new URL(denied.url).searchParams.get('error')).toBe('access_denied');
    const other = await OAuthClient.registered(house);
    const cancelled = await other.browser.submit(await other.browser.open(other.authorizeUrl()), { action: 'cancel' });
    expect(new URL(cancelled.url).searchParams.get('error')).toBe('access_denied');
  });

  it('asks every time a program of this machine connects, but for the password only once', async () => {
    const browser = new FormBrowser(house.origin);
    await (await OAuthClient.registered(house, {}, browser)).authorize();
    const second = await OAuthClient.registered(house, {}, browser);
    const view = await browser.open(second.authorizeUrl());
    expect(view.text).toContain('value="allow"');
    expect(view.text).not.toContain('name="password"');
  });
});

describe('refresh tokens', () => {
  it('rotate; using an old one again ends the connection', async () => {
    const client = await OAuthClient.registered(house);
    const first = await client.tokens();
    const second = tokensOf((await client.refresh(first.refresh)).json);
    expect(second.refresh).not.toBe(first.refresh);
    expect((await verify(second.access)).payload.sub).toBe(house.alice.id);
    expect(await client.refresh(first.refresh)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect((await client.refresh(second.refresh)).status).toBe(400);
    expect(await house.idp.accounts.authenticate(second.access)).toBeUndefined();
  });

  it('serve only one of many refreshes at once', async () => {
    const client = await OAuthClient.registered(house);
    const { refresh } = await client.tokens();
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.refresh(refresh)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  it('belong to the client they were given to', async () => {
    const { refresh } = await (await OAuthClient.registered(house)).tokens();
    expect((await (await OAuthClient.registered(house)).refresh(refresh)).status).toBe(400);
  });

  it('are issued without offline_access, and not to clients that did not register for them', async () => {
    const client = await OAuthClient.registered(house, { grant_types: ['authorization_code'] });
    const { json } = await client.exchange((await client.authorize()).searchParams.get('code'));
    expect(json).not.toHaveProperty('refresh_token');
  });

  it('can be introspected and revoked by their client; their access tokens die with them', async () => {
    const client = await OAuthClient.registered(house);
    const { access, refresh } = await client.tokens();
    const ask = (path: string, clientId = client.clientId) => post(`${house.origin}/auth/oauth2/${path}`, new URLSearchParams({ token: refresh, client_id: clientId }));
    expect((await ask('introspect')).json).toMatchObject({ active: true, sub: house.alice.id });
    const stranger = await OAuthClient.registered(house);
    expect((await ask('introspect', stranger.clientId)).json).toEqual({ active: false });
    await ask('revoke', stranger.clientId);
    expect(await house.idp.accounts.authenticate(access)).toBeDefined();
    expect((await ask('revoke')).status).toBe(200);
    expect((await client.refresh(refresh)).status).toBe(400);
    expect(await house.idp.accounts.authenticate(access)).toBeUndefined();
  });
});

describe('signing keys', () => {
  it('rotate in the running server: old tokens stay good, new ones name the new key', async () => {
    const client = await OAuthClient.registered(house);
    const before = await client.tokens();
    await house.idp.rotateSigningKey();
    const after = tokensOf((await client.refresh(before.refresh)).json);
    expect(decodeProtectedHeader(after.access).kid).not.toBe(decodeProtectedHeader(before.access).kid);
    await expect(verify(before.access)).resolves.toBeDefined();
    await expect(verify(after.access)).resolves.toBeDefined();
    expect(await house.idp.accounts.authenticate(before.access)).toBeDefined();
    expect(await house.idp.accounts.authenticate(after.access)).toBeDefined();
  });
});
