import { isInputRequiredResult } from '@modelcontextprotocol/server';
import type { McpServerOptions } from '@rekog/mcp-nest';
import { AgentError } from '../errors/agent-error.js';
import type { Happenings } from '../scope/happenings.js';
import { currentRequest } from '../scope/request-scope.js';
import { withoutConfirmation } from './confirmation/given-confirmations.js';
import { observed } from './observed.js';
import type { ToolPrompts } from './tool-prompts.js';
import type { ToolSurface, WireTool } from './tool-surface.js';

/** The SDK server as mcp-nest hands it over: its own copy of the type, so it is named through the library. */
export type McpServer = Parameters<NonNullable<McpServerOptions['serverMutator']>>[0];
interface WireRequest { readonly params?: { readonly name?: string; readonly arguments?: Record<string, string>; readonly cursor?: string; readonly ref?: { type: string; name?: string }; readonly argument?: { name: string; value: string }; readonly _meta?: Readonly<Record<string, unknown>> } }
export type RequestHandler = (request: WireRequest, context: unknown) => unknown;
interface LowLevelServer { setRequestHandler(method: string, handler: RequestHandler, third?: unknown): void }

const INVALID = 'Invalid parameters: ';

/**
 * What the library leaves out, through its one documented seam: the list built once, paging, titles, a prompt per tool,
 * completion, and input-required results of tools (which it would turn into text).
 */
export class ServerExtensions {
  /** Requests that are answered here alone, unless the library has an answer of its own (its prompts win). */
  private readonly own: Readonly<Record<string, RequestHandler>>;
  private readonly around: Readonly<Record<string, (inner: RequestHandler) => RequestHandler>>;
  /** The library's own list of tools, kept until the surface is filled from it: a client may ask for prompts before it lists tools. */
  private lister: RequestHandler | undefined;

  constructor(private readonly surface: ToolSurface, prompts: ToolPrompts, private readonly happenings: Happenings) {
    this.own = {
      'prompts/list': this.filled(({ params }) => prompts.list(params?.cursor)),
      'prompts/get': this.filled(({ params }) => prompts.get(params?.name ?? '', params?.arguments)),
      'completion/complete': this.filled(({ params }) => ({ completion: prompts.complete(params?.ref?.name ?? '', params?.argument?.name ?? '', params?.argument?.value ?? '') })),
    };
    this.around = {
      'tools/list': (inner) => {
        if (!surface.filled) this.lister = inner;
        return this.filled(({ params }) => surface.page(params?.cursor));
      },
      'tools/call': (inner) => async (request, context) => {
        const name = request.params?.name ?? '';
        const asking = surface.asking(name);
        if (asking === 'forbid') return this.forbidden(name);
        return tidied(await inner(asking === 'ask' ? withoutConfirmation(request, context) : request, context));
      },
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

  private wrap(method: string, handler: RequestHandler): RequestHandler { return observed(this.happenings, method, this.around[method]?.(handler) ?? handler); }

  /** A tool that is not in the list may still be called by name, from an older list or a guess. */
  private forbidden(name: string): object {
    const request = currentRequest();
    this.happenings.tell('refused', { reason: 'forbidden', tool: name, caller: request?.caller, requestId: request?.requestId });
    const { message } = new AgentError(`The operator of this server does not allow ${name}.`, 'Tell the user; it can be done in the web pages of OctoPerf.', { retry: 'never' });
    return { isError: true, content: [{ type: 'text', text: message }] };
  }

  /** The handler, called only once the surface knows its tools. */
  private filled(handler: RequestHandler): RequestHandler {
    return async (request, context) => {
      const { lister, surface } = this;
      if (!surface.filled && lister !== undefined) surface.fill(((await lister({}, context)) as { tools: WireTool[] }).tools);
      this.lister = undefined;
      return handler(request, context);
    };
  }
}

/** Adds what every error must say to the library's own refusal of bad arguments; unwraps input-required results. */
function tidied(result: unknown): unknown {
  if (isInputRequiredResult(result)) {
    const { content: _content, ...rest } = result as unknown as Record<string, unknown>;
    return rest;
  }
  const { isError, content } = result as { isError?: boolean; content?: { type: string; text?: string }[] };
  const text = content?.[0]?.text;
  if (isError !== true || text?.startsWith(INVALID) !== true) return result;
  return { isError, content: [{ type: 'text', text: `${text}. Nothing was written. Retry after fixing the arguments.` }] };
}
