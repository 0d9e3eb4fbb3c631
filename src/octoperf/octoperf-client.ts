import { Logger } from '@nestjs/common';
import type { z } from 'zod';
import type { Caller } from '../auth/caller.js';
import type { EndpointName, ParametersOf } from '../contract/endpoints.js';
import { OutageError } from '../errors/outage-error.js';
import type { EndpointTable } from './endpoint-table.js';
import type { OctoperfHttp, RestAnswer } from './octoperf-http.js';
import { refusalOf } from './refusal.js';
import type { UpstreamTokenProvider } from './upstream-token.provider.js';

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** The same key makes the same write once only, where the backend knows such keys. */
  readonly idempotencyKey?: string | undefined;
}

/** A file to upload: a name without folders, and what is in it. */
export interface FileToUpload { readonly filename: string; readonly type: string; readonly content: string | Uint8Array<ArrayBuffer> }

/** What one call needs that is the same for every caller. */
export interface Wire { readonly http: OctoperfHttp; readonly endpoints: EndpointTable; readonly tokens: UpstreamTokenProvider }

/** Answers of a backend that has no such endpoint, or has it and does not offer it. */
const NOT_OFFERED: ReadonlySet<number> = new Set([404, 405, 501]);
const UNAUTHENTICATED = 401;

/**
 * The OctoPerf REST API as one caller sees it: born for one tool call, carrying that caller's own token.
 * Every method throws AgentError (the agent can fix it) or OutageError (it cannot).
 */
export class OctoperfClient {
  private static readonly logger = new Logger('OctoperfClient');

  constructor(private readonly wire: Wire, readonly caller: Caller, private readonly signal: AbortSignal | undefined) {}

  /** Calls an endpoint and reads its JSON answer with a schema of the contract. */
  async call<S extends z.ZodType, N extends EndpointName>(name: N, schema: S, values: ParametersOf<N>, options: CallOptions = {}): Promise<z.output<S>> {
    const { text } = await this.exchange(name, values, options);
    return this.read(name, schema, text, values);
  }

  /** The same where the answer has no body worth reading (deletions, stops). */
  async send<N extends EndpointName>(name: N, values: ParametersOf<N>, options: CallOptions = {}): Promise<void> {
    await this.exchange(name, values, options);
  }

  /** The same where the answer is bare text, such as a task id or an HTTP body; `undefined` where it is empty. */
  async text<N extends EndpointName>(name: N, values: ParametersOf<N>, options: CallOptions = {}): Promise<string | undefined> {
    const { text } = await this.exchange(name, values, options);
    return text === '' ? undefined : text;
  }

  /** As `call`, but an empty answer is `undefined` (a task that is still running). */
  async maybe<S extends z.ZodType, N extends EndpointName>(name: N, schema: S, values: ParametersOf<N>, options: CallOptions = {}): Promise<z.output<S> | undefined> {
    const { text } = await this.exchange(name, values, options);
    return text.trim() === '' || text.trim() === 'null' ? undefined : this.read(name, schema, text, values);
  }

  /** As `call`, but what is not there (404) is `undefined`. */
  async find<S extends z.ZodType, N extends EndpointName>(name: N, schema: S, values: ParametersOf<N>): Promise<z.output<S> | undefined> {
    const answer = await this.answer(name, values, {});
    return answer.status === 404 ? undefined : this.read(name, schema, this.accepted(answer, name, values).text, values);
  }

  /** As `call`, but `undefined` where this backend does not offer the endpoint (404, 405, 501): for what a tool can do without. */
  async offered<S extends z.ZodType, N extends EndpointName>(name: N, schema: S, values: ParametersOf<N>, options: CallOptions = {}): Promise<z.output<S> | undefined> {
    const answer = await this.answer(name, values, options);
    return NOT_OFFERED.has(answer.status) ? undefined : this.read(name, schema, this.accepted(answer, name, values).text, values);
  }

  /** The bytes of a file. */
  async bytes<N extends EndpointName>(name: N, values: ParametersOf<N>, options: CallOptions = {}): Promise<Buffer> {
    return Buffer.from(this.accepted(await this.answer(name, values, options, 'latin1'), name, values).text, 'latin1');
  }

  /** Sends a file as multipart/form-data: the parts `filename` and `file` (octoperf-rest-api.md §3.4, documented). */
  async upload<N extends EndpointName>(name: N, values: ParametersOf<N>, { filename, type, content }: FileToUpload): Promise<void> {
    const body = new FormData();
    body.append('filename', filename);
    body.append('file', new Blob([content], { type }), filename);
    await this.exchange(name, values, { body });
  }

  private async exchange<N extends EndpointName>(name: N, values: ParametersOf<N>, options: CallOptions): Promise<RestAnswer> {
    return this.accepted(await this.answer(name, values, options), name, values);
  }

  private async answer<N extends EndpointName>(name: N, values: ParametersOf<N>, { query, body, idempotencyKey }: CallOptions, encoding?: 'latin1'): Promise<RestAnswer> {
    const { endpoints, tokens, http } = this.wire;
    const place = endpoints.locate(name, values);
    const token = await tokens.tokenFor(this.caller);
    const answer = await http.send({ ...place, query, body, idempotencyKey, encoding, token, signal: this.signal });
    if (answer.status === UNAUTHENTICATED) tokens.refused(this.caller);
    return answer;
  }

  /** The answer, where its status says yes. */
  private accepted<N extends EndpointName>(answer: RestAnswer, name: N, values: ParametersOf<N>): RestAnswer {
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw refusalOf(answer, this.wire.endpoints.locate(name, values).method, subjectOf(name, values), this.caller.whenRefused);
  }

  private read<S extends z.ZodType>(name: EndpointName, schema: S, text: string, values: Readonly<Record<string, string | number>>): z.output<S> {
    const parsed = schema.safeParse(parsedJson(text));
    if (parsed.success) return parsed.data;
    OctoperfClient.logger.warn(`${name}: the answer does not have the expected shape: ${parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`);
    throw new OutageError(`OctoPerf answered ${name} in a shape this server does not know.`, { written: this.wire.endpoints.locate(name, values).method === 'GET' ? 'nothing' : 'unknown', retry: 'never', next: 'Tell the user that the versions of this server and of the OctoPerf backend may not fit.' });
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `virtualUserId "abc"`: what the call was about, for a refusal without a sentence of its own. */
function subjectOf(name: string, values: Readonly<Record<string, unknown>>): string {
  const named = Object.entries(values).map(([key, value]) => `${key} "${String(value)}"`).join(', ');
  return named === '' ? name : named;
}
