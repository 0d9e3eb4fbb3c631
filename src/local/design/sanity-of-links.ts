import { type ActionNode, LinkAction, walkActions } from '../../contract/actions.js';
import type { VirtualUser } from '../../contract/virtual-user.js';

type Trees = ReadonlyMap<string, VirtualUser>;
interface Link { readonly id: string; readonly target: string }

const isRunning = ({ node, above }: { node: ActionNode; above: readonly ActionNode[] }): boolean => [node, ...above].every(({ enabled }) => enabled === true);
const addressOf = (virtualUserId: string, actionId: string): string => `${virtualUserId} ${actionId}`;

function linksIn(nodes: readonly ActionNode[]): Link[] {
  return [...walkActions(nodes)].filter(isRunning).flatMap(({ node }) => {
    const link = LinkAction.safeParse(node);
    return link.success ? [{ id: link.data.id, target: addressOf(link.data.virtualUserId, link.data.actionId) }] : [];
  });
}

/** Links inside every container a link may point to, found once per address. */
class LinkMap {
  private readonly known = new Map<string, Link[]>();

  constructor(private readonly trees: Trees) {}

  behind(address: string): Link[] {
    const links = this.known.get(address) ?? this.read(address);
    this.known.set(address, links);
    return links;
  }

  private read(address: string): Link[] {
    const [virtualUserId = '', actionId = ''] = address.split(' ');
    const tree = this.trees.get(virtualUserId);
    if (tree === undefined) return [];
    const target = [...walkActions(tree.children)].find(({ node }) => node.id === actionId)?.node;
    return target === undefined ? [] : linksIn([{ ...target, enabled: true }]);
  }
}

/** Whether following links from an address leads back to a place already being followed. Every address is entered once. */
function reachesItself(start: string, links: LinkMap, enclosing: ReadonlySet<string>): boolean {
  const waiting = [start];
  const seen = new Set<string>();
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (enclosing.has(address)) return true;
    if (seen.has(address)) continue;
    seen.add(address);
    waiting.push(...links.behind(address).map((link) => link.target));
  }
  return [...seen].some((address) => links.behind(address).length > 0 && canReturnTo(address, links));
}

function canReturnTo(address: string, links: LinkMap): boolean {
  const waiting = links.behind(address).map((link) => link.target);
  const seen = new Set<string>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === address) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...links.behind(next).map((link) => link.target));
  }
  return false;
}

/** Ids of the links of a Virtual User that lead, directly or through fragments, into a loop (entities.md §3.4 "cycles ⇒ ERROR"). */
export function cyclicLinks(virtualUser: VirtualUser, fragments: readonly VirtualUser[]): ReadonlySet<string> {
  const trees: Trees = new Map([...fragments, virtualUser].map((tree) => [tree.id, tree]));
  const links = new LinkMap(trees);
  const cyclic = new Set<string>();
  for (const place of walkActions(virtualUser.children)) {
    if (!isRunning(place)) continue;
    const link = LinkAction.safeParse(place.node);
    if (!link.success) continue;
    const enclosing = new Set([...place.above, place.node].map(({ id }) => addressOf(virtualUser.id, id)));
    if (reachesItself(addressOf(link.data.virtualUserId, link.data.actionId), links, enclosing)) cyclic.add(link.data.id);
  }
  return cyclic;
}
