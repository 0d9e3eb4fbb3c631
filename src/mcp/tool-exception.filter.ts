import { Catch, Logger, type RpcExceptionFilter } from '@nestjs/common';
import { ProtocolError } from '@modelcontextprotocol/server';
import { type Observable, throwError } from 'rxjs';
import { AgentError } from '../errors/agent-error.js';
import { OutageError } from '../errors/outage-error.js';
import { currentToolCall, type ToolFailure } from '../scope/request-scope.js';

/**
 * The one way out for every failure of a tool. Our two kinds speak for themselves; a protocol error keeps its JSON-RPC code;
 * anything else is a defect of ours: logged, and masked from the agent.
 */
@Catch()
export class ToolExceptionFilter implements RpcExceptionFilter {
  private readonly logger = new Logger('Tool');

  catch(error: unknown): Observable<never> {
    if (error instanceof ProtocolError) return throwError(() => error);
    noteFailure(error instanceof AgentError ? 'agent' : error instanceof OutageError ? 'outage' : 'defect');
    if (error instanceof AgentError) return throwError(() => ({ message: error.message }));
    if (error instanceof OutageError) {
      this.logger.warn(`${error.advice.what}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}`);
      return throwError(() => ({ message: error.message }));
    }
    this.logger.error(error instanceof Error ? error.stack : error);
    return throwError(() => ({ message: new OutageError('This server failed on the call.', { written: 'unknown', retry: 'never' }).message }));
  }
}

function noteFailure(failure: ToolFailure): void {
  const call = currentToolCall();
  if (call !== undefined) call.failure = failure;
}
