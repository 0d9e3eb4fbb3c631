import { type AuditChain, type AuditLine, CHAIN_START, type ChainEnd } from './audit-chain.js';

/** The first thing that is not as it was written. */
export interface Break { readonly file: string; readonly line: number; readonly what: string }
/** What lines say of themselves. */
export interface Verdict {
  readonly lines: number;
  readonly first: ChainEnd | undefined;
  readonly end: ChainEnd | undefined;
  readonly broken: Break | undefined;
  /** What cannot be told from the lines alone. */
  readonly notes: readonly string[];
}

/** Lines of the files in the order they were written; a last line that was not finished is told apart. */
export interface FileLine { readonly file: string; readonly line: number; readonly text: string; readonly isFinished: boolean }

/**
 * Goes through the lines of one chain until something is not as it was written. @param anchor a number and hash that were noted
 * elsewhere: the chain must hold them. A chain alone cannot show that its newest lines were cut off.
 */
export class AuditVerification {
  private last: AuditLine | undefined;
  private first: ChainEnd | undefined;
  private lines = 0;
  private broken: Break | undefined;
  /** A line that is none: forgiven only where the next one says that it was found torn. */
  private torn: FileLine | undefined;
  private hasAnchor: boolean;

  constructor(private readonly chain: AuditChain, private readonly anchor?: ChainEnd) {
    this.hasAnchor = anchor === undefined || anchor.seq === CHAIN_START.seq;
  }

  /** @returns false as soon as the chain is broken: nothing behind that means anything. */
  take(line: FileLine): boolean {
    if (this.broken !== undefined) return false;
    this.lines++;
    const read = this.chain.read(line.text);
    if (read === undefined) return this.takeUnreadable(line);
    if (this.torn !== undefined && read.torn !== true) return this.break(this.torn, ALTERED);
    const what = this.complaintAbout(read);
    if (what !== undefined) return this.break(line, what);
    this.first ??= { seq: read.seq, hash: read.hash };
    if (this.anchor?.seq === read.seq && this.anchor.hash === read.hash) this.hasAnchor = true;
    [this.last, this.torn] = [read, undefined];
    return true;
  }

  verdict(): Verdict {
    const { torn, last, first } = this;
    if (this.broken === undefined && torn !== undefined) this.break(torn, torn.isFinished ? ALTERED : 'the file ends within this line: its tail was cut off, or its writer was killed while writing');
    if (this.broken === undefined && !this.hasAnchor) this.broken = { file: '', line: 0, what: `line ${this.anchor?.seq ?? 0} with the hash of the anchor is not there: the log was cut off before it, or written anew` };
    return { lines: this.lines, first, end: last === undefined ? undefined : { seq: last.seq, hash: last.hash }, broken: this.broken, notes: this.notes() };
  }

  private takeUnreadable(line: FileLine): boolean {
    if (this.torn !== undefined) return this.break(this.torn, ALTERED);
    this.torn = line;
    return true;
  }

  private complaintAbout({ seq, prev }: AuditLine): string | undefined {
    const { last } = this;
    if (last === undefined) return seq === 1 && prev !== CHAIN_START.hash ? 'this line says it is the first, but does not begin a chain' : undefined;
    if (seq > last.seq + 1) return `${seq - last.seq - 1} lines before this one were removed`;
    if (seq <= last.seq) return 'this line was inserted or moved: its number was there before';
    return prev === last.hash ? undefined : 'this line or the one before it was inserted or replaced: they do not hang together';
  }

  private break({ file, line }: FileLine, what: string): false {
    this.broken ??= { file, line, what };
    return false;
  }

  private notes(): string[] {
    const notes: string[] = [];
    if (this.first !== undefined && this.first.seq !== 1) notes.push(`The chain is checked from line ${this.first.seq} on: what was before is not among these files.`);
    if (this.broken === undefined && this.last !== undefined && this.last.kind !== 'closed') notes.push('The log does not end with a stop: its writer is running, was killed, or its newest lines were cut off.');
    if (this.anchor === undefined) notes.push('Without an anchor (a number and hash noted elsewhere) nothing shows whether newest lines are missing.');
    if (this.chain.algorithm === 'sha256') notes.push('Without a key whoever can write the file can make the whole chain anew.');
    return notes;
  }
}

const ALTERED = 'this line was altered, or sealed with another key';
