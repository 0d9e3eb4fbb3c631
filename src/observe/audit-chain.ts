import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Where a chain stands: the number and the hash of its last line. */
export interface ChainEnd { readonly seq: number; readonly hash: string }

export const CHAIN_START: ChainEnd = { seq: 0, hash: '0'.repeat(64) };
const SEAL = /,"hash":"([0-9a-f]{64})"\}$/;

/** A line of the audit log, read back. */
export interface AuditLine {
  readonly seq: number;
  readonly time: string;
  readonly kind: string;
  readonly prev: string;
  readonly hash: string;
  /** True where the line before was never finished: its writer was killed, or the disk was full. */
  readonly torn?: boolean;
  readonly [field: string]: unknown;
}

/**
 * Makes and checks lines that hang together: each holds the hash of the one before, and a hash of itself over its own bytes as they
 * stand. With a key only its holder can make them; without one a chain shows changes by whoever did not make it anew.
 */
export class AuditChain {
  constructor(private readonly key: string | undefined) {}

  get algorithm(): string { return this.key === undefined ? 'sha256' : 'hmac-sha256'; }

  /** The next line and where the chain then stands. */
  append({ seq, hash: prev }: ChainEnd, kind: string, fields: Readonly<Record<string, unknown>>, now = new Date()): { text: string; end: ChainEnd } {
    const next = seq + 1;
    const open = JSON.stringify({ seq: next, time: now.toISOString(), kind, ...fields, prev }).slice(0, -1);
    const hash = this.hash(open);
    return { text: `${open},"hash":"${hash}"}`, end: { seq: next, hash } };
  }

  /** The line, where it is as it was written; undefined where it was changed, or is none. */
  read(text: string): AuditLine | undefined {
    const given = SEAL.exec(text)?.[1];
    if (given === undefined) return undefined;
    const own = this.hash(text.replace(SEAL, ''));
    if (!timingSafeEqual(Buffer.from(own), Buffer.from(given))) return undefined;
    try {
      return JSON.parse(text) as AuditLine;
    } catch {
      return undefined;
    }
  }

  private hash(text: string): string {
    return (this.key === undefined ? createHash('sha256') : createHmac('sha256', this.key)).update(text).digest('hex');
  }
}
