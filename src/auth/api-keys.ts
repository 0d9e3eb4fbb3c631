import { Injectable } from '@nestjs/common';
import { ApplicationConfig } from '../config/application-config.js';
import { BoundedCache } from '../limits/bounded-cache.js';
import type { Caller } from './caller.js';
import { digestOfToken } from './remembered-callers.js';
import { WHOLE_SCOPE } from './scopes.js';

/** API keys of OctoPerf are lower-case UUIDs (octoperf-rest-api.md §1.2, documented). */
const API_KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CLIENT = 'api-key';
/** A key that the backend refused is not asked about again for so long: made a moment ago it must soon be good. */
const REFUSED_MS = 10_000;
const MOST_REFUSED = 10_000;

/** Asks the backend whose key it is. */
export abstract class KeyOwner {
  /** The id of the account; undefined where the backend refuses the key. Rejects where it cannot be asked. */
  abstract ownerOf(key: string): Promise<string | undefined>;
}

/** Callers who show an API key instead of an access token. What the backend says of a key is all that is known of it. */
@Injectable()
export class ApiKeys {
  private readonly refused = new BoundedCache<true>(MOST_REFUSED);
  private readonly asking = new Map<string, Promise<Caller | undefined>>();

  constructor(private readonly config: ApplicationConfig, private readonly owner: KeyOwner) {}

  /** Whether a bearer token has the form of a key. */
  isKey(token: string): boolean { return API_KEY.test(token); }

  /** The caller behind a key; undefined where the backend refuses it. Concurrent callers share one question. Rejects where the backend cannot be asked. */
  async callerOf(key: string): Promise<Caller | undefined> {
    const digest = digestOfToken(key);
    if (this.refused.get(digest) === true) return undefined;
    const known = this.asking.get(digest);
    if (known !== undefined) return known;
    const asked = this.ask(key, digest).finally(() => { this.asking.delete(digest); });
    this.asking.set(digest, asked);
    return asked;
  }

  private async ask(key: string, digest: string): Promise<Caller | undefined> {
    const subject = await this.owner.ownerOf(key);
    if (subject === undefined) {
      this.refused.put(digest, true, Date.now() + REFUSED_MS);
      return undefined;
    }
    const expiresAt = Math.floor(Date.now() / 1000) + this.config.auth.apiKeyCacheSeconds;
    return { subject, token: key, clientId: CLIENT, scopes: [WHOLE_SCOPE], audiences: [], expiresAt, isApiKey: true };
  }
}
