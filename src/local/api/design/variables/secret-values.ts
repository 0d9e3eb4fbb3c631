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
 * server secret of its own: it guards listings, logs and backups of single rows, not a whole stolen database. What is encrypted
 * for one project is good for nothing in another: who may only read a secret cannot carry it where it would be sent out.
 */
@Injectable()
export class SecretValues {
  private key: Promise<Buffer> | undefined;

  constructor(private readonly database: LocalDatabase) {}

  /** Loads the key: from then on values can be sealed and opened inside a transaction, where nothing else of the database may be asked. */
  async prepare(): Promise<void> {
    await this.secretKey();
  }

  /** The variable as it may be stored and shown. 400 where it claims to be encrypted but not by this backend. */
  async sealed(wrapper: VariableWrapper): Promise<VariableWrapper> {
    const { variable, projectId } = wrapper;
    if (variable['@type'] !== 'SecretVariable') return wrapper;
    if (variable.value.type === 'PLAIN') return { ...wrapper, variable: { ...variable, value: { ...variable.value, type: 'ENCRYPTED', value: await this.encrypt(variable.value.value, projectId) } } };
    if ((await this.decrypt(variable.value.value, projectId)) === undefined) throw badRequest('The secret is marked ENCRYPTED but was not encrypted by this server for this project. Send it as {"type": "PLAIN", "value": ...}.');
    return wrapper;
  }

  /** The variable as the engine needs it: in the clear. Never to be logged, stored or answered. */
  async opened(wrapper: VariableWrapper): Promise<VariableWrapper> {
    const { variable, projectId } = wrapper;
    if (variable['@type'] !== 'SecretVariable' || variable.value.type === 'PLAIN') return wrapper;
    return { ...wrapper, variable: { ...variable, value: { type: 'PLAIN', value: (await this.decrypt(variable.value.value, projectId)) ?? '' } } };
  }

  private async encrypt(text: string, projectId: string): Promise<string> {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, await this.secretKey(), iv).setAAD(Buffer.from(projectId));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  private async decrypt(text: string, projectId: string): Promise<string | undefined> {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, await this.secretKey(), bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(projectId));
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
