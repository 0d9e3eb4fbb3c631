import { applyDecorators, UseFilters, UseInterceptors } from '@nestjs/common';
import { Tool } from '@rekog/mcp-nest';
import type { z } from 'zod';
import { isAsked } from './confirmation/asking.js';
import { ConfirmCall } from './confirmation/confirm-call.interceptor.js';
import { EFFECTS } from './effect.js';
import type { Illustrated } from './illustrated.js';
import { ProjectResult } from './project-result.interceptor.js';
import { ToolExceptionFilter } from './tool-exception.filter.js';
import { declareTool, type ToolSpec } from './tool-spec.js';
import { viewMeta } from './view.js';
import { wireSchema } from './wire-schema.js';

type Handler<P extends z.ZodObject, R extends z.ZodObject> = (params: z.output<P>, ...rest: never[]) => Promise<z.input<R> | Illustrated<z.input<R>>>;

/**
 * Makes a method a tool. The method's argument and result types are checked against the schemas; the four protocol hints follow
 * from the effect, and so does what must be confirmed; unknown arguments are refused; only what the result schema names is let out.
 */
export function OctoperfTool<P extends z.ZodObject, R extends z.ZodObject>(spec: ToolSpec<P, R>) {
  const params = spec.params.strict();
  return <H extends Handler<P, R>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>): void => {
    applyDecorators(
      Tool({
        name: spec.name,
        description: spec.description,
        parameters: wireSchema(params),
        outputSchema: wireSchema(spec.result),
        annotations: { title: spec.title, ...EFFECTS[spec.effect] },
        ...(spec.view === undefined ? {} : { _meta: viewMeta(spec.view) }),
      }),
      UseInterceptors(...(isAsked(spec.effect) ? [ConfirmCall] : []), new ProjectResult(spec.name, spec.result)),
      UseFilters(ToolExceptionFilter),
    )(target, key, descriptor);
    if (descriptor.value !== undefined) declareTool({ ...spec, params }, descriptor.value);
  };
}
