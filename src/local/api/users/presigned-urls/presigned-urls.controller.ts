import { Controller } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { ApplicationConfig } from '../../../../config/application-config.js';
import { PresignRequest, type PresignedUrl } from '../../../../contract/presigned.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { Route } from '../../route.js';
import { PresignableRoutes } from './presignable-routes.js';

/** Life of a presigned URL, in milliseconds (behaviour.md §5.3: about 5 minutes). */
const LIFE_MS = 5 * 60_000;
/** How long a dead ticket is still told apart from an unknown one. */
const REMEMBERED_MS = 24 * 3_600_000;
const TOKEN_BYTES = 32;

/** What is stored of a token: it cannot be turned back. */
export const ticketHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Mints URLs that stand for one ordinary call of this account, once (behaviour.md §5; route inferred, octoperf-rest-api.md §4.4). */
@Controller()
export class PresignedUrlsController {
  constructor(private readonly database: LocalDatabase, private readonly routes: PresignableRoutes, private readonly config: ApplicationConfig) {}

  /** Refuses what the call itself would refuse: access, options. The URL carries its own authorization. */
  @Route('presign')
  async mint(@Caller() caller: Account, @CheckedBody(PresignRequest) { method, path, query }: PresignRequest): Promise<PresignedUrl> {
    await this.routes.require(caller, { method, path, query });
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const now = Date.now();
    await this.database.tickets.deleteExpiredBefore(now - REMEMBERED_MS);
    await this.database.tickets.insert({ hash: ticketHash(token), accountId: caller.id, method, call: { path, query }, expiresAt: now + LIFE_MS });
    return { url: `${this.config.publicOrigin}/public/presigned/${token}`, method, expiresAt: new Date(now + LIFE_MS).toISOString() };
  }
}
