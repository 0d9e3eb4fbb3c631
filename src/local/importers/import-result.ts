import type { z } from 'zod';
import type { ActionNode } from '../../contract/actions.js';
import type { HttpExchange } from '../../contract/http-exchange.js';
import type { Variable } from '../../contract/variable.js';
import type { VirtualUserType } from '../../contract/virtual-user.js';

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

/** A project variable that an import asks for; `name` is the name of its wrapper, the one that `${name}` refers to. */
export interface VariableDraft {
  readonly name: string;
  readonly description: string;
  readonly variable: z.infer<typeof Variable>;
}

/**
 * Something a reader of the import should know: `kept` = it is there but not executed or needs something, `changed` = it is
 * there in another form, `dropped` = it is not there. `place` leads a human to it: a path of names, a line, a file.
 */
export interface DesignNote {
  readonly level: 'kept' | 'changed' | 'dropped';
  readonly type: string;
  readonly name: string;
  readonly place: string;
  readonly reason: string;
}

/** One Virtual User made from a file of another tool. `files` are names that the project has to hold for it to run. */
export interface DesignImport {
  readonly name: string;
  readonly description: string;
  readonly type: z.infer<typeof VirtualUserType>;
  readonly children: ActionNode[];
  readonly servers: ServerDraft[];
  readonly variables: VariableDraft[];
  readonly files: string[];
  readonly notes: DesignNote[];
  readonly recordings: Recording[];
}
