import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { McpServerOptions } from '@rekog/mcp-nest';
import type { Happenings } from '../scope/happenings.js';
import { observed } from './observed.js';
import { isUnreachable } from './reachable-views.js';
import type { WireTool } from './surface-view.js';
import type { ToolCalls } from './tool-calls.js';
import type { ToolPrompts } from './tool-prompts.js';
import type { ToolSurface } from './tool-surface.js';

/** The SDK server as mcp-nest hands it over: its own copy of the type, so it is named through the library. */
export type McpServer = Parameters<NonNullable<McpServerOptions['serverMutator']>>[0];
type Arguments = Readonly<Record<string, unknown>>;
export interface WireRequest { readonly params?: { readonly name?: string; readonly uri?: string; readonly arguments?: Arguments; readonly cursor?: string; readonly ref?: { type: string; name?: string }; readonly argument?: { name: string; value: string }; readonly _meta?: Readonly<Record<string, unknown>> } }
export type RequestHandler = (request: WireRequest, context: unknown) => unknown;
interface LowLevelServer { setRequestHandler(method: string, handler: RequestHandler, third?: unknown): void }

const CALL = 'tools/call';

/** What the extensions work on. */
export interface ExtensionParts { readonly surface: ToolSurface; readonly prompts: ToolPrompts; readonly calls: ToolCalls; readonly happenings: Happenings }

/**
 * What the library leaves out, through its one documented seam: the list built once for each kind of request, paging, titles, a prompt
 * per tool, completion, what a request may not reach, its default workspace, and input-required results of tools (which it would turn
 * into text).
 */
export class ServerExtensions {
  /** Requests that are answered here alone, unless the library has an answer of its own (its prompts win). */
  private readonly own: Readonly<Record<string, RequestHandler>>;
  private readonly around: Readonly<Record<string, (inner: RequestHandler) => RequestHandler>>;
  /** The library's own list of tools, kept until the surface is filled from it: a client may ask for prompts before it lists tools. */
  private lister: RequestHandler | undefined;

  constructor(private readonly parts: ExtensionParts) {
    const { prompts, surface, calls } = parts;
    this.own = {
      'prompts/list': this.filled(({ params }) => prompts.list(params?.cursor)),
      'prompts/get': this.filled(({ params }) => prompts.get(params?.name ?? '', params?.arguments as Record<string, string> | undefined)),
      'completion/complete': this.filled(({ params }) => ({ completion: prompts.complete(params?.ref?.name ?? '', params?.argument?.name ?? '', params?.argument?.value ?? '') })),
    };
    this.around = {
      'tools/list': (inner) => {
        if (!surface.filled) this.lister = inner;
        return this.filled(({ params }) => surface.view().page(params?.cursor));
      },
      'resources/list': (inner) => this.filled(async (request, context) => {
        const list = (await inner(request, context)) as { resources: { uri: string }[] };
        return { ...list, resources: list.resources.filter(({ uri }) => !isUnreachable(uri, surface.view())) };
      }),
      'resources/read': (inner) => this.filled((request, context) => {
        const uri = request.params?.uri ?? '';
        if (isUnreachable(uri, surface.view())) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown resource: ${uri}`);
        return inner(request, context);
      }),
      [CALL]: (inner) => this.filled((request, context) => calls.answer(request, context, inner)),
    };
  }

  /** For mcp-nest's `serverMutator`: what it registers afterwards on this server is wrapped. */
  readonly mutate = (server: McpServer): McpServer => {
    const low = server.server as unknown as LowLevelServer;
    const set = low.setRequestHandler.bind(low);
    low.setRequestHandler = (method, handler, third) => { set(method, this.wrap(method, handler), third); };
    for (const [method, handler] of Object.entries(this.own)) set(method, this.wrap(method, handler));
    return server;
  };

  /** The handlers that mcp-nest registers for one request, gathered without an SDK server around them. */
  gather(register: (server: McpServer) => void): ReadonlyMap<string, RequestHandler> {
    const handlers = new Map<string, RequestHandler>(Object.entries(this.own).map(([method, handler]) => [method, this.wrap(method, handler)]));
    const low: LowLevelServer = { setRequestHandler: (method, handler) => { handlers.set(method, this.wrap(method, handler)); } };
    register({ server: low } as unknown as McpServer);
    return handlers;
  }

  /** Outermost, a call becomes the one that is meant (that of run_tool the tool's, in the workspace of the path): whoever watches, counts or judges sees only that one. */
  private wrap(method: string, handler: RequestHandler): RequestHandler {
    const watched = observed(this.parts.happenings, method, this.around[method]?.(handler) ?? handler);
    return method === CALL ? (request, context) => watched(this.parts.calls.meant(request), context) : watched;
  }

  /** The handler, called only once the surface knows its tools. */
  private filled(handler: RequestHandler): RequestHandler {
    return async (request, context) => {
      const { lister, parts: { surface } } = this;
      if (!surface.filled && lister !== undefined) surface.fill(((await lister({}, context)) as { tools: WireTool[] }).tools);
      this.lister = undefined;
      return handler(request, context);
    };
  }
}
