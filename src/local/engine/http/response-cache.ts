import { rewritten, withoutHeaders } from './redirect.js';
import { urlOf, type Reply, type WireRequest } from './wire.js';

export interface CacheSettings {
  /** Most entries, the least used go first; 0 = no cache. */
  readonly size: number;
  /** Whether Cache-Control and Expires say how long an answer is good without asking again. */
  readonly usesExpiry: boolean;
}

/** What is kept of an answer: never its body, so a 304 comes with none, as from JMeter's cache manager. */
interface Entry { readonly lastModified: string; readonly etag: string; readonly freshUntil: number; readonly vary: string }
interface Said { lastModified: string; etag: string; expires: string; cacheControl: string; date: string; vary: string; counts: boolean }

const YEAR_MS = 365 * 24 * 3600 * 1000;
/** Of the age an answer had when it was sent, how much longer it counts as fresh where it says nothing (RFC 9111 §4.2.2; JMeter takes the same share). */
const HEURISTIC = 0.1;

/**
 * A user's HTTP cache, by the rules of JMeter's cache manager: GET only; answers of 2xx (and 304) with a Last-Modified, ETag, Expires or
 * Cache-Control header; a known address is asked again with If-Modified-Since and If-None-Match; with `usesExpiry` a fresh one is not
 * asked at all. An answer that names no age is fresh for a tenth of its own, or for a year where that is not known.
 * Other than there the last answer counts, so that an entry whose content changed is not asked about for ever.
 */
export class ResponseCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly settings: CacheSettings) {}

  clear(): void { this.entries.clear(); }

  /** The request with the conditions of its entry; undefined = the entry is fresh, nothing is to be sent. */
  conditioned(wire: WireRequest): WireRequest | undefined {
    if (this.entries.size === 0 || wire.method !== 'GET') return wire;
    const entry = this.find(wire);
    if (entry === undefined) return wire;
    if (entry.freshUntil > Date.now()) return undefined;
    const { lastModified, etag } = entry;
    if (lastModified === '' && etag === '') return wire;
    const headers = withoutHeaders(wire.headers, (name) => (name === 'if-modified-since' && lastModified !== '') || (name === 'if-none-match' && etag !== ''));
    if (lastModified !== '') headers.push('If-Modified-Since', lastModified);
    if (etag !== '') headers.push('If-None-Match', etag);
    return rewritten(wire, { origin: wire.origin, path: wire.path, method: wire.method, headers, body: wire.body });
  }

  /** Looks at every answer; keeps what a later request needs. */
  take(wire: WireRequest, reply: Reply): void {
    if (this.settings.size === 0 || wire.method !== 'GET' || !((reply.code >= 200 && reply.code < 300) || reply.code === 304)) return;
    const said = read(reply.rawHeaders);
    if (!said.counts || said.vary === '*' || (this.settings.usesExpiry && said.cacheControl.includes('no-store'))) return;
    const key = urlOf(wire);
    const before = reply.code === 304 ? this.find(wire) : undefined;
    const made: Entry = { lastModified: said.lastModified || (before?.lastModified ?? ''), etag: said.etag || (before?.etag ?? ''), freshUntil: this.settings.usesExpiry ? freshUntil(said) : 0, vary: '' };
    if (said.vary === '') { this.put(key, made); return; }
    this.put(key, { ...made, freshUntil: 0, vary: said.vary });
    this.put(varied(key, said.vary, wire), made);
  }

  private find(wire: WireRequest): Entry | undefined {
    const key = urlOf(wire);
    const entry = this.used(key);
    return entry === undefined || entry.vary === '' ? entry : this.used(varied(key, entry.vary, wire));
  }

  /** Entries in use move to the end, so the first is the one to go. */
  private used(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry !== undefined) { this.entries.delete(key); this.entries.set(key, entry); }
    return entry;
  }

  private put(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.settings.size && oldest !== undefined) this.entries.delete(oldest);
  }
}

/** Told apart by length first: this runs for every header of every answer. */
function read(rawHeaders: readonly Buffer[]): Said {
  const said: Said = { lastModified: '', etag: '', expires: '', cacheControl: '', date: '', vary: '', counts: false };
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length !== 4 && name?.length !== 7 && name?.length !== 13) continue;
    const value = (): string => rawHeaders[at + 1]?.toString('latin1').trim() ?? '';
    switch (name.toString('latin1').toLowerCase()) {
      case 'date': said.date = value(); break;
      case 'vary': said.vary = value(); break;
      case 'etag': said.etag = value(); said.counts ||= said.etag !== ''; break;
      case 'expires': said.expires = value(); said.counts ||= said.expires !== ''; break;
      case 'last-modified': said.lastModified = value(); said.counts ||= said.lastModified !== ''; break;
      case 'cache-control': said.cacheControl = value().toLowerCase(); said.counts ||= said.cacheControl !== ''; break;
      default:
    }
  }
  return said;
}

/** Epoch ms until which an answer is good; 0 = to be asked about at once. */
function freshUntil({ cacheControl, expires, lastModified, date }: Said): number {
  if (/\bno-cache\b/.test(cacheControl)) return 0;
  const maxAge = /\bmax-age\s*=\s*"?(\d+)/.exec(cacheControl)?.[1];
  if (maxAge !== undefined) return Date.now() + Number(maxAge) * 1000;
  // A date that cannot be read means: gone already.
  if (expires !== '') return Date.parse(expires) || 0;
  const age = Date.parse(date) - Date.parse(lastModified);
  return Date.now() + (Number.isNaN(age) ? YEAR_MS : Math.round(age * HEURISTIC));
}

/** The entry of one of several answers: the named request headers belong to its address. */
function varied(key: string, vary: string, { headers }: WireRequest): string {
  const values = vary.split(',').map((name) => name.trim().toLowerCase()).map((name) => {
    const found: string[] = [];
    for (let at = 0; at + 1 < headers.length; at += 2) if (headers[at]?.toLowerCase() === name) found.push(headers[at + 1] ?? '');
    return [name, ...found];
  });
  return `${JSON.stringify(values)} ${key}`;
}
