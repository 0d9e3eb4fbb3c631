import type { z } from 'zod';
import type { UserProfileEngine } from '../../../contract/engine-settings.js';
import type { ServerAuthorization } from '../../../contract/http-server.js';
import type { UserProfileLoad } from '../../../contract/load.js';
import type { Scenario } from '../../../contract/scenario.js';
import type { SLAMonitorThreshold } from '../../../contract/sla-profile.js';
import type { DesignImport, DesignNote, ServerDraft, VariableDraft } from '../import-result.js';

/** Which of the three sequences of a user path (NeoLoad) or script (LoadRunner) a Virtual User plays. */
export type SequenceRole = 'MAIN' | 'INIT' | 'END';

/** One Virtual User of a migrated project; scenarios name it by `key` until `bindScenario` replaces it. `variables` stand on the project. */
export interface MigratedVirtualUser extends DesignImport { readonly key: string; readonly role: SequenceRole }

/** A server with the credentials requests to it are sent with; passwords never travel, so they are empty or a reference. */
export interface MigratedServer extends ServerDraft { readonly authorizations: z.infer<typeof ServerAuthorization>[] }

/** A file to keep in the project, by the bare name that variables and requests refer to. */
export interface MigratedFile { readonly name: string; readonly bytes: Buffer }

/** An SLA profile to create; attached nowhere on purpose (behaviour.md §30.5-6, documented). */
export interface SlaProfileDraft { readonly name: string; readonly thresholds: SLAMonitorThreshold[] }

/** A user profile that does not say where it runs; `virtualUserId` here and in setUp and tearDown holds the key of a Virtual User. */
export interface UserProfileDraft {
  readonly name: string;
  readonly virtualUserId: string;
  readonly load: UserProfileLoad;
  readonly memory: { readonly vuMb: null };
  readonly engine: UserProfileEngine;
}

export interface ScenarioDraft { readonly name: string; readonly description: string; readonly mode: 'STANDARD'; readonly userProfiles: UserProfileDraft[] }

/** A whole project of another tool in our words; `assessment` is the answer of the upload, its markers are names of planted nodes. */
export interface MigrationImport<Assessment> {
  readonly virtualUsers: MigratedVirtualUser[];
  readonly servers: MigratedServer[];
  readonly variables: VariableDraft[];
  readonly files: MigratedFile[];
  readonly slaProfiles: SlaProfileDraft[];
  readonly scenarios: ScenarioDraft[];
  /** What a reader should know of the project as a whole; `place` names the part. */
  readonly notes: DesignNote[];
  readonly assessment: Assessment;
}

/** Where every profile of a scenario runs. */
export interface Placement { readonly providerId: string; readonly location: string }

function bound<E extends UserProfileEngine>(engine: E, idOf: (key: string) => string): E {
  const { setUp, tearDown } = engine.settings;
  return { ...engine, settings: {
    ...engine.settings,
    setUp: setUp === undefined || setUp === null ? null : { ...setUp, virtualUserId: idOf(setUp.virtualUserId) },
    tearDown: tearDown === undefined || tearDown === null ? null : { ...tearDown, virtualUserId: idOf(tearDown.virtualUserId) },
  } };
}

/**
 * A scenario as it is stored: keys replaced by ids of stored Virtual Users, every profile placed.
 * @throws Error where a key has no stored Virtual User: the caller forgot one
 */
export function bindScenario(draft: ScenarioDraft, idOfKey: ReadonlyMap<string, string>, place: Placement): Pick<Scenario, 'name' | 'description' | 'mode' | 'userProfiles'> {
  const idOf = (key: string): string => {
    const id = idOfKey.get(key);
    if (id === undefined) throw new Error(`No stored Virtual User was given for ${key}`);
    return id;
  };
  return { ...draft, userProfiles: draft.userProfiles.map((profile) => ({ ...profile, ...place, virtualUserId: idOf(profile.virtualUserId), engine: bound(profile.engine, idOf) })) };
}
