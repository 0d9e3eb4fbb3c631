import { randomBytes, randomUUID } from 'node:crypto';
import type { Account, AccountStore } from '../storage/identity-store.js';
import type { AccessTokenClaims, AccessTokens } from './access-tokens.js';
import type { LiveGrants } from './live-grants.js';
import { LoginThrottle } from './login-throttle.js';
import { hashPassword, refusePassword, verifyPassword } from './password-hash.js';
import { sha256 } from './secrets.js';

/** Life of a session token, in milliseconds (a day). Existing clients log in again on 401 (octoperf-rest-api.md §1.2). */
const SESSION_LIFE_MS = 24 * 3_600_000;
const USERNAME_MAX = 254;
const PASSWORD_MAX = 1_024;
const PASSWORD_MIN = 8;
/** API keys and session tokens are lower-case UUIDs (octoperf-rest-api.md §1.2, documented). */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;

/** A new account; without an id it gets a random one of the platform's form. */
export interface NewAccount {
  readonly username: string;
  readonly password: string;
  readonly platformAdmin?: boolean;
  readonly id?: string;
}

export type PasswordCheck =
  | { readonly outcome: 'accepted'; readonly account: Account }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'throttled'; readonly retryAfterSeconds: number };

export type Login = Exclude<PasswordCheck, { readonly outcome: 'accepted' }> | { readonly outcome: 'accepted'; readonly account: Account; readonly token: string };

const nameOf = (username: string): string => username.normalize('NFKC').trim().toLowerCase();

/** Who is calling: the accounts of the embedded backend and everything that proves one. */
export class AccountService {
  private readonly throttle: LoginThrottle;

  constructor(private readonly store: AccountStore, private readonly tokens: AccessTokens, private readonly grants: LiveGrants, private readonly now: () => number, private readonly restAudiences: readonly string[]) {
    this.throttle = new LoginThrottle(now);
  }

  /**
   * @param bearer an OAuth access token, a session token or an API key, without the word `Bearer`.
   * @param audiences what an access token must be for; the REST API where nothing is said.
   * @returns the account, or `undefined` for anything that proves nothing (any more).
   */
  async authenticate(bearer: string, audiences: readonly string[] = this.restAudiences): Promise<Account | undefined> {
    if (UUID.test(bearer)) return this.ofCredential(bearer);
    const claims = await this.tokens.verify(bearer);
    if (!claims?.audiences.some((audience) => audiences.includes(audience))) return undefined;
    return this.liveAccount(claims);
  }

  /** The account behind a verified token, while the consent it was given under stands. */
  async liveAccount({ grantId, accountId }: AccessTokenClaims): Promise<Account | undefined> {
    if (grantId !== undefined && !(await this.grants.isLive(grantId))) return undefined;
    return this.store.findById(accountId);
  }

  /** Whether a header shows a session token or an API key: something the account itself was given, and no application. */
  isOwnCredential(authorization: string | undefined): boolean { return UUID.test(BEARER.exec(authorization ?? '')?.[1] ?? ''); }

  /** The same for the value of an `Authorization` header. */
  async authenticateHeader(authorization: string | undefined, audiences?: readonly string[]): Promise<Account | undefined> {
    const bearer = BEARER.exec(authorization ?? '')?.[1];
    return bearer === undefined ? undefined : this.authenticate(bearer, audiences);
  }

  /** @param address of the caller: guesses are counted per user name and address. */
  async checkPassword(username: string, password: string, address: string): Promise<PasswordCheck> {
    const name = nameOf(username);
    const attempt = await this.throttle.run(sha256(`${name}\n${address}`), () => this.accountFor(name, password));
    if (attempt.refused) return { outcome: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds };
    return attempt.value === undefined ? { outcome: 'refused' } : { outcome: 'accepted', account: attempt.value };
  }

  /** Checks the password and opens a session: its token is a UUID, valid for a day. */
  async login(username: string, password: string, address: string): Promise<Login> {
    const check = await this.checkPassword(username, password, address);
    if (check.outcome !== 'accepted') return check;
    const token = randomUUID();
    await this.store.addCredential({ hash: sha256(token), kind: 'session', accountId: check.account.id, name: '', created: this.now(), expiresAt: this.now() + SESSION_LIFE_MS });
    return { ...check, token };
  }

  /** Ends a session or forgets an API key; an unknown token is not an error. */
  async forget(token: string): Promise<void> {
    await this.store.removeCredential(sha256(token));
  }

  /** @throws Error with a sentence for the operator when the name is taken or unusable, or the password too short. */
  async createAccount({ username, password, platformAdmin = false, id }: NewAccount): Promise<Account> {
    const name = nameOf(username);
    if (name === '' || name.length > USERNAME_MAX || /\s/.test(name)) throw new Error(`"${username.slice(0, 80)}" cannot be a user name: use an e-mail address of at most ${USERNAME_MAX} characters.`);
    if (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX) throw new Error(`The password of ${name} must have ${PASSWORD_MIN} to ${PASSWORD_MAX} characters.`);
    const account: Account = { id: id ?? randomBytes(15).toString('base64url'), username: name, passwordHash: await hashPassword(password), platformAdmin, created: this.now() };
    if (!(await this.store.insert(account))) throw new Error(`The account ${name} exists already.`);
    return account;
  }

  /** The account with this user name; without a name the one scripts use: the oldest ordinary account, else the oldest. */
  async find(username: string | undefined): Promise<Account | undefined> {
    if (username !== undefined) return this.store.findByUsername(nameOf(username));
    const accounts = await this.store.list();
    return accounts.find(({ platformAdmin }) => !platformAdmin) ?? accounts[0];
  }

  findById(id: string): Promise<Account | undefined> {
    return this.store.findById(id);
  }

  private async accountFor(name: string, password: string): Promise<Account | undefined> {
    const account = name.length > USERNAME_MAX || password.length > PASSWORD_MAX ? undefined : await this.store.findByUsername(name);
    const right = account === undefined ? await refusePassword(password.slice(0, PASSWORD_MAX)) : await verifyPassword(password, account.passwordHash);
    return right ? account : undefined;
  }

  private async ofCredential(token: string): Promise<Account | undefined> {
    const credential = await this.store.findCredential(sha256(token));
    if (credential === undefined || (credential.expiresAt !== null && credential.expiresAt <= this.now())) return undefined;
    return this.store.findById(credential.accountId);
  }
}
