import { ImportError } from './import-error.js';
import { findJsonFault, placeOf } from './json-fault.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/**
 * Walks the skeleton of a JSON text in a buffer and parses only the pieces asked for, so that a large file never stands in
 * memory twice. Every byte is still checked: pieces by `JSON.parse`, the skeleton here. Not recursive: depth costs no stack.
 */
export class JsonScanner {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** First byte of the value that comes next, as a character; '' at the end. */
  peek(): string {
    this.skipWhitespace();
    return this.at < this.bytes.length ? String.fromCharCode(this.bytes[this.at] ?? 0) : '';
  }

  /** Names of the object that comes next. For each one the caller takes or skips exactly the value. @throws ImportError on bad JSON */
  *members(): Generator<string> {
    this.take(OPEN_OBJECT);
    if (this.takeIf(CLOSE_OBJECT)) return;
    do {
      if (this.peek() !== '"') throw this.fault();
      const name = this.value();
      this.take(COLON);
      yield typeof name === 'string' ? name : '';
    } while (this.takeIf(COMMA));
    this.take(CLOSE_OBJECT);
  }

  /** Positions (from 0) in the array that comes next. For each one the caller takes exactly the value. @throws ImportError on bad JSON */
  *elements(): Generator<number> {
    this.take(OPEN_ARRAY);
    if (this.takeIf(CLOSE_ARRAY)) return;
    let index = 0;
    do {
      yield index;
      index += 1;
    } while (this.takeIf(COMMA));
    this.take(CLOSE_ARRAY);
  }

  /** The value that comes next, parsed. @throws ImportError on bad JSON */
  value(): unknown {
    this.skipWhitespace();
    const from = this.at;
    this.at = this.endOfValue(from);
    try {
      return JSON.parse(this.bytes.toString('utf8', from, this.at));
    } catch {
      throw this.fault();
    }
  }

  /** @throws ImportError where anything but whitespace is left */
  end(): void {
    if (this.peek() !== '') throw this.fault();
  }

  /** The sentence for a text that is not JSON, with the place of the first fault in the whole text. */
  private fault(): ImportError {
    const found = findJsonFault(this.bytes) ?? { offset: this.at, problem: 'this is not valid JSON' };
    const place = placeOf(this.bytes, found.offset);
    return new ImportError(`The file is not valid JSON: ${found.problem} at ${place} (byte ${found.offset}). Export the recording again; a file that was cut while saving looks like this.`);
  }

  private take(byte: number): void {
    if (!this.takeIf(byte)) throw this.fault();
  }

  private takeIf(byte: number): boolean {
    this.skipWhitespace();
    if (this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  private skipWhitespace(): void {
    for (let byte = this.bytes[this.at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = this.bytes[this.at]) this.at += 1;
  }

  /** Offset behind the value at `from`; brackets are only counted, `JSON.parse` judges the rest. */
  private endOfValue(from: number): number {
    let depth = 0;
    for (let at = from; at < this.bytes.length; at += 1) {
      const byte = this.bytes[at];
      if (byte === QUOTE) at = this.endOfString(at) - 1;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
      else if (depth > 0 || byte !== COMMA) continue;
      if (depth < 0 || (depth === 0 && byte === COMMA)) return at;
      if (depth === 0) return at + 1;
    }
    return this.bytes.length;
  }

  /** Offset behind the closing quote of the string that opens at `from`; a quote after an odd run of backslashes is part of it. */
  private endOfString(from: number): number {
    for (let quote = this.bytes.indexOf(QUOTE, from + 1); quote !== -1; quote = this.bytes.indexOf(QUOTE, quote + 1)) {
      let slashes = 0;
      while (this.bytes[quote - 1 - slashes] === BACKSLASH) slashes += 1;
      if (slashes % 2 === 0) return quote + 1;
    }
    return this.bytes.length;
  }
}
