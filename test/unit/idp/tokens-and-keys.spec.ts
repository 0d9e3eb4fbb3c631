import { execFile } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalIdp } from '../../../src/local/idp/local-idp.js';
import { startHouse, startHouseOver } from './idp-house.js';
import type { House } from './idp-house.js';
import { OAuthClient } from './oauth-client.js';

let house: House;
beforeEach(async () => { house = await startHouse(); });
afterEach(async () => { await house.close(); });

const published = async (): Promise<string[]> => {
  const { keys } = (await (await fetch(`${house.origin}/auth/oauth2/jwks`)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
};

describe('signing keys', () => {
  it('and consents survive a restart', async () => {
    const client = await OAuthClient.registered(house);
    const { access, refresh } = await client.tokens();
    const kids = await published();
    const before = house;
    await before.close();
    house = await startHouseOver(before.store, before.origin);
    expect(await published()).toEqual(kids);
    expect(await house.idp.accounts.authenticate(access)).toMatchObject({ id: house.alice.id });
    expect((await client.refresh(refresh)).status).toBe(200);
  });

  it('stay published while a token of theirs may live, and no longer', async () => {
    const [old] = await published();
    await house.idp.rotateSigningKey();
    expect(await published()).toContain(old);
    house.clock.now = 600_000;
    await house.idp.clear();
    expect(await published()).toContain(old);
    house.clock.now = 700_000;
    await house.idp.clear();
    expect(await published()).toHaveLength(1);
    expect(await published()).not.toContain(old);
  });

  it('can rotate many times at once', async () => {
    await Promise.all([house.idp.rotateSigningKey(), house.idp.rotateSigningKey(), house.idp.rotateSigningKey()]);
    const { access } = await (await OAuthClient.registered(house)).tokens();
    expect(await house.idp.accounts.authenticate(access)).toBeDefined();
  });
});

describe('a bearer token', () => {
  const base = () => ({ client_id: 'local-cli', scope: 'octoperf' });
  const seconds = () => Math.floor(Date.now() / 1000);

  async function ownKey() {
    const [key] = await house.store.keys.list();
    if (key === undefined) throw new Error('no key');
    return { kid: key.kid, key: await importJWK(key.jwk, 'ES256') };
  }

  async function signed(change: (token: SignJWT) => SignJWT = (token) => token, header: Record<string, unknown> = {}, claims: Record<string, unknown> = {}): Promise<string> {
    const { kid, key } = await ownKey();
    const token = new SignJWT({ ...base(), ...claims }).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header }).setIssuer(`${house.origin}/auth`).setSubject(house.alice.id).setAudience(`${house.origin}/mcp`).setIssuedAt().setExpirationTime('5m');
    return change(token).sign(key);
  }

  it('made like ours is ours', async () => {
    expect(await house.idp.accounts.authenticate(await signed())).toMatchObject({ id: house.alice.id });
    expect(await house.idp.accounts.authenticate(await signed((token) => token.setAudience(house.origin)))).toBeDefined();
  });

  it.each<[string, () => Promise<string>]>([
    ['of another issuer', () => signed((token) => token.setIssuer('https://evil.test/auth'))],
    ['for another audience', () => signed((token) => token.setAudience('https://evil.test'))],
    ['that has expired', () => signed((token) => token.setExpirationTime(seconds() - 60))],
    ['that is not valid yet', () => signed((token) => token.setNotBefore(seconds() + 600))],
    ['without expiry', async () => { const { kid, key } = await ownKey(); return new SignJWT(base()).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).setIssuer(`${house.origin}/auth`).setSubject(house.alice.id).setAudience(house.origin).sign(key); }],
    ['of another type', () => signed((token) => token, { typ: 'JWT' })],
    ['without a client', () => signed((token) => token, {}, { client_id: undefined })],
    ['of a client without consent', () => signed((token) => token, {}, { client_id: 'someone' })],
    ['of a consent that is not', () => signed((token) => token, {}, { client_id: 'someone', gid: 'none' })],
    ['of an account that is not', () => signed((token) => token.setSubject('nobody'))],
    ['of an unknown key', async () => { const { privateKey } = await generateKeyPair('ES256'); return new SignJWT(base()).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'x' }).setIssuer(`${house.origin}/auth`).setSubject(house.alice.id).setAudience(house.origin).setExpirationTime('5m').sign(privateKey); }],
    ['of a stranger who names our key', async () => { const { kid } = await ownKey(); const { privateKey } = await generateKeyPair('ES256'); return new SignJWT(base()).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).setIssuer(`${house.origin}/auth`).setSubject(house.alice.id).setAudience(house.origin).setExpirationTime('5m').sign(privateKey); }],
    ['that brings its own key', async () => { const { privateKey, publicKey } = await generateKeyPair('ES256'); return new SignJWT(base()).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk: await exportJWK(publicKey) }).setIssuer(`${house.origin}/auth`).setSubject(house.alice.id).setAudience(house.origin).setExpirationTime('5m').sign(privateKey); }],
    ['signed with the public key as a secret', async () => { const { keys } = (await (await fetch(`${house.origin}/auth/oauth2/jwks`)).json()) as { keys: [JWK] }; const pem = await exportSPKI(createPublicKey({ key: { ...keys[0] }, format: 'jwk' })); return new SignJWT(base()).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).setIssuer(`${house.origin}/auth`).setSubject(house.alice.id).setAudience(house.origin).setExpirationTime('5m').sign(new TextEncoder().encode(pem)); }],
    ['without a signature', async () => `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${(await signed()).split('.')[1] ?? ''}.`],
    ['cut short', async () => (await signed()).slice(0, -6)],
    ['changed by one claim', async () => { const [head = '', , signature = ''] = (await signed()).split('.'); return `${head}.${Buffer.from(JSON.stringify({ ...base(), sub: house.bob.id, iss: `${house.origin}/auth`, aud: house.origin, exp: seconds() + 60 })).toString('base64url')}.${signature}`; }],
    ['an ID token', async () => (await (await OAuthClient.registered(house)).tokens({ scope: 'openid octoperf' })).idToken ?? ''],
    ['a refresh token', async () => (await (await OAuthClient.registered(house)).tokens()).refresh],
    ['nothing', async () => ''],
    ['a megabyte', async () => 'x'.repeat(1_000_000)],
  ])('%s proves nothing', async (_case, make) => {
    expect(await house.idp.accounts.authenticate(await make())).toBeUndefined();
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'Bearer \u0000'])('is not found in the header "%s"', async (header) => {
    expect(await house.idp.accounts.authenticateHeader(header)).toBeUndefined();
  });
});

describe('the identity provider', () => {
  it('keeps the library quiet, and nobody else', async () => {
    const script = `import { Provider } from './src/local/idp/oidc-library.js'; console.warn('oidc: kept'); console.info('kept too'); new Provider('http://localhost:1/auth', {});`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], { cwd: new URL('../../..', import.meta.url) });
    expect(stderr).toBe('oidc: kept\n');
    expect(stdout).toBe('kept too\n');
  });

  it.each(['', 'localhost:8091', 'ftp://localhost', 'http://localhost:8091/auth', 'http://localhost?x'])('does not start with the public origin "%s"', async (publicOrigin) => {
    await expect(LocalIdp.open({ publicOrigin, mcpPath: '/mcp', dataFolder: house.dataFolder }, house.store)).rejects.toThrow(/public origin/);
  });
});
