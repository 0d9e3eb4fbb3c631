import type { ActionNode } from '../../../../../contract/actions.js';
import type { Scenario } from '../../../../../contract/scenario.js';
import type { SLAMonitorThreshold } from '../../../../../contract/sla-profile.js';
import type { VirtualUser } from '../../../../../contract/virtual-user.js';
import type { DesignImport, DesignNote, Recording, VariableDraft } from '../../../../importers/import-result.js';
import type { DataFile } from './project-data-files.js';
import type { Renaming } from './renamed-variables.js';
import type { ServerWish } from './server-places.js';

/** A Virtual User to store. Its requests name servers by draft key, its links other Virtual Users of the import by theirs. */
export interface VirtualUserDraft {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly type: VirtualUser['type'];
  readonly tags?: readonly string[];
  readonly children: readonly ActionNode[];
  readonly recordings: readonly Recording[];
  /** Originals of a JMeter plan, stored as the field of that name. */
  readonly jmx?: unknown;
  /** Id of a stored Virtual User that the children are appended to instead of making a new one. */
  readonly appendTo?: string | undefined;
}

/** A scenario whose profiles name Virtual Users of the import by key, to be bound when these have ids. */
export type ScenarioBinding = (idOfKey: ReadonlyMap<string, string>) => Pick<Scenario, 'name' | 'description' | 'mode' | 'userProfiles'>;

/** Everything an import adds to a project. */
export interface ImportedDesign {
  readonly virtualUsers: readonly VirtualUserDraft[];
  readonly servers: readonly ServerWish[];
  readonly variables: readonly VariableDraft[];
  /** Files that came along. */
  readonly dataFiles?: readonly DataFile[];
  /** Names of files that the import reads, whether they came along or not. */
  readonly neededFiles?: readonly string[];
  readonly slaProfiles?: readonly { readonly name: string; readonly thresholds: SLAMonitorThreshold[] }[];
  readonly scenarios?: readonly ScenarioBinding[];
}

/** What an import added, as it is stored; `notes` tell where the project had something in its place. */
export interface StoredDesign {
  readonly virtualUsers: readonly VirtualUser[];
  readonly created: { readonly servers: readonly string[]; readonly variables: readonly string[]; readonly files: readonly string[]; readonly slaProfiles: readonly Named[]; readonly scenarios: readonly Named[] };
  readonly notes: readonly DesignNote[];
  /** New names of variables whose own were taken. */
  readonly renaming: Renaming;
}
export interface Named { readonly id: string; readonly name: string }

/** The one Virtual User of most formats. */
export const designOf = (imported: DesignImport): ImportedDesign => ({ virtualUsers: [{ ...imported, key: 'draft:vu:1' }], servers: imported.servers, variables: imported.variables, neededFiles: imported.files });
