import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';

/** The one call a presigned URL stands for. */
export interface SealedCall { readonly path: string; readonly query: Readonly<Record<string, string>> }
export interface Ticket { readonly hash: string; readonly accountId: string; readonly method: string; readonly call: SealedCall; readonly expiresAt: number; readonly usedAt: number | null }

/** Single-use tickets, known by the hash of their token only. */
export class TicketStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  async insert(ticket: Omit<Ticket, 'usedAt'>): Promise<void> {
    const row = { hash: ticket.hash, account_id: ticket.accountId, method: ticket.method, call: JSON.stringify(ticket.call), expires_at: ticket.expiresAt, used_at: null };
    await this.kysely.insertInto('presigned_ticket').values(row).execute();
  }

  async find(hash: string): Promise<Ticket | undefined> {
    const row = await this.kysely.selectFrom('presigned_ticket').selectAll().where('hash', '=', hash).executeTakeFirst();
    return row && { hash, accountId: row.account_id, method: row.method, call: JSON.parse(row.call) as SealedCall, expiresAt: row.expires_at, usedAt: row.used_at };
  }

  /** Uses the ticket up, in one statement so that of two callers at once only one gets it. @returns false when it was used or is past its time. */
  async claim(hash: string, now: number): Promise<boolean> {
    const claimed = await this.kysely.updateTable('presigned_ticket').set({ used_at: now }).where('hash', '=', hash).where('used_at', 'is', null).where('expires_at', '>', now).executeTakeFirst();
    return claimed.numUpdatedRows > 0n;
  }

  /** Forgets tickets that ran out before an epoch ms. @returns how many. */
  async deleteExpiredBefore(time: number): Promise<number> {
    return Number((await this.kysely.deleteFrom('presigned_ticket').where('expires_at', '<', time).executeTakeFirst()).numDeletedRows);
  }
}
