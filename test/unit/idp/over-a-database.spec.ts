import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/local/storage/local-database.js';
import { startHouseOver } from './idp-house.js';
import { OAuthClient, tokensOf } from './oauth-client.js';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'idp-database-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

describe('over the real database', () => {
  it('accounts, consents, tokens and keys are there after a restart, and a revoked application stays revoked', async () => {
    const location = { file: join(folder, 'octoperf.db') };
    const database = await openDatabase(location);
    const before = await startHouseOver(database);
    const client = await OAuthClient.registered(before);
    const { access, refresh } = await client.tokens();
    const second = tokensOf((await client.refresh(refresh)).json);
    const other = await OAuthClient.registered(before);
    const revoked = await other.tokens();
    const app = (await before.idp.apps.list(before.alice.id)).find(({ clientId }) => clientId === other.clientId);
    expect(await before.idp.apps.revoke(before.alice.id, app?.id ?? '')).toBe(true);
    await before.idp.rotateSigningKey();
    await before.close();
    await database.close();

    const reopened = await openDatabase(location);
    const after = await startHouseOver(reopened, before.origin);
    try {
      expect(after.alice.id).toBe(before.alice.id);
      const alive = await Promise.all([access, second.access, revoked.access].map((token) => after.idp.accounts.authenticate(token)));
      expect(alive.map((account) => account?.id)).toEqual([after.alice.id, after.alice.id, undefined]);
      expect((await client.refresh(second.refresh)).status).toBe(200);
      expect((await client.refresh(refresh)).status).toBe(400);
      expect(await after.idp.accounts.authenticate(second.access)).toBeUndefined();
      await after.idp.clear();
    } finally {
      await after.close();
      await reopened.close();
    }
  });

  it('serves a code and a refresh token once, however many ask at the same time', async () => {
    const database = await openDatabase({ file: join(folder, 'race.db') });
    const house = await startHouseOver(database);
    try {
      const client = await OAuthClient.registered(house);
      const code = (await client.authorize()).searchParams.get('code');
      const codes = await Promise.all(Array.from({ length: 8 }, () => client.exchange(code)));
      expect(codes.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
      const { refresh } = await (await OAuthClient.registered(house, {}, client.browser)).tokens();
      const refreshes = await Promise.all(Array.from({ length: 8 }, () => client.refresh(refresh)));
      expect(refreshes.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    } finally {
      await house.close();
      await database.close();
    }
  });
});
