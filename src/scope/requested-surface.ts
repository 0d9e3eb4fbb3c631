import type { IncomingHttpHeaders } from 'node:http';

/** What of this server a request asks for. It only takes away from what the operator serves, and gives defaults; it never adds. */
export interface RequestedSurface {
  /** What stood behind the path of the endpoint, as it came: '' or `/x/discovery/readonly`. */
  readonly path: string;
  /** Each list takes away what it does not name; none = no narrowing. Path and header are two lists. */
  readonly areas: readonly (readonly string[])[];
  readonly readOnly: boolean;
  /** Three tools that lead to the others, instead of the others themselves. */
  readonly meta: boolean;
  /** For tools that are called without one. */
  readonly workspaceId: string | undefined;
  /** Why the request cannot be served, in words for whoever wrote it. */
  readonly fault?: string;
}

/** The words of the grammar; each may stand once, in any order. */
const READ_ONLY = 'readonly';
const META = 'meta';
const AREAS = 'x';
const WORKSPACE = 'w';
const ID = /^[A-Za-z0-9._~-]{1,200}$/;
const DOTS = /^\.{1,2}$/;
const AREA_LIST = /^[A-Za-z0-9-]+(?:,[A-Za-z0-9-]+)*$/;
const LONGEST_LIST = 1_000;
const YES = /^(?:true|1|yes)$/i;
const NO = /^(?:false|0|no)?$/i;

type Draft = { -readonly [K in keyof RequestedSurface]: RequestedSurface[K] };

export const WHOLE_SURFACE: RequestedSurface = { path: '', areas: [], readOnly: false, meta: false, workspaceId: undefined };

/**
 * Reads what stands behind the path of the endpoint: any of `/x/{areas}`, `/w/{workspaceId}`, `/readonly`, `/meta`, each at most once.
 * @returns undefined where the first word is none of them: then the path is somebody else's
 */
export function surfaceOfPath(path: string): RequestedSurface | undefined {
  const words = path.split('/').slice(1);
  if (words.at(-1) === '') words.pop();
  if (words.length === 0) return WHOLE_SURFACE;
  if (![READ_ONLY, META, AREAS, WORKSPACE].includes(words[0] ?? '')) return undefined;
  const draft: Draft = { ...WHOLE_SURFACE, path: path.replace(/\/$/, '') };
  for (const seen = new Set<string>(); words.length > 0 && draft.fault === undefined;) {
    const word = words.shift() ?? '';
    if (seen.has(word)) draft.fault = `The path says /${word} twice.`;
    else take(word, words, draft);
    seen.add(word);
  }
  return draft;
}

function take(word: string, rest: string[], draft: Draft): void {
  if (word === READ_ONLY) draft.readOnly = true;
  else if (word === META) draft.meta = true;
  else if (word === AREAS) narrow(draft, decoded(rest.shift() ?? ''), 'The path must name areas behind /x, separated by commas, such as /x/discovery,scenarios.');
  else if (word === WORKSPACE) {
    draft.workspaceId = decoded(rest.shift() ?? '');
    if (!ID.test(draft.workspaceId) || DOTS.test(draft.workspaceId)) draft.fault = 'The path must name a workspace behind /w, by its id from list_workspaces.';
  } else draft.fault = `The path of this endpoint does not know /${word.slice(0, 40)}. It takes /x/{areas}, /w/{workspaceId}, /readonly and /meta, each once, in any order.`;
}

/** The same with what the headers `X-MCP-Areas` and `X-MCP-Read-Only` take away besides. */
export function narrowedByHeaders(surface: RequestedSurface, headers: IncomingHttpHeaders): RequestedSurface {
  const [areas, readOnly] = [textOf(headers['x-mcp-areas']), textOf(headers['x-mcp-read-only'])];
  if (areas === undefined && readOnly === undefined) return surface;
  const draft: Draft = { ...surface };
  if (areas !== undefined) narrow(draft, areas.replace(/\s*,\s*/g, ',').trim(), 'The header X-MCP-Areas must name areas, separated by commas. Leave it out for all of them.');
  if (readOnly !== undefined) {
    // Read-only wins: a header can ask for it and never take it back.
    if (YES.test(readOnly.trim())) draft.readOnly = true;
    else if (!NO.test(readOnly.trim())) draft.fault ??= 'The header X-MCP-Read-Only must be true or false.';
  }
  return draft;
}

function narrow(draft: Draft, list: string, complaint: string): void {
  if (list.length > LONGEST_LIST || !AREA_LIST.test(list)) draft.fault ??= complaint;
  else draft.areas = [...draft.areas, list.toLowerCase().split(',')];
}

/** A header that is sent twice counts as one list. */
const textOf = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value.join(',') : value);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
