import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, mergeMap, type Observable, of } from 'rxjs';
import type { ToolRequest } from '../../auth/current-caller.js';
import { specOf } from '../tool-spec.js';
import { Confirmations } from './confirmations.js';

/** Stands before every tool whose effect may be asked about; the tools know nothing of it. */
@Injectable()
export class ConfirmCall implements NestInterceptor {
  constructor(private readonly confirmations: Confirmations) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { name: tool, title, effect } = specOf(context.getHandler());
    const rpc = context.switchToRpc();
    const judged = this.confirmations.judge({ tool, title, effect, args: rpc.getData<Record<string, unknown>>(), host: rpc as unknown as ToolRequest });
    return from(judged).pipe(mergeMap((question) => (question === undefined ? next.handle() : of(question))));
  }
}
