import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOKEN_EXCHANGE } from '../../../src/local/idp/token-exchange.js';
import { type House, startHouse } from './idp-house.js';
import { type Answer, OAuthClient, post } from './oauth-client.js';

const CLIENT = { clientId: 'mcp-bridge', clientSecret: 'a secret with : and %' } as const;
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

let house: House;
beforeAll(async () => { house = await startHouse({ exchange: { ...CLIENT, isRequired: true } }); });
afterAll(async () => { await house.close(); });

const basic = (id: string, secret: string): string => `Basic ${Buffer.from([id, secret].map(encodeURIComponent).join(':')).toString('base64')}`;
function exchange(subject: string, changes: Record<string, string> = {}, authorization = basic(CLIENT.clientId, CLIENT.clientSecret)): Promise<Answer> {
  const form = { grant_type: TOKEN_EXCHANGE, subject_token: subject, subject_token_type: ACCESS_TOKEN, audience: house.origin, ...changes };
  return post(`${house.origin}/auth/oauth2/token`, new URLSearchParams(form), { authorization });
}
const mine = async (scope = 'octoperf:read octoperf:write'): Promise<string> => (await (await OAuthClient.registered(house)).tokens({ scope })).access;

describe('token exchange at the embedded identity provider', () => {
  it('is named in the metadata', async () => {
    const metadata = (await (await fetch(`${house.origin}/auth/.well-known/openid-configuration`)).json()) as { grant_types_supported: string[] };
    expect(metadata.grant_types_supported).toContain(TOKEN_EXCHANGE);
  });

  it('turns a token for the MCP endpoint, which the REST API refuses, into one for the REST API alone that says who acts', async () => {
    const subject = await mine();
    expect(decodeJwt(subject).aud).toEqual([`${house.origin}/mcp`]);
    expect(await house.idp.accounts.authenticate(subject)).toBeUndefined();
    const { status, json } = await exchange(subject);
    expect(status).toBe(200);
    expect(json).toMatchObject({ issued_token_type: ACCESS_TOKEN, token_type: 'Bearer', scope: 'octoperf:read octoperf:write' });
    const token = String(json['access_token']);
    expect(decodeJwt(token)).toMatchObject({ sub: house.alice.id, aud: [house.origin], client_id: CLIENT.clientId, act: { sub: CLIENT.clientId }, scope: 'octoperf:read octoperf:write' });
    expect(decodeJwt(token).exp).toBeLessThanOrEqual(decodeJwt(subject).exp ?? 0);
    expect(await house.idp.accounts.authenticate(token)).toMatchObject({ id: house.alice.id });
  });

  it('gives less scope when asked, never more', async () => {
    const subject = await mine();
    expect((await exchange(subject, { scope: 'octoperf:read' })).json).toMatchObject({ scope: 'octoperf:read' });
    expect(await exchange(subject, { scope: 'octoperf:read octoperf:run' })).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
  });

  it('dies with the consent: what was exchanged before is refused, and nothing is exchanged again', async () => {
    const client = await OAuthClient.registered(house);
    const { access: subject } = await client.tokens();
    const token = String((await exchange(subject)).json['access_token']);
    expect(await house.idp.accounts.authenticate(token)).toBeDefined();
    const app = (await house.idp.apps.list(house.alice.id)).find(({ clientId }) => clientId === client.clientId);
    await house.idp.apps.revoke(house.alice.id, app?.id ?? '');
    expect(await house.idp.accounts.authenticate(token)).toBeUndefined();
    expect(await exchange(subject)).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it('a token of a script on this machine can be exchanged as well', async () => {
    const { access_token: subject } = await house.idp.tokens.issueLocal(house.bob);
    const { json } = await exchange(subject);
    expect(await house.idp.accounts.authenticate(String(json['access_token']))).toMatchObject({ id: house.bob.id });
  });

  it.each<[string, () => Promise<string>]>([
    ['of another issuer', async () => new SignJWT({ client_id: 'x', gid: 'y' }).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' }).setIssuer('https://evil.test').setSubject(house.alice.id).setAudience(`${house.origin}/mcp`).setExpirationTime('5m').sign((await generateKeyPair('ES256')).privateKey)],
    ['signed by a stranger in our name', async () => new SignJWT({ client_id: 'x', gid: 'y' }).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' }).setIssuer(`${house.origin}/auth`).setSubject(house.alice.id).setAudience(`${house.origin}/mcp`).setExpirationTime('5m').sign((await generateKeyPair('ES256')).privateKey)],
    ['that came out of an exchange', async () => String((await exchange(await mine())).json['access_token'])],
    ['that is a session token', async () => { const login = await house.idp.accounts.login('alice@example.test', 'correct horse battery', 'x'); return login.outcome === 'accepted' ? login.token : ''; }],
    ['that is nothing', async () => 'nonsense'],
  ])('refuses a subject token %s', async (_kind, made) => {
    expect(await exchange(await made())).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it('refuses other audiences, types and actors', async () => {
    const subject = await mine();
    expect(await exchange(subject, { audience: 'https://elsewhere.test' })).toMatchObject({ status: 400, json: { error: 'invalid_target' } });
    expect(await exchange(subject, { resource: `${house.origin}/mcp` })).toMatchObject({ status: 400, json: { error: 'invalid_target' } });
    expect(await exchange(subject, { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' })).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
    expect(await exchange(subject, { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' })).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
    expect(await exchange(subject, { actor_token: subject, actor_token_type: ACCESS_TOKEN })).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it('is for its one client: not with a wrong secret, not for a client that registered itself', async () => {
    const subject = await mine();
    expect((await exchange(subject, {}, basic(CLIENT.clientId, 'wrong'))).status).toBe(401);
    const stranger = new OAuthClient(house);
    const { json } = await stranger.register({ grant_types: ['authorization_code', TOKEN_EXCHANGE], token_endpoint_auth_method: 'client_secret_basic' });
    expect(json['grant_types']).not.toContain(TOKEN_EXCHANGE);
    expect((await exchange(subject, {}, basic(String(json['client_id']), String(json['client_secret'])))).status).toBe(400);
  });
});

describe('without a client for it', () => {
  it('there is no exchange, and tokens are for both', async () => {
    const plain = await startHouse();
    const { access } = await (await OAuthClient.registered(plain)).tokens();
    expect(await plain.idp.accounts.authenticate(access)).toBeDefined();
    const { json } = await post(`${plain.origin}/auth/oauth2/token`, new URLSearchParams({ grant_type: TOKEN_EXCHANGE, subject_token: access }), { authorization: basic(CLIENT.clientId, CLIENT.clientSecret) });
    expect(json['error']).toMatch(/unsupported_grant_type|invalid_client/);
    await plain.close();
  });
});
