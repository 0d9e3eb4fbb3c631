import { JtlError } from './jtl-error.js';

/** Longest tag with its attributes, in characters. */
const TAG_MAX = 1_048_576;
/** Longest text that is handed on; the rest of it is passed over. */
const TEXT_MAX = 65_536;

/** Receives the tags of an XML text in their order. `text` of `close` is what stood directly in front of the tag, where it was listened to. */
export interface TagSink {
  /** @returns whether the text up to the next tag is wanted */
  open(name: string, attributes: string, selfClosed: boolean): boolean;
  close(name: string, text: string): void;
}

/**
 * Cuts XML into tags, piece by piece: nothing but the piece, the tag that is being read and a wanted text is held, so that a file of
 * any size and with bodies of any length is read in the same memory. Nothing is resolved but the five named entities and character
 * references: a DOCTYPE, the only place where others could come from, is refused.
 */
export class XmlTokens {
  private rest = '';
  private text = '';
  private isWanted = false;

  constructor(private readonly file: string, private readonly sink: TagSink) {}

  /** Whether the text ended inside of a tag. */
  get isInTag(): boolean { return this.rest !== ''; }

  write(text: string): void {
    const all = this.rest + text;
    let at = 0;
    while (at < all.length) {
      const open = all.indexOf('<', at);
      this.hear(all, at, open < 0 ? all.length : open);
      if (open < 0) { at = all.length; break; }
      const next = this.markup(all, open);
      if (next < 0) { at = open; break; }
      at = next;
    }
    this.rest = all.slice(at);
    if (this.rest.length > TAG_MAX) throw new JtlError(`${this.file} has a tag of more than ${TAG_MAX} characters: this is no JTL file.`);
  }

  private hear(all: string, from: number, to: number): void {
    if (this.isWanted && this.text.length < TEXT_MAX) this.text += all.slice(from, Math.min(to, from + TEXT_MAX - this.text.length));
  }

  /** Reads what begins with the `<` at `at`. @returns where it ends, -1 to wait for more */
  private markup(all: string, at: number): number {
    const mark = all.charCodeAt(at + 1);
    if (mark === 33) return this.declaration(all, at);
    if (mark === 63) return after(all, '?>', at + 2);
    const end = tagEnd(all, at + 1);
    if (end < 0) return -1;
    if (mark === 47) {
      this.sink.close(all.slice(at + 2, end).trim(), decoded(this.text));
      this.isWanted = false;
      this.text = '';
      return end + 1;
    }
    const selfClosed = all.charCodeAt(end - 1) === 47;
    const inside = all.slice(at + 1, selfClosed ? end - 1 : end);
    const space = inside.search(/\s/);
    this.isWanted = this.sink.open(space < 0 ? inside : inside.slice(0, space), space < 0 ? '' : inside.slice(space), selfClosed) && !selfClosed;
    this.text = '';
    return end + 1;
  }

  private declaration(all: string, at: number): number {
    if (all.startsWith('<!--', at)) return after(all, '-->', at + 4);
    if (all.startsWith('<![CDATA[', at)) {
      const end = all.indexOf(']]>', at);
      if (end < 0) return -1;
      if (this.isWanted) this.hear(encoded(all.slice(at + 9, end)), 0, TEXT_MAX);
      return end + 3;
    }
    if (all.length - at < 9 && ('<![CDATA['.startsWith(all.slice(at)) || '<!--'.startsWith(all.slice(at)))) return -1;
    throw new JtlError(`${this.file} has a DOCTYPE or another declaration, which a JTL file never has: it is not read.`);
  }
}

function after(all: string, mark: string, from: number): number {
  const end = all.indexOf(mark, from);
  return end < 0 ? -1 : end + mark.length;
}

/** The `>` that ends a tag: one inside of quotes does not. -1 where it is not there yet. */
function tagEnd(all: string, from: number): number {
  for (let at = from; at < all.length; at++) {
    const character = all.charCodeAt(at);
    if (character === 62) return at;
    if (character !== 34 && character !== 39) continue;
    at = all.indexOf(character === 34 ? '"' : "'", at + 1);
    if (at < 0) return -1;
  }
  return -1;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** A text with its references resolved; an unknown one is left as it stands. */
export function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi, (all, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    if (name !== undefined) return NAMED[name] ?? all;
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    return code > 0x10ffff ? all : String.fromCodePoint(code);
  });
}

const encoded = (text: string): string => text.replaceAll('&', '&amp;');

/** Hands every attribute of a tag on, resolved. */
export function eachAttribute(text: string, take: (name: string, value: string) => void): void {
  for (let at = 0; ;) {
    const equals = text.indexOf('=', at);
    if (equals < 0) return;
    let open = equals + 1;
    while (isSpace(text.charCodeAt(open))) open += 1;
    const quote = text.charCodeAt(open);
    const close = quote === 34 || quote === 39 ? text.indexOf(quote === 34 ? '"' : "'", open + 1) : -1;
    if (close < 0) { at = equals + 1; continue; }
    take(text.slice(at, equals).trim(), decoded(text.slice(open + 1, close)));
    at = close + 1;
  }
}

const isSpace = (character: number): boolean => character === 32 || (character >= 9 && character <= 13);
