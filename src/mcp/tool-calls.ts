import { isInputRequiredResult } from '@modelcontextprotocol/server';
import { AgentError } from '../errors/agent-error.js';
import type { Happenings } from '../scope/happenings.js';
import { currentRequest } from '../scope/request-scope.js';
import { withoutConfirmation } from './confirmation/given-confirmations.js';
import { lacksWorkspace, noWorkspace, WORKSPACE } from './default-workspace.js';
import { readRun, RUN_TOOL, type RunRequest } from './meta/run-tool.js';
import type { RequestHandler, WireRequest } from './server-extensions.js';
import { toolSpec } from './tool-spec.js';
import type { ToolSurface } from './tool-surface.js';

const INVALID = 'Invalid parameters: ';

/** What stands before every call of a tool: which tool is meant, whether this request may reach it, and in which workspace. */
export class ToolCalls {
  /** @param endpoint public URL of the MCP endpoint, as messages name it */
  constructor(private readonly surface: ToolSurface, private readonly endpoint: string, private readonly happenings: Happenings) {}

  /** The call that is meant, before anybody watches or judges it: on the endpoint /meta what run_tool stands for, with the workspace of the path where it names none. */
  meant(request: WireRequest): WireRequest { return this.placed(this.unwrapped(request)); }

  /** A call of run_tool that cannot be read is itself. */
  private unwrapped(request: WireRequest): WireRequest {
    if (request.params?.name !== RUN_TOOL || currentRequest()?.surface?.meta !== true) return request;
    const run = readRun(request.params.arguments);
    return typeof run === 'string' ? request : { ...request, params: { ...request.params, ...run } };
  }

  /** Answers a call as `meant` made it, or refuses it in words. */
  async answer(request: WireRequest, context: unknown, inner: RequestHandler): Promise<unknown> {
    const name = request.params?.name ?? '';
    const asking = this.surface.asking(name);
    if (asking === 'forbid') return this.refused('forbidden', name, `The operator of this server does not allow ${name}.`, 'Tell the user; it can be done in the web pages of OctoPerf.');
    const narrowed = this.surface.refusalOf(name);
    if (narrowed !== undefined) return this.refused('narrowed', name, narrowed, 'Tell the user: it takes a connection that is not narrowed so.');
    if (name === RUN_TOOL) return this.tidied(unreadable(readRun(request.params?.arguments)));
    const lacking = lacksWorkspace(toolSpec(name), request.params?.arguments);
    return this.tidied(await inner(asking === 'ask' ? withoutConfirmation(request, context) : request, context), lacking ? `. ${noWorkspace(this.endpoint)}` : '');
  }

  /** A tool that is not in the list may still be called by name, from an older list or a guess. */
  private refused(reason: string, tool: string, what: string, next: string): object {
    const request = currentRequest();
    this.happenings.tell('refused', { reason, tool, caller: request?.caller, requestId: request?.requestId });
    const { message } = new AgentError(what, next, { retry: 'never' });
    return { isError: true, content: [{ type: 'text', text: message }] };
  }

  /** The call with the workspace of the path where it names none: an argument wins. */
  private placed(request: WireRequest): WireRequest {
    const workspaceId = currentRequest()?.surface?.workspaceId;
    const args = request.params?.arguments;
    if (workspaceId === undefined || !lacksWorkspace(toolSpec(request.params?.name ?? ''), args)) return request;
    return { ...request, params: { ...request.params, arguments: { ...args, [WORKSPACE]: workspaceId } } };
  }

  /** Adds what every error must say to the library's own refusal of bad arguments; unwraps input-required results. */
  private tidied(result: unknown, hint = ''): unknown {
    if (isInputRequiredResult(result)) {
      const { content: _content, ...rest } = result as unknown as Record<string, unknown>;
      return rest;
    }
    const { isError, content } = result as { isError?: boolean; content?: { type: string; text?: string }[] };
    const text = content?.[0]?.text;
    if (isError !== true || text?.startsWith(INVALID) !== true) return result;
    return { isError, content: [{ type: 'text', text: `${text}${hint}. Nothing was written. Retry after fixing the arguments.` }] };
  }
}

/** A call of run_tool that stands for no other: what is wrong with it. */
const unreadable = (run: RunRequest | string): object => ({ isError: true, content: [{ type: 'text', text: `${INVALID}${typeof run === 'string' ? run : run.name}` }] });
