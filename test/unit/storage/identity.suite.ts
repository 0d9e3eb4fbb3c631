import { expect, it } from 'vitest';
import type { OidcRow } from '../../../src/local/storage/identity-store.js';
import type { LocalDatabase } from '../../../src/local/storage/local-database.js';

const row = (id: string, more: Partial<OidcRow> = {}): OidcRow => ({ model: 'RefreshToken', id, payload: { kind: id }, grantId: null, userCode: null, uid: null, accountId: null, expiresAt: null, consumedAt: null, ...more });

/** The promises of identity-store.ts. */
export function identitySuite(database: () => LocalDatabase): void {
  it('finds objects by every index and within their model only', async () => {
    const { oidc } = database();
    const stored = row('o1', { userCode: 'CODE', uid: 'uid', accountId: 'acc', grantId: 'g1' });
    await oidc.upsert(stored);
    for (const found of [await oidc.find('RefreshToken', 'o1'), await oidc.findByUserCode('RefreshToken', 'CODE'), await oidc.findByUid('RefreshToken', 'uid')]) expect(found).toEqual(stored);
    expect(await oidc.find('Session', 'o1')).toBeUndefined();
  });

  it('lets one of many consume, and keeps that over a replacement', async () => {
    const { oidc } = database();
    await oidc.upsert(row('o2'));
    const used = await Promise.all([1, 2, 3].map((at) => oidc.consume('RefreshToken', 'o2', at)));
    expect(used.filter(Boolean)).toHaveLength(1);
    await oidc.upsert(row('o2', { payload: { again: true } }));
    const found = await oidc.find('RefreshToken', 'o2');
    expect([found?.payload, found?.consumedAt]).toEqual([{ again: true }, expect.any(Number)]);
    expect(await oidc.consume('RefreshToken', 'unknown', 1)).toBe(false);
  });

  it('removes by grant, by age and one by one', async () => {
    const { oidc } = database();
    await oidc.upsert(row('o3', { grantId: 'g3' }));
    await oidc.upsert(row('o4', { grantId: 'g3', model: 'AccessToken' }));
    await oidc.upsert(row('g3', { model: 'Grant', accountId: 'acc3' }));
    await oidc.destroyByGrant('g3');
    expect([await oidc.find('RefreshToken', 'o3'), await oidc.find('AccessToken', 'o4'), (await oidc.find('Grant', 'g3'))?.id]).toEqual([undefined, undefined, 'g3']);
    await oidc.upsert(row('o5', { expiresAt: 10 }));
    await oidc.upsert(row('o6', { expiresAt: 20 }));
    expect(await oidc.deleteExpired(20)).toBe(1);
    await oidc.destroy('RefreshToken', 'o6');
    await oidc.destroy('RefreshToken', 'o6');
    expect(await oidc.find('RefreshToken', 'o6')).toBeUndefined();
  });

  it('lists what an account has, oldest first', async () => {
    const { oidc } = database();
    for (const id of ['z', 'b', 'm']) await oidc.upsert(row(id, { model: 'Grant', accountId: 'acc4' }));
    expect((await oidc.listByAccount('Grant', 'acc4')).map(({ id }) => id)).toEqual(['z', 'b', 'm']);
  });

  it('rotates signing keys and keeps secrets', async () => {
    const { keys } = database();
    await keys.rotateTo({ kid: 'k1', jwk: { kty: 'EC' }, created: 100, retired: null });
    await keys.rotateTo({ kid: 'k2', jwk: { kty: 'EC' }, created: 200, retired: null });
    expect(await keys.list()).toEqual([{ kid: 'k2', jwk: { kty: 'EC' }, created: 200, retired: null }, { kid: 'k1', jwk: { kty: 'EC' }, created: 100, retired: 200 }]);
    await keys.remove('k1');
    await keys.remove('k1');
    expect(await keys.list()).toHaveLength(1);
    const made = await Promise.all(['one', 'two', 'three'].map((fresh) => keys.secret('cookies', fresh)));
    expect(new Set(made).size).toBe(1);
    expect(await keys.secret('cookies', 'later')).toBe(made[0]);
  });

  it('keeps accounts and credentials', async () => {
    const { accounts } = database();
    const account = { id: 'acc6', username: 'six@localhost', passwordHash: 'h', platformAdmin: true, created: 6 };
    expect(await accounts.insert(account)).toBe(true);
    expect(await accounts.insert({ ...account, id: 'other' })).toBe(false);
    expect(await accounts.insert({ ...account, username: 'other@localhost' })).toBe(false);
    expect([await accounts.findById('acc6'), await accounts.findByUsername('six@localhost'), await accounts.findByUsername('none')]).toEqual([account, account, undefined]);
    const credential = { hash: 'c1', kind: 'session', accountId: 'acc6', name: '', created: 1, expiresAt: 50 } as const;
    await accounts.addCredential(credential);
    await accounts.addCredential({ ...credential, hash: 'c2', kind: 'apiKey', name: 'ci', expiresAt: null });
    expect(await accounts.findCredential('c1')).toEqual(credential);
    expect((await accounts.listCredentials('acc6', 'apiKey')).map(({ hash, name }) => [hash, name])).toEqual([['c2', 'ci']]);
    expect(await accounts.listCredentials('acc7', 'apiKey')).toEqual([]);
    expect(await accounts.deleteExpiredCredentials(51)).toBe(1);
    await accounts.removeCredential('c2');
    expect([await accounts.findCredential('c1'), await accounts.findCredential('c2')]).toEqual([undefined, undefined]);
  });
}
