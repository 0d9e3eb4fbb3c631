import type { ActionNode } from '../../contract/actions.js';
import type { HttpExchange } from '../../contract/http-exchange.js';

/** Where new ids come from; tests give a counter, everything else random UUIDs. */
export interface IdSource { id(): string }

/** A server that requests of an import refer to by `key` until `bindServers` replaces it by the id of a stored server. */
export interface ServerDraft {
  readonly key: string;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly hostname: string;
  readonly port: number;
}

/** What was recorded for one imported request. Requests recorded without an answer have none. */
export interface Recording extends HttpExchange { readonly actionId: string }

/** Something a reader of the import should know. `index` counts entries of the file from 0; -1 = the file as a whole. */
export interface ImportNote {
  readonly index: number;
  readonly url: string;
  readonly reason: string;
  /** Whether the entry is in the Virtual User. */
  readonly kept: boolean;
}

/** A HAR as a Virtual User: actions whose `serverId` is a draft key, the servers, what was recorded, and what to know about it. */
export interface HarImport {
  readonly name: string;
  readonly children: ActionNode[];
  readonly servers: ServerDraft[];
  readonly recordings: Recording[];
  readonly report: ImportNote[];
}
