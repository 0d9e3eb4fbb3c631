import type { DesignNote, IdSource } from '../../../import-result.js';
import type { NoteBook } from '../../../note-book.js';
import type { ServerDrafts } from '../../../server-drafts.js';
import type { ProjectFiles } from '../../project-files.js';
import type { Findings } from '../findings.js';
import type { ProjectVariables } from '../project-variables.js';
import type { ScriptFolder } from '../script-folder.js';
import type { Snapshots } from '../snapshots.js';
import type { ScriptTexts } from '../texts.js';
import type { AuthorizationBook } from './authorizations.js';
import type { ReplayState } from './replay-state.js';
import type { SavedParameters } from './saved-parameters.js';

/** What all scripts of one upload are converted with. */
export interface ProjectContext {
  readonly ids: IdSource;
  readonly files: ProjectFiles;
  readonly drafts: ServerDrafts;
  readonly findings: Findings;
  readonly notes: NoteBook;
  readonly project: ProjectVariables;
  readonly authorizations: AuthorizationBook;
}

/** The same within one script. `originals` are values its parameters had when it was recorded. */
export interface ScriptContext extends ProjectContext {
  readonly script: ScriptFolder;
  readonly texts: ScriptTexts;
  readonly originals: ReadonlyMap<string, string>;
  readonly saved: SavedParameters;
  readonly snapshots: Snapshots;
  readonly state: ReplayState;
}

/** Where in a script something stands. */
export interface Place { readonly action: string; readonly line: number; readonly function: string }
type Facts = { readonly '@type': string; readonly [field: string]: unknown };

/** Puts something left to do on the list, with its place. */
export function report({ findings, script }: ScriptContext, place: Place, kind: string, more: { readonly marker?: string; readonly facts?: Facts; readonly function?: string } = {}): void {
  findings.add({ kind, script: script.name, action: place.action, line: place.line, function: place.function, ...more });
}

/** Tells a reader that something is there in another form, or not at all. */
export function remark({ notes, script }: ScriptContext, place: Place, note: Pick<DesignNote, 'level' | 'name' | 'reason'>): void {
  notes.add({ ...note, type: place.function, place: `${script.name} ${place.action} line ${place.line}` });
}
