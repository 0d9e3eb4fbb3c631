import type { OidcPayloadStore, OidcRow } from '../storage/identity-store.js';
import type { LiveGrants } from './live-grants.js';

/** An application that an account let in, as the account's owner sees it (octoperf-rest-api.md §6, "user page"; keys inferred). */
export interface ConnectedApp {
  /** The grant; what is revoked. */
  readonly id: string;
  readonly clientId: string;
  /** What the application calls itself: not verified by anybody. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly created: number;
  readonly lastActivity: number;
  /** Epoch milliseconds; `null` when the application holds no refresh token. */
  readonly refreshTokenExpires: number | null;
}

const record = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const millis = (seconds: unknown): number => (typeof seconds === 'number' ? seconds * 1000 : 0);

/** Every scope a grant carries, of OpenID and of the resources. */
function scopesOf(grant: OidcRow): string[] {
  const { openid, resources } = grant.payload;
  const scopes = [record(openid)['scope'], ...Object.values(record(resources))].map(text).join(' ').split(' ');
  return [...new Set(scopes)].filter((scope) => scope !== '');
}

/** Lists and revokes the applications of an account. */
export class ConnectedApps {
  constructor(private readonly store: OidcPayloadStore, private readonly grants: LiveGrants, private readonly now: () => number) {}

  /** @returns the applications of this account, the most recently active first. */
  async list(accountId: string): Promise<ConnectedApp[]> {
    const alive = ({ expiresAt }: OidcRow): boolean => expiresAt === null || expiresAt > this.now();
    const grants = (await this.store.listByAccount('Grant', accountId)).filter(alive);
    const tokens = (await this.store.listByAccount('RefreshToken', accountId)).filter(alive);
    const apps = await Promise.all(grants.map((grant) => this.describe(grant, tokens.filter(({ grantId }) => grantId === grant.id))));
    return apps.sort((left, right) => right.lastActivity - left.lastActivity);
  }

  /**
   * Takes the consent back: the grant, its codes and refresh tokens go, and this backend refuses its access tokens from now on.
   * @returns false when this account has no such application.
   */
  async revoke(accountId: string, id: string): Promise<boolean> {
    const grant = await this.store.find('Grant', id);
    if (grant === undefined || grant.accountId !== accountId) return false;
    await this.store.destroy('Grant', id);
    await this.store.destroyByGrant(id);
    this.grants.forget(id);
    return true;
  }

  private async describe(grant: OidcRow, tokens: readonly OidcRow[]): Promise<ConnectedApp> {
    const clientId = text(grant.payload['clientId']);
    const client = await this.store.find('Client', clientId);
    const usable = tokens.filter(({ consumedAt }) => consumedAt === null);
    const created = millis(grant.payload['iat']);
    return {
      id: grant.id,
      clientId,
      name: text(client?.payload['client_name']) || clientId,
      scopes: scopesOf(grant),
      created,
      lastActivity: Math.max(created, ...tokens.map(({ payload }) => millis(payload['iat']))),
      refreshTokenExpires: usable.length === 0 ? null : Math.max(...usable.map(({ expiresAt }) => expiresAt ?? 0)),
    };
  }
}
