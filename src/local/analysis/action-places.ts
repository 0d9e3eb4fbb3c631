import { walkActions, type ActionNode } from '../../contract/actions.js';
import type { VirtualUser } from '../../contract/virtual-user.js';

/** Joins the levels of a path tag (octoperf-rest-api.md §5.5, documented for `counterPath`, taken over for `actionPath`). */
export const PATH_SEPARATOR = '\u2AFD';

/** Where an action stands: its id, and the names from the top of the Virtual User down to it. */
export interface ActionPlace { readonly actionId: string; readonly path: string }

/** Every action of the Virtual Users in tree order; a Virtual User's own root row comes before its actions. */
export function actionPlaces(virtualUsers: readonly Pick<VirtualUser, 'id' | 'name' | 'children'>[]): ActionPlace[] {
  const places: ActionPlace[] = [];
  for (const virtualUser of virtualUsers) {
    places.push({ actionId: virtualUser.id, path: virtualUser.name });
    for (const { node, above } of walkActions(virtualUser.children)) {
      places.push({ actionId: node.id, path: [...above, node].map(nameOf).join(PATH_SEPARATOR) });
    }
  }
  return places;
}

/** A DebugAction has no name: its id stands for it. */
const nameOf = (node: ActionNode): string => (typeof node.name === 'string' ? node.name : node.id);
