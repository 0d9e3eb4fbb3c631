import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ImportReport } from '../../../../contract/design-import.js';
import type { DesignNote } from '../../../importers/import-result.js';
import { bindScenario, type MigratedVirtualUser, type MigrationImport, type Placement } from '../../../importers/migrations/migration-result.js';
import type { Account } from '../../../storage/identity-store.js';
import { badRequest } from '../../refusals.js';
import { Locations } from '../../workspaces/docker-providers/locations.js';
import type { ImportTarget } from './import-gate.js';
import { DesignStore } from './storing/design-store.js';
import { importReport } from './storing/import-report.js';
import type { ImportedDesign, Named, StoredDesign } from './storing/imported-design.js';
import { renamedText } from './storing/renamed-variables.js';

/** Where the scenarios of a migrated project run; without a provider none is created (behaviour.md §30.4, documented). */
export const MigrationQuery = z.object({ providerId: z.string().min(1).optional(), location: z.string().min(1).optional() });
export type MigrationQuery = z.infer<typeof MigrationQuery>;

/** What both assessments have in common. */
interface Assessed { readonly unconverted: readonly { readonly marker: string }[] }

/** What an import created, by id; variables and files by name. Our addition to the assessment: which fields the platform has is not public. */
export interface Created {
  readonly virtualUsers: readonly (Named & { readonly role: MigratedVirtualUser['role'] })[];
  readonly scenarios: readonly Named[];
  readonly slaProfiles: readonly Named[];
  readonly servers: readonly string[];
  readonly variables: readonly string[];
  readonly files: readonly string[];
}
export type Migrated<A> = A & { readonly created: Created; readonly importReport: ImportReport };

/** Stores migrated projects of other tools, all or nothing. */
@Injectable()
export class MigrationImports {
  constructor(private readonly designs: DesignStore, private readonly locations: Locations) {}

  /** The place the query names; undefined where it names none. 400 for one that is not there, and for a location without a provider. */
  async placementOf({ workspaceId }: ImportTarget, { providerId, location }: MigrationQuery): Promise<Placement | undefined> {
    if (providerId === undefined) {
      if (location === undefined) return undefined;
      throw badRequest('The query has a location and no providerId: name both, or neither to import without scenarios.');
    }
    const first = (await this.locations.usable(workspaceId)).find(({ id }) => id === providerId);
    const place = { providerId, location: location ?? Object.keys(first?.regions ?? {})[0] ?? '' };
    await this.locations.require(workspaceId, place);
    return place;
  }

  /** Answers the assessment (documented) with what was created. @param place where the scenarios run; without it there are none */
  async store<A extends Assessed>(caller: Account, target: ImportTarget, migration: MigrationImport<A>, place: Placement | undefined): Promise<Migrated<A>> {
    const stored = await this.designs.store(caller, target, designOf(migration, place));
    const children = migration.virtualUsers.flatMap((virtualUser) => virtualUser.children);
    const notes = [...stored.notes, ...migration.notes, ...migration.virtualUsers.flatMap((virtualUser) => virtualUser.notes), ...withoutPlace(migration, place)];
    const unconverted = migration.assessment.unconverted.map((entry) => ({ ...entry, marker: renamedText(entry.marker, stored.renaming) }));
    return { ...migration.assessment, unconverted, created: createdOf(migration, stored), importReport: importReport(children, notes) };
  }
}

/** What the platform wires as setUp and tearDown of a profile is marked by tags, too: without a scenario nothing else says it. */
const TAGS = { MAIN: [], INIT: ['setUp'], END: ['tearDown'] } as const satisfies Record<MigratedVirtualUser['role'], readonly string[]>;

function designOf<A>({ virtualUsers, servers, variables, files, slaProfiles, scenarios }: MigrationImport<A>, place: Placement | undefined): ImportedDesign {
  return {
    virtualUsers: virtualUsers.map((virtualUser) => ({ ...virtualUser, tags: TAGS[virtualUser.role] })),
    servers, variables: [...variables, ...virtualUsers.flatMap((virtualUser) => virtualUser.variables)], dataFiles: files, neededFiles: virtualUsers.flatMap((virtualUser) => virtualUser.files), slaProfiles,
    scenarios: place === undefined ? [] : scenarios.map((draft) => (idOfKey) => bindScenario(draft, idOfKey, place)),
  };
}

function createdOf<A>({ virtualUsers }: MigrationImport<A>, { virtualUsers: stored, created }: StoredDesign): Created {
  return { ...created, virtualUsers: stored.map(({ id, name }, at) => ({ id, name, role: virtualUsers[at]?.role ?? 'MAIN' })) };
}

function withoutPlace<A>({ scenarios }: MigrationImport<A>, place: Placement | undefined): DesignNote[] {
  if (place !== undefined) return [];
  return scenarios.map(({ name }) => ({ level: 'dropped', type: 'Scenario', name, place: 'scenarios', reason: 'no providerId was given, so no scenario was created: create one, or import again with a providerId into another project' }));
}
