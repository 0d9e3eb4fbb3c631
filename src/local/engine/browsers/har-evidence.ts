import { z } from 'zod';
import type { HttpExchange } from '../../../contract/http-exchange.js';
import type { PlayedStep } from './browser-protocol.js';

/** Largest HAR that is read for figures; larger ones are only kept as files. */
const LARGEST = 20 * 1024 * 1024;
/** Requests of one action that make rows. */
const MOST = 1000;
/** Longest body handed on. */
const BODY = 1_048_576;

const Header = z.object({ name: z.string(), value: z.string() });
const size = z.number().catch(-1);
const Entry = z.object({
  startedDateTime: z.string(),
  time: z.number().catch(0),
  _apiRequest: z.boolean().optional(),
  request: z.object({ method: z.string(), url: z.string(), headers: z.array(Header).catch([]), bodySize: size, headersSize: size, postData: z.object({ text: z.string().catch('') }).partial().optional() }),
  response: z.object({
    status: z.number(), statusText: z.string().catch(''), headers: z.array(Header).catch([]), bodySize: size, headersSize: size, _transferSize: size.optional(), _failureText: z.string().nullish(),
    content: z.object({ size, mimeType: z.string().catch(''), text: z.string().optional(), encoding: z.string().optional() }),
  }),
  timings: z.object({ wait: size, send: size, connect: size, receive: size }).partial().catch({}),
});
type Entry = z.infer<typeof Entry>;
const Har = z.object({ log: z.object({ entries: z.array(z.unknown()) }) });

/** One request that a browser made. */
export interface BrowserRequest { readonly startedAt: number; readonly entry: Entry }

/** The requests of a HAR file, in order; empty where it cannot be read: it comes from the process of a spec. */
export function requestsOf(bytes: Uint8Array): BrowserRequest[] {
  if (bytes.length > LARGEST) return [];
  try {
    const { log } = Har.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return log.entries.flatMap((candidate) => {
      const parsed = Entry.safeParse(candidate);
      const startedAt = parsed.success ? Date.parse(parsed.data.startedDateTime) : NaN;
      return parsed.success && Number.isFinite(startedAt) ? [{ startedAt, entry: parsed.data }] : [];
    });
  } catch {
    return [];
  }
}

const failed = ({ entry: { response } }: BrowserRequest): boolean => response.status < 100 || response.status >= 400;
const isPage = ({ entry: { response } }: BrowserRequest): boolean => /html/i.test(response.content.mimeType);

/** A row for each request; those made without a page are steps already. The query is left out: it would make every request a row of its own. */
export function networkSteps(requests: readonly BrowserRequest[]): PlayedStep[] {
  return requests.filter(({ entry }) => entry._apiRequest !== true && URL.canParse(entry.request.url) && /^https?:/.test(entry.request.url)).slice(0, MOST).map((it) => {
    const { request, response, time, timings } = it.entry;
    const url = new URL(request.url);
    const elapsedMs = Math.max(0, time);
    return {
      label: `${request.method} ${url.host}${url.pathname}`, type: 'NETWORK' as const, endedAt: it.startedAt + elapsedMs, elapsedMs, success: !failed(it), code: String(response.status),
      bytes: Math.max(0, response._transferSize ?? response.bodySize), latencyMs: Math.min(elapsedMs, Math.max(0, timings.connect ?? 0) + Math.max(0, timings.send ?? 0) + Math.max(0, timings.wait ?? 0)),
    };
  });
}

/** The request that tells most: of a failure the last one that failed, else the last page; of a success the first page. */
export function tellingExchange(requests: readonly BrowserRequest[], success: boolean): HttpExchange | undefined {
  const chosen = success ? requests.find(isPage) ?? requests[0] : requests.findLast(failed) ?? requests.findLast(isPage) ?? requests.at(-1);
  return chosen === undefined ? undefined : exchangeOf(chosen.entry);
}

function exchangeOf({ request, response }: Entry): HttpExchange {
  const sent = (request.postData?.text ?? '').slice(0, BODY);
  const { text = '', encoding, size: whole } = response.content;
  return {
    request: { method: request.method, url: request.url, headers: request.headers, body: sent, bodyEncoding: 'text', bodySize: Math.max(request.bodySize, Buffer.byteLength(sent)) },
    response: {
      code: response.status < 100 ? -1 : response.status, message: response.status < 100 ? response._failureText ?? 'No answer.' : response.statusText, headers: response.headers,
      body: text.slice(0, BODY), bodyEncoding: encoding === 'base64' ? 'base64' : 'text', bodySize: Math.max(0, whole),
    },
  };
}
