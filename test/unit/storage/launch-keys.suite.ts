import { expect, it } from 'vitest';
import type { LocalDatabase } from '../../../src/local/storage/local-database.js';

const key = (accountId: string, keyHash = 'hash') => ({ accountId, keyHash });
const launch = { asked: 'a', reportId: 'r1' };

/** Keys of launches. */
export function launchKeysSuite(database: () => LocalDatabase): void {
  it('gives a key to one launch only, and to each account its own', async () => {
    const { launchKeys } = database();
    expect(await launchKeys.take(key('ann'), launch, 100)).toBe(true);
    expect(await launchKeys.take(key('ann'), { asked: 'b', reportId: 'r2' }, 101)).toBe(false);
    expect(await launchKeys.take(key('bob'), launch, 102)).toBe(true);
    expect(await launchKeys.find(key('ann'), 0)).toEqual(launch);
    expect(await launchKeys.find(key('ann', 'other'), 0)).toBeUndefined();
  });

  it('knows a key until its time, and gives it again once it was forgotten', async () => {
    const { launchKeys } = database();
    expect(await launchKeys.find(key('ann'), 99)).toEqual(launch);
    expect(await launchKeys.find(key('ann'), 100)).toBeUndefined();
    await launchKeys.forgetUntil(100);
    expect(await launchKeys.take(key('ann'), { asked: 'b', reportId: 'r2' }, 200)).toBe(true);
    expect(await launchKeys.find(key('bob'), 0)).toEqual(launch);
  });

  it('is free again where the transaction that took it did not come through', async () => {
    await expect(database().transaction(async ({ launchKeys }) => {
      await launchKeys.take(key('carl'), launch, 1);
      throw new Error('rolled back');
    })).rejects.toThrow('rolled back');
    expect(await database().launchKeys.find(key('carl'), 0)).toBeUndefined();
  });

  it('is taken once by several transactions at once', async () => {
    const taken = await Promise.all(Array.from({ length: 5 }, (_, index) => database().transaction(({ launchKeys }) => launchKeys.take(key('dora'), { asked: 'a', reportId: `r${index}` }, 1))));
    expect(taken.filter((one) => one)).toHaveLength(1);
  });
}
