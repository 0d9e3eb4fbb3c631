import { Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { WorkspaceRole, type WorkspaceMember } from '../../../../contract/workspace.js';
import { AccountService } from '../../../idp/account-service.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import type { MemberFields } from '../../../storage/member-store.js';
import type { Stores } from '../../../storage/stores.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { newId } from '../../ids.js';
import { badRequest, notFound, quoted } from '../../refusals.js';
import { Route } from '../../route.js';
import { holdMembership, refuseLosingAdmin } from './member-rules.js';

/** `CUSTOM` can be read, never given (behaviour.md §7.2; add_workspace_member, documented). */
const GivenRole = WorkspaceRole.exclude(['CUSTOM'], { error: 'must be ADMIN, TESTER, TEST_EXECUTOR or VIEWER (CUSTOM can be read but not assigned)' });
const NewMember = z.looseObject({ workspaceId: z.string(), username: z.string().min(1, 'is empty: give the e-mail of an existing account'), role: GivenRole.default('VIEWER') });
/** A whole member, or the role alone; what else it says must be of the same member. */
const ChangedMember = z.looseObject({ id: z.string().optional(), workspaceId: z.string().optional(), userId: z.string().optional(), role: GivenRole });

/** Who belongs to a workspace, and in which role (octoperf-rest-api.md §4.1, inferred routes; behaviour.md §7, documented rules). */
@Controller()
export class MembersController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly accounts: AccountService) {}

  @Route('workspaceMembers')
  async list(@Caller() caller: Account, @Param('workspaceId') id: string): Promise<WorkspaceMember[]> {
    await this.access.document(caller, 'workspace', id, 'read');
    return this.database.members.ofWorkspace(id);
  }

  /** Lets an existing account in; nothing is mailed. Adding a member again in the same role changes nothing and answers it. */
  @Route('addMember')
  async add(@Caller() caller: Account, @CheckedBody(NewMember) { workspaceId, username, role, ...rest }: z.infer<typeof NewMember>): Promise<WorkspaceMember> {
    await this.access.document(caller, 'workspace', workspaceId, 'administer');
    const account = await this.accounts.find(username);
    if (account === undefined) throw badRequest(`There is no account ${quoted(username)}: only people who have one can be added, nobody is invited by mail. Check the address, or ask the operator to make the account first.`);
    return this.database.transaction(async (stores) => {
      await holdMembership(stores, { userId: account.id, workspaceId });
      const id = newId();
      const more = unknownOf(rest);
      if (await stores.members.add({ id, workspaceId, accountId: account.id, role, more })) return { ...more, id, userId: account.id, workspaceId, username: account.username, role };
      const known = (await stores.members.ofWorkspace(workspaceId)).find(({ userId }) => userId === account.id);
      if (known?.role === role) return known;
      throw badRequest(`${quoted(account.username)} is a member already, in the role ${known?.role ?? 'CUSTOM'}. Change it with set_workspace_member_role.`);
    });
  }

  @Route('updateMember')
  async update(@Caller() caller: Account, @Param('memberId') id: string, @CheckedBody(ChangedMember) body: z.infer<typeof ChangedMember>): Promise<WorkspaceMember> {
    const member = await this.administered(caller, id);
    for (const field of ['id', 'workspaceId', 'userId'] as const) {
      if (body[field] !== undefined && body[field] !== member[field]) throw badRequest(`The field ${field} is ${quoted(member[field])} and cannot be changed. Send the role alone, or the member as it was read.`);
    }
    return this.changed(member, async (stores, current) => {
      if (body.role !== 'ADMIN') await refuseLosingAdmin(stores, current);
      // The role alone leaves the other fields as they are; a whole member says them all.
      const more = body.id === undefined ? unknownOf(current) : unknownOf(body);
      await stores.members.setRole(id, body.role, more);
      const { userId, workspaceId, username } = current;
      return { ...more, id, userId, workspaceId, username, role: body.role };
    });
  }

  /** Ends a membership; the account and its other workspaces stay. */
  @Route('removeMember')
  async remove(@Caller() caller: Account, @Param('memberId') id: string): Promise<void> {
    await this.changed(await this.administered(caller, id), async (stores, current) => {
      await refuseLosingAdmin(stores, current);
      await stores.members.remove(id);
    });
  }

  /** The member, if the caller administers its workspace. A member of a workspace the caller does not belong to reads like none. */
  private async administered(caller: Account, id: string): Promise<WorkspaceMember> {
    const member = await this.database.members.find(id);
    if (member === undefined || !(await this.access.belongs(caller, member.workspaceId))) throw missingMember(id);
    await this.access.document(caller, 'workspace', member.workspaceId, 'administer');
    return member;
  }

  /** Changes a member as it stands once nobody else can change it any more. */
  private async changed<T>(member: WorkspaceMember, work: (stores: Stores, current: WorkspaceMember) => Promise<T>): Promise<T> {
    return this.database.transaction(async (stores) => {
      await holdMembership(stores, member);
      const current = await stores.members.find(member.id);
      if (current === undefined) throw missingMember(member.id);
      return work(stores, current);
    });
  }
}

/** Fields of a member that are nothing to this backend: they are kept for whoever wrote them. */
function unknownOf({ id: _id, userId: _user, workspaceId: _workspace, username: _name, role: _role, ...more }: Readonly<Record<string, unknown>>): MemberFields {
  return more;
}

const missingMember = (id: string): Error => notFound(`There is no member ${quoted(id)} in a workspace of yours. Take the id from GET /workspaces/members/by-workspace/{workspaceId} (list_workspace_members).`);
