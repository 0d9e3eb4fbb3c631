import { CookieJar } from 'tough-cookie';
import type { CookiePolicy } from './network-settings.js';

/** Memo entries kept; a site with ids in its paths must not fill the memory. */
const MEMO_SIZE = 200;

/** The cookies of one user. Empty costs nothing, and the header of a path is worked out again only when a cookie changed. */
export class UserCookies {
  private jar: CookieJar | undefined;
  private readonly memo = new Map<string, string>();
  private memoUntil = Infinity;

  /**
   * STANDARD = RFC 6265 as browsers read it; STANDARD_STRICT leaves out what is not written by the book; NETSCAPE knows no Max-Age;
   * IGNORE_COOKIES keeps and sends nothing; DEFAULT is played as STANDARD.
   */
  constructor(private readonly policy: CookiePolicy) {}

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
    const text = admitted(setCookie, this.policy);
    if (text === undefined) return;
    this.jar ??= new CookieJar(undefined, { rejectPublicSuffixes: false, looseMode: this.policy !== 'STANDARD_STRICT' });
    const cookie = this.jar.setCookieSync(text, origin + path, { ignoreError: true });
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

/** RFC 1123, RFC 850 and asctime dates: what a strict reader takes for an expiry. */
const BOOK_DATE = /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]+, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/;

/** A Set-Cookie header as the policy reads it; undefined = not at all. */
function admitted(setCookie: string, policy: CookiePolicy): string | undefined {
  if (policy === 'STANDARD' || policy === 'DEFAULT') return setCookie;
  if (policy === 'IGNORE_COOKIES') return undefined;
  const [pair = '', ...attributes] = setCookie.split(';');
  const isNamed = (attribute: string, name: string): boolean => attribute.trim().toLowerCase().startsWith(`${name}=`);
  if (policy === 'NETSCAPE') return [pair, ...attributes.filter((attribute) => !isNamed(attribute, 'max-age'))].join(';');
  const valueOf = (attribute: string): string => attribute.slice(attribute.indexOf('=') + 1).trim();
  const isBroken = (attribute: string): boolean => (isNamed(attribute, 'expires') && !BOOK_DATE.test(valueOf(attribute))) || (isNamed(attribute, 'max-age') && !/^-?\d+$/.test(valueOf(attribute)));
  return attributes.some(isBroken) ? undefined : setCookie;
}
