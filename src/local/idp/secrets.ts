import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as lower-case hex. */
export function freshSecret(): string {
  return randomBytes(32).toString('hex');
}

/** SHA-256 of a text as lower-case hex: how tokens are kept and found. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** HMAC-SHA-256 of a text under a key, as base64url: a form token that only this server can make. */
export function seal(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Whether two texts are equal, in a time that tells nothing about where they differ. */
export function sameText(left: string, right: string): boolean {
  return timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest());
}
