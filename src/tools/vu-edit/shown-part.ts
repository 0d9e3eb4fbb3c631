import { type ActionNode, walkActions } from '../../contract/actions.js';
import type { VirtualUser } from '../../contract/virtual-user.js';
import { AgentError } from '../../errors/agent-error.js';
import { partAt } from '../../octoperf/json-pointer.js';
import { asPointer, type Place } from './node-words.js';
import { nodeView, textView, treeView, type TreeView, type ViewOptions } from './tree-view.js';

export interface Wanted extends ViewOptions { readonly actionId?: string | undefined; readonly path?: string | undefined }

/** The view of what a caller asked for: the tree, one action, or any value at a pointer. Throws AgentError where it is not there. */
export function shownPart(virtualUser: VirtualUser, { actionId, path, ...options }: Wanted): TreeView | { view: 'value'; children: []; value: string; note?: string } {
  if (actionId !== undefined && path !== undefined) throw new AgentError('actionId and path both say what to show.', 'Give one of them.');
  if (actionId !== undefined) {
    const { node, place } = actionOf(virtualUser.children, actionId);
    return nodeView(node, place, options);
  }
  if (path === undefined || path === '' || path === '/children') return treeView(virtualUser.children, options);
  const pointer = asPointer(path);
  const part = partAt(virtualUser, pointer);
  return isNode(part) && NODE_POINTER.test(pointer) ? nodeView(part, placeOf(pointer), options) : { children: [], ...textView(part, options.offset, options.budget) };
}

const NODE_POINTER = /^(?:\/children\/\d+)+$/;
const placeOf = (pointer: string): Place => [...pointer.matchAll(/\d+/g)].map(([index]) => Number(index));
const isNode = (part: unknown): part is ActionNode => typeof part === 'object' && part !== null && typeof (part as Partial<ActionNode>)['@type'] === 'string';

/** The action with that id and where it stands. Throws AgentError where the tree has none. */
function actionOf(children: readonly ActionNode[], actionId: string): { node: ActionNode; place: Place } {
  for (const { node, above } of walkActions(children)) {
    if (node.id !== actionId) continue;
    const place = [...above, node].map((one, depth) => (above[depth - 1]?.children ?? children).indexOf(one));
    return { node, place };
  }
  throw new AgentError(`This Virtual User has no action "${actionId}".`, 'Take the id from get_virtual_user_validation_index, or call get_virtual_user without actionId.');
}
