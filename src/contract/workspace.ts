import { z } from 'zod';
import { entityFields, Timestamp } from './wire.js';

/** Rights are held per workspace; `CUSTOM` promises nothing (behaviour.md §7, documented). */
export const WorkspaceRole = z.enum(['ADMIN', 'TESTER', 'TEST_EXECUTOR', 'VIEWER', 'CUSTOM']);
export type WorkspaceRole = z.infer<typeof WorkspaceRole>;

/** A workspace (bzm-to-octoperf-maven-plugin, documented). `role` = the caller's own role: our addition on `member-of`, optional. */
export const Workspace = z.looseObject({
  ...entityFields,
  created: Timestamp.optional(),
  lastModified: Timestamp.optional(),
  role: WorkspaceRole.catch('CUSTOM').optional(),
});
export type Workspace = z.infer<typeof Workspace>;

/** Membership of an account in a workspace: `userId`, `workspaceId` documented, the rest inferred (octoperf-rest-api.md §5.2). */
export const WorkspaceMember = z.looseObject({
  id: z.string(),
  userId: z.string(),
  workspaceId: z.string(),
  username: z.string().default(''),
  role: WorkspaceRole.catch('CUSTOM'),
});
export type WorkspaceMember = z.infer<typeof WorkspaceMember>;
