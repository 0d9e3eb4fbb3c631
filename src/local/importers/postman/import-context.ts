import type { Header } from '../../../contract/post-data.js';
import type { IdSource, Recording } from '../import-result.js';
import type { LooseObject } from '../loose-json.js';
import type { NoteBook } from '../note-book.js';
import type { ServerDrafts } from '../server-drafts.js';
import type { ScriptReading } from './scripts/read-script.js';
import type { VariableNames } from './variable-names.js';

/** What building the tree of a collection needs and fills. */
export interface PostmanContext {
  readonly ids: IdSource;
  readonly names: VariableNames;
  readonly notes: NoteBook;
  readonly servers: ServerDrafts;
  readonly recordings: Recording[];
  readonly files: Set<string>;
  /** What was read in a script, by the event object it stands in. */
  readonly scripts: ReadonlyMap<LooseObject, ScriptReading>;
}

/** Where the reader is: the item's name, its place for notes, and what folders above hand down. */
export interface Surroundings {
  readonly place: string;
  readonly auth: unknown;
  readonly behavior: LooseObject;
}

/** Tells notes about one element from here. */
export interface ElementNotes { kept(reason: string): void; changed(reason: string): void; dropped(reason: string): void }

export function notesAbout(context: Pick<PostmanContext, 'notes'>, type: string, name: string, place: string): ElementNotes {
  const add = (level: 'kept' | 'changed' | 'dropped') => (reason: string): void => context.notes.add({ level, type, name, place, reason });
  return { kept: add('kept'), changed: add('changed'), dropped: add('dropped') };
}

/** A text of the collection however it was written; numbers and booleans count, everything else is ''. */
export const plainText = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '');

/** The headers without those of that name, in any case. */
export const withoutHeader = (headers: readonly Header[], name: string): Header[] => headers.filter((header) => header.name.toLowerCase() !== name);
