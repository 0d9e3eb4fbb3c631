import { closeSync, existsSync, fstatSync, fsyncSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type AuditChain, CHAIN_START, type ChainEnd } from './audit-chain.js';
import { FileLock } from './file-lock.js';

/** The last line is looked for so far back: lines are bounded well below it. */
const TAIL_BYTES = 65_536;
const DIGITS = 12;
const NEW_LINE = 0x0a;

export interface AuditFileOptions {
  readonly file: string;
  readonly maxBytes: number;
  /** Files put aside that are kept; 0 keeps all. */
  readonly keep: number;
  /** Told where the chain stands whenever a file is begun or ended: noted elsewhere, it is what a cut-off tail is found by. */
  readonly anchored: (what: string, end: ChainEnd) => void;
}

/**
 * The file of an audit log. Each line is with the system before `append` returns, so that a killed process loses none; a machine that loses power may lose
 * the last seconds. Full files are put aside as `<file>.<number of their last line>`, and the chain goes on from one to the next.
 */
export class AuditFile {
  private readonly lock: FileLock;
  private descriptor: number;
  private size: number;
  private limit: number;
  private end: ChainEnd;
  /** What stands before the next line was never finished: the line says so, and the verification forgives it. */
  private isTorn: boolean;
  private hasOpenLine: boolean;

  /** Throws where the file cannot be opened, or where another process of this machine writes it. */
  constructor(private readonly chain: AuditChain, private readonly options: AuditFileOptions) {
    mkdirSync(dirname(options.file), { recursive: true });
    this.lock = new FileLock(options.file);
    const { before, last, isFinished } = tailOf(options.file);
    const isWhole = isFinished || chain.read(last) !== undefined;
    this.end = endOf(isWhole ? last : before) ?? this.endAside();
    this.descriptor = openSync(options.file, 'a', 0o600);
    this.size = fstatSync(this.descriptor).size;
    this.limit = options.maxBytes;
    this.isTorn = !isWhole;
    this.hasOpenLine = !isFinished;
    this.line('opened', openedFields(chain));
    options.anchored('opened', this.end);
  }

  /** Writes one line. Throws where the disk does not take it. @returns its number. */
  append(kind: string, fields: Readonly<Record<string, unknown>>): number {
    if (this.size >= this.limit) this.putAside();
    return this.line(kind, fields);
  }

  close(): void {
    this.line('closed', {});
    this.options.anchored('closed', this.end);
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
    this.lock.release();
  }

  private line(kind: string, fields: Readonly<Record<string, unknown>>): number {
    const { text, end } = this.chain.append(this.end, kind, this.isTorn ? { ...fields, torn: true } : fields);
    const bytes = Buffer.from(`${this.hasOpenLine ? '\n' : ''}${text}\n`);
    const written = writeSync(this.descriptor, bytes);
    this.size += written;
    if (written < bytes.length) {
      [this.isTorn, this.hasOpenLine] = [true, true];
      throw new Error(`the disk took ${written} of ${bytes.length} bytes`);
    }
    [this.end, this.isTorn, this.hasOpenLine] = [end, false, false];
    return end.seq;
  }

  private endAside(): ChainEnd {
    const newest = asideOf(this.options.file).at(-1);
    return (newest === undefined ? undefined : endOf(tailOf(join(dirname(this.options.file), newest)).last)) ?? CHAIN_START;
  }

  /** What cannot be put aside is written on, and tried again when it has grown as much once more. */
  private putAside(): void {
    const { file, maxBytes, keep, anchored } = this.options;
    this.limit = this.size + maxBytes;
    renameSync(file, `${file}.${String(this.end.seq + 1).padStart(DIGITS, '0')}`);
    this.line('continued', {});
    anchored('put aside', this.end);
    const fresh = openSync(file, 'a', 0o600);
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
    [this.descriptor, this.size, this.limit] = [fresh, 0, maxBytes];
    this.line('opened', openedFields(this.chain));
    for (const old of keep === 0 ? [] : asideOf(file).slice(0, -keep)) rmSync(join(dirname(file), old), { force: true });
  }
}

const openedFields = (chain: AuditChain): Readonly<Record<string, unknown>> => ({ algorithm: chain.algorithm, host: hostname(), pid: process.pid });

/** Names of the files put aside, oldest first. */
export function asideOf(file: string): string[] {
  const folder = dirname(file);
  if (!existsSync(folder)) return [];
  const name = basename(file);
  return readdirSync(folder).filter((entry) => entry.startsWith(`${name}.`) && /^\d{12,}$/.test(entry.slice(name.length + 1))).sort();
}

interface Tail { readonly before: string; readonly last: string; readonly isFinished: boolean }

/** The last two lines of a file; nothing where there is none. */
function tailOf(file: string): Tail {
  if (!existsSync(file)) return { before: '', last: '', isFinished: true };
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    const isFinished = bytes.length === 0 || bytes.at(-1) === NEW_LINE;
    const lines = bytes.toString('utf8').split('\n');
    if (isFinished) lines.pop();
    return { before: lines.at(-2) ?? '', last: lines.at(-1) ?? '', isFinished };
  } finally {
    closeSync(descriptor);
  }
}

/** Where a chain stands by its last line, whoever sealed it: whether it is sound is for the verification to say. */
function endOf(text: string): ChainEnd | undefined {
  try {
    const { seq, hash } = JSON.parse(text) as { seq?: unknown; hash?: unknown };
    return typeof seq === 'number' && typeof hash === 'string' ? { seq, hash } : undefined;
  } catch {
    return undefined;
  }
}
