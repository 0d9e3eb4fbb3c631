import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHouse } from './idp-house.js';
import type { House } from './idp-house.js';

let house: House;
beforeAll(async () => { house = await startHouse(); });
afterAll(async () => { await house.close(); });

describe('accounts', () => {
  it('are made with an id of the platform\'s form, and sign in with their password', async () => {
    const { accounts } = house.idp;
    const made = await accounts.createAccount({ username: ' Carol@Example.test', password: 'a good password', platformAdmin: true });
    expect(made).toMatchObject({ username: 'carol@example.test', platformAdmin: true, id: expect.stringMatching(/^[\w-]{20}$/) as unknown });
    expect(made.passwordHash).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(await accounts.checkPassword('carol@example.test', 'a good password', '127.0.0.1')).toMatchObject({ outcome: 'accepted' });
    expect(await accounts.find('CAROL@example.test')).toMatchObject({ id: made.id });
  });

  it.each([
    ['a name twice', { username: 'Alice@example.test', password: 'long enough' }, /exists already/],
    ['no name', { username: '  ', password: 'long enough' }, /cannot be a user name/],
    ['a name with a line break', { username: 'a\nb', password: 'long enough' }, /cannot be a user name/],
    ['a short password', { username: 'dave@example.test', password: 'short' }, /8 to 1024/],
  ])('are refused for %s, with a sentence', async (_case, account, sentence) => {
    await expect(house.idp.accounts.createAccount(account)).rejects.toThrow(sentence);
  });

  it('give scripts the oldest ordinary one', async () => {
    expect(await house.idp.accounts.find(undefined)).toMatchObject({ id: house.alice.id });
  });
});
