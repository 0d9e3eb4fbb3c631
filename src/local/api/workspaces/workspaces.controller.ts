import { Controller, Param } from '@nestjs/common';
import { Workspace } from '../../../contract/workspace.js';
import type { Account } from '../../storage/identity-store.js';
import { LocalDatabase } from '../../storage/local-database.js';
import { Access } from '../access.js';
import { Caller } from '../caller.js';
import { CheckedBody } from '../checked-body.js';
import { Entities, fresh } from '../entities.js';
import { newId } from '../ids.js';
import { forbidden } from '../refusals.js';
import { Route } from '../route.js';
import { WorkspaceRemoval } from './workspace-removal.js';

/** Workspaces: each isolates its members' work from everybody else's. */
@Controller()
export class WorkspacesController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly entities: Entities, private readonly removal: WorkspaceRemoval) {}

  /** Those the caller belongs to, each with the caller's role. */
  @Route('workspaces')
  async list(@Caller() caller: Account): Promise<Workspace[]> {
    const memberships = await this.database.members.ofAccount(caller.id);
    const found = await Promise.all(memberships.map(async ({ workspaceId, role }) => ({ role, stored: await this.database.documents.find('workspace', workspaceId) })));
    return found.flatMap(({ role, stored }) => (stored === undefined ? [] : [{ ...stored.document, role }]));
  }

  @Route('workspace')
  async get(@Caller() caller: Account, @Param('workspaceId') id: string): Promise<Workspace> {
    const { document } = await this.access.document(caller, 'workspace', id, 'read');
    return this.withRole(caller, document);
  }

  /** Open to anyone; makes the caller its administrator (behaviour.md §7.7). */
  @Route('createWorkspace')
  async create(@Caller() caller: Account, @CheckedBody(Workspace, { asNew: true }) { role: _role, ...body }: Workspace): Promise<Workspace> {
    const workspace = fresh<Workspace>(body, caller);
    await this.database.transaction(async ({ documents, members }) => {
      await documents.insert('workspace', workspace, { workspaceId: workspace.id, parentId: '' });
      await members.add({ id: newId(), workspaceId: workspace.id, accountId: caller.id, role: 'ADMIN' });
    });
    return { ...workspace, role: 'ADMIN' };
  }

  @Route('updateWorkspace')
  async update(@Caller() caller: Account, @Param('workspaceId') id: string, @CheckedBody(Workspace) { role: _role, ...body }: Workspace): Promise<Workspace> {
    return this.withRole(caller, await this.entities.replace('workspace', caller, id, body, 'administer'));
  }

  /** For platform administrators only (behaviour.md §7.7, documented). */
  @Route('deleteWorkspace')
  async delete(@Caller() caller: Account, @Param('workspaceId') id: string): Promise<void> {
    await this.access.document(caller, 'workspace', id, 'read');
    if (!caller.platformAdmin) throw forbidden('Only a platform administrator removes workspaces. Ask one, or delete the projects in it with delete_project.');
    await this.removal.remove(id);
  }

  /** A platform administrator may see workspaces without belonging to them: there is no role then. */
  private async withRole(caller: Account, workspace: Workspace): Promise<Workspace> {
    const role = await this.database.members.role(workspace.id, caller.id);
    return role === undefined ? workspace : { ...workspace, role };
  }
}
