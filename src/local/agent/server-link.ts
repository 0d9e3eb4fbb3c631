import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { agentPath, type AgentRoute, DIGEST_HEADER, INSTANCE_HEADER } from '../agent-wire/agent-protocol.js';

/** What became of a call. `gone` = nobody listens at the address; `unreachable` = anything else between here and there. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  constructor(message: string, readonly kind: 'gone' | 'unreachable' | 'refused', readonly status = 0) { super(message); }

  /** The backend does not want this agent any more: nothing can be tried again. */
  get isFinal(): boolean { return this.status === 401 || this.status === 403 || this.status === 400; }
}

/** Gateways between agent and backend answer so while the backend is away. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
const ANSWER_MAX = 64 * 1_048_576;

export interface Values { readonly agentId?: string; readonly runId?: string; readonly name?: string }

/** The calls of one agent process to its backend, and to no other address: a redirect is not followed. */
export class ServerLink {
  constructor(private readonly origin: string, private readonly token: string, private readonly instance: string) {}

  /** Sends JSON, yields JSON. @throws CallFailed */
  async post(route: AgentRoute, values: Values, body: unknown, timeoutMs: number, ended?: AbortSignal): Promise<unknown> {
    const response = await this.send('POST', route, values, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }, timeoutMs, ended);
    const text = await read(() => response.text());
    if (text.length > ANSWER_MAX) throw new CallFailed('The backend answered more than an agent takes.', 'unreachable');
    return text === '' ? undefined : parsed(text);
  }

  /** The bytes of a file. */
  async fetchFile(values: Values, timeoutMs: number, ended: AbortSignal): Promise<Readable> {
    const { body } = await this.send('GET', 'file', values, {}, timeoutMs, ended);
    if (body === null) return Readable.from([]);
    return Readable.fromWeb(body);
  }

  /** Sends a file as it lies on the disk. */
  async sendFile(values: Values, path: string, sha256: string, timeoutMs: number, ended: AbortSignal): Promise<void> {
    const { size } = await stat(path);
    const body = Readable.toWeb(createReadStream(path)) as ReadableStream;
    const response = await this.send('PUT', 'result', values, { body, duplex: 'half', headers: { 'content-type': 'application/octet-stream', 'content-length': String(size), [DIGEST_HEADER]: sha256 } }, timeoutMs, ended);
    await read(() => response.text());
  }

  private async send(method: string, route: AgentRoute, values: Values, init: RequestInit, timeoutMs: number, ended?: AbortSignal): Promise<Response> {
    const url = new URL(agentPath(route, values), this.origin);
    if (values.name !== undefined) url.searchParams.set('name', values.name);
    const signals = [AbortSignal.timeout(timeoutMs), ...(ended === undefined ? [] : [ended])];
    const headers = { authorization: `Bearer ${this.token}`, [INSTANCE_HEADER]: this.instance, ...(init.headers as Record<string, string> | undefined) };
    const response = await read(() => fetch(url, { ...init, method, headers, redirect: 'manual', signal: AbortSignal.any(signals) }));
    if (response.ok) return response;
    const text = await read(() => response.text());
    throw new CallFailed(sentenceOf(text) ?? `The backend answered ${response.status} to ${method} ${url.pathname}.`, PASSING.has(response.status) ? 'unreachable' : 'refused', response.status);
  }
}

async function read<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof CallFailed ? error : failed(error);
  }
}

/** `localhost` may stand for two addresses: gone is who listens at neither. */
function failed(error: unknown): CallFailed {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const causes: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  const codes = causes.map((one) => (one as { code?: unknown } | null)?.code);
  const isGone = codes.length > 0 && codes.every((code) => code === 'ECONNREFUSED');
  const why = causes.map((one) => (one instanceof Error ? one.message : String(one))).join('; ');
  return new CallFailed(`The backend cannot be reached: ${why}.`, isGone ? 'gone' : 'unreachable');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CallFailed('The address of the backend answers something that is not the backend.', 'unreachable');
  }
}

function sentenceOf(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
