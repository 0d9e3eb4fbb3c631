import type { ActionNode } from '../../contract/actions.js';
import { addressOf } from './address.js';
import type { Address } from './request-target.js';
import { elementName, oneLine } from './clean-text.js';
import { requestNode } from './design-nodes.js';
import { ImportError } from './import-error.js';
import type { DesignImport, IdSource } from './import-result.js';
import { NoteBook } from './note-book.js';
import { RANDOM_IDS } from './random-ids.js';
import { ServerDrafts } from './server-drafts.js';
import { readUrlLine, type UrlLine } from './urls/url-line.js';

/** More addresses are a crawl, not a test. */
export const URLS_MAX = 10_000;

/** `crawl` as callers send it: only `DO_NOT_CRAWL` is known and only that is done (tools contract, import_urls_virtual_user). */
export interface UrlImportOptions { readonly name?: string; readonly crawl?: string }

/** Networks whose addresses never are a site under test: said, not refused, because the engine asks for permission anyway. */
const LINK_LOCAL = /^(?:169\.254\.|\[fe80:)/i;

function action(line: UrlLine, address: Address, ids: IdSource, servers: ServerDrafts): ActionNode {
  const body = line.body === undefined ? null : { '@type': 'RawPostData' as const, text: line.body };
  const headers = line.contentType === undefined ? [] : [{ name: 'Content-Type', value: line.contentType }];
  return requestNode(ids.id(), { name: address.path.split('?', 1)[0] ?? '/', serverId: servers.keyOf(address), method: line.method, path: address.path, queryParameters: address.queryParameters, headers, postData: body, followRedirects: true }, []);
}

function noteAddress(notes: NoteBook, place: string, { url, hostname, warnings }: Address): void {
  const note = { level: 'changed', type: 'URL', name: url.replace(/\/\/[^/@]*@/, '//').slice(0, 200), place } as const;
  for (const reason of warnings) notes.add({ ...note, reason });
  if (LINK_LOCAL.test(hostname)) notes.add({ ...note, reason: 'this is a link-local address (cloud metadata lives there), hardly a site under test: check that it is meant' });
}

/** The refusal of a list in which no line is an address. */
function nothingLeft(lines: number, notes: NoteBook): ImportError {
  const [first] = notes.list();
  if (first === undefined) return new ImportError('The list holds no URL. Write one address per line, such as https://example.com/page.');
  return new ImportError(`0 of ${lines} lines are http or https addresses (${first.place}: ${first.reason}). Write one address per line, such as https://example.com/page.`);
}

/**
 * Turns a list of addresses into a Virtual User with one request each, in their order. Nothing is fetched or crawled. A line is
 * `URL`, `METHOD URL` or `METHOD URL body`; `#` begins a comment. What is no address is noted by its line, the others stay.
 * @throws ImportError where nothing is left, the list is too long or a crawl is asked for
 */
export function importUrls(lines: readonly string[], options: UrlImportOptions = {}, ids: IdSource = RANDOM_IDS): DesignImport {
  const { crawl = 'DO_NOT_CRAWL' } = options;
  if (crawl !== 'DO_NOT_CRAWL') throw new ImportError(`The crawl mode ${JSON.stringify(oneLine(crawl).text.slice(0, 40))} is not available: only DO_NOT_CRAWL is. List every address that is to be requested.`);
  const notes = new NoteBook();
  const servers = new ServerDrafts();
  const children: ActionNode[] = [];
  for (const [at, text] of lines.entries()) {
    const place = `line ${at + 1}`;
    const line = readUrlLine(text);
    if (line === undefined) continue;
    const drop = (reason: string): void => notes.add({ level: 'dropped', type: 'URL', name: oneLine(text).text.slice(0, 200), place, reason });
    if (typeof line === 'string') { drop(line); continue; }
    const address = addressOf(line.url);
    if (typeof address === 'string') { drop(address); continue; }
    noteAddress(notes, place, address);
    children.push(action(line, address, ids, servers));
    if (children.length > URLS_MAX) throw new ImportError(`The list holds more than ${URLS_MAX} addresses. Cut it into several lists.`);
  }
  if (children.length === 0) throw nothingLeft(lines.length, notes);
  const [first] = servers.list();
  return { name: elementName(options.name ?? '', first?.hostname ?? 'URLs'), description: '', type: 'JMETER', children, servers: servers.list(), variables: [], files: [], notes: notes.list(), recordings: [] };
}
