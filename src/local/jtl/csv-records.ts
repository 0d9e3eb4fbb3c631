import { JtlError } from './jtl-error.js';

/** A record is not looked for beyond so many characters: a quote that was never closed would swallow the file. */
const RECORD_MAX = 262_144;
const LINE_MAX = 4 * 1_048_576;
/** After so many quotes that never close, a record ends with its line. */
const OPEN_QUOTES_MAX = 50;

/** Receives records. `record` answers why it cannot take one; `last`: the file ends with this line, and not with a line end. */
export interface RecordSink { record(fields: string[]): string | undefined; broken(line: number, why: string, last: boolean): void }

/**
 * Cuts CSV text into records as JMeter writes them: fields in quotes may hold delimiters, line ends and doubled quotes. Takes the
 * text in pieces. A record over several lines that the sink cannot take is given up, and reading goes on in its second line.
 */
export class CsvRecords {
  private rest = '';
  private line = 1;
  private openQuotes = 0;

  constructor(private readonly delimiter: string, private readonly sink: RecordSink) {}

  write(text: string): void {
    this.rest += text;
    this.drain(false);
  }

  end(): void {
    this.drain(true);
  }

  private drain(atEnd: boolean): void {
    const text = this.rest;
    let at = 0;
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      if (newline < 0 && !atEnd) break;
      const end = newline < 0 ? text.length : newline;
      const raw = text.slice(at, text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end);
      if (!raw.includes('"')) {
        const why = raw === '' ? undefined : this.sink.record(raw.split(this.delimiter));
        if (why !== undefined) this.sink.broken(this.line, why, newline < 0);
      } else {
        const next = this.quoted(text, at, end, atEnd);
        if (next < 0) break;
        at = next;
        continue;
      }
      this.line += 1;
      at = end + 1;
    }
    this.rest = text.slice(at);
    if (this.rest.length > LINE_MAX) throw new JtlError(`The line ${this.line} is longer than ${LINE_MAX} characters: this is no JTL file.`);
  }

  /** Reads the record that begins at `at`. @returns where the next one begins, -1 to wait for more text */
  private quoted(text: string, at: number, lineEnd: number, atEnd: boolean): number {
    const limit = this.openQuotes < OPEN_QUOTES_MAX ? Math.min(text.length, at + RECORD_MAX) : Math.min(text.length, lineEnd + 1);
    const record = quotedFields(text, at, limit, this.delimiter);
    if (record === undefined) {
      if (!atEnd && text.length < at + RECORD_MAX && this.openQuotes < OPEN_QUOTES_MAX) return -1;
      this.openQuotes += 1;
      this.sink.broken(this.line, 'opens a quote that is not closed', lineEnd >= text.length);
    } else if (record.next === text.length + 1 && !atEnd) {
      // The quote may be the first of two, or the line may go on.
      return -1;
    } else {
      const why = this.sink.record(record.fields);
      if (why === undefined) {
        this.line += record.lines;
        return record.next;
      }
      this.sink.broken(this.line, why, lineEnd >= text.length);
    }
    this.line += 1;
    return lineEnd + 1;
  }
}

interface QuotedRecord { readonly fields: string[]; readonly next: number; readonly lines: number }

/** The fields of the record at `at`, and where the next one begins (one behind the end where the text ends with it); undefined where a quote stays open. */
export function quotedFields(text: string, at: number, limit: number, delimiter: string): QuotedRecord | undefined {
  const fields: string[] = [];
  let lines = 1;
  let start = at;
  for (;;) {
    let field: string;
    let end: number;
    if (text.charCodeAt(start) === 34) {
      const close = closingQuote(text, start + 1, limit, delimiter);
      if (close < 0) return undefined;
      field = text.slice(start + 1, close).replaceAll('""', '"');
      for (let newline = text.indexOf('\n', start); newline >= 0 && newline < close; newline = text.indexOf('\n', newline + 1)) lines += 1;
      end = close + 1;
    } else {
      end = plainEnd(text, start, delimiter);
      field = text.slice(start, end);
      if (field.endsWith('\r') && (end >= text.length || text.charCodeAt(end) === 10)) field = field.slice(0, -1);
    }
    fields.push(field);
    if (text.startsWith(delimiter, end)) { start = end + delimiter.length; continue; }
    if (text.charCodeAt(end) === 13) end += 1;
    return { fields, next: end + 1, lines };
  }
}

/** A quote that ends a field stands before a delimiter or a line end; any other one is taken as it is. -1 where there is none. */
function closingQuote(text: string, from: number, limit: number, delimiter: string): number {
  for (let quote = text.indexOf('"', from); quote >= 0 && quote < limit; quote = text.indexOf('"', quote + 1)) {
    const after = text.charCodeAt(quote + 1);
    if (after === 34) { quote += 1; continue; }
    if (quote + 1 >= text.length || after === 10 || (after === 13 && (quote + 2 >= text.length || text.charCodeAt(quote + 2) === 10)) || text.startsWith(delimiter, quote + 1)) return quote;
  }
  return -1;
}

function plainEnd(text: string, from: number, delimiter: string): number {
  const newline = text.indexOf('\n', from);
  const end = newline < 0 ? text.length : newline;
  const cut = text.slice(from, end).indexOf(delimiter);
  return cut < 0 ? end : from + cut;
}

/** The fields of the record a text begins with; of its first line alone where a quote stays open. */
export function firstFields(text: string, delimiter: string): string[] {
  const line = text.split('\n', 1)[0] ?? '';
  return quotedFields(text, 0, Math.min(text.length, RECORD_MAX), delimiter)?.fields ?? line.replace(/\r$/, '').split(delimiter);
}
