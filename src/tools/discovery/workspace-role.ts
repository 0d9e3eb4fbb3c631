import { z } from 'zod';
import { WorkspaceMember, type WorkspaceRole } from '../../contract/workspace.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';

/** Stands in where it is counted what fits, before the roles are known. */
export const LONGEST_ROLE: WorkspaceRole = 'TEST_EXECUTOR';

/** The caller's role: from the workspace where the backend says it there, else from the member list; `CUSTOM` where neither tells. */
export async function roleOn(workspace: { readonly id: string; readonly role?: WorkspaceRole | undefined }, octoperf: OctoperfClient): Promise<WorkspaceRole> {
  if (workspace.role !== undefined) return workspace.role;
  const members = await octoperf.call('workspaceMembers', z.array(WorkspaceMember), { workspaceId: workspace.id }).catch(() => []);
  return members.find((member) => member.userId === octoperf.caller.subject)?.role ?? 'CUSTOM';
}
