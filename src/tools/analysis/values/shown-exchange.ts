import { z } from 'zod';
import type { HttpExchange, HttpRequestEntity } from '../../../contract/http-exchange.js';
import { untrusted } from '../../../mcp/index.js';
import { cutText } from '../../vocabulary/cut-text.js';

const BODY_MAX = 4_000;
const HEADERS_MAX = 2_000;
const LINE_MAX = 2_000;

const message = { headers: z.string().describe('One per line.'), body: z.string(), more: z.string().optional().describe('What was left out and how to read it.') };

/** A request and its response as they are answered: what the system under test wrote is fenced, long bodies come in parts. */
export const ShownExchange = z.object({
  request: z.object({ method: z.string(), url: z.string(), ...message }),
  response: z.object({ code: z.int().describe('HTTP status; -1 = no answer, see message'), message: z.string(), ...message }),
});

/** Both bodies are shown from the character `bodyOffset` on. */
export function shownExchange({ request, response }: HttpExchange, bodyOffset: number): z.input<typeof ShownExchange> {
  return {
    request: { method: request.method, url: fenced(cutText(request.url, LINE_MAX).text), ...shownMessage(request, bodyOffset) },
    response: { code: response.code, message: fenced(cutText(response.message, LINE_MAX).text), ...shownMessage(response, bodyOffset) },
  };
}

type Message = Pick<HttpRequestEntity, 'headers' | 'body' | 'bodyEncoding' | 'bodySize'>;

function shownMessage({ headers, body, bodyEncoding, bodySize }: Message, bodyOffset: number): { headers: string; body: string; more?: string } {
  const lines = cutText(headers.map(({ name, value }) => `${name}: ${value}`).join('\n'), HEADERS_MAX);
  const told = fenced(lines.text);
  if (bodyEncoding === 'base64' && body !== '') return { headers: told, body: '', more: `binary, ${bodySize ?? Math.floor(body.length * 0.75)} bytes: not shown` };
  const part = cutText(body.slice(bodyOffset), BODY_MAX);
  const notes = [
    lines.left > 0 ? `${lines.left} more characters of headers` : '',
    part.left > 0 ? `${part.left} more of ${body.length} characters: call again with bodyOffset ${body.length - part.left}` : '',
    bodySize !== undefined && bodySize > Buffer.byteLength(body) ? `the run kept the first ${Buffer.byteLength(body)} of ${bodySize} bytes` : '',
  ].filter((note) => note !== '');
  return { headers: told, body: fenced(part.text), ...(notes.length > 0 ? { more: notes.join('; ') } : {}) };
}

const fenced = (text: string): string => (text === '' ? '' : untrusted(text));
