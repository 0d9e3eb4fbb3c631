import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { type AxiosResponse, isAxiosError, isCancel } from 'axios';
import { setTimeout as pause } from 'node:timers/promises';
import { firstValueFrom } from 'rxjs';
import { ApplicationConfig } from '../config/application-config.js';
import type { Endpoint } from '../contract/endpoints.js';
import { OutageError } from '../errors/outage-error.js';
import { Happenings, type UpstreamAnswered } from '../scope/happenings.js';
import { currentlyCarried, currentRequest, currentToolCall, type ToolCallScope } from '../scope/request-scope.js';
import { type BegunSpan, type SpanName, traceHeaders } from '../scope/trace-context.js';
import type { Outcome } from './upstream-breaker.js';
import { StreamedForm } from './streamed-form.js';
import { UpstreamTraffic, writtenBy } from './upstream-traffic.js';

export interface RestCall {
  readonly method: Endpoint['method'];
  readonly path: string;
  /** The template that the path was made from. */
  readonly route?: string | undefined;
  readonly token: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /** Sent as JSON, or as multipart/form-data where it is a form; a streamed one has a bound of its own. */
  readonly body?: unknown;
  /** Sent as the header `Idempotency-Key`. */
  readonly idempotencyKey?: string | undefined;
  /** How the bytes of the answer become text; latin1 keeps every byte as one character. */
  readonly encoding?: 'utf8' | 'latin1' | undefined;
  readonly signal?: AbortSignal | undefined;
}
/** Sent along with an exchange, besides what it needs by itself. */
type Headers = Readonly<Record<string, string>>;
export interface RestAnswer { readonly status: number; readonly text: string }

const FIRST_PAUSE_MS = 100;
/** Answers that promise the request was not worked on, or a momentary trouble: a read may be repeated. */
const MOMENTARY = new Set([502, 503, 504]);
const NOT_OFFERED = 501;

/** The exchange has taken all its time. */
class OutOfTimeError extends Error { override readonly name = 'OutOfTimeError'; }

/**
 * One HTTP exchange with the REST API. The token goes to the configured API and nowhere else: redirects are not followed.
 * Reads that fail in transit are repeated; writes never are, because a lost answer does not mean a lost write. Each exchange has a
 * bound (`octoperf.timeout-ms`), and so have all exchanges of one call of a tool together (`octoperf.deadline-ms`).
 */
@Injectable()
export class OctoperfHttp {
  constructor(private readonly http: HttpService, private readonly config: ApplicationConfig, private readonly happenings: Happenings, private readonly traffic: UpstreamTraffic) {}

  /** Status and body text of the answer, whatever the status. Throws OutageError when there is no usable answer. */
  async send(call: RestCall): Promise<RestAnswer> {
    const attempts = call.method === 'GET' ? 1 + this.config.octoperf.readRetries : 1;
    for (let attempt = 1; ; attempt++) {
      const last = attempt === attempts;
      try {
        const answer = await this.withLeave(call);
        if (last || !MOMENTARY.has(answer.status)) return { status: answer.status, text: answer.data };
      } catch (error) {
        if (error instanceof OutageError) throw error;
        if (last || isCancel(error) || isTimeout(error) || isTooLarge(error) || call.signal?.aborted === true) throw outage(call, error);
      }
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }

  /** One exchange, once there is a place for it; how it went is noted. */
  private async withLeave(call: RestCall): Promise<AxiosResponse<string>> {
    const tool = currentToolCall();
    const leave = await this.traffic.enter(call.signal);
    let outcome: Outcome = 'nothing';
    try {
      const leftMs = this.leftOf(tool, call);
      if (tool !== undefined && call.method !== 'GET') tool.hasWritten = true;
      const answer = await this.observed(call, leftMs);
      outcome = outcomeOf(answer.status);
      return answer;
    } catch (error) {
      if (!(error instanceof OutageError || isCancel(error) || isTooLarge(error) || isBroken(call))) outcome = 'outage';
      throw error;
    } finally {
      leave.done(outcome);
    }
  }

  /** What is left for an exchange, in milliseconds. Throws OutageError where the call of the tool has used up its time. */
  private leftOf(tool: ToolCallScope | undefined, { body }: RestCall): number {
    const { deadlineMs, timeoutMs: usualMs } = this.config.octoperf;
    const timeoutMs = body instanceof StreamedForm ? body.withinMs : usualMs;
    if (tool === undefined) return timeoutMs;
    tool.deadline ??= Date.now() + deadlineMs;
    const left = tool.deadline - Date.now();
    if (left > 0) return Math.min(timeoutMs, left);
    throw new OutageError(`The call took longer than the ${deadlineMs / 1000} seconds that this server gives one.`, { written: writtenBy(tool), retry: 'never', next: 'Ask for less at a time, or ask the operator to raise octoperf.deadline-ms.' });
  }

  private async observed(call: RestCall, leftMs: number): Promise<AxiosResponse<string>> {
    const started = performance.now();
    const came = currentlyCarried();
    const trace = this.begunSpan(came?.span);
    const passed = traceHeaders(trace === undefined ? (came ?? {}) : { ...came, span: trace.span });
    try {
      const answer = await this.inTime(call, { leftMs, passed });
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

  /** The exchange, ended when its time is over: axios alone only ends what is silent for so long, not what drips. */
  private async inTime(call: RestCall, { leftMs, passed }: { leftMs: number; passed: Headers }): Promise<AxiosResponse<string>> {
    const ending = new AbortController();
    const timer = setTimeout(() => { ending.abort(); }, leftMs);
    try {
      return await this.exchange(call, passed, call.signal === undefined ? ending.signal : AbortSignal.any([call.signal, ending.signal]));
    } catch (error) {
      throw ending.signal.aborted && call.signal?.aborted !== true ? new OutOfTimeError('The time for the answer is over', { cause: error }) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  private exchange({ method, path, token, query, body, idempotencyKey, encoding = 'utf8' }: RestCall, passed: Headers, signal: AbortSignal): Promise<AxiosResponse<string>> {
    const streamed = body instanceof StreamedForm ? body : undefined;
    const asJson = body !== undefined && streamed === undefined && !(body instanceof FormData);
    return firstValueFrom(this.http.request<string>({
      method,
      url: this.config.apiUrl + path,
      params: query,
      data: asJson ? JSON.stringify(body) : (streamed?.stream ?? body),
      headers: { ...passed, Authorization: `Bearer ${token}`, Accept: 'application/json, text/plain;q=0.9, */*;q=0.1', ...(asJson ? { 'Content-Type': 'application/json; charset=utf-8' } : {}), ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }), ...streamed?.headers },
      ...(streamed === undefined ? {} : { timeout: streamed.withinMs }),
      responseEncoding: encoding,
      signal,
    }));
  }
}

const outcomeOf = (status: number): Outcome => (status < 500 || status === NOT_OFFERED ? 'well' : status === 500 ? 'failed' : 'outage');

/** What was to be sent did not come whole: that says nothing of the REST API. */
const isBroken = ({ body }: RestCall): boolean => body instanceof StreamedForm && body.brokenBy !== undefined;

const isTimeout = (error: unknown): boolean => error instanceof OutOfTimeError || (isAxiosError(error) && (error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT'));

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
