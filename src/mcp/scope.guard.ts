import { type CanActivate, type ExecutionContext, HttpException, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Caller } from '../auth/caller.js';
import { insufficientScope } from '../auth/challenge.js';
import { covers, type FineScope, stepUp } from '../auth/scopes.js';
import { ApplicationConfig } from '../config/application-config.js';
import { idOf } from '../limits/message-cost.js';
import { Happenings } from '../scope/happenings.js';
import { currentRequest } from '../scope/request-scope.js';
import { SCOPE_OF } from './effect-scopes.js';
import { readRun, RUN_TOOL } from './meta/run-tool.js';
import { toolSpec, type ToolSpec } from './tool-spec.js';

const FORBIDDEN = 403;
/** As close to HTTP's 403 as the range that JSON-RPC leaves to servers has it. */
const INSUFFICIENT_SCOPE = -32003;
const LEAST: FineScope = 'octoperf:read';

interface Message { readonly method?: unknown; readonly params?: { readonly name?: unknown; readonly arguments?: unknown } }

/**
 * Behind the guard that proves the caller, where `auth.scopes` is on: a call needs the scope of its tool's effect, everything else the
 * least one. What is missing is answered with 403 and a challenge that names all scopes to ask for, so that a client can step up
 * (MCP authorization specification). Tools beyond the token's scopes stay in the list: a client could not ask for what it does not see.
 */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly config: ApplicationConfig, private readonly happenings: Happenings) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.config.auth.scopes === 'off') return true;
    const request = context.getArgByIndex<Request & { user?: Caller }>(0);
    const scopes = request.user?.scopes ?? [];
    const wanted = wantedBy(request.body);
    const missing = wanted.filter((scope) => !covers(scopes, scope));
    if (missing.length === 0) return true;
    const scope = currentRequest();
    this.happenings.tell('refused', { reason: 'scope', caller: scope?.caller, requestId: scope?.requestId, tool: specOf(request.body as Message | undefined)?.name });
    const needed = stepUp(scopes, wanted);
    context.getArgByIndex<Response>(1).setHeader('WWW-Authenticate', insufficientScope(this.config, needed));
    const message = `The access token lacks ${missing.join(' and ')}. Nothing was done and nothing was written. Sign in again for the scopes ${needed}, then repeat the call.`;
    throw new HttpException({ jsonrpc: '2.0', id: idOf(request.body), error: { code: INSUFFICIENT_SCOPE, message, data: { scope: needed } } }, FORBIDDEN);
  }
}

/** The scopes that the messages of a body need, each once. A tool that does not exist needs the least: what it is called is told to nobody by a refusal. */
function wantedBy(body: unknown): FineScope[] {
  const messages: readonly unknown[] = Array.isArray(body) ? body : [body];
  return [...new Set(messages.map((message) => scopeOf(message as Message | undefined | null)))];
}

function scopeOf(message: Message | undefined | null): FineScope {
  const spec = specOf(message);
  return spec === undefined ? LEAST : SCOPE_OF[spec.effect];
}

/** The tool that a message calls; undefined where it calls none that there is. */
function specOf(message: Message | undefined | null): ToolSpec | undefined {
  const name = message?.method === 'tools/call' ? message.params?.name : undefined;
  return typeof name === 'string' ? toolSpec(meantBy(name, message?.params?.arguments)) : undefined;
}

/** A call of run_tool needs what the tool needs that it runs. */
function meantBy(name: string, given: unknown): string {
  const run = name === RUN_TOOL ? readRun(given) : name;
  return typeof run === 'string' ? name : run.name;
}
