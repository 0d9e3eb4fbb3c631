import { z } from 'zod';
import { walkActions } from '../../contract/actions.js';
import type { VirtualUser } from '../../contract/virtual-user.js';

/** Most action ids shown per Virtual User. */
const ACTIONS = 20;

export const ServerUsage = z.object({
  virtualUserId: z.string(),
  name: z.string(),
  requests: z.int().describe('Requests bound to the server.'),
  actionIds: z.array(z.string()).describe(`The first ${ACTIONS}.`),
});

/** Ids of the requests of a tree, by the server they are bound to. */
export function requestsByServer({ children }: VirtualUser): ReadonlyMap<string, string[]> {
  const bound = new Map<string, string[]>();
  for (const { node } of walkActions(children)) {
    const { serverId } = node;
    if (typeof serverId !== 'string') continue;
    const requests = bound.get(serverId);
    if (requests === undefined) bound.set(serverId, [node.id]);
    else requests.push(node.id);
  }
  return bound;
}

/** Which of the Virtual Users send requests to a server. */
export function usagesOf(serverId: string, trees: readonly VirtualUser[]): z.input<typeof ServerUsage>[] {
  return trees.flatMap((tree) => {
    const requests = requestsByServer(tree).get(serverId);
    return requests === undefined ? [] : [{ virtualUserId: tree.id, name: tree.name, requests: requests.length, actionIds: requests.slice(0, ACTIONS) }];
  });
}
