import { CookieJar } from 'tough-cookie';

/** Memo entries kept; a site with ids in its paths must not fill the memory. */
const MEMO_SIZE = 200;

/** The cookies of one user. Empty costs nothing, and the header of a path is worked out again only when a cookie changed. */
export class UserCookies {
  private jar: CookieJar | undefined;
  private readonly memo = new Map<string, string>();
  private memoUntil = Infinity;

  /** `ignored` = the profile's policy IGNORE_COOKIES: nothing is kept, nothing is sent. */
  constructor(readonly ignored: boolean) {}

  /** Value of the Cookie header, '' = none. */
  header(origin: string, path: string): string {
    if (this.jar === undefined) return '';
    if (Date.now() >= this.memoUntil) this.forget();
    const end = path.indexOf('?');
    const url = origin + (end < 0 ? path : path.slice(0, end));
    const known = this.memo.get(url);
    if (known !== undefined) return known;
    const value = this.jar.getCookieStringSync(url);
    if (this.memo.size >= MEMO_SIZE) this.memo.clear();
    this.memo.set(url, value);
    return value;
  }

  /** Takes one Set-Cookie header; one that cannot be read, or that belongs to another site, is left out as browsers do. */
  take(setCookie: string, origin: string, path: string): void {
    if (this.ignored) return;
    this.jar ??= new CookieJar(undefined, { rejectPublicSuffixes: false, looseMode: true });
    const cookie = this.jar.setCookieSync(setCookie, origin + path, { ignoreError: true });
    const expiry = cookie?.expiryTime() ?? Infinity;
    const memoUntil = Math.min(this.memoUntil, expiry);
    this.memo.clear();
    this.memoUntil = memoUntil;
  }

  clear(): void {
    this.jar = undefined;
    this.forget();
  }

  private forget(): void {
    this.memo.clear();
    this.memoUntil = Infinity;
  }
}
