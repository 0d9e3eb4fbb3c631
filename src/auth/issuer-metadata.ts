import { Injectable } from '@nestjs/common';
import { ApplicationConfig } from '../config/application-config.js';
import { Outgoing } from '../outgoing/outgoing.js';

/** What an identity provider says of itself (RFC 8414, OIDC Discovery), as far as it is used. */
export interface IssuerDocument { readonly jwksUri: string | undefined; readonly tokenEndpoint: string | undefined }

const FRESH_MS = 600_000;
const ADDRESS = /^https?:\/\/[\x21-\x7e]{1,200}$/;

/** The metadata of the issuer, looked for at the places RFC 8414 and OIDC Discovery name. */
@Injectable()
export class IssuerMetadata {
  private known: { readonly document: IssuerDocument; readonly until: number } | undefined;
  private reading: Promise<IssuerDocument> | undefined;

  constructor(private readonly config: ApplicationConfig, private readonly outgoing: Outgoing) {}

  /** Read anew after ten minutes; concurrent callers share one look. Rejects where none of the places has it. */
  read(): Promise<IssuerDocument> {
    if (this.known !== undefined && this.known.until > Date.now()) return Promise.resolve(this.known.document);
    return (this.reading ??= this.look().finally(() => { this.reading = undefined; }));
  }

  /** Forgets what is known: it led nowhere. */
  forget(): void { this.known = undefined; }

  private async look(): Promise<IssuerDocument> {
    const issuer = new URL(this.config.issuer);
    const path = issuer.pathname.replace(/\/$/, '');
    const places = [
      `${issuer.origin}/.well-known/oauth-authorization-server${path}`,
      `${issuer.origin}${path}/.well-known/openid-configuration`,
      `${issuer.origin}/.well-known/openid-configuration${path}`,
    ];
    const failures: string[] = [];
    for (const place of places) {
      const answer = await this.outgoing.get(place, this.config.idp.timeoutMs).catch((error: unknown) => String(error));
      if (typeof answer === 'string' || answer.status !== 200) { failures.push(typeof answer === 'string' ? answer : `${answer.status}`); continue; }
      const { issuer: said, jwks_uri: jwksUri, token_endpoint: tokenEndpoint } = (answer.json ?? {}) as Record<string, unknown>;
      if (said === this.config.issuer) return this.keep({ jwksUri: textOf(jwksUri), tokenEndpoint: textOf(tokenEndpoint) });
      failures.push(`issuer is ${nameable(said)}`);
    }
    throw new Error(`no metadata of issuer ${this.config.issuer} (${failures.join('; ')})`);
  }

  private keep(document: IssuerDocument): IssuerDocument {
    this.known = { document, until: Date.now() + FRESH_MS };
    return document;
  }
}

/** An address as it is; of anything else a foreign document says there nothing goes on into an error or a log. */
const nameable = (said: unknown): string => (typeof said === 'string' && ADDRESS.test(said) ? said : 'no address');
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
