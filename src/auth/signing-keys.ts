import { Injectable, Logger } from '@nestjs/common';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { JwksClient } from 'jwks-rsa';
import { ApplicationConfig } from '../config/application-config.js';
import { Outgoing } from '../outgoing/outgoing.js';
import { IssuerMetadata } from './issuer-metadata.js';
import { KeysUnavailableError } from './keys-unavailable.error.js';

/** A set of keys is read again when older than this, and trusted no longer than the second while the issuer is away. */
const FRESH_MS = 600_000;
const STALE_MS = 3_600_000;
/** Unknown key ids make us ask again at most so often: a flood of forged ids must not become a flood of requests. */
const ASKS_PER_WINDOW = 10;
const WINDOW_MS = 10_000;
const AWAY_PAUSE_MS = 500;

/**
 * Public keys of the identity provider, found through its metadata (RFC 8414 / OIDC discovery) unless `idp.jwks-uri` says
 * where they are. Parsed once each (passport-jwt alone parses the PEM on every request). A key id that is not known yet
 * makes the set be read again, so keys rotate without a restart; a key that is no longer published stops being accepted.
 */
@Injectable()
export class SigningKeys {
  private readonly logger = new Logger(SigningKeys.name);
  private keys: ReadonlyMap<string, KeyObject> = new Map();
  private fetchedAt = 0;
  private client: Promise<JwksClient> | undefined;
  private reading: Promise<number> | undefined;
  private asks: number[] = [];
  /** Of the last reading. */
  private failure: KeysUnavailableError | undefined;

  constructor(private readonly config: ApplicationConfig, private readonly metadata: IssuerMetadata, private readonly outgoing: Outgoing) {}

  /** The key of that id; undefined where the identity provider has none such. Throws KeysUnavailableError. */
  async find(kid: string): Promise<KeyObject | undefined> {
    const age = Date.now() - this.fetchedAt;
    const known = this.keys.get(kid);
    if (known !== undefined && age < FRESH_MS) return known;
    if (known === undefined) {
      // Many callers with one new key (a start, a rotation) are one question: whoever finds it asked already waits for that answer.
      await this.reading;
      const joined = this.keys.get(kid);
      if (joined !== undefined) return joined;
      if (!this.mayAsk()) return this.notAsked();
    }
    try {
      await this.refresh();
    } catch (error) {
      if (known !== undefined && age < STALE_MS) return known;
      throw error;
    }
    return this.keys.get(kid);
  }

  /** An unknown key that may not be asked for now: none, as long as the set that was read last can be believed. */
  private notAsked(): undefined {
    if (this.failure !== undefined) throw this.failure;
    return undefined;
  }

  /** Reads the key set anew and answers how many keys it holds. Concurrent callers share one request. Throws KeysUnavailableError. */
  refresh(): Promise<number> {
    return (this.reading ??= this.read().finally(() => { this.reading = undefined; }));
  }

  /** Whether a usable set of keys is at hand, read anew when it is not. */
  async ready(): Promise<boolean> {
    if (this.keys.size > 0 && Date.now() - this.fetchedAt < FRESH_MS) return true;
    return (await this.refresh()) > 0;
  }

  private async read(): Promise<number> {
    try {
      const client = await (this.client ??= this.connect());
      const published = await client.getSigningKeys();
      this.keys = new Map(published.map((key) => [key.kid, createPublicKey(key.getPublicKey())]));
      this.fetchedAt = Date.now();
      this.failure = undefined;
      return published.length;
    } catch (error) {
      this.client = undefined;
      this.metadata.forget();
      this.logger.warn(`signing keys cannot be fetched: ${error instanceof Error ? error.message : String(error)}`);
      this.failure = new KeysUnavailableError(error);
      throw this.failure;
    }
  }

  private mayAsk(): boolean {
    const now = Date.now();
    this.asks = this.asks.filter((at) => now - at < WINDOW_MS);
    // While the issuer is away its return is not to be missed.
    const allowed = this.failure === undefined ? this.asks.length < ASKS_PER_WINDOW : now - (this.asks.at(-1) ?? 0) >= AWAY_PAUSE_MS;
    if (!allowed) return false;
    this.asks.push(now);
    return true;
  }

  private async connect(): Promise<JwksClient> {
    const jwksUri = this.config.idp.jwksUri ?? (await this.published());
    return new JwksClient({ jwksUri, cache: false, rateLimit: false, fetcher: (uri) => this.fetched(uri) });
  }

  private async fetched(uri: string): Promise<{ keys: unknown }> {
    const { status, json } = await this.outgoing.get(uri, this.config.idp.timeoutMs);
    if (status !== 200 || !isKeySet(json)) throw new Error(`the key set was answered with HTTP ${status}${status === 200 ? ', but is none' : ''}`);
    return json;
  }

  /** `jwks_uri` of the issuer's metadata. */
  private async published(): Promise<string> {
    const { jwksUri } = await this.metadata.read();
    if (jwksUri === undefined) throw new Error(`the metadata of issuer ${this.config.issuer} names no jwks_uri`);
    return jwksUri;
  }
}

const isKeySet = (value: unknown): value is { keys: unknown } => typeof value === 'object' && value !== null && 'keys' in value;
