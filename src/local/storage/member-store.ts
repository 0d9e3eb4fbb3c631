import type { Kysely } from 'kysely';
import { WorkspaceRole, type WorkspaceMember } from '../../contract/workspace.js';
import type { Schema } from './schema.js';

/** What a member document says beside the fields that are known here: kept and answered, never looked at. */
export type MemberFields = Readonly<Record<string, unknown>>;
export interface Membership { readonly workspaceId: string; readonly role: WorkspaceRole }

/** An unreadable role promises nothing: it counts as CUSTOM. */
const roleOf = (text: string): WorkspaceRole => WorkspaceRole.catch('CUSTOM').parse(text);

/** Who belongs to which workspace, and in which role. */
export class MemberStore {
  constructor(private readonly kysely: Kysely<Schema>) {}

  /** @returns false (and changes nothing) when the account is a member already. */
  async add(member: { id: string; workspaceId: string; accountId: string; role: WorkspaceRole; more?: MemberFields }): Promise<boolean> {
    const row = { id: member.id, workspace_id: member.workspaceId, account_id: member.accountId, role: member.role, created: Date.now(), more: JSON.stringify(member.more ?? {}) };
    const added = await this.kysely.insertInto('member').values(row).onConflict((conflict) => conflict.columns(['workspace_id', 'account_id']).doNothing()).executeTakeFirst();
    return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  async role(workspaceId: string, accountId: string): Promise<WorkspaceRole | undefined> {
    const row = await this.kysely.selectFrom('member').select('role').where('workspace_id', '=', workspaceId).where('account_id', '=', accountId).executeTakeFirst();
    return row && roleOf(row.role);
  }

  /** Workspaces of an account, oldest membership first. */
  async ofAccount(accountId: string): Promise<Membership[]> {
    const rows = await this.kysely.selectFrom('member').select(['workspace_id', 'role']).where('account_id', '=', accountId).orderBy('created').orderBy('id').execute();
    return rows.map((row) => ({ workspaceId: row.workspace_id, role: roleOf(row.role) }));
  }

  /** Members of a workspace with their e-mail, oldest first. */
  async ofWorkspace(workspaceId: string): Promise<WorkspaceMember[]> {
    return (await this.named().where('member.workspace_id', '=', workspaceId).orderBy('member.created').orderBy('member.id').execute()).map(memberOf);
  }

  async find(id: string): Promise<WorkspaceMember | undefined> {
    const row = await this.named().where('member.id', '=', id).executeTakeFirst();
    return row && memberOf(row);
  }

  /** Gives a member another role, and where `more` is given other fields. @returns false when there is no such member (any more). */
  async setRole(id: string, role: WorkspaceRole, more?: MemberFields): Promise<boolean> {
    const change = { role, ...(more === undefined ? {} : { more: JSON.stringify(more) }) };
    return (await this.kysely.updateTable('member').set(change).where('id', '=', id).executeTakeFirst()).numUpdatedRows > 0n;
  }

  /** @returns false when there was none. */
  async remove(id: string): Promise<boolean> {
    return (await this.kysely.deleteFrom('member').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n;
  }

  /** Forgets every membership of a workspace; the accounts stay. */
  async removeOf(workspaceId: string): Promise<void> {
    await this.kysely.deleteFrom('member').where('workspace_id', '=', workspaceId).execute();
  }

  private named() {
    return this.kysely.selectFrom('member').innerJoin('account', 'account.id', 'member.account_id').select(['member.id', 'member.workspace_id', 'member.account_id', 'member.role', 'member.more', 'account.username']);
  }
}

const memberOf = (row: { id: string; workspace_id: string; account_id: string; role: string; more: string; username: string }): WorkspaceMember => ({ ...(JSON.parse(row.more) as MemberFields), id: row.id, userId: row.account_id, workspaceId: row.workspace_id, username: row.username, role: roleOf(row.role) });
