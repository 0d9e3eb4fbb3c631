import { z } from 'zod';
import type { HttpRequestEntity, HttpResponseEntity } from '../../contract/http-exchange.js';
import type { Header } from '../../contract/post-data.js';
import type { HttpBodyKind } from '../../contract/validation.js';
import { untrusted } from '../../mcp/index.js';
import { excerpt } from './excerpt.js';

/** Most characters of a body, and of the headers together, that one message shows. */
const SHOWN = 2_000;

const message = {
  headers: z.string().describe('One "Name: value" per line.'),
  body: z.string(),
  bodyEncoding: z.string().optional().describe('base64: the body is binary and not shown here.'),
  more: z.string().optional().describe('What was left out and how to read it.'),
};

/** Captured messages as they are shown (entities.md §9.3: names documented, fields ours). Everything in them is fenced. */
export const CapturedRequest = z.object({ method: z.string(), url: z.string(), ...message });
export const CapturedResponse = z.object({ code: z.int().describe('HTTP status; -1 = no answer at all, see message'), message: z.string().optional(), ...message });

export const capturedRequest = (request: HttpRequestEntity, kind: HttpBodyKind): z.input<typeof CapturedRequest> =>
  ({ method: request.method, url: fenced(request.url), ...parts(request, kind) });

export const capturedResponse = (response: HttpResponseEntity, kind: HttpBodyKind): z.input<typeof CapturedResponse> =>
  ({ code: response.code, ...(response.message === '' ? {} : { message: fenced(response.message) }), ...parts(response, kind) });

interface Message { headers: Header[]; body: string; bodyEncoding: 'text' | 'base64'; bodySize?: number | undefined }

function parts({ headers, body, bodyEncoding, bodySize }: Message, kind: HttpBodyKind) {
  const binary = bodyEncoding === 'base64';
  const lines = headers.map(({ name, value }) => `${name}: ${value}`).join('\n');
  const shown = excerpt(binary ? '' : body, 0, SHOWN);
  const more = [
    ...(lines.length > SHOWN ? [`headers cut at ${SHOWN} of ${lines.length} characters`] : []),
    ...(binary && body !== '' ? [`binary body of ${bodySize ?? '?'} bytes: fetch_validation_http_body, kind ${kind}, gives it as base64`] : []),
    ...(shown.end < shown.total ? [`body cut at ${shown.end} of ${shown.total} characters: fetch_validation_http_body, kind ${kind}, offset ${shown.end}`] : []),
  ].join('; ');
  return {
    headers: fenced(lines),
    body: shown.text === '' ? '' : untrusted(shown.text),
    ...(binary ? { bodyEncoding } : {}),
    ...(more === '' ? {} : { more }),
  };
}

/** Text of the system under test, cut; nothing stays nothing. */
const fenced = (text: string): string => (text === '' ? '' : untrusted(excerpt(text, 0, SHOWN).text));
