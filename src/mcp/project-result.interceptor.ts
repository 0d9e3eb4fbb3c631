import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { z } from 'zod';
import { OutageError } from '../errors/outage-error.js';

/** Lets out only what the result schema names. Text and structure say the same thing. */
export class ProjectResult implements NestInterceptor {
  constructor(private readonly tool: string, private readonly result: z.ZodObject) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((value: unknown) => {
      const parsed = this.result.safeParse(value);
      if (!parsed.success) throw new OutageError(`The answer of ${this.tool} does not have the shape this server promises.`, { written: 'unknown', retry: 'never' }, { cause: parsed.error });
      return { content: [{ type: 'text', text: JSON.stringify(parsed.data) }], structuredContent: parsed.data };
    }));
  }
}
