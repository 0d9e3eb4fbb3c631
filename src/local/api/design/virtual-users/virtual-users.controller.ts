import { Controller, Param } from '@nestjs/common';
import { walkActions } from '../../../../contract/actions.js';
import type { SanityCheckEntry } from '../../../../contract/validation.js';
import { CheckedVirtualUser, type VirtualUser, type VirtualUserDescription } from '../../../../contract/virtual-user.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { Entities } from '../../entities.js';
import { badRequest, quoted } from '../../refusals.js';
import { Route } from '../../route.js';
import { SecretValues } from '../variables/secret-values.js';
import { Surroundings } from './surroundings.js';

/** Virtual Users: the scripts that runs play. */
@Controller()
export class VirtualUsersController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly entities: Entities, private readonly surroundings: Surroundings, private readonly secrets: SecretValues) {}

  /** Without the trees, and without what imports keep of their originals. */
  @Route('virtualUserDescriptions')
  async describe(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<VirtualUserDescription[]> {
    return (await this.designed(caller, projectId)).map(({ children: _children, jmx: _jmx, ...description }) => description);
  }

  /** Those of a RESULT project are the frozen copies that a run played, or that an import made (documented: it holds the frozen copy of a run). */
  @Route('virtualUsers')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<VirtualUser[]> {
    const designed = await this.designed(caller, projectId);
    const run = await this.database.documents.find('frozenRun', projectId);
    return [...designed, ...(run?.document.virtualUsers ?? [])];
  }

  @Route('virtualUser')
  async get(@Caller() caller: Account, @Param('virtualUserId') id: string): Promise<VirtualUser> {
    return (await this.access.document(caller, 'virtualUser', id, 'read')).document;
  }

  /** A Virtual User with the tree it comes with; nothing is recorded for it (backup_virtual_user: recorded bodies dropped, documented). */
  @Route('createVirtualUser')
  async create(@Caller() caller: Account, @CheckedBody(CheckedVirtualUser, { asNew: true }) body: VirtualUser): Promise<VirtualUser> {
    const { document: project, workspaceId } = await this.access.document(caller, 'project', body.projectId, 'design');
    if (project.type !== 'DESIGN') throw badRequest('A RESULT project is the frozen copy of a run. Create the Virtual User in a DESIGN project.');
    refuseTwins(body);
    return this.entities.create('virtualUser', caller, await this.secrets.sealedUser(body), { workspaceId, parentId: project.id });
  }

  /** Every node is checked: what cannot be read back as an action is refused with its path. */
  @Route('updateVirtualUser')
  async update(@Caller() caller: Account, @Param('virtualUserId') id: string, @CheckedBody(CheckedVirtualUser) body: VirtualUser): Promise<VirtualUser> {
    refuseTwins(body);
    const { document } = await this.access.document(caller, 'virtualUser', id, 'design');
    const virtualUser = body.projectId === document.projectId ? await this.secrets.sealedUser(body) : body;
    return this.entities.replace('virtualUser', caller, id, virtualUser, 'design');
  }

  @Route('deleteVirtualUser')
  async delete(@Caller() caller: Account, @Param('virtualUserId') id: string): Promise<void> {
    await this.access.document(caller, 'virtualUser', id, 'design');
    await this.database.transaction(async ({ documents, recordings, validations }) => {
      await documents.delete('virtualUser', id);
      await recordings.deleteOf([id]);
      await validations.deleteOf([id]);
    });
  }

  @Route('sanityCheck')
  async sanityCheck(@Caller() caller: Account, @Param('virtualUserId') id: string): Promise<SanityCheckEntry[]> {
    const { document } = await this.access.document(caller, 'virtualUser', id, 'read');
    return this.surroundings.sanityOf(document);
  }

  private async designed(caller: Account, projectId: string): Promise<VirtualUser[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.database.documents.listByParent('virtualUser', projectId);
  }
}

/** Results, recordings and extractions are told apart by the id of the action: two of one id would share them. */
function refuseTwins(virtualUser: VirtualUser): void {
  const seen = new Set<string>([virtualUser.id]);
  for (const { node } of walkActions(virtualUser.children)) {
    if (node.id === '') throw badRequest(`An action of type ${quoted(node['@type'])} has an empty id: give it a fresh UUID.`);
    if (seen.has(node.id)) throw badRequest(`Two actions have the id ${quoted(node.id)}: give the copy a fresh UUID.`);
    seen.add(node.id);
  }
}
