import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { walkActions } from '../../../../../contract/actions.js';
import { VirtualUser } from '../../../../../contract/virtual-user.js';
import { Scenario } from '../../../../../contract/scenario.js';
import type { VariableWrapper } from '../../../../../contract/variable.js';
import type { DesignNote } from '../../../../importers/import-result.js';
import { bindLinks } from '../../../../importers/jmx/import-links.js';
import { bindServers } from '../../../../importers/server-drafts.js';
import type { Placement } from '../../../../storage/document-store.js';
import type { Account } from '../../../../storage/identity-store.js';
import { LocalDatabase } from '../../../../storage/local-database.js';
import type { Stores } from '../../../../storage/stores.js';
import { missing, requireProject } from '../../../access.js';
import { refuseTooDeep } from '../../../checked-body.js';
import { fresh, rewritten } from '../../../entities.js';
import { newId } from '../../../ids.js';
import { conflict, quoted } from '../../../refusals.js';
import { ProjectFiles } from '../../project-files/project-files.js';
import { SecretValues } from '../../variables/secret-values.js';
import type { ImportTarget } from '../import-gate.js';
import type { ImportedDesign, Named, StoredDesign, VirtualUserDraft } from './imported-design.js';
import { ProjectDataFiles } from './project-data-files.js';
import { withFileNames } from './renamed-files.js';
import { type Renaming, renamedText, renamedTree, renamedValue } from './renamed-variables.js';
import { type PlacedServers, placedServers } from './server-places.js';
import { type PlacedVariables, placedVariables } from './variable-names.js';

const MISSING_FILE = 'the import reads this file and the project does not hold it: send it with upload_project_file';
const RUNTIME_FILE = 'the import reads a file whose name is only known when it runs: send every file that is meant with upload_project_file';

/** Where the things of one import go, and what they are renamed to. */
interface Binding { readonly caller: Account; readonly target: ImportTarget; readonly renaming: Renaming; readonly idOfServer: ReadonlyMap<string, string>; readonly idOfKey: ReadonlyMap<string, string> }

/** Stores what an importer made: files, servers, variables, Virtual Users with their recordings, profiles, scenarios. All or nothing. */
@Injectable()
export class DesignStore {
  constructor(private readonly database: LocalDatabase, private readonly secrets: SecretValues, private readonly dataFiles: ProjectDataFiles, private readonly files: ProjectFiles) {}

  /**
   * Adds the design to the project; nothing that is there is changed but a Virtual User that is appended to. 404 where the project
   * is gone, 400 for a tree so deep that no call could write it back.
   */
  async store(caller: Account, target: ImportTarget, design: ImportedDesign): Promise<StoredDesign> {
    for (const { name, children } of design.virtualUsers) refuseTooDeep({ children }, `The Virtual User ${quoted(name)} that this file makes`);
    const placed = await this.dataFiles.place(target.projectId, design.dataFiles ?? []);
    try {
      const named = withFileNames({ ...design, dataFiles: [] }, placed.nameOf);
      const stored = await this.inTransaction(caller, target, named);
      const created = { ...stored.created, files: [...placed.nameOf.values()] };
      return { ...stored, created, notes: [...placed.notes, ...stored.notes, ...(await this.missingFiles(target.projectId, design))] };
    } catch (error) {
      await placed.undo();
      throw error;
    }
  }

  private async inTransaction(caller: Account, target: ImportTarget, design: ImportedDesign): Promise<StoredDesign> {
    await this.secrets.prepare();
    return this.database.transaction(async (stores) => {
      await requireProject(stores, target.projectId);
      const variables = await this.storeVariables(stores, caller, target, design);
      const servers = await this.storeServers(stores, { caller, target, renaming: variables.renaming }, design);
      const idOfKey = new Map(design.virtualUsers.map(({ key, appendTo }) => [key, appendTo ?? newId()]));
      const binding: Binding = { caller, target, renaming: variables.renaming, idOfServer: servers.idOfDraft, idOfKey };
      const virtualUsers: VirtualUser[] = [];
      for (const draft of design.virtualUsers) virtualUsers.push(await this.storeVirtualUser(stores, binding, draft));
      const [slaProfiles, scenarios] = [await storeProfiles(stores, binding, design), await storeScenarios(stores, binding, design)];
      const created = { servers: servers.added.map(({ id }) => id), variables: variables.added.map(({ name }) => name), files: [], slaProfiles, scenarios };
      return { virtualUsers, created, renaming: variables.renaming, notes: [...variables.notes, ...servers.notes] };
    });
  }

  private async storeVariables({ documents }: Stores, caller: Account, target: ImportTarget, { variables }: ImportedDesign): Promise<PlacedVariables> {
    const { projectId } = target;
    const stored = variables.length === 0 ? [] : await documents.listByParent('variable', projectId);
    const placed = placedVariables(variables, await Promise.all(stored.map((variable) => this.secrets.opened(variable))));
    for (const { name, description, variable } of placed.added) {
      const wrapper: VariableWrapper = { id: newId(), userId: caller.id, projectId, name, description, variable };
      await documents.insert('variable', await this.secrets.sealed(wrapper), placementOf(target));
    }
    return placed;
  }

  /** Passwords are compared in the clear and stored sealed. */
  private async storeServers({ documents }: Stores, { caller, target, renaming }: Pick<Binding, 'caller' | 'target' | 'renaming'>, design: ImportedDesign): Promise<PlacedServers> {
    const { projectId } = target;
    const wishes = design.servers.map((wish) => ({ ...wish, hostname: renamedText(wish.hostname, renaming) }));
    const stored = await documents.listByParent('httpServer', projectId);
    const placed = placedServers(wishes, await Promise.all(stored.map((server) => this.secrets.openedServer(server))), { userId: caller.id, projectId });
    for (const server of placed.added) await documents.insert('httpServer', await this.secrets.sealedServer(server), placementOf(target));
    return placed;
  }

  private async storeVirtualUser(stores: Stores, { caller, target, renaming, idOfServer, idOfKey }: Binding, draft: VirtualUserDraft): Promise<VirtualUser> {
    const { key, name, description, type, tags = [], jmx, appendTo, recordings } = draft;
    const bound = bindServers(renamedTree(draft.children, renaming), idOfServer);
    const children = hasLinks(bound) ? bindLinks(bound, idOfKey) : bound;
    const id = idOfKey.get(key) ?? newId();
    const made = VirtualUser.parse({ id, projectId: target.projectId, name, description, type, tags: [...tags], children, ...(jmx === undefined ? {} : { jmx: renamedValue(jmx, renaming) }) });
    const sealed = await this.secrets.sealedUser(made);
    const virtualUser = appendTo === undefined ? { ...fresh(sealed, caller), id } : await appended(stores, target, appendTo, sealed.children);
    if (appendTo === undefined) await stores.documents.insert('virtualUser', virtualUser, placementOf(target));
    await stores.recordings.add(virtualUser.id, recordings);
    return virtualUser;
  }

  /** A note for every file the import reads and the project does not hold. */
  private async missingFiles(projectId: string, { neededFiles = [], dataFiles = [] }: ImportedDesign): Promise<DesignNote[]> {
    const present = new Set([...(await this.files.names(projectId)), ...dataFiles.map(({ name }) => name)]);
    return [...new Set(neededFiles)].filter((name) => !present.has(name)).map((name) => ({ level: 'kept', type: 'File', name, place: 'project files', reason: name.includes('${') ? RUNTIME_FILE : MISSING_FILE }));
  }
}

const placementOf = ({ projectId, workspaceId }: ImportTarget): Placement => ({ workspaceId, parentId: projectId });

function hasLinks(children: VirtualUser['children']): boolean {
  for (const { node } of walkActions(children)) if (node['@type'] === 'LinkAction') return true;
  return false;
}

async function appended({ documents }: Stores, { projectId }: ImportTarget, id: string, children: VirtualUser['children']): Promise<VirtualUser> {
  const stored = await documents.find('virtualUser', id);
  if (stored === undefined || stored.parentId !== projectId) throw missing('virtualUser', id);
  const virtualUser = rewritten(stored.document, { ...stored.document, children: [...stored.document.children, ...children] });
  if (!(await documents.replace('virtualUser', virtualUser, stored.revision))) throw conflict('The Virtual User was changed by somebody else during the import; nothing was written. Import again.');
  return virtualUser;
}

/** New SLA profiles; every band gets its id here (behaviour.md §6.6, documented). */
async function storeProfiles({ documents }: Stores, { caller, target }: Binding, { slaProfiles = [] }: ImportedDesign): Promise<Named[]> {
  const stored: Named[] = [];
  for (const { name, thresholds } of slaProfiles) {
    const bands = thresholds.map((group) => ({ ...group, thresholds: group.thresholds.map((band) => ({ ...band, id: randomUUID() })) }));
    const profile = { id: newId(), userId: caller.id, projectId: target.projectId, name, thresholds: bands };
    await documents.insert('slaProfile', profile, placementOf(target));
    stored.push({ id: profile.id, name });
  }
  return stored;
}

async function storeScenarios({ documents }: Stores, { caller, target, idOfKey }: Binding, { scenarios = [] }: ImportedDesign): Promise<Named[]> {
  const stored: Named[] = [];
  for (const bind of scenarios) {
    const bound = bind(idOfKey);
    const userProfiles = bound.userProfiles.map((profile) => ({ ...profile, id: randomUUID() }));
    const scenario = fresh(Scenario.parse({ ...bound, userProfiles, id: '', projectId: target.projectId }), caller);
    await documents.insert('scenario', scenario, placementOf(target));
    stored.push({ id: scenario.id, name: scenario.name });
  }
  return stored;
}
