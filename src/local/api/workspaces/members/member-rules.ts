import type { WorkspaceMember } from '../../../../contract/workspace.js';
import type { Stores } from '../../../storage/stores.js';
import { missing } from '../../access.js';
import { badRequest, quoted } from '../../refusals.js';

/**
 * Inside a transaction, before a member stops being ADMIN: refuses with the rule in words (behaviour.md §7.5, documented) where
 * the workspace would have no administrator left, or the person no workspace to administer. Others who change members of this
 * workspace or memberships of this account wait until the transaction ends, so that two at once cannot both be let through.
 * @param leaving the member as it stands in the database; anybody but an ADMIN may always go.
 */
export async function refuseLosingAdmin(stores: Stores, leaving: WorkspaceMember): Promise<void> {
  if (leaving.role !== 'ADMIN') return;
  const admins = (await stores.members.ofWorkspace(leaving.workspaceId)).filter(({ role }) => role === 'ADMIN');
  if (admins.length < 2) throw badRequest(`A workspace keeps at least one administrator, and ${quoted(leaving.username)} is the last one. Give another member the role ADMIN first.`);
  const administered = (await stores.members.ofAccount(leaving.userId)).filter(({ role }) => role === 'ADMIN');
  if (administered.length < 2) throw badRequest(`An account stays administrator of at least one workspace, and this is the only one that ${quoted(leaving.username)} administers. That person has to create a workspace, or be made ADMIN of another one, first.`);
}

/** Inside a transaction: takes hold of what the rules above count. Always the account first, so that two never wait for each other. */
export async function holdMembership({ accounts, documents }: Stores, { userId, workspaceId }: Pick<WorkspaceMember, 'userId' | 'workspaceId'>): Promise<void> {
  await accounts.hold(userId);
  if (!(await documents.hold('workspace', workspaceId))) throw missing('workspace', workspaceId);
}
