import { Inject, Injectable, Optional } from '@nestjs/common';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { ApplicationConfig } from '../../config/application-config.js';
import { AllowedHosts } from './allowed-hosts.js';
import { ForeignFileError } from './foreign-file-error.js';
import { unpacked } from './unpacked.js';
import { pinnedTo, type Resolve, resolveBySystem, vettedAddresses } from './vetted-address.js';

/** The one way for tests to say what names lead to. */
export const RESOLVE = Symbol('how names are resolved');
/** Files under way at once, over all callers: each holds a connection here and one to the REST API. */
const MOST_AT_ONCE = 8;
const REDIRECTS_MAX = 3;
const REDIRECTS: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308]);
const CERTIFICATE = /CERT|SIGNATURE|SELF_SIGNED|ISSUER|TLS|SSL|ALTNAME/;
/** No cookie, no authorization, no referrer: whoever is asked learns that somebody asks. */
const HEADERS = { 'accept': '*/*', 'accept-encoding': 'identity', 'user-agent': 'octoperf-mcp-server' };

/** A file of somebody else's server that has begun to arrive. To be closed, read or not. */
export interface ForeignFile {
  /** Where it came from, redirects followed. */
  readonly url: URL;
  /** Its bytes as they come, unpacked; throws ForeignFileError where they cannot be had to the end. */
  readonly bytes: AsyncIterable<Buffer>;
  /** Their number, where it is known before they came. */
  readonly length: number | undefined;
  close(): void;
}
interface Attempt { readonly url: URL; readonly ending: AbortController }

/**
 * Fetches files whose address a caller names, from the hosts that the operator lists (`imports.allowed-url-hosts`). Every address is judged
 * before it is connected, redirects like the first; bytes pass and are kept nowhere. Never through `octoperf.proxy`: there the proxy
 * would resolve the name, and what was judged need not be what is connected.
 */
@Injectable()
export class ForeignFiles {
  private readonly allowed: AllowedHosts;
  private underWay = 0;

  constructor(private readonly config: ApplicationConfig, @Optional() @Inject(RESOLVE) private readonly resolve: Resolve = resolveBySystem) {
    this.allowed = new AllowedHosts(config.imports.allowedUrlHosts);
  }

  /** Opens the file of an address. @param signal the caller gives up. Throws ForeignFileError. */
  async open(address: string, signal?: AbortSignal): Promise<ForeignFile> {
    if (this.underWay >= MOST_AT_ONCE) throw new ForeignFileError('busy', '', MOST_AT_ONCE);
    this.underWay++;
    const ending = new AbortController();
    const giveUp = (): void => { ending.abort(); };
    const timer = setTimeout(giveUp, this.config.imports.urlTimeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    let isOpen = true;
    const close = (): void => {
      if (!isOpen) return;
      isOpen = false;
      this.underWay--;
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      ending.abort();
    };
    try {
      if (signal?.aborted === true) giveUp();
      const { url, answer } = await this.follow(address, ending);
      return this.opened(url, answer, { ending, close });
    } catch (error) {
      close();
      throw error;
    }
  }

  private async follow(address: string, ending: AbortController): Promise<{ url: URL; answer: IncomingMessage }> {
    let url = this.judged(address);
    for (let redirects = 0; ; redirects++) {
      const answer = await this.ask({ url, ending });
      if (!REDIRECTS.has(answer.statusCode)) return { url, answer };
      answer.destroy();
      const { location } = answer.headers;
      if (location === undefined) throw new ForeignFileError('no-file', url.host, answer.statusCode);
      if (redirects === REDIRECTS_MAX) throw new ForeignFileError('redirects', url.host, REDIRECTS_MAX);
      if (!URL.canParse(location, url.href)) throw new ForeignFileError('address', url.host);
      url = this.judged(new URL(location, url).href);
    }
  }

  /** What the address itself says: more is known when its name is resolved. */
  private judged(address: string): URL {
    if (this.allowed.isEmpty) throw new ForeignFileError('off', '');
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) throw new ForeignFileError('address', url?.host ?? '');
    if (url.username + url.password !== '') throw new ForeignFileError('account', url.host);
    if (!this.allowed.covers(url)) throw new ForeignFileError('not-listed', `${url.protocol}//${url.host}`, this.config.imports.allowedUrlHosts.join(', '));
    return url;
  }

  /** The head of the answer, from one of the addresses that were judged and no other. */
  private async ask({ url, ending }: Attempt): Promise<IncomingMessage> {
    const connecting = new AbortController();
    const timer = setTimeout(() => { connecting.abort(); }, this.config.imports.urlConnectTimeoutMs);
    const signal = AbortSignal.any([ending.signal, connecting.signal]);
    try {
      const addresses = await Promise.race([vettedAddresses(url, this.allowed, this.resolve), aborted(signal)]);
      return await new Promise<IncomingMessage>((resolve, reject) => {
        // A connection of its own: one that is kept was made for another judgement.
        const asking = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, { agent: false, headers: HEADERS, lookup: pinnedTo(addresses), signal: ending.signal });
        connecting.signal.addEventListener('abort', () => { asking.destroy(new Error('not connected in time')); }, { once: true });
        asking.once('socket', (socket) => { socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => { clearTimeout(timer); }); });
        asking.once('response', resolve).on('error', reject).end();
      });
    } catch (error) {
      throw this.inWords(error, url, signal.aborted);
    } finally {
      clearTimeout(timer);
    }
  }

  private opened(url: URL, answer: IncomingMessage, { ending, close }: { readonly ending: AbortController; readonly close: () => void }): ForeignFile {
    const { statusCode = 0, headers } = answer;
    // What ends after nobody reads it any more is nobody's failure.
    answer.on('error', () => undefined);
    if (statusCode >= 500) throw new ForeignFileError('failing', url.host);
    if (statusCode >= 400) throw new ForeignFileError('refused', url.host, statusCode);
    if (statusCode !== 200) throw new ForeignFileError('no-file', url.host, statusCode);
    const most = this.config.mcp.fileSourceMaxBytes;
    const announced = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
    if (announced !== undefined && announced > most) throw new ForeignFileError('too-large', url.host, most);
    const coding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    const bytes = unpacked(answer, coding, { host: url.host, most });
    return { url, length: coding === 'identity' ? announced : undefined, close, bytes: this.told(bytes, url, ending.signal) };
  }

  private async *told(bytes: AsyncIterable<Buffer>, url: URL, ended: AbortSignal): AsyncIterable<Buffer> {
    try {
      yield* bytes;
    } catch (error) {
      throw error instanceof ForeignFileError || ended.aborted ? this.inWords(error, url, ended.aborted) : new ForeignFileError('broke-off', url.host, '', { cause: error });
    }
  }

  private inWords(error: unknown, url: URL, isLate: boolean): ForeignFileError {
    if (error instanceof ForeignFileError) return error;
    const { code = '' } = error as { code?: string };
    return new ForeignFileError(isLate ? 'slow' : CERTIFICATE.test(code) ? 'certificate' : 'unreachable', url.host, '', { cause: error });
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new Error('aborted'));
    signal.addEventListener('abort', () => { reject(new Error('aborted')); }, { once: true });
  });
}
