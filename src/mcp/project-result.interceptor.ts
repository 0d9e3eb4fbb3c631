import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { z } from 'zod';
import { OutageError } from '../errors/outage-error.js';
import { Illustrated } from './illustrated.js';

/** Lets out only what the result schema names. Text and structure say the same thing; a picture comes with its caption instead. */
export class ProjectResult implements NestInterceptor {
  constructor(private readonly tool: string, private readonly result: z.ZodObject) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((value: unknown) => {
      const parsed = this.result.safeParse(value instanceof Illustrated ? value.result : value);
      if (!parsed.success) throw new OutageError(`The answer of ${this.tool} does not have the shape this server promises.`, { written: 'unknown', retry: 'never' }, { cause: parsed.error });
      if (value instanceof Illustrated) return illustrated(value, parsed.data);
      return { content: [{ type: 'text', text: JSON.stringify(parsed.data) }], structuredContent: parsed.data };
    }));
  }
}

function illustrated({ picture, caption, forView }: Illustrated<unknown>, structuredContent: unknown): object {
  const image = { type: 'image', data: Buffer.from(picture.data).toString('base64'), mimeType: picture.mimeType };
  return { content: [image, { type: 'text', text: caption }], structuredContent, _meta: forView };
}
