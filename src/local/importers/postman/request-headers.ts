import type { Header } from '../../../contract/post-data.js';
import { isToken, oneLine } from '../clean-text.js';
import { fieldOf, objectOf, type LooseObject } from '../loose-json.js';
import { type ElementNotes, plainText } from './import-context.js';
import type { VariableNames } from './variable-names.js';

interface WrittenHeader { readonly name: string; readonly value: string; readonly disabled: boolean }

/** Headers of format 1: one per line, `//` switches a line off. */
function headersOfText(text: string): WrittenHeader[] {
  return text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '').map((line) => {
    const disabled = line.trimStart().startsWith('//');
    const written = disabled ? line.trimStart().slice(2) : line;
    const colon = written.indexOf(':');
    return { name: (colon === -1 ? written : written.slice(0, colon)).trim(), value: colon === -1 ? '' : written.slice(colon + 1).trim(), disabled };
  });
}

function headerOf(entry: unknown): WrittenHeader[] {
  if (typeof entry === 'string') return headersOfText(entry);
  const object: LooseObject | undefined = objectOf(entry);
  if (object === undefined) return [];
  return [{ name: plainText(fieldOf(object, 'key')).trim(), value: plainText(fieldOf(object, 'value')), disabled: fieldOf(object, 'disabled') === true }];
}

/** Headers however a collection writes them: a list of objects or lines, or one text. Order and duplicates stay. */
export function writtenHeaders(header: unknown): WrittenHeader[] {
  if (typeof header === 'string') return headersOfText(header);
  return Array.isArray(header) ? header.flatMap(headerOf) : [];
}

/** A header name may hold references; what is left around them has to be a token. */
const isName = (name: string): boolean => name !== '' && (isToken(name) || /^[A-Za-z0-9!#$%&'*+.^_`|~-]*$/.test(name.replace(/\$\{[^{}]*\}/g, '')));

/** The headers a request sends; those switched off or not allowed in HTTP are left out and noted. */
export function requestHeaders(header: unknown, names: VariableNames, notes: ElementNotes): Header[] {
  const sent: Header[] = [];
  for (const { name, value, disabled } of writtenHeaders(header)) {
    const converted = names.convert(name);
    const line = oneLine(names.convert(value));
    if (name === '' && value === '') continue;
    if (disabled) { notes.dropped(`the header ${name} is switched off and was left out`); continue; }
    if (!isName(converted)) { notes.dropped(`the header ${JSON.stringify(oneLine(name).text.slice(0, 60))} was left out: its name is not allowed in HTTP`); continue; }
    if (line.changed) notes.changed(`control characters (line breaks, NUL) in the header ${converted} were replaced by a space`);
    sent.push({ name: converted, value: line.text });
  }
  return sent;
}
