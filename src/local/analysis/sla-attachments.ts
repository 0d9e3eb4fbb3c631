import { walkActions, type ActionNode } from '../../contract/actions.js';
import type { SLAProfile } from '../../contract/sla-profile.js';
import type { VirtualUser } from '../../contract/virtual-user.js';

/**
 * An SLA profile where it stands in a tree. Its scope is the action it stands in (SLA profiles page: a request or a container), or
 * the whole Virtual User. `scopeId` undefined = the whole Virtual User. `path` = names from the Virtual User down to the scope.
 */
export interface SlaAttachment {
  readonly actionId: string;
  readonly profile: SLAProfile;
  readonly virtualUserId: string;
  readonly virtualUserName: string;
  readonly scopeId: string | undefined;
  readonly path: readonly string[];
}

type Tree = Pick<VirtualUser, 'id' | 'name' | 'children'>;

/** What the trees attach, in tree order. A disabled action, one below a disabled action, and one whose profile is not among those given judge nothing. */
export function slaAttachments(trees: readonly Tree[], profiles: readonly SLAProfile[]): SlaAttachment[] {
  const byId = new Map(profiles.map((profile) => [profile.id, profile]));
  return trees.flatMap(({ id, name, children }) => [...slaActions(children)].flatMap(({ node, above }) => {
    const profile = byId.get(profileIdOf(node));
    const scope = above.at(-1);
    if (profile === undefined) return [];
    return [{ actionId: node.id, profile, virtualUserId: id, virtualUserName: name, scopeId: scope?.id, path: [name, ...above.map(nameOf)] }];
  }));
}

/** Ids of the profiles that the trees attach, each once. */
export function attachedProfileIds(trees: readonly Pick<Tree, 'children'>[]): Set<string> {
  return new Set(trees.flatMap(({ children }) => [...slaActions(children)].map(({ node }) => profileIdOf(node))));
}

function* slaActions(children: readonly ActionNode[]): Generator<{ node: ActionNode; above: readonly ActionNode[] }> {
  for (const place of walkActions(children)) {
    if (place.node['@type'] === 'SLAProfileAction' && [place.node, ...place.above].every(({ enabled }) => enabled === true)) yield place;
  }
}

const profileIdOf = (node: ActionNode): string => (typeof node['profileId'] === 'string' ? node['profileId'] : '');
const nameOf = (node: ActionNode): string => (typeof node.name === 'string' && node.name !== '' ? node.name : node.id);
