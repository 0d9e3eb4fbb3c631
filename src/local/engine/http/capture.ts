import type { HttpExchange } from '../../../contract/http-exchange.js';
import { isText, textOf } from './decode-body.js';
import { sentHeaders, type ExchangeView } from './exchange-view.js';

interface CapturedBody { body: string; bodyEncoding: 'text' | 'base64'; bodySize: number }

/**
 * The exchange as it is shown to people: the headers that really went out, bodies as text or base64.
 * @param limit longest body kept, in bytes. @param hide replaces what must not be shown (secret values).
 */
export function capture(view: ExchangeView, limit: number, hide: (text: string) => string): HttpExchange {
  const { wire, reply } = view;
  const sentType = wire.headers.find((_, at) => at % 2 === 1 && wire.headers[at - 1]?.toLowerCase() === 'content-type') ?? '';
  return {
    request: {
      method: wire.method, url: hide(view.url),
      headers: sentHeaders(wire, reply.cookie).map(({ name, value }) => ({ name, value: hide(value) })),
      ...captured(wire.body ?? Buffer.alloc(0), wire.body?.length ?? 0, sentType, limit, hide),
    },
    response: {
      code: reply.code, message: reply.problem === '' ? reply.reason : reply.problem, headers: receivedHeaders(view),
      ...captured(view.bytes, wholeSize(view), reply.contentType, limit, hide),
    },
  };
}

/** Size of the decoded body; of the received one where it was not kept whole. */
function wholeSize(view: ExchangeView): number {
  const kept = view.reply.kept.reduce((sum, chunk) => sum + chunk.length, 0);
  return kept === view.reply.bodySize ? view.bytes.length : view.reply.bodySize;
}

function receivedHeaders({ reply }: ExchangeView): { name: string; value: string }[] {
  const headers: { name: string; value: string }[] = [];
  for (let at = 0; at + 1 < reply.rawHeaders.length; at += 2) headers.push({ name: reply.rawHeaders[at]?.toString('latin1') ?? '', value: reply.rawHeaders[at + 1]?.toString('latin1') ?? '' });
  return headers;
}

function captured(body: Buffer, size: number, contentType: string, limit: number, hide: (text: string) => string): CapturedBody {
  const cut = body.length > limit ? body.subarray(0, endOfCharacter(body, limit)) : body;
  return isText(cut, contentType) ? { body: hide(textOf(cut, contentType)), bodyEncoding: 'text', bodySize: size } : { body: cut.toString('base64'), bodyEncoding: 'base64', bodySize: size };
}

/** A place at or before `limit` that does not split a UTF-8 character. */
function endOfCharacter(body: Buffer, limit: number): number {
  let end = limit;
  while (end > limit - 4 && end > 0 && ((body[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}
