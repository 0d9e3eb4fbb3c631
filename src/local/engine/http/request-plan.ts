import type { HttpRequestAction } from '../../../contract/actions.js';
import { baseUrlOf, type HttpServer } from '../../../contract/http-server.js';
import type { RenderTarget, Template } from '../interpreter/template.js';
import type { AllowedHosts } from './allowed-hosts.js';
import { HeaderPlan } from './header-plan.js';
import { escapedPath, ParameterList } from './query.js';
import { bodyEncoding, bodyWriter, type BodyTools, type BodyWriter } from './request-body.js';
import { EXPECTS_BODY, headSize, type WireRequest } from './wire.js';

/** How the user profile changes every request. */
export interface RequestSettings {
  readonly userAgent: string;
  readonly keepAlive: boolean | undefined;
  readonly ignoreCookies: boolean;
}

export interface RequestTools extends BodyTools {
  readonly hosts: AllowedHosts;
  readonly settings: RequestSettings;
  readonly warn: (text: string) => void;
}

/** A request that may not or cannot be sent, with the sentence that says why. */
export interface Refusal { readonly refused: string }

/** One HttpRequestAction read once and turned into wire requests for each pass; all that does not change is made here. */
export class RequestPlan {
  private readonly hostname: Template;
  private readonly path: Template;
  private readonly query: ParameterList;
  private readonly headers: HeaderPlan;
  private readonly body: BodyWriter;
  private readonly close: boolean;
  private readonly fixedPath: string | undefined;
  private readonly fixedOrigin: string | undefined;
  private last: { readonly wire: WireRequest; readonly bytes: Buffer | undefined } | undefined;

  constructor(private readonly action: HttpRequestAction, readonly server: HttpServer, private readonly tools: RequestTools) {
    this.hostname = tools.template(server.hostname);
    this.path = tools.template(action.path);
    this.query = new ParameterList(action.queryParameters, tools.template);
    const encoding = bodyEncoding(action.encoding);
    if (encoding === undefined) tools.warn(`Bodies in the character set "${action.encoding}" cannot be written here: UTF-8 is used for "${action.name}".`);
    this.headers = new HeaderPlan(action.headers, { ...tools.settings, server }, tools);
    this.body = bodyWriter(action.postData, encoding ?? 'utf8', tools);
    this.close = !(tools.settings.keepAlive ?? (action.keepAlive && server.keepAlive)) || this.headers.close;
    this.fixedPath = this.path.constant !== undefined && this.query.constant !== undefined && !isAbsolute(this.path.constant) ? joined(this.path.constant, this.query.constant) : undefined;
    this.fixedOrigin = this.hostname.constant !== undefined && tools.hosts.refusal(hostOf(baseUrlOf(server))) === undefined ? originOf(baseUrlOf(server)) : undefined;
  }

  /** How a request is shown that could not be made. */
  get shown(): Pick<WireRequest, 'origin' | 'path' | 'method'> {
    return { origin: baseUrlOf(this.server), path: this.path.source, method: this.action.method };
  }

  render(target: RenderTarget): WireRequest | Refusal {
    const place = this.place(target);
    if ('refused' in place) return place;
    let body;
    try {
      body = this.body(target);
    } catch (error) {
      return { refused: error instanceof Error ? error.message : String(error) };
    }
    const { headers, host } = this.headers.render(target, place, body.contentType);
    const { last } = this;
    // Most requests of a load test are the one before, byte for byte.
    if (last !== undefined && last.wire.origin === place.origin && last.wire.path === place.path && last.wire.headers === headers && last.wire.host === host && last.bytes === body.bytes) return last.wire;
    const wire = this.made(place, headers, host, body.bytes);
    this.last = { wire, bytes: body.bytes };
    return wire;
  }

  private made(place: { origin: string; path: string }, headers: readonly string[], host: string | undefined, bytes: Buffer | undefined): WireRequest {
    const length = bytes !== undefined && bytes.length > 0 ? bytes.length : undefined;
    const { method } = this.action;
    const shownHost = host ?? place.origin.slice(place.origin.indexOf('//') + 2);
    return {
      ...place, method, headers, host, body: length === undefined ? undefined : bytes, close: this.close, responseTimeoutMs: this.server.responseTimeoutMs,
      size: headSize(method, place.path, shownHost, headers, this.close, length ?? (EXPECTS_BODY.has(method) ? 0 : undefined)) + (length ?? 0),
    };
  }

  /** Where it goes; a path that is a whole URL overrides the server, as in JMeter. */
  private place(target: RenderTarget): { origin: string; path: string } | Refusal {
    if (this.fixedOrigin !== undefined && this.fixedPath !== undefined) return { origin: this.fixedOrigin, path: this.fixedPath };
    const path = this.path.render(target);
    if (isAbsolute(path)) return placeOf(path + after(path, this.query.render(target)), this.tools.hosts);
    const whole = this.fixedPath ?? joined(path, this.query.render(target));
    if (this.fixedOrigin !== undefined) return { origin: this.fixedOrigin, path: whole };
    const found = placeOf(`${baseUrlOf({ ...this.server, hostname: this.hostname.render(target) })}/`, this.tools.hosts);
    return 'refused' in found ? found : { origin: found.origin, path: whole };
  }
}

/** Splits a URL into origin and path, or says why it may not be loaded. Used for every address that was not known beforehand. */
export function placeOf(url: string, hosts: AllowedHosts): { origin: string; path: string } | Refusal {
  if (!URL.canParse(url)) return { refused: `"${url.slice(0, 200)}" is not a URL: check the server's host name and the variables in it.` };
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return { refused: `Only http and https can be loaded, not "${parsed.protocol}".` };
  const refused = hosts.refusal(parsed.hostname);
  return refused === undefined ? { origin: parsed.origin, path: escapedPath(parsed.pathname + parsed.search) } : { refused };
}

const isAbsolute = (path: string): boolean => /^https?:\/\//i.test(path);
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : url);
const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);
const after = (path: string, query: string): string => (query === '' ? '' : `${path.includes('?') ? '&' : '?'}${query}`);

/** A leading `/` is added when missing (entities.md §3.4); a fragment never travels. */
function joined(path: string, query: string): string {
  const end = path.indexOf('#');
  const bare = end < 0 ? path : path.slice(0, end);
  const rooted = bare.startsWith('/') ? bare : `/${bare}`;
  return escapedPath(rooted + after(rooted, query));
}
