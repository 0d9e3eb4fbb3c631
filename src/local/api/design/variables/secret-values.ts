import { Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { VariableWrapper } from '../../../../contract/variable.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { badRequest } from '../../refusals.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Secret variables are written as PLAIN, kept and answered as ENCRYPTED (octoperf-rest-api.md §5.1, observed). The key is a
 * server secret of its own: it guards listings, logs and backups of single rows, not a whole stolen database.
 */
@Injectable()
export class SecretValues {
  private key: Promise<Buffer> | undefined;

  constructor(private readonly database: LocalDatabase) {}

  /** The variable as it may be stored and shown. 400 where it claims to be encrypted but not by this backend. */
  async sealed(wrapper: VariableWrapper): Promise<VariableWrapper> {
    const { variable } = wrapper;
    if (variable['@type'] !== 'SecretVariable') return wrapper;
    if (variable.value.type === 'PLAIN') return { ...wrapper, variable: { ...variable, value: { type: 'ENCRYPTED', value: await this.encrypt(variable.value.value) } } };
    if ((await this.decrypt(variable.value.value)) === undefined) throw badRequest('The secret is marked ENCRYPTED but was not encrypted by this server. Send it as {"type": "PLAIN", "value": ...}.');
    return wrapper;
  }

  /** The variable as the engine needs it: in the clear. Never to be logged, stored or answered. */
  async opened(wrapper: VariableWrapper): Promise<VariableWrapper> {
    const { variable } = wrapper;
    if (variable['@type'] !== 'SecretVariable' || variable.value.type === 'PLAIN') return wrapper;
    return { ...wrapper, variable: { ...variable, value: { type: 'PLAIN', value: (await this.decrypt(variable.value.value)) ?? '' } } };
  }

  private async encrypt(text: string): Promise<string> {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, await this.secretKey(), iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  private async decrypt(text: string): Promise<string | undefined> {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, await this.secretKey(), bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  private secretKey(): Promise<Buffer> {
    return (this.key ??= this.database.keys.secret('variable-secrets', randomBytes(32).toString('base64url')).then((secret) => createHash('sha256').update(secret).digest()));
  }
}
