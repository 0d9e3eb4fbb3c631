import { exportSPKI, SignJWT, UnsecuredJWT } from 'jose';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Issuer } from '../support/issuer.js';
import { rpc } from '../support/rpc.js';
import { freePort } from '../../demo/free-port.js';
import { type ServerProcess, startServer } from '../support/server-process.js';

let issuer: Issuer;
let bridge: ServerProcess;
let mcpUrl: string;
let audience: string;
const seen: string[] = [];

beforeAll(async () => {
  issuer = await Issuer.start();
  const port = await freePort();
  mcpUrl = `http://localhost:${port}/mcp`;
  audience = mcpUrl;
  bridge = await startServer({
    mode: 'bridge', port, readyPath: '/health/live',
    environment: { OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_IDP__ISSUER: issuer.url, OCTOPERF_LOGGING__LEVEL: 'verbose', OCTOPERF_IDP__TOKEN_CACHE_SECONDS: '60' },
  });
});
afterAll(async () => {
  await bridge.stop();
  await issuer.stop();
});

const now = (): number => Math.floor(Date.now() / 1000);
const ask = (authorization: string | undefined): Promise<Response> => rpc(mcpUrl, 'tools/list', {}, authorization === undefined ? {} : { authorization });
const good = (claims = {}, options = {}): Promise<string> => issuer.sign({ aud: audience, ...claims }, options);
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a good token', () => {
  it('is let in, whichever accepted key signed it and whichever accepted audience it names', async () => {
    for (const token of [await good(), await good({}, { kid: 'rsa-1' }), await good({ aud: [audience, 'http://elsewhere'] }), await good({ aud: mcpUrl.replace('/mcp', '') })]) {
      expect((await ask(`Bearer ${token}`)).status).toBe(200);
    }
  });
});

/** Each kind of token that must be refused, as the value of the Authorization header. */
const FORGERIES: Record<string, () => Promise<string>> = {
  'no signature (alg none)': async () => `Bearer ${new UnsecuredJWT({ sub: 'user-1' }).setIssuer(issuer.url).setAudience(audience).setExpirationTime('5m').encode()}`,
  'alg none with the kid of a real key': async () => `Bearer ${encode({ alg: 'none', kid: 'ec-1' })}.${encode({ iss: issuer.url, aud: audience, sub: 'user-1', exp: now() + 300 })}.`,
  'HS256 keyed with the public key': async () => {
    const pem = await exportSPKI(issuer.key('rsa-1').publicKey);
    return `Bearer ${await new SignJWT({ sub: 'user-1' }).setProtectedHeader({ alg: 'HS256', kid: 'rsa-1' }).setIssuer(issuer.url).setAudience(audience).setExpirationTime('5m').sign(new TextEncoder().encode(pem))}`;
  },
  'HS256 keyed with an empty secret': async () => `Bearer ${encode({ alg: 'HS256', kid: 'rsa-1' })}.${encode({ iss: issuer.url, aud: audience, sub: 'user-1', exp: now() + 300 })}.${'A'.repeat(43)}`,
  'wrong issuer': async () => `Bearer ${await good({ iss: 'http://evil.example/auth' })}`,
  'issuer that only starts like ours': async () => `Bearer ${await good({ iss: `${issuer.url}.evil.example` })}`,
  'no issuer': async () => `Bearer ${await good({ iss: undefined as unknown as string })}`,
  'wrong audience': async () => `Bearer ${await good({ aud: 'http://elsewhere/mcp' })}`,
  'audience that only starts like ours': async () => `Bearer ${await good({ aud: `${audience}.evil.example` })}`,
  'no audience': async () => `Bearer ${await issuer.sign({})}`,
  'expired': async () => `Bearer ${await good({ iat: now() - 600, exp: now() - 60 })}`,
  'no expiry': async () => `Bearer ${await good({ exp: undefined as unknown as number })}`,
  'expiry that is no number': async () => `Bearer ${await good({ exp: '99999999999' as unknown as number })}`,
  'not yet valid': async () => `Bearer ${await good({ nbf: now() + 600 })}`,
  'no subject': async () => `Bearer ${await good({ sub: undefined as unknown as string })}`,
  'empty subject': async () => `Bearer ${await good({ sub: '' })}`,
  'unknown key id': async () => `Bearer ${(await good({}, { header: { kid: 'no-such-key' } }))}`,
  'key id of another key': async () => `Bearer ${(await good({}, { kid: 'ec-1', header: { kid: 'rsa-1' } }))}`,
  'key id that is a path': async () => `Bearer ${(await good({}, { header: { kid: '../../etc/passwd' } }))}`,
  'no key id': async () => `Bearer ${(await good({}, { header: { kid: undefined } }))}`,
  'own key in the header (jwk)': async () => {
    const other = await Issuer.start();
    const token = await new SignJWT({ sub: 'user-1' }).setProtectedHeader({ alg: 'ES256', jwk: { kty: 'EC' }, kid: 'ec-1' }).setIssuer(issuer.url).setAudience(audience).setExpirationTime('5m').sign(other.key('ec-1').privateKey);
    await other.stop();
    return `Bearer ${token}`;
  },
  'key set of the attacker (jku)': async () => {
    const other = await Issuer.start();
    const token = await new SignJWT({ sub: 'user-1' }).setProtectedHeader({ alg: 'ES256', jku: `${other.url}/jwks`, kid: 'ec-1' }).setIssuer(issuer.url).setAudience(audience).setExpirationTime('5m').sign(other.key('ec-1').privateKey);
    await other.stop();
    expect(other.requests).toBe(0);
    return `Bearer ${token}`;
  },
  'algorithm not on the list (EdDSA)': async () => { await issuer.addKey('ed-1', 'EdDSA'); return `Bearer ${await good({}, { kid: 'ed-1' })}`; },
  'truncated': async () => `Bearer ${(await good()).slice(0, -8)}`,
  'changed payload': async () => { const [head, , tail] = (await good()).split('.'); return `Bearer ${head}.${encode({ iss: issuer.url, aud: audience, sub: 'admin', exp: now() + 300 })}.${tail}`; },
  'signature stripped': async () => `Bearer ${(await good()).split('.').slice(0, 2).join('.')}.`,
  'two parts only': async () => `Bearer ${(await good()).split('.').slice(0, 2).join('.')}`,
  'garbage': async () => 'Bearer not-a-token',
  'empty bearer': async () => 'Bearer ',
  'Basic instead of Bearer': async () => `Basic ${Buffer.from('user:password').toString('base64')}`,
  'bare token without a scheme': async () => good(),
  'an API key': async () => 'Bearer 0c5e1c9a-7a51-4f0e-9d3a-1d2f3c4b5a69',
};

describe('a forged token', () => {
  it.each(Object.entries(FORGERIES))('%s is refused with a challenge', async (_kind, forge) => {
    const authorization = await forge();
    seen.push(authorization.replace(/^\w+ /, ''));
    const answer = await ask(authorization);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain(`resource_metadata="${mcpUrl}/.well-known/oauth-protected-resource"`);
    expect(await answer.text()).not.toContain('tools');
  });

  it('there are at least twenty kinds', () => { expect(Object.keys(FORGERIES).length).toBeGreaterThanOrEqual(20); });

  it('a good token anywhere but in the header is refused', async () => {
    const token = await good();
    seen.push(token);
    const places = [rpc(`${mcpUrl}?access_token=${token}`, 'tools/list'), rpc(mcpUrl, 'tools/list', { access_token: token }), rpc(mcpUrl, 'tools/list', {}, { cookie: `access_token=${token}` }), rpc(mcpUrl, 'tools/list', {}, { 'x-access-token': token })];
    for (const answer of await Promise.all(places)) expect(answer.status).toBe(401);
  });

  it('without a token the challenge names no error (RFC 6750 §3)', async () => {
    const answer = await ask(undefined);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).not.toContain('error=');
  });

  it('no token, good or bad, is ever printed', () => {
    const tokens = seen.filter((token) => token.length > 20);
    expect(tokens.length).toBeGreaterThan(20);
    for (const token of tokens) expect(bridge.output()).not.toContain(token);
  });
});

describe('the keys', () => {
  it('may rotate without a restart: a new key is found, a withdrawn one is refused', async () => {
    const old = await good({ jti: 'before' }, { kid: 'rsa-1' });
    expect((await ask(`Bearer ${old}`)).status).toBe(200);
    await issuer.addKey('ec-2', 'ES256');
    expect((await ask(`Bearer ${await good({}, { kid: 'ec-2' })}`)).status).toBe(200);
    issuer.keys.splice(issuer.keys.findIndex((key) => key.kid === 'rsa-1'), 1);
    await issuer.addKey('ec-3', 'ES256');
    expect((await ask(`Bearer ${await good({}, { kid: 'ec-3' })}`)).status).toBe(200);
    const withdrawn = await new SignJWT({ sub: 'user-1' }).setProtectedHeader({ alg: 'RS256', kid: 'rsa-1' }).setIssuer(issuer.url).setAudience(audience).setExpirationTime('5m').sign((await Issuer.start().then(async (other) => { await other.stop(); return other; })).key('rsa-1').privateKey);
    expect((await ask(`Bearer ${withdrawn}`)).status).toBe(401);
  });

  it('a new key that many callers bring at once is asked for once, and lets all of them in', async () => {
    await issuer.addKey('ec-4', 'ES256');
    const tokens = await Promise.all(Array.from({ length: 40 }, (_, index) => good({ sub: `user-${index}` }, { kid: 'ec-4' })));
    const before = issuer.requests;
    const answers = await Promise.all(tokens.map((token) => ask(`Bearer ${token}`)));
    expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200));
    expect(issuer.requests - before).toBeLessThanOrEqual(4);
  });

  it('a flood of unknown key ids does not become a flood of requests', async () => {
    const before = issuer.requests;
    for (let index = 0; index < 60; index++) await ask(`Bearer ${await good({}, { header: { kid: `made-up-${index}` } })}`);
    expect(issuer.requests - before).toBeLessThanOrEqual(12);
  });
});

describe('when the keys cannot be fetched', () => {
  it('answers 503 with Retry-After, never 401, and names no address; recovers by itself', async () => {
    const port = await freePort();
    const url = `http://localhost:${port}/mcp`;
    const issuerPort = await freePort();
    const lost = await startServer({ mode: 'bridge', port, readyPath: '/health/live', environment: { OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_IDP__ISSUER: `http://127.0.0.1:${issuerPort}/auth` } });
    try {
      const late = new Issuer();
      await late.addKey('ec-1', 'ES256');
      late.url = `http://127.0.0.1:${issuerPort}/auth`;
      const token = await late.sign({ aud: url });
      const away = await rpc(url, 'tools/list', {}, { authorization: `Bearer ${token}` });
      expect(away.status).toBe(503);
      const many = await Promise.all(Array.from({ length: 40 }, async () => (await rpc(url, 'tools/list', {}, { authorization: `Bearer ${token}` })).status));
      expect(many).toEqual(many.map(() => 503));
      for (let index = 0; index < 15; index++) expect((await rpc(url, 'tools/list', {}, { authorization: `Bearer ${token}` })).status).toBe(503);
      expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(away.headers.get('www-authenticate')).toBeNull();
      expect(await away.text()).not.toMatch(/127\.0\.0\.1|ECONN|localhost/);
      expect((await fetch(`http://localhost:${port}/health/ready`)).status).toBe(503);
      await late.listen(issuerPort);
      await pause(600);
      expect((await rpc(url, 'tools/list', {}, { authorization: `Bearer ${token}` })).status).toBe(200);
      await late.stop();
    } finally {
      await lost.stop();
    }
  });
});

describe('required scopes', () => {
  it('a token that lacks one gets 403 insufficient_scope', async () => {
    const port = await freePort();
    const url = `http://localhost:${port}/mcp`;
    const strict = await startServer({ mode: 'bridge', port, readyPath: '/health/live', environment: { OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_IDP__ISSUER: issuer.url, OCTOPERF_IDP__REQUIRED_SCOPES: '[octoperf]' } });
    try {
      const without = await rpc(url, 'tools/list', {}, { authorization: `Bearer ${await issuer.sign({ aud: url, scope: 'openid' })}` });
      expect(without.status).toBe(403);
      expect(without.headers.get('www-authenticate')).toMatch(/error="insufficient_scope".*scope="octoperf"/);
      const with_ = await rpc(url, 'tools/list', {}, { authorization: `Bearer ${await issuer.sign({ aud: url, scope: 'openid octoperf' })}` });
      expect(with_.status).toBe(200);
    } finally {
      await strict.stop();
    }
  });
});

describe('protected resource metadata (RFC 9728)', () => {
  it.each(['/mcp/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp'])('%s is open and names resource and issuer', async (path) => {
    const answer = await fetch(mcpUrl.replace('/mcp', path));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ resource: mcpUrl, authorization_servers: [issuer.url], bearer_methods_supported: ['header'] });
  });
});
