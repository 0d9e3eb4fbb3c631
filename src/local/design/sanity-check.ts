import type { ActionNode } from '../../contract/actions.js';
import type { HttpServer } from '../../contract/http-server.js';
import type { SanityCheckEntry } from '../../contract/validation.js';
import type { VariableWrapper } from '../../contract/variable.js';
import type { VirtualUser } from '../../contract/virtual-user.js';
import { actionComplaints } from './sanity-of-actions.js';
import { cyclicLinks } from './sanity-of-links.js';
import { variableComplaints } from './sanity-of-variables.js';

/** A file of the project. `text` lets rows and columns be checked; without it only presence is. */
export interface ProjectFile { readonly name: string; readonly text?: string | undefined }

/** What a Virtual User is checked against: everything of its project. */
export interface DesignSurroundings {
  readonly servers: readonly HttpServer[];
  readonly variables: readonly VariableWrapper[];
  readonly projectFiles: readonly ProjectFile[];
  /** Virtual Users that links may point to. */
  readonly fragments: readonly VirtualUser[];
}

const RANK = { ERROR: 0, WARNING: 1, INFO: 2 } as const;

/** Every node that runs, parents first; what is disabled is not checked: it cannot break a run. */
function* running(nodes: readonly ActionNode[]): Generator<ActionNode> {
  for (const node of nodes) {
    if (node.enabled !== true) continue;
    yield node;
    if (node.children) yield* running(node.children);
  }
}

function emptyVirtualUser(virtualUser: VirtualUser): SanityCheckEntry[] {
  return virtualUser.children.length > 0 ? [] : [{ level: 'INFO', message: `${virtualUser.name} is empty`, actionId: virtualUser.id }];
}

/**
 * Checks a Virtual User without running it (entities.md Appendix D, messages as published). ERROR blocks validation and launch.
 * @returns entries by level, then in tree order, then those of variables; `actionId` or `variableId` names the faulty element,
 * `detail` what the fixed message leaves open
 */
export function sanityCheck(virtualUser: VirtualUser, surroundings: DesignSurroundings): SanityCheckEntry[] {
  const cycles = cyclicLinks(virtualUser, surroundings.fragments);
  const found = [
    ...emptyVirtualUser(virtualUser),
    ...[...running(virtualUser.children)].flatMap((node) => actionComplaints(node, surroundings, cycles)),
    ...variableComplaints(surroundings.variables, surroundings.projectFiles),
  ];
  return found.sort((left, right) => RANK[left.level] - RANK[right.level]);
}
