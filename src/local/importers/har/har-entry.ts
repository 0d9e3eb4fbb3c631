import type { HttpRequestEntity, HttpResponseEntity } from '../../../contract/http-exchange.js';
import type { Header, PostData } from '../../../contract/post-data.js';
import { isToken, oneLine } from '../clean-text.js';
import { fieldOf, numberOf, objectOf, objectsOf, textOf, type LooseObject } from '../loose-json.js';
import { replayHeaders } from '../request-headers.js';
import { targetOf, type RequestTarget } from '../request-target.js';
import { meaningOf } from '../url-parameters.js';
import { recordedHeaders, recordedRequest, recordedResponse } from './recorded-exchange.js';
import { requestBody } from './request-body.js';

/** One entry of a HAR, read and cleaned: what to replay, what was recorded, when. Times are epoch ms and ms. */
export interface HarEntry {
  readonly index: number;
  readonly target: RequestTarget;
  readonly method: string;
  readonly headers: Header[];
  readonly postData: PostData | null;
  readonly encoding: string;
  readonly request: HttpRequestEntity;
  readonly response: HttpResponseEntity | undefined;
  readonly webSocketMessages: number | undefined;
  readonly startedAt: number | undefined;
  readonly durationMs: number;
  readonly pageId: string | undefined;
  readonly resourceType: string | undefined;
  readonly mimeType: string | undefined;
  readonly warnings: readonly string[];
}

/** An entry that cannot become a request: its address as far as there is one, and why. */
export interface UnreadableEntry { readonly index: number; readonly url: string; readonly reason: string }

/** The address as shown in notes: one line, no data: payload of megabytes. */
export const shownUrl = (url: string): string => oneLine(url.slice(0, 300)).text;

/** Whether `queryString[]` says the same as the query of the URL, decoded or as written: recorders do either. */
function agreesWithUrl(target: RequestTarget, list: readonly LooseObject[]): boolean {
  if (list.length !== target.queryParameters.length) return false;
  return target.queryParameters.every((parameter, at) => {
    const [name, value] = [textOf(list[at], 'name') ?? '', textOf(list[at], 'value') ?? ''];
    const meaning = meaningOf(parameter);
    return (meaning.name === name && meaning.value === value) || (parameter.name === name && parameter.value === value);
  });
}

function statusWarnings(code: number | undefined, conditional: boolean): string[] {
  if (code === undefined) return ['nothing was recorded as its response (aborted, blocked or not saved): validation has nothing to compare it with'];
  if (code === 304 && conditional) return ['recorded as 304 Not Modified from a warm browser cache: a replay answers 200, which validation calls KO; record again with an empty cache'];
  return [];
}

/** @returns the usable method, or a sentence saying what is wrong with it */
function methodOf(request: LooseObject): { method: string } | string {
  const method = textOf(request, 'method');
  if (method === undefined) return 'the request has no method';
  return isToken(method.trim()) ? { method: method.trim() } : 'the method is not allowed in HTTP (spaces, line breaks or other characters in it)';
}

function read(entry: LooseObject, request: LooseObject, method: string, target: RequestTarget): Omit<HarEntry, 'index'> {
  const recorded = recordedHeaders(request);
  const replayed = replayHeaders(recorded, target);
  const body = requestBody(objectOf(fieldOf(request, 'postData')), replayed.headers);
  const response = recordedResponse(entry);
  const list = objectsOf(request, 'queryString');
  const query = list.length > 0 && !agreesWithUrl(target, list) ? ['queryString[] disagrees with the URL; the URL was imported'] : [];
  const content = objectOf(fieldOf(objectOf(fieldOf(entry, 'response')), 'content'));
  const messages = fieldOf(entry, '_webSocketMessages');
  const startedAt = Date.parse(textOf(entry, 'startedDateTime') ?? '');
  return {
    target, method,
    headers: body.headers,
    postData: body.postData,
    encoding: body.encoding,
    request: recordedRequest(method, target.url, recorded, body.text),
    response,
    webSocketMessages: target.webSocket || response?.code === 101 || Array.isArray(messages) ? (Array.isArray(messages) ? messages.length : 0) : undefined,
    startedAt: Number.isFinite(startedAt) ? startedAt : undefined,
    durationMs: Math.max(0, numberOf(entry, 'time') ?? 0),
    pageId: textOf(entry, 'pageref'),
    resourceType: textOf(entry, '_resourceType'),
    mimeType: textOf(content, 'mimeType'),
    warnings: [...target.warnings, ...replayed.warnings, ...query, ...body.warnings, ...statusWarnings(response?.code, replayed.conditional)],
  };
}

/** Reads one parsed entry of `log.entries`, however odd; never throws. */
export function readEntry(value: unknown, index: number): HarEntry | UnreadableEntry {
  const entry = objectOf(value);
  const request = objectOf(fieldOf(entry, 'request'));
  if (entry === undefined || request === undefined) return { index, url: '', reason: 'the entry has no request' };
  const url = textOf(request, 'url') ?? '';
  const target = targetOf(url);
  if (typeof target === 'string') return { index, url: shownUrl(url), reason: target };
  const method = methodOf(request);
  if (typeof method === 'string') return { index, url: shownUrl(target.url), reason: method };
  return { index, ...read(entry, request, method.method, target) };
}
