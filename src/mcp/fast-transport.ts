import { ProtocolError, ProtocolErrorCode, validateHostHeader, validateOriginHeader } from '@modelcontextprotocol/server';
import { type McpTransportContext, StreamableHttpTransport } from '@rekog/mcp-nest';
import type { Request, Response } from 'express';
import type { Happenings } from '../scope/happenings.js';
import { currentRequest } from '../scope/request-scope.js';
import { TRACE_KEYS } from '../scope/trace-context.js';
import { tellAnswered } from './observed.js';
import type { ServerExtensions } from './server-extensions.js';
import type { SurfaceView } from './surface-view.js';
import type { ToolSurface } from './tool-surface.js';

const VERSIONS: ReadonlySet<string> = new Set(['2025-11-25', '2025-06-18', '2025-03-26']);
const LIST = 'tools/list';
/** Requests of one message each that need nothing of the SDK's session or streaming. */
const SIMPLE: ReadonlySet<string> = new Set(['tools/call', LIST, 'prompts/list', 'prompts/get', 'resources/list', 'resources/read']);
const NEEDS_NAME: ReadonlySet<string> = new Set(['tools/call', 'prompts/get']);

interface Message { jsonrpc?: unknown; id?: unknown; method?: unknown; params?: Record<string, unknown> & { _meta?: Record<string, unknown> } }
type SimpleMessage = Message & { id: string | number; method: string };
type Handle = (request: unknown, response: unknown) => Promise<void> | void;
interface Handlers { handlePost: Handle; handleGet: Handle; handleDelete: Handle }

export interface FastTransportOptions { readonly allowedHosts: string[]; readonly allowedOrigins: string[]; readonly extensions: ServerExtensions; readonly surface: ToolSurface; readonly happenings: Happenings }

/**
 * Streamable HTTP, stateless. A single request of the 2025 era goes straight to the handler that mcp-nest bound for it, without
 * an SDK server, a web Request and a web Response made for each call; everything else goes the library's way, with the same
 * handlers. Progress needs a stream, so a caller that sends a progress token is answered as server-sent events.
 */
export class FastTransport extends StreamableHttpTransport {
  private context: McpTransportContext | undefined;

  constructor(private readonly fast: FastTransportOptions, private readonly streaming: StreamableHttpTransport) {
    super({ security: { allowedHosts: fast.allowedHosts, allowedOrigins: fast.allowedOrigins } });
  }

  override start(context: McpTransportContext): void {
    this.context = context;
    super.start(context);
  }

  override get httpHandlers(): Handlers {
    const library: Handlers = super.httpHandlers;
    const streaming: Handlers = this.streaming.httpHandlers;
    return {
      handleGet: this.judged(library.handleGet),
      handleDelete: this.judged(library.handleDelete),
      handlePost: this.judged((request, response) => {
        const body = (request as Request).body as Message | undefined;
        if (body?.params?._meta?.['progressToken'] !== undefined) return streaming.handlePost(request, response);
        return this.isSimple(request as Request, body) ? this.answer(request as Request, response as Response, body) : library.handlePost(request, response);
      }),
    };
  }

  /** Nothing is served to a request whose narrowing cannot be understood: the whole would be more than it asked for. */
  private judged(handle: Handle): Handle {
    return (request, response) => {
      const fault = this.fast.surface.faultOf(currentRequest()?.surface);
      if (fault === undefined) return handle(request, response);
      const id = ((request as Request).body as Message | undefined)?.id;
      (response as Response).status(400).json({ jsonrpc: '2.0', id: typeof id === 'string' || typeof id === 'number' ? id : null, error: { code: ProtocolErrorCode.InvalidParams, message: `${fault} Nothing was done.` } });
    };
  }

  private isSimple({ headers }: Request, body: Message | undefined): body is SimpleMessage {
    if (body === undefined || Array.isArray(body) || body.jsonrpc !== '2.0' || typeof body.method !== 'string' || !SIMPLE.has(body.method)) return false;
    if (typeof body.id !== 'string' && !Number.isInteger(body.id)) return false;
    if (!hasExpectedParams(body.method, body.params)) return false;
    if (!VERSIONS.has(String(headers['mcp-protocol-version'] ?? '2025-03-26')) || headers['mcp-method'] !== undefined) return false;
    if (headers.accept?.includes('application/json') !== true || !headers.accept.includes('text/event-stream')) return false;
    if (headers['content-type']?.startsWith('application/json') !== true) return false;
    return validateHostHeader(headers.host, this.fast.allowedHosts).ok && validateOriginHeader(headers.origin, this.fast.allowedOrigins).ok;
  }

  private view(): SurfaceView { return this.fast.surface.view(); }
  private knownList(): Buffer | undefined { return this.fast.surface.filled ? this.view().bytes : undefined; }

  private answerList(response: Response, { id, params }: SimpleMessage, list: Buffer): void {
    const started = performance.now();
    writeList(response, id, list);
    const { happenings } = this.fast;
    if (!happenings.isUnheard('operation')) tellAnswered(happenings, LIST, params === undefined ? {} : { params }, { ms: performance.now() - started, bytes: list.length });
  }

  private async answer(request: Request, response: Response, message: SimpleMessage): Promise<void> {
    const wholeList = message.method === LIST && message.params?.['cursor'] === undefined;
    const known = wholeList ? this.knownList() : undefined;
    if (known !== undefined) { this.answerList(response, message, known); return; }
    const handlers = this.fast.extensions.gather((server) => this.context?.bindRequestHandlers(server, { transport: 'streamable-http', stateless: true, era: 'legacy' }, request));
    try {
      const handler = handlers.get(message.method);
      if (handler === undefined) throw new ProtocolError(ProtocolErrorCode.MethodNotFound, 'Method not found');
      const result = JSON.stringify(await handler({ method: message.method, params: message.params } as Parameters<typeof handler>[0], handlerContext(message)));
      if (wholeList) this.view().bytes = Buffer.from(result);
      write(response, message.id, 'result', result);
    } catch (error) {
      write(response, message.id, 'error', JSON.stringify(errorOf(error)));
    }
  }
}

/** Anything odd goes the library's way, which words the protocol error. */
function hasExpectedParams(method: string, params: Message['params']): boolean {
  if (params === undefined) return !NEEDS_NAME.has(method);
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return false;
  if (params._meta !== undefined && !isTraceOnly(params._meta)) return false;
  if (NEEDS_NAME.has(method) && typeof params['name'] !== 'string') return false;
  if (method === 'resources/read' && typeof params['uri'] !== 'string') return false;
  const given = params['arguments'];
  return given === undefined || (typeof given === 'object' && given !== null && !Array.isArray(given));
}

/** A trace asks for nothing of the SDK: whoever traces every call is answered as fast as whoever does not. */
const isTraceOnly = (meta: unknown): boolean => typeof meta === 'object' && meta !== null && !Array.isArray(meta) && Object.keys(meta).every((key) => TRACE_KEYS.has(key));

/** What a handler of the 2025 era can use when it is answered as one JSON body: its id; nothing can be sent besides. */
function handlerContext({ id, method }: SimpleMessage): object {
  return { mcpReq: { id, method, signal: undefined, notify: () => Promise.resolve(), log: () => Promise.resolve() } };
}

function errorOf(error: unknown): { code: number; message: string; data?: unknown } {
  if (error instanceof ProtocolError) return { code: error.code, message: error.message, ...(error.data === undefined ? {} : { data: error.data }) };
  return { code: ProtocolErrorCode.InternalError, message: 'Internal error' };
}

const open = (id: string | number, kind: 'result' | 'error'): string => `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"${kind}":`;

function write(response: Response, id: string | number, kind: 'result' | 'error', json: string): void {
  if (response.headersSent || response.destroyed) return;
  const body = `${open(id, kind)}${json}}`;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** The same with bytes that are large and at hand: they are neither copied nor encoded again, and leave in one go with what stands around them. */
function writeList(response: Response, id: string | number, list: Buffer): void {
  const head = Buffer.from(open(id, 'result'));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': head.length + list.length + 1 });
  response.cork();
  response.write(head);
  response.write(list);
  response.end('}');
}
