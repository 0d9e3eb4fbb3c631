/** One customer of the shop. */
export interface Account {
  username: string;
  password: string;
}

/** All customers: user01 … user50, every one with the password `demo`. */
export const ACCOUNTS: readonly Account[] = Array.from({ length: 50 }, (_, index) => ({
  username: `user${String(index + 1).padStart(2, '0')}`,
  password: 'demo',
}));

const PASSWORDS = new Map(ACCOUNTS.map((account) => [account.username, account.password]));

/** True when the account exists and the password is its own. */
export function isCustomer(username: string, password: string): boolean {
  const expected = PASSWORDS.get(username);
  return expected !== undefined && expected === password;
}
