import { Logger } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ApplicationConfig } from '../config/application-config.js';
import { AgentError } from '../errors/agent-error.js';
import { OutageError } from '../errors/outage-error.js';
import type { OctoperfClient } from './octoperf-client.js';
import { StoredEntity, type UndoKind, UNDO_KINDS, undoneBy } from './undo-kinds.js';

/** How many copies a project keeps; older ones make room. */
export const COPIES_KEPT = 20;
const KINDS = Object.keys(UNDO_KINDS) as [UndoKind, ...UndoKind[]];
/** Name of a copy among the project's files: kind, UTC time to the millisecond, and a random end. */
export const UNDO_HANDLE = new RegExp(`^undo-(${KINDS.join('|')})-(\\d{8}T\\d{9})-([0-9a-f]{8})\\.json$`);

/** What stands in a copy. */
const UndoCopy = z.object({
  kind: z.enum(KINDS),
  id: z.string(),
  projectId: z.string(),
  name: z.string(),
  tool: z.string(),
  at: z.string(),
  entity: StoredEntity,
  /** The other entities of a change that touched several at once. */
  others: z.array(StoredEntity).default([]),
});
export type UndoCopy = z.output<typeof UndoCopy>;

/** A change that is about to be made to entities of one kind and one project. */
export interface Change {
  readonly kind: UndoKind;
  /** The tool that makes it. */
  readonly tool: string;
  /** The entities as they are now, whole: from `read`, or any read that keeps unknown fields. */
  readonly entities: readonly StoredEntity[];
  /** The caller gave up the way back. */
  readonly withoutUndo?: boolean | undefined;
}
/** The way back, in the words of an answer. */
export interface Undo { readonly undoHandle?: string; readonly undoNote?: string }

/**
 * The way back from a change. OctoPerf keeps no versions of design entities (behaviour.md §2.5), and the bridge keeps nothing at all:
 * so a copy of what is about to change is put among the files of the project, on whichever OctoPerf that is.
 */
export class UndoCopies {
  private static readonly logger = new Logger('UndoCopies');

  constructor(private readonly octoperf: OctoperfClient, private readonly config: ApplicationConfig) {}

  /** An entity with every field it has. Throws what the client throws; a project file needs its project. */
  read(kind: UndoKind, id: string, projectId = ''): Promise<StoredEntity> {
    return undoneBy(kind).read(this.octoperf, id, projectId);
  }

  /**
   * The same where it is read for nothing but the copy, as a file is: what cannot be read cannot be kept, and the refusal is that of
   * a copy that could not be kept.
   */
  async readToCopy(kind: UndoKind, id: string, projectId: string): Promise<StoredEntity> {
    try {
      return await this.read(kind, id, projectId);
    } catch (error) {
      throw unkept(error);
    }
  }

  /**
   * Keeps a copy, then makes the change. Where the copy cannot be kept the change is not made (AgentError or OutageError that says
   * so); where the change is refused the copy is taken away again.
   */
  async changing<T>(change: Change, write: () => Promise<T>): Promise<{ answer: T; undo: Undo }> {
    const [first] = change.entities;
    if (change.withoutUndo === true || first === undefined) return { answer: await write(), undo: {} };
    const undoHandle = await this.keep(change, first);
    try {
      const answer = await write();
      const undoNote = change.entities.map((entity) => undoneBy(change.kind).missing?.(entity)?.copied).find((note) => note !== undefined);
      return { answer, undo: { undoHandle, ...(undoNote === undefined ? {} : { undoNote }) } };
    } catch (error) {
      if (error instanceof AgentError && error.advice.written === 'nothing') await this.discard(first.projectId, undoHandle);
      throw error;
    }
  }

  /** Handles of the copies of a project, newest first. */
  async list(projectId: string): Promise<string[]> {
    const names = await this.octoperf.call('projectFiles', z.array(z.string()), { projectId });
    const time = (handle: string): string => UNDO_HANDLE.exec(handle)?.[2] ?? '';
    return names.filter((name) => UNDO_HANDLE.test(name)).sort((a, b) => (time(a) < time(b) ? 1 : -1));
  }

  /** What a copy holds. Throws AgentError where it is gone, or is not what its name says. */
  async open(projectId: string, undoHandle: string): Promise<UndoCopy> {
    const copy = await this.peek(projectId, undoHandle);
    if (copy === undefined) throw new AgentError(`The file ${undoHandle} holds no copy of an entity of this project.`, 'Take a handle from list_undo_copies.');
    return copy;
  }

  /** The same, undefined where the file is not what its name says: anybody in the project can upload one. */
  async peek(projectId: string, undoHandle: string): Promise<UndoCopy | undefined> {
    const text = await this.octoperf.text('projectFile', { projectId }, { query: { filename: undoHandle } });
    const copy = UndoCopy.safeParse(parsed(text)).data;
    if (copy === undefined || copy.kind !== UNDO_HANDLE.exec(undoHandle)?.[1]) return undefined;
    return [copy, copy.entity, ...copy.others].every((part) => part.projectId === projectId) ? copy : undefined;
  }

  private async keep(change: Change, first: StoredEntity): Promise<string> {
    const { projectId } = first;
    const undoHandle = `undo-${change.kind}-${new Date().toISOString().replace(/[-:.Z]/g, '')}-${randomBytes(4).toString('hex')}.json`;
    const content = JSON.stringify(copyOf(change, first));
    try {
      const [size, most] = [Buffer.byteLength(content), this.config.octoperf.maxResponseBytes];
      if (size > most) throw new AgentError(`The copy would be larger than this server can read back: ${size} bytes, of at most ${most} (octoperf.max-response-bytes; a file takes four thirds of its size).`, '');
      await this.octoperf.upload('uploadProjectFile', { projectId }, { filename: undoHandle, type: 'application/json', content });
    } catch (error) {
      throw unkept(error);
    }
    await this.prune(projectId, undoHandle);
    return undoHandle;
  }

  /** Old copies make room. What cannot be removed now is tried again at the next change: it is no reason to refuse this one. */
  private async prune(projectId: string, newest: string): Promise<void> {
    try {
      const older = (await this.list(projectId)).filter((handle) => handle !== newest);
      for (const handle of older.slice(COPIES_KEPT - 1)) await this.discard(projectId, handle);
    } catch (error) {
      UndoCopies.logger.warn(`Old undo copies could not be listed: ${error instanceof Error ? error.message : 'unknown reason'}`);
    }
  }

  private async discard(projectId: string, undoHandle: string): Promise<void> {
    await this.octoperf.send('deleteProjectFile', { projectId }, { query: { filename: undoHandle } }).catch((error: unknown) => {
      UndoCopies.logger.warn(`${undoHandle} could not be removed: ${error instanceof Error ? error.message : 'unknown reason'}`);
    });
  }
}

function copyOf({ kind, tool, entities }: Change, first: StoredEntity): UndoCopy {
  const { concealed } = undoneBy(kind);
  const [entity = first, ...others] = concealed === undefined ? entities : entities.map((one) => concealed(one));
  return { kind, id: first.id, projectId: first.projectId, name: titleOf(first), tool, at: new Date().toISOString(), entity, others };
}

/** What a person calls the entity: HTTP servers have no name. */
export function titleOf({ id, name, hostname }: StoredEntity): string {
  return [name, hostname].find((word): word is string => typeof word === 'string' && word !== '') ?? id;
}

/** The refusal of a change whose copy could not be kept: whatever the reason was, nothing has been changed. */
function unkept(error: unknown): unknown {
  if (!(error instanceof AgentError) && !(error instanceof OutageError)) return error;
  const what = `No undo copy could be kept among the project's files, so the change was not made: ${error.advice.what}`;
  const next = 'Ask the user whether to make the change without a way back; only then repeat the call with withoutUndo: true.';
  return error instanceof AgentError ? new AgentError(what, next, { retry: error.advice.retry }) : new OutageError(what, { next, retry: error.advice.retry });
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
