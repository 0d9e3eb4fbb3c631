import { Injectable } from '@nestjs/common';
import type { ImportReport, JmxDesignImportRequest } from '../../../../../contract/design-import.js';
import type { VirtualUser } from '../../../../../contract/virtual-user.js';
import { ImportError } from '../../../../importers/import-error.js';
import { importJmx } from '../../../../importers/jmx/import-jmx.js';
import type { JmxImport, JmxVirtualUser, ScenarioHint } from '../../../../importers/jmx/jmx-result.js';
import type { Account } from '../../../../storage/identity-store.js';
import type { ImportTarget } from '../import-gate.js';
import { DesignStore } from '../storing/design-store.js';
import { importReport } from '../storing/import-report.js';
import type { VirtualUserDraft } from '../storing/imported-design.js';

/** Loads answered; a plan of more thread groups says the rest in their originals. */
const SHOWN_LOADS = 50;

/** What a thread group says about load, for a scenario to be made of it (our addition). Seconds; `loops` -1 = for ever. */
export type PlannedLoad = { readonly virtualUserId: string } & Pick<ScenarioHint, 'kind' | 'role' | 'enabled' | 'threads' | 'rampUpSeconds' | 'loops' | 'durationSeconds' | 'delaySeconds' | 'load'>;
/** Answer of `/imports/jmx`: `virtualUsers` documented, the report ours. */
export interface ImportedPlan { readonly virtualUsers: readonly VirtualUser[]; readonly importReport: ImportReport & { readonly load: readonly PlannedLoad[] } }

/** Stores what a test plan yields, all or nothing; links between its Virtual Users lead to the stored ones. */
@Injectable()
export class JmxImportService {
  constructor(private readonly designs: DesignStore) {}

  /** @throws ImportError for anything that is no test plan, and for one that holds nothing that a Virtual User could be made of */
  async import(caller: Account, target: ImportTarget, bytes: Buffer, options: JmxDesignImportRequest): Promise<ImportedPlan> {
    const imported = importJmx(bytes, options);
    if (imported.virtualUsers.length === 0) throw new ImportError('The plan holds 0 thread groups and nothing else that acts, so no Virtual User can be made of it; nothing was imported. Add a thread group in JMeter, save the plan and upload that.');
    const { servers, variables, files } = imported;
    const { virtualUsers, notes } = await this.designs.store(caller, target, { virtualUsers: imported.virtualUsers.map(draftOf), servers, variables, neededFiles: files });
    const report = importReport(imported.virtualUsers.flatMap(({ children }) => children), [...notes, ...imported.notes]);
    return { virtualUsers, importReport: { ...report, load: loadsOf(imported, virtualUsers) } };
  }
}

/** What the tree cannot say of its thread group stands in tags: a Virtual User has no switch of its own. */
function tagsOf({ enabled, role }: JmxVirtualUser): string[] {
  const roles = { MAIN: [], SETUP: ['setUp'], TEARDOWN: ['tearDown'] };
  return [...roles[role], ...(enabled ? [] : ['disabled'])];
}

const draftOf = (user: JmxVirtualUser): VirtualUserDraft => ({ key: user.key, name: user.name, description: user.description, type: user.type, tags: tagsOf(user), children: user.children, recordings: [], jmx: user.jmx });

function loadsOf({ scenarioHints }: JmxImport, virtualUsers: readonly VirtualUser[]): PlannedLoad[] {
  return scenarioHints.slice(0, SHOWN_LOADS).map(({ virtualUser, kind, role, enabled, threads, rampUpSeconds, loops, durationSeconds, delaySeconds, load }) => ({ virtualUserId: virtualUsers[virtualUser]?.id ?? '', kind, role, enabled, threads, rampUpSeconds, loops, durationSeconds, delaySeconds, load }));
}
