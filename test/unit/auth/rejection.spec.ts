import jwt from 'jsonwebtoken';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { rejectionOf } from '../../../src/auth/rejection.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const token = (claims: object, key = privateKey): string => jwt.sign({ sub: 'x', iss: 'good', aud: 'good', ...claims }, key, { algorithm: 'ES256' });

/** What the library says of a token; the words it uses are what is read. */
function saidOf(text: string, algorithms: jwt.Algorithm[] = ['ES256']): unknown {
  try {
    jwt.verify(text, publicKey, { issuer: 'good', audience: 'good', algorithms });
    return undefined;
  } catch (error) {
    return error;
  }
}
const past = Math.floor(Date.now() / 1000) - 100;

describe('why a token was rejected', () => {
  it.each([
    ['expired', token({ exp: past })],
    ['not-active', token({ nbf: past + 1000 })],
    ['audience', token({ aud: 'other' })],
    ['issuer', token({ iss: 'other' })],
    ['signature', token({}, other.privateKey)],
    ['malformed', 'not a token'],
    ['malformed', 'a.b.c'],
  ])('%s', (reason, text) => { expect(rejectionOf(saidOf(text))).toBe(reason); });

  it('names an algorithm that is not accepted', () => { expect(rejectionOf(saidOf(token({}), ['RS256']))).toBe('algorithm'); });
  it('calls malformed what nobody explains', () => { expect(rejectionOf(undefined)).toBe('malformed'); });
});
