import { PlanRefused } from '../engine-log.js';

/** How a CSV file is written (entities.md §6, CSVVariable). */
export interface CsvShape { readonly encoding: string; readonly delimiter: string; readonly allowQuotedData: boolean }

/** Rows of a CSV file; blank lines are left out. Throws PlanRefused when its character set is unknown. */
export function csvRows(bytes: Buffer, shape: CsvShape, filename: string): string[][] {
  const text = decoded(bytes, shape.encoding, filename);
  const delimiter = shape.delimiter === '\\t' ? '\t' : shape.delimiter === '' ? ',' : shape.delimiter;
  return shape.allowQuotedData ? quotedRows(text, delimiter) : text.split(/\r?\n/).filter((line) => line !== '').map((line) => line.split(delimiter));
}

function decoded(bytes: Buffer, encoding: string, filename: string): string {
  try {
    return new TextDecoder(encoding === '' ? 'utf-8' : encoding).decode(bytes);
  } catch (error) {
    throw new PlanRefused(`The file "${filename}" cannot be read as "${encoding}": this character set is unknown. Correct the encoding of the CSV variable.`, { cause: error });
  }
}

/** Cells in quotes may hold the delimiter, line ends and `""` for one quote. */
function quotedRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, delimiter);
    row.push(cell.value);
    at = cell.end;
    if (text.startsWith(delimiter, at)) { at += delimiter.length; continue; }
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
  }
  return rows;
}

function quotedCell(text: string, from: number): { value: string; end: number } {
  let value = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    // A quote that never closes: the rest of the file is the cell.
    if (quote < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

function plainCell(text: string, from: number, delimiter: string): { value: string; end: number } {
  let end = from;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r' && !text.startsWith(delimiter, end)) end++;
  return { value: text.slice(from, end), end };
}
