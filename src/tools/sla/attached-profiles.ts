import { type ActionNode, CONTAINER_TYPES, walkActions } from '../../contract/actions.js';
import { AgentError } from '../../errors/agent-error.js';

const TYPE = 'SLAProfileAction';
const carries = (node: ActionNode, profileId: string): boolean => node['@type'] === TYPE && node['profileId'] === profileId;

/** Ids of the profiles that a Virtual User carries, disabled ones too, in the order of its tree. */
export function attachedIn(children: readonly ActionNode[]): string[] {
  const ids = [...walkActions(children)].map(({ node }) => (node['@type'] === TYPE ? node['profileId'] : undefined));
  return [...new Set(ids.filter((id): id is string => typeof id === 'string'))];
}

/**
 * The tree with the action put at its root, or as the first child of a container. Undefined where it is there already: at the root
 * any enabled one in the tree counts, in a container only one of its own. Throws AgentError where there is no such container.
 */
export function withProfile(children: readonly ActionNode[], action: ActionNode, containerId: string | undefined): ActionNode[] | undefined {
  const profileId = String(action['profileId']);
  const isLive = (node: ActionNode): boolean => carries(node, profileId) && node.enabled === true;
  if (containerId === undefined) return [...walkActions(children)].some(({ node }) => isLive(node)) ? undefined : [...children, action];
  const container = [...walkActions(children)].find(({ node }) => node.id === containerId)?.node;
  if (container === undefined || !CONTAINER_TYPES.has(container['@type'])) throw new AgentError(`This Virtual User has no container "${containerId}"${container === undefined ? '' : `: that action is a ${container['@type']}`}.`, 'Take the id of a container from get_virtual_user, or leave containerId out to judge the whole Virtual User.');
  if (container.children?.some(isLive) === true) return undefined;
  return rewritten(children, (node) => (node.id === containerId ? { ...node, children: [action, ...(node.children ?? [])] } : node));
}

/** The tree without any action that carries the profile; undefined where there is none. */
export function withoutProfile(children: readonly ActionNode[], profileId: string): ActionNode[] | undefined {
  if (!attachedIn(children).includes(profileId)) return undefined;
  const kept = (nodes: readonly ActionNode[]): ActionNode[] => nodes.filter((node) => !carries(node, profileId));
  return rewritten(kept(children), (node) => (node.children === undefined ? node : { ...node, children: kept(node.children) }));
}

/** Every node after `change`, from the root down; what `change` leaves alone stays the same object. */
function rewritten(nodes: readonly ActionNode[], change: (node: ActionNode) => ActionNode): ActionNode[] {
  return nodes.map((node) => {
    const changed = change(node);
    return changed.children === undefined ? changed : { ...changed, children: rewritten(changed.children, change) };
  });
}
