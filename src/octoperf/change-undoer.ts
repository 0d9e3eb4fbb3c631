import { AgentError } from '../errors/agent-error.js';
import { OutageError } from '../errors/outage-error.js';
import { followMoved } from './moved-references.js';
import type { OctoperfClient } from './octoperf-client.js';
import { titleOf, type Undo, type UndoCopies, type UndoCopy } from './undo-copies.js';
import { type StoredEntity, type UndoKind, undoneBy } from './undo-kinds.js';

/** What became of an entity: put back over what is there now, made anew under another id, or left alone because it cannot have changed. */
export interface Restored { readonly id: string; readonly name: string; readonly outcome: 'overwritten' | 'recreated' | 'unchanged'; readonly formerId?: string }
export interface Undone { readonly kind: UndoKind; readonly restored: Restored[]; readonly notes: string[]; readonly undo: Undo }

/** Puts entities back as an undo copy holds them. */
export class ChangeUndoer {
  constructor(private readonly octoperf: OctoperfClient, private readonly copies: UndoCopies) {}

  /**
   * Restores what the copy holds: over the entity where it still exists (its present state is copied first, so that the undoing can be
   * undone), else as a new entity with a new id, to which everything that pointed to the old one is pointed. Throws AgentError or
   * OutageError.
   */
  async undo(projectId: string, undoHandle: string): Promise<Undone> {
    const copy = await this.copies.open(projectId, undoHandle);
    const entities = [copy.entity, ...copy.others];
    const present = await Promise.all(entities.map(({ id }) => undoneBy(copy.kind).find(this.octoperf, id, projectId)));
    const { answer: restored, undo } = await this.copies.changing(
      { kind: copy.kind, tool: 'undo_change', entities: undoneBy(copy.kind).overwrite === undefined ? [] : present.filter((entity) => entity !== undefined) },
      () => this.restoreAll(copy.kind, entities, present),
    );
    return { kind: copy.kind, restored, undo, notes: [...notesOf(copy, restored), ...await this.follow(copy, restored)] };
  }

  private async restoreAll(kind: UndoKind, entities: readonly StoredEntity[], present: readonly (StoredEntity | undefined)[]): Promise<Restored[]> {
    const restored: Restored[] = [];
    for (const [index, entity] of entities.entries()) {
      try {
        restored.push(await this.restore(kind, entity, present[index]));
      } catch (error) {
        if (restored.length === 0 || !(error instanceof AgentError)) throw error;
        throw new AgentError(`Only ${restored.length} of ${entities.length} were restored; then: ${error.advice.what}`, 'Look at what is there before you repeat the call.', { written: 'unknown' });
      }
    }
    return restored;
  }

  private async restore(kind: UndoKind, entity: StoredEntity, present: StoredEntity | undefined): Promise<Restored> {
    const { overwrite, recreate, concealed } = undoneBy(kind);
    const whole = concealed === undefined ? entity : concealed(entity, present);
    const name = titleOf(entity);
    if (present === undefined) {
      const { id } = await recreate(this.octoperf, whole);
      return { id, name, outcome: 'recreated', ...(id === entity.id ? {} : { formerId: entity.id }) };
    }
    if (overwrite === undefined) return { id: entity.id, name, outcome: 'unchanged' };
    await overwrite(this.octoperf, whole);
    return { id: entity.id, name, outcome: 'overwritten' };
  }

  /** The entities are back already: references that cannot be set right are told, not thrown. */
  private async follow({ kind, projectId }: UndoCopy, restored: readonly Restored[]): Promise<string[]> {
    const moved = new Map(restored.flatMap(({ id, formerId }) => (formerId === undefined ? [] : [[formerId, id] as const])));
    try {
      const count = await followMoved(this.octoperf, kind, projectId, moved);
      return count === 0 ? [] : [`${count} Virtual Users or scenarios that pointed to an old id now point to the new one.`];
    } catch (error) {
      if (error instanceof AgentError || error instanceof OutageError) return [`What pointed to an old id could not all be set right: ${error.advice.what}`];
      throw error;
    }
  }
}

/** What is not as it was: for each entity that had to be made anew. */
function notesOf({ kind, entity, others }: UndoCopy, restored: readonly Restored[]): string[] {
  const anew = [entity, ...others].filter((_, index) => restored[index]?.outcome === 'recreated');
  const gone = new Set(anew.flatMap((one) => undoneBy(kind).missing?.(one)?.recreated ?? []));
  return [...(restored.some(({ formerId }) => formerId !== undefined) ? ['What had been deleted has a new id.'] : []), ...gone];
}
