import type { Kysely } from 'kysely';
import type { HttpRequestEntity, HttpResponseEntity } from '../../contract/http-exchange.js';
import { atomically } from './atomically.js';
import { batches } from './batches.js';
import type { Schema } from './schema.js';

/** What an import recorded for one action: the request as the browser sent it and what came back. */
export interface StoredRecording { readonly actionId: string; readonly request: HttpRequestEntity; readonly response: HttpResponseEntity }

/** Most rows and, roughly, characters of one INSERT: one statement per recording would leave its own memory behind each. */
const PIECE_ROWS = 100;
const PIECE_CHARACTERS = 2_097_152;

/** Recordings as rows, so many that one statement carries them well. */
function* pieces(recordings: readonly StoredRecording[], virtualUserId: string, start: number): Generator<Schema['recording'][]> {
  let piece: Schema['recording'][] = [];
  let characters = 0;
  for (const [index, { actionId, request, response }] of recordings.entries()) {
    const row = { virtual_user_id: virtualUserId, action_id: actionId, position: start + index, request: JSON.stringify(request), response: JSON.stringify(response), code: response.code };
    piece.push(row);
    characters += row.request.length + row.response.length;
    if (piece.length < PIECE_ROWS && characters < PIECE_CHARACTERS) continue;
    yield piece;
    [piece, characters] = [[], 0];
  }
  if (piece.length > 0) yield piece;
}

/** Recorded exchanges of Virtual Users: what a replay is compared with and what correlation reads. */
export class RecordingStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  /** Adds recordings after those already kept; one of the same action is replaced. All or nothing. */
  async add(virtualUserId: string, recordings: readonly StoredRecording[]): Promise<void> {
    await atomically(this.kysely, async (transaction) => {
      const last = await transaction.selectFrom('recording').select((row) => row.fn.max('position').as('position')).where('virtual_user_id', '=', virtualUserId).executeTakeFirst();
      const start = Number(last?.position ?? -1) + 1;
      const rows = [...new Map(recordings.map((recording) => [recording.actionId, recording])).values()];
      for (const piece of pieces(rows, virtualUserId, start)) {
        await transaction
          .insertInto('recording')
          .values(piece)
          .onConflict((conflict) => conflict.columns(['virtual_user_id', 'action_id']).doUpdateSet((row) => ({ request: row.ref('excluded.request'), response: row.ref('excluded.response'), code: row.ref('excluded.code') })))
          .execute();
      }
    });
  }

  async find(virtualUserId: string, actionId: string): Promise<StoredRecording | undefined> {
    const row = await this.kysely.selectFrom('recording').selectAll().where('virtual_user_id', '=', virtualUserId).where('action_id', '=', actionId).executeTakeFirst();
    return row && { actionId: row.action_id, request: JSON.parse(row.request) as HttpRequestEntity, response: JSON.parse(row.response) as HttpResponseEntity };
  }

  /** Every recording of a Virtual User in the order it was recorded. */
  async list(virtualUserId: string): Promise<StoredRecording[]> {
    const rows = await this.kysely.selectFrom('recording').selectAll().where('virtual_user_id', '=', virtualUserId).orderBy('position').execute();
    return rows.map((row) => ({ actionId: row.action_id, request: JSON.parse(row.request) as HttpRequestEntity, response: JSON.parse(row.response) as HttpResponseEntity }));
  }

  /** Recorded response code of every action, without reading a body. */
  async codes(virtualUserId: string): Promise<Record<string, number>> {
    const rows = await this.kysely.selectFrom('recording').select(['action_id', 'code']).where('virtual_user_id', '=', virtualUserId).execute();
    return Object.fromEntries(rows.map((row) => [row.action_id, row.code]));
  }

  async deleteOf(virtualUserIds: readonly string[]): Promise<void> {
    for (const ids of batches(virtualUserIds)) await this.kysely.deleteFrom('recording').where('virtual_user_id', 'in', ids).execute();
  }
}
