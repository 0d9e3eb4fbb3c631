import { z } from 'zod';
import type { Workspace } from '../../contract/workspace.js';
import type { DeepLinks } from '../../octoperf/deep-links.js';
import { url } from '../vocabulary/listings.js';

/** A workspace after a change; `role` = the caller's, where the backend tells it. */
export const WorkspaceListing = z.object({ id: z.string(), name: z.string(), description: z.string().optional(), role: z.string().optional().describe('Your role.'), url });

export function workspaceListing({ id, name, description, role }: Workspace, links: DeepLinks): z.input<typeof WorkspaceListing> {
  return { id, name, ...(description === '' ? {} : { description }), ...(role === undefined ? {} : { role }), url: links.workspace(id) };
}
