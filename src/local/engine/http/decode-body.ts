import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { Reply } from './wire.js';

/** Most bytes of one body that are kept and looked at; also the limit that an answer may swell to when decompressed. */
export const BODY_LIMIT = 10 * 1024 * 1024;

type Decoder = (data: Buffer) => Buffer;
const options = { maxOutputLength: BODY_LIMIT };
const DECODERS: Readonly<Record<string, Decoder>> = {
  'gzip': (data) => gunzipSync(data, options),
  'x-gzip': (data) => gunzipSync(data, options),
  // "deflate" is zlib by the book and raw in some servers.
  'deflate': (data) => (((data[0] ?? 0) & 0x0f) === 8 ? inflateSync(data, options) : inflateRawSync(data, options)),
  'br': (data) => brotliDecompressSync(data, options),
  'identity': (data) => data,
};

/** Codings of an Accept-Encoding header that can be undone here, joined again; '' = none. */
export function decodableCodings(acceptEncoding: string): string {
  return acceptEncoding.split(',').map((part) => part.trim())
    .filter((part) => Object.hasOwn(DECODERS, part.split(';', 1)[0]?.trim().toLowerCase() ?? ''))
    .join(', ');
}

/** Value of the first header of a name, '' = absent. */
export function headerOf(reply: Reply, name: string): string {
  for (let at = 0; at + 1 < reply.rawHeaders.length; at += 2) {
    const key = reply.rawHeaders[at];
    if (key?.length === name.length && key.toString('latin1').toLowerCase() === name) return reply.rawHeaders[at + 1]?.toString('latin1') ?? '';
  }
  return '';
}

/** The body without its compression. What cannot be undone (cut off, broken, a bomb) comes back as it was received. */
export function decodedBody(reply: Reply): Buffer {
  const [only] = reply.kept;
  const raw = reply.kept.length === 1 && only !== undefined ? only : Buffer.concat(reply.kept);
  const codings = headerOf(reply, 'content-encoding').toLowerCase().split(',').map((coding) => coding.trim()).filter((coding) => coding !== '');
  if (codings.length === 0 || raw.length === 0 || codings.length > 3) return raw;
  try {
    return codings.reverse().reduce((data, coding) => (Object.hasOwn(DECODERS, coding) ? (DECODERS[coding]?.(data) ?? data) : data), raw);
  } catch {
    return raw;
  }
}

/** Media type in lower case without parameters, '' = not said. */
export const mediaTypeOf = (contentType: string): string => {
  const end = contentType.indexOf(';');
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
};

/** Text in the character set the answer names, else UTF-8. */
export function textOf(body: Buffer, contentType: string): string {
  const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  if (charset === 'utf-8' || charset === 'utf8') return body.toString('utf8');
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return body.toString('utf8');
  }
}

/** Whether a body can be shown as text without loss. */
export function isText(body: Buffer, contentType: string): boolean {
  return /charset\s*=/i.test(contentType) || isUtf8(body);
}
