import type { ActionNode } from '../../../src/contract/actions.js';
import { HttpRequestAction } from '../../../src/contract/actions.js';
import { baseUrlOf } from '../../../src/contract/http-server.js';
import type { Parameter } from '../../../src/contract/post-data.js';
import type { ServerDraft } from '../../../src/local/importers/import-result.js';

/** What `encoded: true` means to JMeter and to the local engine: the encoder of HTML forms (Java's URLEncoder). */
const encode = (text: string): string => new URLSearchParams([[text, '']]).toString().slice(0, -1);

/** Parameters as a replay writes them. */
export const rewrittenParameters = (parameters: readonly Parameter[]): string => parameters.map(({ name, value, encoded, useEquals }) => {
  const write = encoded ? encode : (text: string) => text;
  return `${write(name)}${useEquals ? '=' : ''}${write(value)}`;
}).join('&');

/** The address a replay would send, written without any code of the importer. */
export function rewrittenUrl(node: ActionNode, servers: readonly ServerDraft[]): string {
  const request = HttpRequestAction.parse(node);
  const server = servers.find((draft) => draft.key === request.serverId);
  if (server === undefined) throw new Error(`no server ${request.serverId}`);
  const query = request.queryParameters.length > 0 ? `?${rewrittenParameters(request.queryParameters)}` : '';
  return `${baseUrlOf(server)}${request.path}${query}`;
}
