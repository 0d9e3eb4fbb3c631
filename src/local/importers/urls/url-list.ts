import { ImportError } from '../import-error.js';
import { JsonScanner } from '../json-scanner.js';
import { fieldOf, objectOf, textOf } from '../loose-json.js';
import { jsonDepth, readText } from '../text-file.js';

const KIND = { what: 'list of URLs', again: 'Send one address per line, or a JSON list of addresses.' };
const DEPTH_MAX = 50;

/** A JSON entry as a line: a text, or an object with `url`, perhaps `method` and `body`. */
function lineOf(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  const object = objectOf(entry);
  const url = textOf(object, 'url') ?? '';
  const body = fieldOf(object, 'body');
  const text = typeof body === 'string' ? body : body === undefined || body === null ? '' : JSON.stringify(body);
  return object === undefined ? String(JSON.stringify(entry)) : `${(textOf(object, 'method') ?? 'GET').toUpperCase()} ${url}${text === '' ? '' : ` ${text}`}`;
}

/**
 * Lines of an uploaded list, in UTF-8 or UTF-16: one per line, or a JSON list (or `{"urls": […]}`), whose entries count as lines.
 * @throws ImportError for an empty file, broken JSON and JSON that is no list
 */
export function urlLines(bytes: Buffer): string[] {
  const { utf8, text } = readText(bytes, KIND);
  const first = text.trimStart().charAt(0);
  if (first !== '[' && first !== '{') return text.split(/\r\n|\r|\n/);
  if (jsonDepth(utf8) > DEPTH_MAX) throw new ImportError(`The JSON is nested more than ${DEPTH_MAX} levels deep. ${KIND.again}`);
  const scanner = new JsonScanner(utf8);
  const json = scanner.value();
  scanner.end();
  const list = Array.isArray(json) ? json : fieldOf(objectOf(json), 'urls');
  if (!Array.isArray(list)) throw new ImportError(`This JSON is no list of addresses: it has no list "urls". ${KIND.again}`);
  return list.map(lineOf);
}
