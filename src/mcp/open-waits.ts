import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import { currentCall, currentCaller, currentSignal, type ToolRequest } from '../auth/current-caller.js';
import { AgentError } from '../errors/agent-error.js';
import { OutageError } from '../errors/outage-error.js';
import { currentToolCall } from '../scope/request-scope.js';

/** Calls that may stay open at once: in all, and of one account. Each costs a connection and a read every few seconds. */
const MOST = 256;
const MOST_OF_ONE = 16;

/** A call that stays open on purpose. */
export interface OpenWait {
  /** Fires when the client gave up or went away, and when the server is asked to stop. */
  readonly signal: AbortSignal;
  /** Tells the client how far the call is; undefined where the client did not ask for it. Figures must rise from one to the next. */
  readonly tell: ((progress: number, total: number, message: string) => Promise<void>) | undefined;
}

/** Who waits, and under which id of the client's own. */
interface Waiting { readonly subject: string; readonly token: string; readonly requestId: unknown }

/** The calls that wait for something: bounded, and ended when the server stops, so that a stop never waits for a wait. */
@Injectable()
export class OpenWaits {
  private readonly open = new Map<AbortController, Waiting>();
  private isStopping = false;

  /** Holds a call open for `work`. Throws where too many are open already. */
  async hold<T>(host: ToolRequest, work: (wait: OpenWait) => Promise<T>): Promise<T> {
    const { subject, token } = currentCaller(host);
    this.requireRoom(subject);
    const ending = new AbortController();
    const end = (): void => { ending.abort(); };
    // On the older protocol nothing but the connection tells that a client went away.
    const response = host.getContext().getRawRequest<Request>()?.res;
    response?.once('close', end);
    const given = currentSignal(host);
    this.open.set(ending, { subject, token, requestId: currentCall(host).mcpReq?.id });
    if (this.isStopping) end();
    const call = currentToolCall();
    if (call !== undefined) call.deadline = Infinity;
    try {
      return await work({ signal: given === undefined ? ending.signal : AbortSignal.any([given, ending.signal]), tell: teller(host) });
    } finally {
      // What it does afterwards is bounded again, from now on.
      delete call?.deadline;
      this.open.delete(ending);
      response?.off('close', end);
    }
  }

  get count(): number { return this.open.size; }

  /** Ends every wait, and each that begins from now on, with what it knows. */
  endAll(): void {
    this.isStopping = true;
    for (const ending of this.open.keys()) ending.abort();
  }

  /**
   * Behind the body parser: the older protocol takes a call back by a message of its own. Whoever sends it with the very token of the
   * waiting call may end it, so nobody has to be proven again.
   */
  readonly cancelling: RequestHandler = (request, _response, next) => {
    const message = request.body as { method?: unknown; params?: { requestId?: unknown } } | undefined;
    if (message?.method === 'notifications/cancelled') this.cancel(request.headers.authorization ?? '', message.params?.requestId);
    next();
  };

  private cancel(authorization: string, requestId: unknown): void {
    for (const [ending, waiting] of this.open) if (waiting.requestId === requestId && authorization === `Bearer ${waiting.token}`) ending.abort();
  }

  private requireRoom(subject: string): void {
    if (this.open.size >= MOST) throw new OutageError(`This server holds ${MOST} waiting calls already.`, { next: 'Ask without waiting: get_bench_result.' });
    const mine = [...this.open.values()].filter((waiting) => waiting.subject === subject).length;
    if (mine >= MOST_OF_ONE) throw new AgentError(`Your account has ${MOST_OF_ONE} calls waiting already.`, 'Let one of them end first, or ask without waiting: get_bench_result.', { retry: 'later' });
  }
}

function teller(host: ToolRequest): OpenWait['tell'] {
  const progressToken = host.getContext().mcpRequest.params?._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  // Through the SDK's own context: mcp-nest's reportProgress does nothing on stateless connections of the older protocol.
  return async (progress, total, message) => currentCall(host).mcpReq?.notify?.({ method: 'notifications/progress', params: { progressToken, progress, total, message } });
}
