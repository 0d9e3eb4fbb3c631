import { LinkAction, walkActions, type ActionNode } from '../../../../contract/actions.js';
import { PlanRefused } from '../../engine-log.js';
import type { NodeCompiler } from '../compilation.js';

/** A link is replaced by the container it points to; figures are the fragment's own (entities.md §3.5, Fragments). */
export const link: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const { virtualUserId, actionId, name } = tools.fields(LinkAction, node);
    const fragment = tools.context.fragments.get(virtualUserId);
    const target = fragment === undefined ? undefined : found(fragment.children, actionId);
    if (fragment === undefined || target === undefined) throw new PlanRefused(`The link "${name}" points to the action ${actionId} of the Virtual User ${virtualUserId}, which does not exist. Point it to an existing container or delete it.`);
    const key = `${virtualUserId}/${actionId}`;
    if (scope.links.includes(key)) throw new PlanRefused(`The link "${name}" leads back to itself through ${scope.links.length} fragment(s). Break the cycle.`);
    const [step] = tools.steps([target], { ...scope, owner: fragment, links: [...scope.links, key] });
    return { run: (user, frame) => step?.run(user, frame) };
  },
};

function found(children: readonly ActionNode[], id: string): ActionNode | undefined {
  for (const { node } of walkActions(children)) if (node.id === id) return node;
  return undefined;
}
