import { randomBytes } from 'node:crypto';
import { BoundedMap } from './bounded-map.js';

/** One browser's visit. Values that are undefined have not been issued, or have been spent. */
export interface Session {
  readonly id: string;
  /** Who signed in; undefined for a visitor. */
  readonly username: string | undefined;
  /** Bearer token of the JSON API, one per login. */
  readonly apiToken: string | undefined;
  /** Hidden field of the login form; only the last one issued counts, once. */
  loginCsrf: string | undefined;
  /** One-time ticket of the redirect after login. */
  ticket: string | undefined;
  /** Value of X-CSRF-Token, new on every account page. */
  cartCsrf: string | undefined;
}

const COOKIE = 'shop_session';

/** A random, URL-safe token. Never seeded: a recorded token must be worthless in the next run. */
export function newToken(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** All live sessions, bounded: the oldest visit is forgotten first. */
export class Sessions {
  private readonly byId: BoundedMap<Session>;
  private readonly byApiToken = new Map<string, Session>();

  constructor(limit: number) {
    this.byId = new BoundedMap<Session>(limit, (session) => this.forgetApiToken(session));
  }

  get size(): number {
    return this.byId.size;
  }

  /** The session named by a Cookie header, if it is still known. */
  find(cookieHeader: string | undefined): Session | undefined {
    const id = cookieValue(cookieHeader, COOKIE);
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** The signed-in session that owns the bearer token of an Authorization header. */
  findByAuthorization(authorization: string | undefined): Session | undefined {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    return token === undefined ? undefined : this.byApiToken.get(token);
  }

  /** Opens a visitor's session. */
  open(): Session {
    return this.keep({ id: newToken(24), username: undefined, apiToken: undefined });
  }

  /** Replaces a visitor's session by a customer's: new id, new API token, a one-time ticket. The old id dies. */
  signIn(visitor: Session, username: string): Session {
    this.byId.delete(visitor.id);
    this.forgetApiToken(visitor);
    const session = this.keep({ id: newToken(24), username, apiToken: newToken(30) });
    if (session.apiToken !== undefined) this.byApiToken.set(session.apiToken, session);
    session.ticket = newToken(18);
    return session;
  }

  private keep(identity: Pick<Session, 'id' | 'username' | 'apiToken'>): Session {
    const session: Session = { ...identity, loginCsrf: undefined, ticket: undefined, cartCsrf: undefined };
    this.byId.set(session.id, session);
    return session;
  }

  private forgetApiToken(session: Session): void {
    if (session.apiToken !== undefined) this.byApiToken.delete(session.apiToken);
  }
}

/** The Set-Cookie value that hands a session to the browser. */
export function sessionCookie(session: Session): string {
  return `${COOKIE}=${session.id}; Path=/; HttpOnly; SameSite=Lax`;
}

/** One cookie's value out of a Cookie header. */
function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}
