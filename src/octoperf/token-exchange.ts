import { Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Caller } from '../auth/caller.js';
import { IssuerMetadata } from '../auth/issuer-metadata.js';
import { ApplicationConfig } from '../config/application-config.js';
import { AgentError } from '../errors/agent-error.js';
import { OutageError } from '../errors/outage-error.js';
import { BoundedCache } from '../limits/bounded-cache.js';
import { secondsOf } from '../limits/too-many.js';
import { Outgoing, type OutgoingAnswer } from '../outgoing/outgoing.js';
import { Happenings } from '../scope/happenings.js';
import { currentRequest, currentToolCall } from '../scope/request-scope.js';
import { UpstreamBreaker } from './upstream-breaker.js';
import { writtenBy } from './upstream-traffic.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const MOST = 10_000;
/** A token is used no longer than this before its end: clocks differ, and a call takes time. */
const SKEW_MS = 30_000;
/** Where the issuer does not say how long a token lives (RFC 8693 §2.2.1: recommended only), it is asked again soon. */
const UNSAID_SECONDS = 60;
/** Exchanges are few: each token is exchanged once in its life. */
const LEAST_EXCHANGES = 5;
/** What the identity provider says when the caller's own token is the trouble (RFC 8693 §2.2.2, RFC 6749 §5.2). */
const OF_THE_TOKEN: ReadonlySet<string> = new Set(['invalid_grant', 'invalid_request', 'invalid_token']);

/**
 * Gets, for each caller's token, one that is meant for the REST API alone (RFC 8693). Kept in memory until shortly before it ends;
 * calls that come together share one exchange.
 */
@Injectable()
export class TokenExchange {
  private readonly logger = new Logger(TokenExchange.name);
  private readonly exchanged = new BoundedCache<string>(MOST);
  private readonly asking = new Map<string, Promise<string>>();

  private readonly breaker: UpstreamBreaker;

  constructor(private readonly config: ApplicationConfig, private readonly metadata: IssuerMetadata, private readonly outgoing: Outgoing, private readonly happenings: Happenings) {
    const { breaker } = config.octoperf;
    this.breaker = new UpstreamBreaker({ ...breaker, minCalls: Math.min(breaker.minCalls, LEAST_EXCHANGES) }, (state) => {
      this.logger.warn(state === 'closed' ? 'the identity provider exchanges tokens again' : state === 'open' ? `the identity provider fails too often: no token is exchanged for ${breaker.openSeconds} s` : 'one exchange tries the identity provider');
      happenings.tell('breaker', { upstream: 'identity-provider', state });
    });
  }

  /** The token for the REST API. Throws AgentError where the caller's token is refused, OutageError where the exchange fails. */
  tokenFor(caller: Caller): string | Promise<string> {
    const digest = digestOf(caller.token);
    const known = this.exchanged.get(digest);
    if (known !== undefined) return known;
    const asking = this.asking.get(digest);
    if (asking !== undefined) return asking;
    const asked = this.ask(caller, digest).finally(() => { this.asking.delete(digest); });
    this.asking.set(digest, asked);
    return asked;
  }

  /** The REST API refused the token that was got for this caller: the next call exchanges anew. */
  forget(caller: Caller): void { this.exchanged.put(digestOf(caller.token), '', 0); }

  private async ask({ token, expiresAt }: Caller, digest: string): Promise<string> {
    const answer = await this.guarded(token);
    const { access_token: got, expires_in: life } = (answer.json ?? {}) as { access_token?: unknown; expires_in?: unknown };
    if (answer.status !== 200 || typeof got !== 'string' || got === '') throw this.refusal(answer);
    const seconds = typeof life === 'number' && life > 0 ? life : UNSAID_SECONDS;
    // Half of its life at least is used, however short that is.
    const usable = Math.max(seconds * 1000 - SKEW_MS, seconds * 500);
    this.exchanged.put(digest, got, Math.min(Date.now() + usable, expiresAt * 1000));
    return got;
  }

  /** One exchange, unless the identity provider failed too often a moment ago: each failure may take `idp.timeout-ms`. */
  private async guarded(token: string): Promise<OutgoingAnswer> {
    const held = this.breaker.wait();
    if (held > 0) throw this.heldBack(held);
    try {
      const answer = await this.exchange(token);
      this.breaker.note(answer.status < 500 ? 'well' : 'outage', '');
      return answer;
    } catch (error) {
      this.breaker.note('outage', '');
      throw this.away(error);
    }
  }

  private heldBack(waitMs: number): OutageError {
    const request = currentRequest();
    this.happenings.tell('limited', { limit: 'breaker', waitMs, caller: request?.caller, requestId: request?.requestId });
    return new OutageError('The identity provider failed too often a moment ago, so your access token was not exchanged.', { written: writtenBy(currentToolCall()), next: `Call again in ${secondsOf(waitMs)} seconds.` });
  }

  private async exchange(token: string): Promise<OutgoingAnswer> {
    const { clientId = '', clientSecret = '', tokenEndpoint } = this.config.octoperf.exchange;
    const endpoint = tokenEndpoint ?? (await this.metadata.read()).tokenEndpoint;
    if (endpoint === undefined) throw new Error('the metadata of the issuer names no token_endpoint');
    const form = new URLSearchParams({ grant_type: GRANT, subject_token: token, subject_token_type: ACCESS_TOKEN, requested_token_type: ACCESS_TOKEN, audience: this.config.exchangeAudience });
    // RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
    const basic = Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(':')).toString('base64');
    return this.outgoing.post(endpoint, form, `Basic ${basic}`, this.config.idp.timeoutMs);
  }

  private refusal({ status, json }: OutgoingAnswer): Error {
    const { error } = (json ?? {}) as { error?: unknown };
    const written = writtenBy(currentToolCall());
    if (status < 500 && typeof error === 'string' && OF_THE_TOKEN.has(error)) return new AgentError('The identity provider no longer exchanges your access token (expired, or the connector was revoked).', 'Sign in again, then repeat the call.', { written, retry: 'later' });
    if (status >= 500) return this.away(`HTTP ${status}`);
    const word = typeof error === 'string' && /^[\w-]{1,40}$/.test(error) ? error : `HTTP ${status}`;
    this.logger.error(`the identity provider refuses to exchange tokens: ${word}; check octoperf.exchange and what the client may do there`);
    return new OutageError('The identity provider refuses to exchange your access token for one of the OctoPerf REST API.', { written, retry: 'never', next: 'Ask the operator to check octoperf.exchange.' });
  }

  private away(cause: unknown): OutageError {
    this.logger.warn(`tokens cannot be exchanged: ${cause instanceof Error ? cause.message : String(cause)}`);
    this.metadata.forget();
    return new OutageError('The identity provider cannot be reached to exchange your access token.', { written: writtenBy(currentToolCall()) });
  }
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64');
