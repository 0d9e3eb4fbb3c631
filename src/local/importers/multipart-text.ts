import type { MultipartPart } from '../../contract/post-data.js';
import { baseName, oneLine } from './clean-text.js';

const PARTS_LIMIT = 1000;

/** The pieces of a header value between semicolons, those inside quotes left alone. One pass, whatever the length. */
function pieces(value: string): string[] {
  const found: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at];
    if (char === '\\' && quoted) at += 1;
    else if (char === '"') quoted = !quoted;
    else if (char === ';' && !quoted) {
      found.push(value.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, value.slice(start)];
}

/** A parameter of a header value: `boundary` of `multipart/form-data; boundary="x"`; undefined where it is missing. */
export function headerParameter(value: string, name: string): string | undefined {
  for (const piece of pieces(value).slice(1)) {
    const equals = piece.indexOf('=');
    if (equals === -1 || piece.slice(0, equals).trim().toLowerCase() !== name) continue;
    const text = piece.slice(equals + 1).trim();
    return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text;
  }
  return undefined;
}

/** A file of a form by base name: recordings carry whole paths of somebody's machine, and hostile ones carry `../`. */
export function filePart(name: string, filename: string, mimeType: string): MultipartPart {
  const type = oneLine(mimeType).text;
  return { '@type': 'MultipartFilePart', name: oneLine(name).text, filename: baseName(filename), mimeType: type === '' ? 'application/octet-stream' : type };
}

/** A text field of a form. */
export function textPart(name: string, value: string, contentType: string | undefined): MultipartPart {
  const type = contentType === undefined ? '' : oneLine(contentType).text;
  return { '@type': 'MultipartTextPart', name: oneLine(name).text, value, contentType: type === '' ? null : type };
}

function partOf(text: string): MultipartPart | undefined {
  const split = /\r?\n\r?\n/.exec(text);
  if (split === null) return undefined;
  const head = new Map<string, string>();
  for (const line of text.slice(0, split.index).split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) head.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = head.get('content-disposition') ?? '';
  const name = headerParameter(disposition, 'name');
  if (name === undefined) return undefined;
  const filename = headerParameter(disposition, 'filename');
  const type = head.get('content-type');
  return filename === undefined ? textPart(name, text.slice(split.index + split[0].length), type) : filePart(name, filename, type ?? '');
}

/**
 * Takes the text of a `multipart/form-data` body apart at its boundary. The content of file parts is left out: a HAR carries it
 * damaged, the file has to be uploaded to the project.
 * @returns the parts; [] where the text does not follow the boundary
 */
export function multipartParts(text: string, boundary: string | undefined): MultipartPart[] {
  if (boundary === undefined || boundary === '') return [];
  const sections = `\r\n${text}`.split(`\n--${boundary}`);
  const parts: MultipartPart[] = [];
  for (const section of sections.slice(1, PARTS_LIMIT + 1)) {
    if (section.startsWith('--')) break;
    const part = partOf(section.replace(/^[ \t]*\r?\n/, '').replace(/\r$/, ''));
    if (part !== undefined) parts.push(part);
  }
  return parts;
}
