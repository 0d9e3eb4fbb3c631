import type { IdSource } from '../../../import-result.js';
import type { NoteBook } from '../../../note-book.js';
import type { ServerDrafts } from '../../../server-drafts.js';
import type { MarkerNames } from '../../marker-names.js';
import type { ProjectFiles } from '../../project-files.js';
import type { NeoloadServer, RendezvousPolicy } from '../model.js';
import type { Findings } from './findings.js';
import type { Texts } from './texts.js';

/** What one project is converted with; `servers` by their NeoLoad name. */
export interface ProjectContext {
  readonly ids: IdSource;
  readonly files: ProjectFiles;
  readonly drafts: ServerDrafts;
  readonly findings: Findings;
  readonly texts: Texts;
  readonly notes: NoteBook;
  readonly servers: ReadonlyMap<string, NeoloadServer>;
  readonly rendezvous: readonly RendezvousPolicy[];
  readonly libraries: readonly string[];
  /** Elements that bind an SLA profile, by its name. */
  readonly bindings: Map<string, string[]>;
  /** Files that requests send, by the bare name they are sent under. */
  readonly sentFiles: Set<string>;
}

/** The same within one Virtual User. */
export interface UserContext extends ProjectContext { readonly virtualUser: string; readonly markers: MarkerNames }
