import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PURPOSE = 'octoperf-mcp confirmation v1';

/** What a confirmation is bound to: it holds for this caller, this tool, these arguments and this state of the target, once, until then. */
export interface Bound {
  readonly subject: string;
  readonly tool: string;
  /** Digests. */
  readonly args: string;
  readonly target: string;
}
/** Who carries the answer: the agent, as an argument, or the client itself, which asked its user. One does not pass for the other. */
export type Carrier = 'agent' | 'client';
export interface Confirmation extends Bound {
  /** Different for each; what makes it usable once. */
  readonly id: string;
  readonly carrier: Carrier;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Seals confirmations so that the client that carries them can neither read nor change them. Any process with the same secret opens them. */
export class ConfirmationSeal {
  private readonly key: Buffer;

  /** @param secret of the operator; without one, tokens are good in this process only. */
  constructor(secret: string | undefined) {
    this.key = Buffer.from(hkdfSync('sha256', secret ?? randomBytes(KEY_BYTES), '', PURPOSE, KEY_BYTES));
  }

  seal(bound: Bound, carrier: Carrier, expiresAt: number): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify({ ...bound, carrier, id: randomUUID(), expiresAt } satisfies Confirmation), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /** Undefined for anything that was not sealed with this key, whatever it is. */
  open(token: string): Confirmation | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    try {
      const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
      return JSON.parse(text) as Confirmation;
    } catch {
      return undefined;
    }
  }
}
