import type { HttpRequestEntity, HttpResponseEntity } from '../../../contract/http-exchange.js';
import type { Header } from '../../../contract/post-data.js';
import { oneLine } from '../clean-text.js';
import { fieldOf, objectOf, objectsOf, textOf, wholeOf, type LooseObject } from '../loose-json.js';

const TEXT_TYPE = /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript|graphql)\b|application\/x-(?:javascript|www-form-urlencoded)\b|image\/svg\+xml\b)/i;

/** Header list of a HAR message as it stands; entries without a name are left out. */
export function recordedHeaders(message: LooseObject | undefined): Header[] {
  return objectsOf(message, 'headers').flatMap((header) => {
    const name = textOf(header, 'name') ?? '';
    return name === '' ? [] : [{ name, value: textOf(header, 'value') ?? '' }];
  });
}

/** Browsers join repeated headers (Set-Cookie) by line breaks: one line each again, and none can hold another. */
function separateLines(headers: readonly Header[]): Header[] {
  return headers.flatMap(({ name, value }) => value.split('\n').map((line) => ({ name: oneLine(name).text, value: oneLine(line).text })));
}

/** Body of a response: text wherever the bytes are text, base64 otherwise; `size` is what the recorder counted. */
function recordedBody(content: LooseObject | undefined): Pick<HttpResponseEntity, 'body' | 'bodyEncoding' | 'bodySize'> {
  const text = textOf(content, 'text') ?? '';
  const counted = wholeOf(content, 'size') ?? -1;
  if (textOf(content, 'encoding') !== 'base64') return { body: text, bodyEncoding: 'text', bodySize: counted >= 0 ? counted : Buffer.byteLength(text) };
  const bytes = Buffer.from(text, 'base64');
  const decoded = TEXT_TYPE.test(textOf(content, 'mimeType') ?? '') ? bytes.toString('utf8') : undefined;
  if (decoded !== undefined && !decoded.includes('\ufffd')) return { body: decoded, bodyEncoding: 'text', bodySize: bytes.length };
  return { body: text, bodyEncoding: 'base64', bodySize: bytes.length };
}

/** The recorded request as sent: every header, cookies too. */
export function recordedRequest(method: string, url: string, headers: readonly Header[], body: string): HttpRequestEntity {
  return { method, url, headers: separateLines(headers), body, bodyEncoding: 'text', bodySize: Buffer.byteLength(body) };
}

/** The recorded response of an entry; undefined where the browser got none (no response, or status 0 of an aborted request). */
export function recordedResponse(entry: LooseObject): HttpResponseEntity | undefined {
  const response = objectOf(fieldOf(entry, 'response'));
  const status = wholeOf(response, 'status') ?? 0;
  if (response === undefined || status <= 0) return undefined;
  return {
    code: status,
    message: oneLine(textOf(response, 'statusText') ?? '').text,
    headers: separateLines(recordedHeaders(response)),
    ...recordedBody(objectOf(fieldOf(response, 'content'))),
  };
}
