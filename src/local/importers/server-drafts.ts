import type { ActionNode } from '../../contract/actions.js';
import type { ServerDraft } from './import-result.js';
import type { RequestTarget } from './request-target.js';

/** The servers of one import, each protocol, host and port once, in order of first use. */
export class ServerDrafts {
  private readonly drafts = new Map<string, ServerDraft>();

  /** Draft key of the server a target goes to. */
  keyOf(target: Pick<RequestTarget, 'protocol' | 'hostname' | 'port'>): string {
    const { protocol, hostname, port } = target;
    const place = `${protocol} ${hostname} ${port}`;
    const draft = this.drafts.get(place) ?? { key: `draft:${this.drafts.size + 1}`, protocol, hostname, port };
    this.drafts.set(place, draft);
    return draft.key;
  }

  list(): ServerDraft[] {
    return [...this.drafts.values()];
  }
}

/**
 * Copies a tree with each draft key replaced by the id of a stored server; the tree given is left alone.
 * @throws Error where a draft has no stored server: the caller forgot one
 */
export function bindServers(children: readonly ActionNode[], idOfDraft: ReadonlyMap<string, string>): ActionNode[] {
  return children.map((node) => {
    const bound: ActionNode = { ...node };
    if (typeof node['serverId'] === 'string' && node['serverId'].startsWith('draft:')) {
      const id = idOfDraft.get(node['serverId']);
      if (id === undefined) throw new Error(`No stored server was given for ${node['serverId']}`);
      bound['serverId'] = id;
    }
    if (node.children) bound.children = bindServers(node.children, idOfDraft);
    return bound;
  });
}
