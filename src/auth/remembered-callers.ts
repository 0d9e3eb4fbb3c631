import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { BoundedCache } from '../limits/bounded-cache.js';
import type { Caller } from './caller.js';

const MOST = 10_000;

/** What is kept of a caller: not what was shown. */
type RememberedCaller = Omit<Caller, 'token'>;

/** Who proved themselves a moment ago, under a digest of what they showed: nothing here can be shown again. */
@Injectable()
export class RememberedCallers {
  private readonly callers = new BoundedCache<RememberedCaller>(MOST);

  has(token: string): boolean { return this.callers.get(digestOfToken(token)) !== undefined; }

  /** The caller who shows this token, where it was proven before. */
  find(token: string): Caller | undefined {
    const known = this.callers.get(digestOfToken(token));
    return known === undefined ? undefined : { ...known, token };
  }

  /** @param until epoch milliseconds. */
  keep({ token, ...caller }: Caller, until: number): void { this.callers.put(digestOfToken(token), caller, until); }
}

/** Names a token without being one. */
export const digestOfToken = (token: string): string => createHash('sha256').update(token).digest('base64');
