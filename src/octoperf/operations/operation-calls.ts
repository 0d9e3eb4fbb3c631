import type { Caller } from '../../auth/caller.js';
import { AgentError } from '../../errors/agent-error.js';
import type { OctoperfHttp } from '../octoperf-http.js';
import { refusalOf } from '../refusal.js';
import type { UpstreamTokenProvider } from '../upstream-token.provider.js';
import type { OperationCatalog, Operations } from './operation-catalog.js';
import { checkedCall, type OperationArguments } from './operation-check.js';
import type { Operation, OperationEffect } from './operation.js';

/** What an operation answered. */
export interface OperationAnswer { readonly operation: Operation; readonly status: number; readonly text: string }

/** What one call needs that is the same for every caller. */
export interface OperationWire { readonly catalog: OperationCatalog; readonly http: OctoperfHttp; readonly tokens: UpstreamTokenProvider }

/** Operations as one caller may call them: with that caller's token, at the REST API and nowhere else, whatever the document names as its servers. */
export class OperationCalls {
  constructor(private readonly wire: OperationWire, private readonly caller: Caller, private readonly signal: AbortSignal | undefined) {}

  async all(): Promise<Operations> { return this.wire.catalog.read(await this.token()); }

  /** Throws AgentError where there is none of that name, or it is not offered. */
  async require(id: string): Promise<Operation> {
    const operation = (await this.all()).byId.get(id);
    if (operation === undefined) throw new AgentError(`There is no operation ${JSON.stringify(id.slice(0, 100))} that may be called.`, 'Take operationId from find_operations.');
    return operation;
  }

  /** Throws AgentError for a call that does not fit or is refused, OutageError where there is no usable answer. */
  async call(id: string, effect: OperationEffect, args: OperationArguments): Promise<OperationAnswer> {
    const operation = await this.require(id);
    if (operation.effect !== effect) throw new AgentError(`${id} is a ${operation.effect} operation, not ${effect}.`, `Call it with call_${operation.effect}_operation.`);
    const { path, query, body } = checkedCall(operation, args);
    const answer = await this.wire.http.send({ method: operation.method, path, route: operation.path, query, body, token: await this.token(), signal: this.signal });
    if (answer.status < 200 || answer.status >= 300) throw refusalOf(answer, operation.method, `operation ${id}`);
    return { operation, ...answer };
  }

  private token(): string | Promise<string> { return this.wire.tokens.tokenFor(this.caller); }
}
