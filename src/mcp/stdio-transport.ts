import type { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { McpTransport, McpTransportContext } from '@rekog/mcp-nest';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '../auth/caller.js';
import { AgentError } from '../errors/agent-error.js';
import { OutageError } from '../errors/outage-error.js';
import { inRequest } from '../scope/request-scope.js';
import type { McpServer, RequestHandler } from './server-extensions.js';

/** Who acts on a connection that has one caller for all its life. */
export interface SingleCaller {
  readonly caller: Caller;
  /** Resolves when `caller.token` can be used. Throws AgentError with what the user can do where there is none, OutageError where it cannot be had now. */
  ready(): Promise<void>;
}

/** A transport that stands instead of HTTP, and sees every server before its handlers are set. */
export interface SoleTransport extends McpTransport { readonly opening: (server: McpServer) => McpServer }

export interface StdioOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly door: SingleCaller;
  /** Largest message taken, in bytes. */
  readonly maxMessageBytes: number;
}

type ServeStdio = (factory: (context: { era: 'legacy' | 'modern' }) => unknown, options: object) => { close(): Promise<void> };
interface Sdk { readonly serveStdio: ServeStdio; readonly StdioServerTransport: typeof StdioServerTransport }
interface LowLevelServer { setRequestHandler(method: string, handler: RequestHandler, third?: unknown): void }
interface WireMessage { readonly id?: string | number; readonly method?: string; readonly params?: { readonly requestId?: string | number } }

/** How long answers of calls that are under way are waited for once the client has closed its end, in milliseconds. */
const LAST_ANSWERS_MS = 10_000;
const LOOK_MS = 20;

/**
 * MCP over standard input and output, for one client and one caller. mcp-nest's own stdio transport hands no caller to the tools and
 * always writes to process.stdout; the SDK's entry below it does what is needed.
 */
export class StdioTransport implements SoleTransport {
  readonly kind = 'stdio' as const;
  /** Resolves when the client has closed its end and what it asked before is answered. */
  readonly ended: Promise<void>;
  private end: () => void = () => undefined;
  private handle: { close(): Promise<void> } | undefined;
  private readonly unanswered = new Set<string | number>();

  constructor(private readonly options: StdioOptions) {
    this.ended = new Promise((resolve) => { this.end = resolve; });
  }

  start(context: McpTransportContext): void {
    const { output, maxMessageBytes, door } = this.options;
    // The copy of the SDK that mcp-nest itself loads (CommonJS): the entry tells servers apart by their class.
    const sdk = createRequire(import.meta.resolve('@rekog/mcp-nest'))('@modelcontextprotocol/server/stdio') as Sdk;
    const wire = new sdk.StdioServerTransport(this.held(), output, { maxBufferSize: maxMessageBytes });
    this.handle = sdk.serveStdio(({ era }) => context.createBoundServer({ transport: this.kind, stateless: false, era }, { user: door.caller }), {
      transport: wire,
      onerror: (error: Error) => { context.logger.warn(error.message); },
    });
    this.count(wire);
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }

  /** For mcp-nest's `serverMutator`, before all others: every request gets a scope of its own, and a call a caller that can act. */
  readonly opening = (server: McpServer): McpServer => {
    const low = server.server as unknown as LowLevelServer;
    const set = low.setRequestHandler.bind(low);
    low.setRequestHandler = (method, handler, third) => { set(method, this.scoped(method, handler), third); };
    return server;
  };

  private scoped(method: string, handler: RequestHandler): RequestHandler {
    const { door } = this.options;
    return (request, context) => inRequest({ requestId: randomUUID(), caller: { subject: door.caller.subject, clientId: door.caller.clientId } }, async () => {
      if (method !== 'tools/call') return handler(request, context);
      const refusal = await door.ready().then(() => undefined, (error: unknown) => error);
      if (refusal === undefined) return handler(request, context);
      if (refusal instanceof AgentError || refusal instanceof OutageError) return { isError: true, content: [{ type: 'text', text: refusal.message }] };
      throw refusal as Error;
    });
  }

  /** The input, but its end is kept from the SDK until what was asked is answered: it would abort it, and who pipes requests in wants answers. */
  private held(): Readable {
    const { input } = this.options;
    const held = new PassThrough();
    const finish = (): void => { void this.lastAnswers(held).then(this.end); };
    input.once('end', finish).once('error', finish).pipe(held, { end: false });
    return held;
  }

  private async lastAnswers(held: PassThrough): Promise<void> {
    while (held.readableLength > 0) await nextTurn();
    // What was read last is counted one turn later.
    await nextTurn();
    const until = Date.now() + LAST_ANSWERS_MS;
    while (this.unanswered.size > 0 && Date.now() < until) await pause(LOOK_MS);
  }

  /** Knows from what passes on the wire which requests are still to be answered. */
  private count(wire: StdioServerTransport): void {
    const { unanswered } = this;
    const receive = wire.onmessage;
    wire.onmessage = (message) => {
      const { id, method, params } = message as WireMessage;
      if (method !== undefined && id !== undefined) unanswered.add(id);
      // Nobody answers a call that was taken back.
      if (method === 'notifications/cancelled' && params?.requestId !== undefined) unanswered.delete(params.requestId);
      receive?.(message);
    };
    const send = wire.send.bind(wire);
    wire.send = async (message) => {
      await send(message);
      const { id, method } = message as WireMessage;
      if (method === undefined && id !== undefined) unanswered.delete(id);
    };
  }
}
