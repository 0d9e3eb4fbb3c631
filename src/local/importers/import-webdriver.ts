import type { ActionNode } from '../../contract/actions.js';
import { addressOf } from './address.js';
import type { Address } from './request-target.js';
import { elementName, oneLine } from './clean-text.js';
import { ImportError } from './import-error.js';
import type { DesignImport, IdSource } from './import-result.js';
import { NoteBook } from './note-book.js';
import { RANDOM_IDS } from './random-ids.js';
import { readUrlLine, type UrlLine } from './urls/url-line.js';
import { visitScript } from './webdriver/visit-script.js';

/** Each address is a page of a real browser; a longer list is a mistake. */
const URLS_MAX = 1000;

/** The page a line names, or a sentence saying why a browser cannot open it. */
function pageOf(line: UrlLine | string): Address | string {
  if (typeof line === 'string') return line;
  if (line.method !== 'GET' || line.body !== undefined) return 'a browser opens pages with GET and no body: import this line as a URL list instead';
  return addressOf(line.url);
}

/**
 * Turns a list of addresses into a browser Virtual User of type WEB_DRIVER: one step per address, in order, each a script of
 * JMeter's WebDriver Sampler that opens it. Nothing is opened here. What is no address is noted by its line.
 * @throws ImportError where nothing is left or the list is too long
 */
export function importWebdriver(lines: readonly string[], options: { readonly name?: string } = {}, ids: IdSource = RANDOM_IDS): DesignImport {
  const notes = new NoteBook();
  const children: ActionNode[] = [];
  let host = '';
  for (const [at, text] of lines.entries()) {
    const line = readUrlLine(text);
    if (line === undefined) continue;
    const note = { type: 'URL', name: oneLine(text).text.slice(0, 200), place: `line ${at + 1}` };
    const address = pageOf(line);
    if (typeof address === 'string') { notes.add({ ...note, level: 'dropped', reason: address }); continue; }
    for (const reason of address.warnings) notes.add({ ...note, level: 'changed', reason });
    if (children.length === URLS_MAX) throw new ImportError(`The list holds more than ${URLS_MAX} addresses. Cut it into several lists.`);
    if (host === '') host = address.hostname;
    children.push({ '@type': 'WebDriverAction', id: ids.id(), name: elementName(address.path.split('?', 1)[0] ?? '', '/'), enabled: true, script: visitScript(address.url), language: 'javascript', parameters: '' });
  }
  if (children.length === 0) {
    const [first] = notes.list();
    throw new ImportError(`The list holds no address a browser can open${first === undefined ? '' : ` (${first.place}: ${first.reason})`}. Write one http or https address per line.`);
  }
  return { name: elementName(options.name ?? '', host), description: '', type: 'WEB_DRIVER', children, servers: [], variables: [], files: [], notes: notes.list(), recordings: [] };
}
