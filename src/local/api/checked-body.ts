import { createParamDecorator, type ExecutionContext, UnsupportedMediaTypeException } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { badRequest } from './refusals.js';
import { noting } from './request-shapes.js';

/** Deepest nesting accepted: far above any real tree, far below what recursion can take. */
const DEEPEST = 200;
const SHOWN_PROBLEMS = 5;

/** The value as the schema reads it; 400 with the paths of the first problems where it does not fit. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, what = 'The body'): T {
  refuseTooDeep(value, what);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, SHOWN_PROBLEMS).map(({ path, message }) => `${path.length === 0 ? 'the whole' : path.join('.')}: ${message}`);
  const more = result.error.issues.length - problems.length;
  throw badRequest(`${what} does not fit: ${problems.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`);
}

/** 400 for JSON that is nested deeper than any call accepts. */
export function refuseTooDeep(value: unknown, what: string): void {
  if (isTooDeep(value)) throw badRequest(`${what} is nested deeper than ${DEEPEST} levels. Flatten it.`);
}

/** The JSON body, checked. `asNew` = a creation: whatever id it carries is not looked at. */
export function CheckedBody<T>(schema: z.ZodType<T>, { asNew = false } = {}): ParameterDecorator {
  return noting({ body: schema, bodyRequired: true }, createParamDecorator((_: unknown, context: ExecutionContext) => {
    const body = jsonBodyOf(context.switchToHttp().getRequest<Request>());
    return checked(schema, asNew && isRecord(body) ? { ...body, id: '' } : body);
  })());
}

/** The query parameters, checked. One that is given twice counts as a list. */
export function CheckedQuery<T>(schema: z.ZodType<T>): ParameterDecorator {
  return noting({ query: schema }, createParamDecorator((_: unknown, context: ExecutionContext) => checked(schema, context.switchToHttp().getRequest<Request>().query, 'The query'))());
}

/** 415 where a body came that is not JSON (octoperf-rest-api.md §1.4, observed), 400 where none came. */
function jsonBodyOf(request: Request): unknown {
  const body: unknown = request.body;
  if (body !== undefined) return body;
  if (hasBody(request)) throw new UnsupportedMediaTypeException('The body must be JSON: send it with Content-Type: application/json.');
  throw badRequest('The body is missing: send JSON with Content-Type: application/json.');
}

export const hasBody = (request: Request): boolean => Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined;
export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects and lists directly inside a value. */
const childrenOf = (value: unknown): unknown[] => (typeof value === 'object' && value !== null ? Object.values(value).filter((inner) => typeof inner === 'object' && inner !== null) : []);

function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

/** A JSON body that may be left out. */
export function CheckedOptionalBody<T>(schema: z.ZodType<T>): ParameterDecorator {
  return noting({ body: schema, bodyRequired: false }, createParamDecorator((_: unknown, context: ExecutionContext) => {
    const request = context.switchToHttp().getRequest<Request>();
    return hasBody(request) ? checked(schema, jsonBodyOf(request)) : undefined;
  })());
}
