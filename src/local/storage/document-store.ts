import type { Kysely } from 'kysely';
import type { CollectionName, Collections } from './collections.js';
import { rising } from './rising.js';
import type { Schema } from './schema.js';

/** Where a document stands: the workspace whose members may see it, and what it hangs below. */
export interface Placement { readonly workspaceId: string; readonly parentId: string }

/** A document with its place and the revision an optimistic write compares. */
export interface Stored<T> extends Placement { readonly document: T; readonly revision: number }

/** Documents kept whole as JSON: found by id, by parent or by workspace; nothing inside the JSON is queried. */
export class DocumentStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  async find<C extends CollectionName>(collection: C, id: string): Promise<Stored<Collections[C]> | undefined> {
    const row = await this.kysely.selectFrom('document').selectAll().where('collection', '=', collection).where('id', '=', id).executeTakeFirst();
    return row && { workspaceId: row.workspace_id, parentId: row.parent_id, revision: row.revision, document: read<C>(row.doc) };
  }

  /** The children of one parent in the order they were added. */
  async listByParent<C extends CollectionName>(collection: C, parentId: string): Promise<Collections[C][]> {
    const rows = await this.kysely.selectFrom('document').select('doc').where('parent_id', '=', parentId).where('collection', '=', collection).orderBy('inserted').execute();
    return rows.map((row) => read<C>(row.doc));
  }

  /** Everything of one kind in a workspace, in the order it was added. */
  async listByWorkspace<C extends CollectionName>(collection: C, workspaceId: string): Promise<Collections[C][]> {
    const rows = await this.kysely.selectFrom('document').select('doc').where('workspace_id', '=', workspaceId).where('collection', '=', collection).orderBy('inserted').execute();
    return rows.map((row) => read<C>(row.doc));
  }

  /** Ids only: cheap where the documents are large. */
  async idsByParent(collection: CollectionName, parentId: string): Promise<string[]> {
    const rows = await this.kysely.selectFrom('document').select('id').where('parent_id', '=', parentId).where('collection', '=', collection).orderBy('inserted').execute();
    return rows.map((row) => row.id);
  }

  /** Ids of every document of one kind, whatever it hangs below. */
  async idsOf(collection: CollectionName): Promise<string[]> {
    const rows = await this.kysely.selectFrom('document').select('id').where('collection', '=', collection).orderBy('inserted').execute();
    return rows.map((row) => row.id);
  }

  /** Adds a document under its own id. Throws when the id is taken. */
  async insert<C extends CollectionName>(collection: C, document: Collections[C], { workspaceId, parentId }: Placement): Promise<void> {
    const row = { collection, id: document.id, workspace_id: workspaceId, parent_id: parentId, doc: JSON.stringify(document), revision: 1, inserted: rising() };
    await this.kysely.insertInto('document').values(row).execute();
  }

  /**
   * Writes a document over the stored one of its id.
   * @param revision when given, writes only if nobody else wrote since it was read. @returns false when nothing was written.
   */
  async replace<C extends CollectionName>(collection: C, document: Collections[C], revision?: number): Promise<boolean> {
    let update = this.kysely
      .updateTable('document')
      .set((row) => ({ doc: JSON.stringify(document), revision: row('revision', '+', 1) }))
      .where('collection', '=', collection)
      .where('id', '=', document.id);
    if (revision !== undefined) update = update.where('revision', '=', revision);
    return (await update.executeTakeFirst()).numUpdatedRows > 0n;
  }

  /** Inside a transaction: nobody else writes or removes the document until it ends. @returns false when there is none. */
  async hold(collection: CollectionName, id: string): Promise<boolean> {
    const held = await this.kysely.updateTable('document').set((row) => ({ revision: row.ref('revision') })).where('collection', '=', collection).where('id', '=', id).executeTakeFirst();
    return held.numUpdatedRows > 0n;
  }

  /** @returns false when there was none. */
  async delete(collection: CollectionName, id: string): Promise<boolean> {
    return (await this.kysely.deleteFrom('document').where('collection', '=', collection).where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n;
  }

  /** Removes every document, of any kind, that hangs directly below a parent. */
  async deleteByParent(parentId: string): Promise<void> {
    await this.kysely.deleteFrom('document').where('parent_id', '=', parentId).execute();
  }
}

const read = <C extends CollectionName>(doc: string): Collections[C] => JSON.parse(doc) as Collections[C];
