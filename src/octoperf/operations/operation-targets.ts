import { Injectable } from '@nestjs/common';
import { currentCaller, type ToolRequest } from '../../auth/current-caller.js';
import { UpstreamTokenProvider } from '../upstream-token.provider.js';
import { OperationCatalog } from './operation-catalog.js';

/** What a call of an operation would do, for the person who has to agree: the request itself, which must not change until then. */
@Injectable()
export class OperationTargets {
  constructor(private readonly catalog: OperationCatalog, private readonly tokens: UpstreamTokenProvider) {}

  /** Undefined where the arguments name no operation. */
  async of(host: ToolRequest, args: Readonly<Record<string, unknown>>): Promise<{ words: string; facts: unknown } | undefined> {
    const id = args['operationId'];
    if (typeof id !== 'string') return undefined;
    const operation = (await this.catalog.read(await this.tokens.tokenFor(currentCaller(host)))).byId.get(id);
    if (operation === undefined) return undefined;
    const { method, path, effect } = operation;
    return { words: `The request ${method} ${path} of the REST API (${effect}).`, facts: [id, method, path, effect] };
  }
}
