import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { LocalDatabase } from '../../../storage/local-database.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals and opens texts, each for one project: what was sealed for one cannot be opened for another. */
export class Sealing {
  private constructor(private readonly key: Buffer) {}

  /** The key is a server secret of its own. */
  static async of(database: LocalDatabase): Promise<Sealing> {
    const secret = await database.keys.secret('variable-secrets', randomBytes(32).toString('base64url'));
    return new Sealing(createHash('sha256').update(secret).digest());
  }

  seal(text: string, projectId: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, iv).setAAD(Buffer.from(projectId));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** Undefined where it was not sealed here for this project. */
  open(token: string, projectId: string): string | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(projectId));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
