import { load, type CheerioAPI } from 'cheerio';
import { decodedBody, textOf } from './decode-body.js';
import { addCookie } from './transport.js';
import { EXPECTS_BODY, urlOf, type Reply, type WireRequest } from './wire.js';

/** Selecting in a tree takes the square of its depth; real pages stay far below, their images and line breaks included. */
const DEEPEST_PAGE = 20_000;

/** The answer was to be read as JSON or XML and is something else. */
export class NotReadable extends Error {
  override readonly name = 'NotReadable';
}

/** A request and its answer as extractors and assertions read them. Everything is worked out on first use and only once. */
export class ExchangeView {
  private bodyBytes: Buffer | undefined;
  private bodyText: string | undefined;
  private parsed: { readonly value: unknown } | undefined;
  private html: CheerioAPI | undefined;

  constructor(readonly wire: WireRequest, readonly reply: Reply) {}

  get url(): string { return urlOf(this.wire); }
  get bytes(): Buffer { return (this.bodyBytes ??= decodedBody(this.reply)); }
  get text(): string { return (this.bodyText ??= textOf(this.bytes, this.reply.contentType)); }

  /** The body as HTML; throws an Error with a sentence when it is nested so deep that reading it would stall the engine. */
  get document(): CheerioAPI {
    if (this.html === undefined) {
      if (unclosedTags(this.text) > DEEPEST_PAGE) throw new Error(`The page leaves more than ${DEEPEST_PAGE} tags open, so it is not read as HTML.`);
      this.html = load(this.text, { xml: { xmlMode: false, decodeEntities: true } });
    }
    return this.html;
  }

  /** The body as JSON; throws NotReadable when it is not. */
  get json(): unknown {
    if (this.parsed === undefined) {
      try {
        this.parsed = { value: JSON.parse(this.text) as unknown };
      } catch (error) {
        throw new NotReadable(`The answer is not JSON (${this.reply.contentType === '' ? 'no media type' : this.reply.contentType}).`, { cause: error });
      }
    }
    return this.parsed.value;
  }

  /** Status line and headers, one per line, as JMeter shows them. */
  get headersText(): string {
    const lines = [`HTTP/1.1 ${this.reply.code} ${this.reply.reason}`];
    for (let at = 0; at + 1 < this.reply.rawHeaders.length; at += 2) lines.push(`${this.reply.rawHeaders[at]?.toString('latin1') ?? ''}: ${this.reply.rawHeaders[at + 1]?.toString('latin1') ?? ''}`);
    return lines.join('\n');
  }

  get requestHeadersText(): string {
    return sentHeaders(this.wire, this.reply.cookie).map(({ name, value }) => `${name}: ${value}`).join('\n');
  }

  /** What a script puts in the place of the body: whoever reads it behind the script reads this. */
  replaceBody(text: string): void {
    this.bodyText = text;
    this.bodyBytes = Buffer.from(text);
    this.parsed = undefined;
    this.html = undefined;
  }

  get requestBodyText(): string { return this.wire.body?.toString('utf8') ?? ''; }
}

/** Tags opened and not closed: an upper bound of the nesting, found without building the tree. Void elements count, too. */
function unclosedTags(text: string): number {
  let open = 0;
  let most = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (text[at + 1] === '/') open = Math.max(0, open - 1);
    else if (/[a-zA-Z]/.test(text[at + 1] ?? '')) most = Math.max(most, ++open);
  }
  return most;
}

/** The headers in the order undici writes them (client-h1): Host, Connection, the designed ones, Content-Length. */
export function sentHeaders(wire: WireRequest, cookie: string): { name: string; value: string }[] {
  const flat = [...wire.headers];
  if (cookie !== '') addCookie(flat, cookie);
  const headers = [{ name: 'host', value: wire.host ?? wire.origin.slice(wire.origin.indexOf('//') + 2) }, { name: 'connection', value: wire.close || wire.method === 'HEAD' ? 'close' : 'keep-alive' }];
  for (let at = 0; at + 1 < flat.length; at += 2) headers.push({ name: flat[at] ?? '', value: flat[at + 1] ?? '' });
  const length = wire.body?.length ?? 0;
  if (length > 0 || EXPECTS_BODY.has(wire.method)) headers.push({ name: 'content-length', value: String(length) });
  return headers;
}
