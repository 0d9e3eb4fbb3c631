import { Injectable } from '@nestjs/common';
import axios from 'axios';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { ApplicationConfig } from '../config/application-config.js';
import { isDirect } from './no-proxy.js';

const KEEP_ALIVE = { keepAlive: true, maxSockets: 256 };
/** Metadata, key sets and tokens are small: more than this is something else. */
const MAX_BYTES = 1_048_576;

/** One agent for each protocol: what connections to an address are made with. */
export interface Agents { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpAgent }

/** An answer as it came, whatever its status. */
export interface OutgoingAnswer { readonly status: number; readonly json: unknown }
/** The same as text, with its headers. */
export interface OutgoingText { readonly status: number; readonly headers: Headers; readonly text: string }
/** What is sent besides the address, and what is waited for: milliseconds, bytes. */
export interface OutgoingRequest { readonly method?: string | undefined; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | undefined; readonly timeoutMs: number; readonly maxBytes?: number; readonly signal?: AbortSignal | undefined }

/**
 * How this process reaches others: directly, or through `octoperf.proxy` (CONNECT for https, the whole address in the request for
 * http). Certificates are judged by the certificate authorities of Node and those of NODE_EXTRA_CA_CERTS, also behind a proxy.
 */
@Injectable()
export class Outgoing {
  private readonly direct: Agents = { httpAgent: new HttpAgent(KEEP_ALIVE), httpsAgent: new HttpsAgent(KEEP_ALIVE) };
  private readonly proxied: Agents | undefined;

  constructor(private readonly config: ApplicationConfig) {
    const { proxy } = config.octoperf;
    if (proxy !== undefined) this.proxied = { httpAgent: new HttpProxyAgent(proxy, KEEP_ALIVE), httpsAgent: new HttpsProxyAgent(proxy, KEEP_ALIVE) };
  }

  /** The agents for an address. */
  agentsFor(url: string): Agents { return this.proxyFor(url) === undefined || this.proxied === undefined ? this.direct : this.proxied; }

  /** The proxy that an address is reached through; undefined where it is reached directly. */
  proxyFor(url: string): URL | undefined {
    const { proxy, noProxy = '' } = this.config.octoperf;
    return proxy === undefined || isDirect(new URL(url), noProxy) ? undefined : new URL(proxy);
  }

  /** Reads JSON; no redirect is followed. Rejects where there is no answer in time. */
  get(url: string, timeoutMs: number): Promise<OutgoingAnswer> { return this.json(url, { timeoutMs, headers: { Accept: 'application/json' } }); }

  /** Posts a form and reads JSON. @param authorization value of that header. */
  post(url: string, form: URLSearchParams, authorization: string, timeoutMs: number): Promise<OutgoingAnswer> {
    return this.json(url, { method: 'POST', body: form.toString(), timeoutMs, headers: { 'Accept': 'application/json', 'Authorization': authorization, 'Content-Type': 'application/x-www-form-urlencoded' } });
  }

  /** One exchange as it is; no redirect is followed. Rejects where there is no answer in time, or a longer one than `maxBytes`; the error has Node's `code`. */
  async read(url: string, { method = 'GET', headers = {}, body, timeoutMs, maxBytes = MAX_BYTES, signal }: OutgoingRequest): Promise<OutgoingText> {
    const inTime = AbortSignal.timeout(timeoutMs);
    const answer = await axios.request<string>({
      method, url, headers, maxRedirects: 0, proxy: false, timeout: timeoutMs, signal: signal === undefined ? inTime : AbortSignal.any([inTime, signal]), maxContentLength: maxBytes,
      responseType: 'text', transformResponse: (text: string) => text, validateStatus: () => true, ...(body === undefined ? {} : { data: body }), ...this.agentsFor(url),
    });
    return { status: answer.status, headers: headersOf(answer.headers), text: answer.data };
  }

  private async json(url: string, request: OutgoingRequest): Promise<OutgoingAnswer> {
    const { status, text } = await this.read(url, request);
    return { status, json: parsed(text) };
  }
}

function headersOf(raw: Readonly<Record<string, unknown>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) for (const one of [value].flat()) if (typeof one === 'string' || typeof one === 'number') headers.append(name, String(one));
  return headers;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
