import { z } from 'zod';
import { VirtualUser, VirtualUserDescription } from '../../contract/virtual-user.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { inParallel } from './in-parallel.js';

/** What was read of a project's trees, and what was not. */
export interface ProjectTrees { readonly trees: VirtualUser[]; readonly total: number }

/** The first `most` Virtual Users of a project with their trees, and how many there are in all. Throws what the client throws. */
export async function projectTrees(octoperf: OctoperfClient, projectId: string, most: number): Promise<ProjectTrees> {
  const all = await octoperf.call('virtualUserDescriptions', z.array(VirtualUserDescription), { projectId });
  const trees = await inParallel(all.slice(0, most), ({ id }) => octoperf.call('virtualUser', VirtualUser, { virtualUserId: id }));
  return { trees, total: all.length };
}
