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
  agentsFor(url: string): Agents {
    return this.proxied === undefined || isDirect(new URL(url), this.config.octoperf.noProxy ?? '') ? this.direct : this.proxied;
  }

  /** Reads JSON; no redirect is followed. Rejects where there is no answer in time. */
  get(url: string, timeoutMs: number): Promise<OutgoingAnswer> { return this.exchange('GET', url, timeoutMs); }

  /** Posts a form and reads JSON. @param authorization value of that header. */
  post(url: string, form: URLSearchParams, authorization: string, timeoutMs: number): Promise<OutgoingAnswer> { return this.exchange('POST', url, timeoutMs, { form, authorization }); }

  private async exchange(method: 'GET' | 'POST', url: string, timeoutMs: number, sent?: { readonly form: URLSearchParams; readonly authorization: string }): Promise<OutgoingAnswer> {
    const { status, data } = await axios.request<string>({
      method, url, maxRedirects: 0, proxy: false, timeout: timeoutMs, signal: AbortSignal.timeout(timeoutMs), maxContentLength: MAX_BYTES,
      responseType: 'text', transformResponse: (text: string) => text, validateStatus: () => true,
      headers: { Accept: 'application/json', ...(sent === undefined ? {} : { 'Authorization': sent.authorization, 'Content-Type': 'application/x-www-form-urlencoded' }) },
      ...(sent === undefined ? {} : { data: sent.form.toString() }), ...this.agentsFor(url),
    });
    return { status, json: parsed(data) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
