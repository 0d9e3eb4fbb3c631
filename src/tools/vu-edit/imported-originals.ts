import type { ActionNode } from '../../contract/actions.js';

/**
 * The same tree without what an import keeps beside it for a faithful export (`jmx`: the original element of each node). It is as long
 * as the imported file and says nothing an agent edits; pointers stay what they are.
 */
export function withoutOriginals(children: readonly ActionNode[]): ActionNode[] {
  return children.map((node) => {
    const { jmx: _original, ...shown } = node;
    return node.children === undefined ? shown : { ...shown, children: withoutOriginals(node.children) };
  });
}
