import { z } from 'zod';
import { WorkspaceMember, type WorkspaceRole } from '../../contract/workspace.js';
import { AgentError } from '../../errors/agent-error.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';

/** Members are addressed by the e-mail of their account (behaviour.md §7.3, documented). */
export const username = z.string().trim().min(3).max(254).describe('E-mail of the account.');
/** Roles that can be given; `CUSTOM` is only ever read (behaviour.md §7.2, documented). */
export const assignableRole = z.enum(['ADMIN', 'TESTER', 'TEST_EXECUTOR', 'VIEWER']);

export const MemberListing = z.object({ username: z.string(), role: z.string() });
export const memberListing = ({ username, role }: { username: string; role: WorkspaceRole }): z.input<typeof MemberListing> => ({ username, role });

/** Everybody who may enter the workspace, in the order the backend tells. */
export function membersOf(octoperf: OctoperfClient, workspaceId: string): Promise<WorkspaceMember[]> {
  return octoperf.call('workspaceMembers', z.array(WorkspaceMember), { workspaceId });
}

/** The membership of one account; e-mail addresses compare without case. Throws AgentError where there is none. */
export async function memberNamed(octoperf: OctoperfClient, workspaceId: string, username: string): Promise<WorkspaceMember> {
  const members = await membersOf(octoperf, workspaceId);
  const member = members.find((candidate) => candidate.username.toLowerCase() === username.toLowerCase());
  if (member === undefined) throw new AgentError(`${JSON.stringify(username)} is not a member of this workspace.`, 'Take the e-mail from list_workspace_members; add_workspace_member lets an account in.');
  return member;
}
