/** Longest part of a line that is shown, in characters. */
const LINE_MAX = 2000;
/** No character takes more bytes of UTF-8. */
const KEPT_BYTES = LINE_MAX * 4;
const NEWLINE = 10;
const RETURN = 13;
/** A mark every so many lines: reading from any line then looks at no more lines than this before it. */
const MARK_EVERY = 10_000;

/** Where a line begins: its number, and the byte. */
export interface Mark { readonly line: number; readonly offset: number }

/**
 * Looks for line ends in bytes and keeps nothing but the lines asked for: neither a long file nor a long line is ever held whole.
 * Longer lines are cut. A UTF-8 character never holds the byte of a line end, so lines are found before anything is decoded.
 */
export class LineScan {
  readonly lines: string[] = [];
  readonly marks: Mark[] = [];
  /** Lines that have begun so far, a last one without an end included. */
  get total(): number { return this.line + (this.isOpen ? 1 : 0); }
  /** Whether all lines asked for have been seen to their ends. */
  get hasAll(): boolean { return this.line >= this.from + this.count; }
  private line: number;
  private offset: number;
  private isOpen = false;
  private kept: Buffer[] = [];
  private keptBytes = 0;

  /** @param start the line and the byte at which the bytes to come begin. */
  constructor(readonly from: number, private readonly count: number, start: Mark = { line: 0, offset: 0 }) {
    this.line = start.line;
    this.offset = start.offset;
  }

  take(chunk: Buffer): void {
    for (let start = 0; start < chunk.length;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (this.isWanted) this.keep(chunk.subarray(start, end < 0 ? chunk.length : end));
      if (end < 0) {
        this.isOpen = true;
        break;
      }
      this.endLine();
      start = end + 1;
      if (this.line % MARK_EVERY === 0) this.marks.push({ line: this.line, offset: this.offset + start });
    }
    this.offset += chunk.length;
  }

  /** No more bytes come: what is open is a line too. */
  finish(): void {
    if (this.isOpen && this.isWanted) this.lines.push(this.text());
  }

  private get isWanted(): boolean { return this.line >= this.from && this.lines.length < this.count; }

  private keep(part: Buffer): void {
    if (this.keptBytes >= KEPT_BYTES) return;
    // A copy: the chunk is written over by the next one.
    this.kept.push(Buffer.from(part.subarray(0, KEPT_BYTES - this.keptBytes)));
    this.keptBytes += part.length;
  }

  private endLine(): void {
    if (this.isWanted) this.lines.push(this.text());
    this.line += 1;
    this.isOpen = false;
  }

  private text(): string {
    const bytes = this.kept.length === 1 ? this.kept[0] ?? Buffer.alloc(0) : Buffer.concat(this.kept);
    const isWhole = this.keptBytes <= KEPT_BYTES;
    this.kept = [];
    this.keptBytes = 0;
    return new TextDecoder().decode(isWhole && bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes).slice(0, LINE_MAX);
  }
}
