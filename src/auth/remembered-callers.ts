import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { BoundedCache } from '../limits/bounded-cache.js';
import type { Caller } from './caller.js';

const MOST = 10_000;

/** Who proved themselves a moment ago, under a digest of what they showed: nothing here can be shown again. */
@Injectable()
export class RememberedCallers {
  private readonly callers = new BoundedCache<Caller>(MOST);

  get(digest: string): Caller | undefined { return this.callers.get(digest); }

  /** @param until epoch milliseconds. */
  put(digest: string, caller: Caller, until: number): void { this.callers.put(digest, caller, until); }
}

/** Names a token without being one. */
export const digestOfToken = (token: string): string => createHash('sha256').update(token).digest('base64');
