import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { type AxiosResponse, isAxiosError, isCancel } from 'axios';
import { setTimeout as pause } from 'node:timers/promises';
import { firstValueFrom } from 'rxjs';
import { ApplicationConfig } from '../config/application-config.js';
import type { Endpoint } from '../contract/endpoints.js';
import { OutageError } from '../errors/outage-error.js';
import { Happenings, type UpstreamAnswered } from '../scope/happenings.js';
import { currentlyCarried, currentRequest, currentToolCall } from '../scope/request-scope.js';
import { type BegunSpan, type SpanName, traceHeaders } from '../scope/trace-context.js';

export interface RestCall {
  readonly method: Endpoint['method'];
  readonly path: string;
  /** The template that the path was made from. */
  readonly route?: string | undefined;
  readonly token: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /** Sent as JSON, or as multipart/form-data where it is a form. */
  readonly body?: unknown;
  /** Sent as the header `Idempotency-Key`. */
  readonly idempotencyKey?: string | undefined;
  /** How the bytes of the answer become text; latin1 keeps every byte as one character. */
  readonly encoding?: 'utf8' | 'latin1' | undefined;
  readonly signal?: AbortSignal | undefined;
}
export interface RestAnswer { readonly status: number; readonly text: string }

const FIRST_PAUSE_MS = 100;
/** Answers that promise the request was not worked on, or a momentary trouble: a read may be repeated. */
const MOMENTARY = new Set([502, 503, 504]);

/**
 * One HTTP exchange with the REST API. The token goes to the configured API and nowhere else: redirects are not followed.
 * Reads that fail in transit are repeated; writes never are, because a lost answer does not mean a lost write.
 */
@Injectable()
export class OctoperfHttp {
  constructor(private readonly http: HttpService, private readonly config: ApplicationConfig, private readonly happenings: Happenings) {}

  /** Status and body text of the answer, whatever the status. Throws OutageError when there is no usable answer. */
  async send(call: RestCall): Promise<RestAnswer> {
    const attempts = call.method === 'GET' ? 1 + this.config.octoperf.readRetries : 1;
    for (let attempt = 1; ; attempt++) {
      const last = attempt === attempts;
      try {
        const answer = await this.observed(call);
        if (last || !MOMENTARY.has(answer.status)) return { status: answer.status, text: answer.data };
      } catch (error) {
        if (last || isCancel(error) || isTimeout(error) || isTooLarge(error) || call.signal?.aborted === true) throw outage(call, error);
      }
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }

  private async observed(call: RestCall): Promise<AxiosResponse<string>> {
    const started = performance.now();
    const came = currentlyCarried();
    const trace = this.begunSpan(came?.span);
    const passed = traceHeaders(trace === undefined ? (came ?? {}) : { ...came, span: trace.span });
    try {
      const answer = await this.exchange(call, passed);
      this.tell(call, { started, trace }, { status: answer.status, bytes: answer.data.length });
      return answer;
    } catch (error) {
      this.tell(call, { started, trace }, { failure: failureOf(error), bytes: 0 });
      throw error;
    }
  }

  private begunSpan(parent: SpanName | undefined): BegunSpan | undefined {
    const span = this.happenings.beginSpan?.(parent);
    return span === undefined ? undefined : { span, ...(parent === undefined ? {} : { parent }) };
  }

  private tell({ method, path, route }: RestCall, { started, trace }: { started: number; trace: BegunSpan | undefined }, outcome: Pick<UpstreamAnswered, 'status' | 'failure' | 'bytes'>): void {
    this.happenings.tell('upstream', {
      method, path, ...(route === undefined ? {} : { route }), tool: currentToolCall()?.tool, requestId: currentRequest()?.requestId,
      ms: performance.now() - started, ...(trace === undefined ? {} : { trace }), ...outcome,
    });
  }

  private exchange({ method, path, token, query, body, idempotencyKey, encoding = 'utf8', signal }: RestCall, passed: Readonly<Record<string, string>>): Promise<AxiosResponse<string>> {
    const asJson = body !== undefined && !(body instanceof FormData);
    return firstValueFrom(this.http.request<string>({
      method,
      url: this.config.apiUrl + path,
      params: query,
      data: asJson ? JSON.stringify(body) : body,
      headers: { ...passed, Authorization: `Bearer ${token}`, Accept: 'application/json, text/plain;q=0.9, */*;q=0.1', ...(asJson ? { 'Content-Type': 'application/json; charset=utf-8' } : {}), ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }) },
      responseEncoding: encoding,
      ...(signal === undefined ? {} : { signal }),
    }));
  }
}

const isTimeout = (error: unknown): boolean => isAxiosError(error) && (error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT');

function failureOf(error: unknown): string {
  if (isCancel(error)) return 'cancelled';
  if (isTimeout(error)) return 'timeout';
  if (isTooLarge(error)) return 'too-large';
  return isAxiosError(error) && error.code === 'ECONNREFUSED' ? 'refused' : 'unreachable';
}

/** Asked again it would be as large. */
const isTooLarge = (error: unknown): boolean => isAxiosError(error) && error.message.includes('maxContentLength');

/** Says what an agent may know: no address, no stack, no body. */
function outage({ method }: RestCall, error: unknown): OutageError {
  const written = method === 'GET' ? 'nothing' : 'unknown';
  if (isCancel(error)) return new OutageError('The call was cancelled before OctoPerf answered.', { written, retry: 'never', next: '' }, { cause: error });
  if (isTimeout(error)) return new OutageError('OctoPerf did not answer in time.', { written }, { cause: error });
  if (isTooLarge(error)) return new OutageError('The answer of OctoPerf is larger than this server reads.', { written, retry: 'never', next: 'Ask for a smaller part, or ask the operator to raise octoperf.max-response-bytes.' }, { cause: error });
  return new OutageError('OctoPerf cannot be reached.', { written: isAxiosError(error) && error.code === 'ECONNREFUSED' ? 'nothing' : written }, { cause: error });
}
