import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost parameters of scrypt: memory is 128 * N * r bytes, time grows with all three. */
export interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** Cost of new hashes: 32 MiB of memory, three passes. Each hash carries its own figures, so they can be raised later. */
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;
/** scrypt needs 128 * N * r bytes (32 MiB here) and a little more. */
const MEMORY_LIMIT = 64 * 1024 * 1024;
const HASH = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

function derive(password: string, salt: Buffer, length: number, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same letters typed on two systems can be two byte sequences: NFKC makes them one.
    scrypt(password.normalize('NFKC'), salt, length, { ...cost, maxmem: MEMORY_LIMIT }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** @returns `scrypt$N$r$p$salt$key`, salt and key in base64url. */
export async function hashPassword(password: string, cost: Cost = COST): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, KEY_BYTES, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether the password made this hash. A text that is no hash of ours matches nothing. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const parts = HASH.exec(hash);
  if (parts === null) return false;
  const [, N = '', r = '', p = '', salt = '', key = ''] = parts;
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), expected.length, { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(actual, expected);
}

let decoy: Promise<string> | undefined;

/** Does the work of a verification and always says no: an unknown user takes as long as a wrong password. */
export async function refusePassword(password: string): Promise<false> {
  decoy ??= hashPassword('');
  await verifyPassword(password, await decoy);
  return false;
}
