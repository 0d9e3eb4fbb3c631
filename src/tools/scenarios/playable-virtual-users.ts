import { z } from 'zod';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { AgentError } from '../../errors/agent-error.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';

const NAMED_MAX = 20;

/** Which Virtual Users are to be played, by how many users each. */
export interface WantedUsers { readonly projectId: string; readonly virtualUserIds: readonly string[]; readonly users: number }

/**
 * The Virtual Users in the order asked for. Refuses one that is not in the project, one that only holds fragments (nothing plays
 * it alone, behaviour.md §16.4), and several users of a browser script (one user per profile with a real browser, behaviour.md §9.3.2).
 */
export async function playableVirtualUsers(octoperf: OctoperfClient, { projectId, virtualUserIds, users }: WantedUsers): Promise<VirtualUserDescription[]> {
  const known = await octoperf.call('virtualUserDescriptions', z.array(VirtualUserDescription), { projectId });
  return virtualUserIds.map((id) => {
    const found = known.find((candidate) => candidate.id === id);
    if (found === undefined) throw new AgentError(`The project has no Virtual User with the id "${id}".`, `Its Virtual Users: ${listed(known)}.`);
    if (found.type === 'FRAGMENTS') throw new AgentError(`"${found.name}" only holds fragments that other Virtual Users link to: it cannot be played alone.`, `Playable: ${listed(known.filter(({ type }) => type !== 'FRAGMENTS'))}.`);
    if ((found.type === 'WEB_DRIVER' || found.type === 'PLAYWRIGHT') && users > 1) throw new AgentError(`"${found.name}" drives a real browser: its profile takes one user, not ${users}.`, 'Give it a scenario of its own with users 1: more browsers means more profiles.');
    return found;
  });
}

function listed(virtualUsers: readonly VirtualUserDescription[]): string {
  const names = virtualUsers.slice(0, NAMED_MAX).map(({ id, name }) => `${name} ("${id}")`);
  const left = virtualUsers.length - names.length;
  return `${names.join(', ') || 'none'}${left > 0 ? ` and ${left} more (list_virtual_users)` : ''}`;
}
