import { RequestMethod, type Type } from '@nestjs/common';
import type { EndpointName } from '../../../../contract/endpoints.js';
import { type Proof, PUBLIC_ROUTE } from '../../../idp/public-route.js';
import { type RequestShapes, shapesOf } from '../../request-shapes.js';
import { SERVED_ENDPOINT } from '../../route.js';

/** Keys under which Nest keeps what its own decorators say (@nestjs/common 12, `constants`). */
const NEST = { path: 'path', method: 'method', status: '__httpCode__', headers: '__headers__' } as const;
const CREATED = 201;
const OK = 200;

/** One route as a controller serves it. */
export interface ServedRoute {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** With `{placeholders}`, beginning with a slash. */
  readonly path: string;
  /** Of the contract; undefined for a route that the bridge does not know. */
  readonly endpoint: EndpointName | undefined;
  /** Class and method that serve it. */
  readonly handler: string;
  readonly proof: Proof;
  readonly status: number;
  /** Where the handler says it; undefined for JSON, and for what is written by hand. */
  readonly contentType: string | undefined;
  readonly shapes: RequestShapes;
}

type Header = { readonly name: string; readonly value: string };

/** Every route of these controllers, from what their decorators say to Nest's router. */
export function servedRoutes(controllers: readonly Type[]): ServedRoute[] {
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, unknown>;
    const prefixes = [Reflect.getMetadata(NEST.path, controller) as string | string[]].flat();
    return Object.getOwnPropertyNames(prototype).flatMap((key) => {
      const handler = prototype[key];
      return key !== 'constructor' && typeof handler === 'function' ? prefixes.flatMap((prefix) => routesOf({ controller, prototype, key, handler, prefix })) : [];
    });
  });
}

interface Handler { readonly controller: Type; readonly prototype: object; readonly key: string; readonly handler: object; readonly prefix: string }

function routesOf({ controller, prototype, key, handler, prefix }: Handler): ServedRoute[] {
  const paths = Reflect.getMetadata(NEST.path, handler) as string | string[] | undefined;
  if (paths === undefined) return [];
  const method = RequestMethod[Reflect.getMetadata(NEST.method, handler) as RequestMethod].toLowerCase() as ServedRoute['method'];
  const headers = (Reflect.getMetadata(NEST.headers, handler) as Header[] | undefined) ?? [];
  const proof = (Reflect.getMetadata(PUBLIC_ROUTE, handler) ?? Reflect.getMetadata(PUBLIC_ROUTE, controller)) as Proof | undefined;
  return [paths].flat().map((path) => ({
    method, path: templateOf(prefix, path),
    endpoint: Reflect.getMetadata(SERVED_ENDPOINT, handler) as EndpointName | undefined,
    handler: `${controller.name.replace(/Controller$/, '')}.${key}`,
    proof: proof ?? 'bearer',
    status: (Reflect.getMetadata(NEST.status, handler) as number | undefined) ?? (method === 'post' ? CREATED : OK),
    contentType: headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value,
    shapes: shapesOf(prototype, key),
  }));
}

/** `:id` and `*rest` of the router become `{id}` and `{rest}`. */
const templateOf = (prefix: string, path: string): string => `/${[prefix, path].flatMap((part) => part.split('/')).filter((part) => part !== '').map((part) => part.replace(/^[:*](\w+)$/, '{$1}')).join('/')}`;
