import { ImportError } from '../import-error.js';
import { JsonScanner } from '../json-scanner.js';
import { objectOf, textOf } from '../loose-json.js';
import { placeOf } from '../json-fault.js';

/** Page titles by page id, in file order. */
export type HarPages = ReadonlyMap<string, string>;

const PAGES_LIMIT = 10_000;

function readPages(value: unknown): Map<string, string> {
  const pages = new Map<string, string>();
  if (!Array.isArray(value)) return pages;
  for (const entry of value.slice(0, PAGES_LIMIT)) {
    const page = objectOf(entry);
    const id = textOf(page, 'id');
    if (id !== undefined) pages.set(id, textOf(page, 'title') ?? '');
  }
  return pages;
}

/** What a JSON without a usable `log` most likely is, as a sentence with the way out. */
function otherJson(names: ReadonlySet<string>): string {
  if (names.has('info') && names.has('item')) return 'This looks like a Postman collection, not a HAR: it has no "log" object. Import it as a Postman collection.';
  if (names.has('openapi') || names.has('swagger')) return 'This looks like an OpenAPI description, not a HAR: it has no "log" object. Record a HAR with the browser\'s network panel.';
  if (names.has('method') && names.has('url')) return 'This is a single request, not a HAR: it has no "log" object. Put it into {"log": {"entries": [{"request": …}]}}.';
  return 'This JSON is not a HAR: it has no "log" object. Export the recording as HAR (browser network panel: "Save all as HAR with content").';
}

/** Reads the `log` object; entries go to `onEntry` one at a time and are not kept. */
function readLog(scanner: JsonScanner, onEntry: (value: unknown, index: number) => void): { pages: HarPages; entries: number | undefined } {
  let pages: HarPages = new Map();
  let entries: number | undefined;
  for (const name of scanner.members()) {
    if (name === 'entries' && scanner.peek() === '[') {
      if (entries !== undefined) throw new ImportError('The "log" object has two lists of entries. Keep one of them and upload the file again.');
      entries = 0;
      for (const index of scanner.elements()) {
        onEntry(scanner.value(), index);
        entries = index + 1;
      }
    } else {
      const value = scanner.value();
      if (name === 'pages') pages = readPages(value);
    }
  }
  return { pages, entries };
}

/**
 * Reads a HAR (UTF-8, without byte order mark) piece by piece: each entry is handed over as parsed JSON with its position.
 * @returns the pages and how many entries there were
 * @throws ImportError for bad JSON (with line and column) and for JSON that is no HAR
 */
export function readHarFile(utf8: Buffer, onEntry: (value: unknown, index: number) => void): { pages: HarPages; entries: number } {
  const scanner = new JsonScanner(utf8);
  const first = scanner.peek();
  if (first === '') throw new ImportError('The file holds nothing but white space. Export the recording again and upload the whole file.');
  if (first === '<') throw new ImportError(`This is XML or HTML, not a HAR: it starts with "<" at ${placeOf(utf8, 0)}. Export the recording as HAR; a .jmx goes to the JMeter import.`);
  if (first !== '{') {
    scanner.value();
    scanner.end();
    throw new ImportError(otherJson(new Set()));
  }
  let log: ReturnType<typeof readLog> | undefined;
  const names = new Set<string>();
  for (const name of scanner.members()) {
    if (name === 'log' && log === undefined && scanner.peek() === '{') log = readLog(scanner, onEntry);
    else scanner.value();
    names.add(name);
  }
  scanner.end();
  if (log === undefined) throw new ImportError(otherJson(names));
  if (log.entries === undefined) throw new ImportError('The HAR has no list of entries ("log.entries"), so there is no request to import. Export the recording again.');
  return { pages: log.pages, entries: log.entries };
}
