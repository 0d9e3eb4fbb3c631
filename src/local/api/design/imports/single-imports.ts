import { Injectable } from '@nestjs/common';
import type { ImportReport } from '../../../../contract/design-import.js';
import type { VirtualUser } from '../../../../contract/virtual-user.js';
import type { DesignImport } from '../../../importers/import-result.js';
import type { Account } from '../../../storage/identity-store.js';
import type { ImportTarget } from './import-gate.js';
import { DesignStore } from './storing/design-store.js';
import { importReport } from './storing/import-report.js';
import { designOf } from './storing/imported-design.js';

/** A stored Virtual User with what to know about its import in `importReport` (our addition, not stored). */
export type ReportedVirtualUser = VirtualUser & { importReport: ImportReport };

/** Stores imports that make one Virtual User. */
@Injectable()
export class SingleImports {
  constructor(private readonly designs: DesignStore) {}

  /** All or nothing; answers the raw Virtual User (behaviour.md §9.1, documented). */
  async store(caller: Account, target: ImportTarget, imported: DesignImport): Promise<ReportedVirtualUser> {
    const { virtualUsers: [virtualUser], notes } = await this.designs.store(caller, target, designOf(imported));
    if (virtualUser === undefined) throw new Error('The import stored no Virtual User');
    return { ...virtualUser, importReport: importReport(imported.children, [...notes, ...imported.notes]) };
  }
}
