import { createHmac, randomBytes } from 'node:crypto';
import type { ApplicationConfig } from '../config/application-config.js';
import type { KnownCaller } from '../scope/request-scope.js';

const DIGITS = 16;
const REMEMBERED = 10_000;

/** How a caller is named in a line of the log: as it is, as a digest that is the same each time, or not at all. */
export class CallerNames {
  private readonly digests = new Map<string, string>();
  private readonly key: string | Buffer;

  constructor(private readonly how: ApplicationConfig['logging']['callers'], key: string | undefined) {
    this.key = key ?? randomBytes(32);
  }

  of(caller: KnownCaller | undefined): string | undefined {
    if (caller === undefined || this.how === 'off') return undefined;
    return this.how === 'subject' ? caller.subject : this.digest(caller.subject);
  }

  private digest(subject: string): string {
    const known = this.digests.get(subject);
    if (known !== undefined) return known;
    const made = createHmac('sha256', this.key).update(subject).digest('hex').slice(0, DIGITS);
    if (this.digests.size >= REMEMBERED) this.digests.clear();
    this.digests.set(subject, made);
    return made;
  }
}
