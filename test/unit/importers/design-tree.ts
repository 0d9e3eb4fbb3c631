import { walkActions, HttpRequestAction, type ActionNode } from '../../../src/contract/actions.js';
import { baseUrlOf } from '../../../src/contract/http-server.js';
import type { DesignImport, IdSource } from '../../../src/local/importers/import-result.js';
import { rewrittenParameters } from './rewritten-url.js';

/** Ids `a1`, `a2`… so that a whole import can be compared. */
export function countingIds(): IdSource {
  let last = 0;
  return { id: () => `a${(last += 1)}` };
}

export const allNodes = ({ children }: Pick<DesignImport, 'children'>): ActionNode[] => [...walkActions(children)].map(({ node }) => node);
export const nodesOf = (result: Pick<DesignImport, 'children'>, type: string): ActionNode[] => allNodes(result).filter((node) => node['@type'] === type);
export const requestsOf = (result: Pick<DesignImport, 'children'>): HttpRequestAction[] => nodesOf(result, 'HttpRequestAction').map((node) => HttpRequestAction.parse(node));
export const namesOf = (nodes: readonly { name?: string | undefined }[]): string[] => nodes.map(({ name }) => name ?? '');

/** The address a request would go to; a path that is a whole address, or begins with a variable, overrules the server. */
export function addressOfRequest(request: HttpRequestAction, { servers }: Pick<DesignImport, 'servers'>): string {
  const server = servers.find(({ key }) => key === request.serverId);
  if (server === undefined) throw new Error(`no server ${request.serverId}`);
  const query = request.queryParameters.length === 0 ? '' : `?${rewrittenParameters(request.queryParameters)}`;
  return `${request.path.startsWith('${') ? '' : baseUrlOf(server)}${request.path}${query}`;
}

/** `METHOD address` of every request, in order. */
export const linesOf = (result: DesignImport): string[] => requestsOf(result).map((request) => `${request.method} ${addressOfRequest(request, result)}`);

/** Levels and reasons of the notes about one name. */
export const notesOn = ({ notes }: DesignImport, name: string): string[] => notes.filter((note) => note.name === name).map(({ level, reason }) => `${level}: ${reason}`);

export function countOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
