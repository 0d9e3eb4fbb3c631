import { HarImportOptions } from '../../../src/contract/import-options.js';
import { type ActionNode, walkActions } from '../../../src/contract/actions.js';
import type { HarImport, IdSource } from '../../../src/local/importers/import-result.js';
import { importHar } from '../../../src/local/importers/import-har.js';
import type { ContainerTimeline } from '../../../src/contract/import-options.js';

/** Everything is kept: what the file says is what comes out. */
export const KEEP = HarImportOptions.parse({ adBlocking: 'DISABLED', resources: 'KEEP_ALL' });
export const DEFAULTS = HarImportOptions.parse({});

export interface EntryFacts { url: string; method?: string; at?: number; time?: number; request?: object; response?: object; content?: object; [field: string]: unknown }

const START = Date.parse('2026-01-01T10:00:00.000Z');

/** An entry as browsers write it, `at` milliseconds after the start of the recording. */
export function entry({ url, method = 'GET', at = 0, time = 10, request = {}, response = {}, content = {}, ...rest }: EntryFacts): object {
  return {
    startedDateTime: new Date(START + at).toISOString(),
    time,
    request: { method, url, httpVersion: 'HTTP/1.1', headers: [], queryString: [], cookies: [], headersSize: -1, bodySize: -1, ...request },
    response: { status: 200, statusText: 'OK', headers: [], content: { size: 5, mimeType: 'text/html', text: '<p>ok', ...content }, redirectURL: '', ...response },
    ...rest,
  };
}

export const startPlus = (ms: number): number => START + ms;
export const har = (entries: unknown[], pages: unknown[] = []): Buffer => Buffer.from(JSON.stringify({ log: { version: '1.2', creator: { name: 't', version: '1' }, pages, entries } }));

/** Ids `a1`, `a2`… so that a whole import can be compared. */
export function countingIds(): IdSource {
  let last = 0;
  return { id: () => `a${(last += 1)}` };
}

export function imported(entries: unknown[], options: object = {}, timeline?: ContainerTimeline, pages: unknown[] = []): HarImport {
  return importHar(har(entries, pages), HarImportOptions.parse(options), timeline, countingIds());
}

export const nodesOf = (result: Pick<HarImport, 'children'>, type: string): ActionNode[] => [...walkActions(result.children)].map(({ node }) => node).filter((node) => node['@type'] === type);
export const requestsOf = (result: Pick<HarImport, 'children'>): ActionNode[] => nodesOf(result, 'HttpRequestAction');
