import 'reflect-metadata';
import type { z } from 'zod';

/** What a handler reads of its request, in the schemas that check it. */
export interface RequestShapes { readonly body?: z.ZodType; readonly bodyRequired?: boolean; readonly query?: z.ZodType }

const SHAPES = 'octoperf:request-shapes';

/** A parameter decorator that also notes on the handler what it checks: the published document of the API is made from it. */
export function noting(shapes: RequestShapes, decorate: ParameterDecorator): ParameterDecorator {
  return (target, key, index) => {
    decorate(target, key, index);
    if (key !== undefined) Reflect.defineMetadata(SHAPES, { ...shapesOf(target, key), ...shapes }, target, key);
  };
}

/** What a method of a controller's prototype was noted to read. */
export const shapesOf = (target: object, key: string | symbol): RequestShapes => (Reflect.getMetadata(SHAPES, target, key) as RequestShapes | undefined) ?? {};
