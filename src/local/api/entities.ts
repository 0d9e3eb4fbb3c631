import { Injectable } from '@nestjs/common';
import { DESCRIPTION_MAX, epochMs, NAME_MAX } from '../../contract/wire.js';
import type { CollectionName, Collections } from '../storage/collections.js';
import type { Placement } from '../storage/document-store.js';
import type { Account } from '../storage/identity-store.js';
import { LocalDatabase } from '../storage/local-database.js';
import type { Stores } from '../storage/stores.js';
import { Access, missing, requireProject, type Right } from './access.js';
import { newId } from './ids.js';
import { badRequest, quoted } from './refusals.js';

/** Collections that callers write whole documents of. */
type Written = Exclude<CollectionName, 'agent' | 'frozenRun'>;
/** What must hold in the project when the entity is written; throws where it does not. */
type Check = (stores: Stores) => Promise<void>;
/** Fields that name where an entity belongs: they never change. */
const FIXED = ['workspaceId', 'projectId', 'type'] as const;

/** Creates and rewrites entities: ids, owner and dates are the server's to set (octoperf-rest-api.md §1.6). */
@Injectable()
export class Entities {
  constructor(private readonly database: LocalDatabase, private readonly access: Access) {}

  /** Stores a new entity. The caller's right to do so is already checked; 404 where the project is gone. */
  async create<C extends Written>(collection: C, caller: Account, body: Collections[C], placement: Placement, check?: Check): Promise<Collections[C]> {
    const entity = fresh(body, caller);
    await this.database.transaction(async (stores) => {
      if (placement.parentId !== placement.workspaceId) await requireProject(stores, placement.parentId);
      await check?.(stores);
      await stores.documents.insert(collection, entity, placement);
    });
    return entity;
  }

  /**
   * Writes an entity over the stored one; `created` and `userId` stay, `lastModified` moves on. 400 when the body is of another
   * entity or would move it.
   */
  async replace<C extends Written>(collection: C, caller: Account, id: string, body: Collections[C], right: Right, check?: Check): Promise<Collections[C]> {
    const { document, parentId } = await this.access.document(caller, collection, id, right);
    if (body.id !== id) throw badRequest(`The body has the id ${quoted(body.id)} and the path ${quoted(id)}: they must be the same. Read the entity, change it, send it back whole.`);
    refuseMove(document, body);
    checkTexts(body);
    const entity = rewritten(document, body);
    await this.database.transaction(async (stores) => {
      if (check !== undefined) await requireProject(stores, parentId);
      await check?.(stores);
      if (!(await stores.documents.replace(collection, entity))) throw missing(collection, id);
    });
    return entity;
  }
}

/** The entity as it is stored for the first time. 400 when its texts are too long. */
export function fresh<T extends { id: string }>(body: T, caller: Account): T {
  checkTexts(body);
  const now = Date.now();
  return { ...body, id: newId(), userId: caller.id, created: now, lastModified: now };
}

/** The entity as it is stored again; its time of change is later than the one before even within a millisecond. */
export function rewritten<T extends { id: string; userId?: string; created?: number | string | undefined; lastModified?: number | string | undefined }>(stored: T, body: T): T {
  const before = epochMs(stored.lastModified) ?? 0;
  return { ...body, userId: stored.userId, created: stored.created, lastModified: Math.max(Date.now(), before + 1) };
}

/** Bounds of the platform's forms: longer texts are refused, never cut (behaviour.md §3.4). */
function checkTexts(body: object): void {
  const { name, description } = body as { name?: unknown; description?: unknown };
  if (typeof name === 'string' && name.trim() === '') throw badRequest('The name is empty: give one of 1 to 80 characters.');
  if (typeof name === 'string' && name.length > NAME_MAX) throw badRequest(`The name has ${name.length} characters; at most ${NAME_MAX} are accepted. Shorten it.`);
  if (typeof description === 'string' && description.length > DESCRIPTION_MAX) throw badRequest(`The description has ${description.length} characters; at most ${DESCRIPTION_MAX} are accepted. Shorten it.`);
}

function refuseMove(stored: object, body: object): void {
  const [before, after] = [stored as Record<string, string | undefined>, body as Record<string, unknown>];
  for (const field of FIXED) {
    const kept = before[field];
    if (kept !== undefined && after[field] !== kept) throw badRequest(`The field ${field} is ${quoted(kept)} and cannot be changed. Send it back as it was read.`);
  }
}
