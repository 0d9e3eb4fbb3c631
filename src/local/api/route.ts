import { applyDecorators, Delete, Get, HttpCode, Post, Put, SetMetadata } from '@nestjs/common';
import { ENDPOINTS, type Endpoint, type EndpointName } from '../../contract/endpoints.js';

const VERBS: Readonly<Record<Endpoint['method'], (path: string) => MethodDecorator>> = { GET: Get, POST: Post, PUT: Put, DELETE: Delete };

/** Metadata key under which a handler says which endpoint of the contract it serves. */
export const SERVED_ENDPOINT = 'octoperf:endpoint';

/** Path template as the router wants it: `{id}` becomes `:id`. */
export const routerPath = (template: string): string => template.replace(/\{(\w+)\}/g, ':$1');

/**
 * Serves one endpoint of the contract: its verb, its path, its status (octoperf-rest-api.md §1.4: 201 creation, 204 deletion,
 * 200 everything else).
 */
export function Route(name: EndpointName): MethodDecorator {
  const { method, path }: Endpoint = ENDPOINTS[name];
  const created = /^(create|import|add)/.test(name);
  return applyDecorators(VERBS[method](routerPath(path)), HttpCode(method === 'DELETE' ? 204 : created ? 201 : 200), SetMetadata(SERVED_ENDPOINT, name));
}
