import { parse } from 'yaml';
import { z } from 'zod';

/** What of an OpenAPI 3 document the comparison needs. */
const Operation = z.looseObject({});
const Document = z.looseObject({
  openapi: z.string().regex(/^3\./),
  info: z.looseObject({ title: z.string().default(''), version: z.string().default('') }).optional(),
  servers: z.array(z.looseObject({ url: z.string().default('') })).optional(),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});
const METHODS = ['get', 'post', 'put', 'delete', 'patch'] as const;

/** One route of a published document. */
export interface PublishedRoute { readonly method: string; readonly path: string }
export interface PublishedApi { readonly title: string; readonly version: string; readonly routes: readonly PublishedRoute[] }

/**
 * Reads an OpenAPI 3 document. A path that its first server puts in front of all others is kept in front. Undefined where it is none.
 */
export function publishedApi(text: string): PublishedApi | undefined {
  const parsed = Document.safeParse(readable(text));
  if (!parsed.success) return undefined;
  const { info, paths, servers } = parsed.data;
  const base = basePath(servers?.[0]?.url ?? '');
  const routes = Object.entries(paths).flatMap(([path, item]) => METHODS.filter((method) => Operation.safeParse(item[method]).success).map((method) => ({ method: method.toUpperCase(), path: base + path })));
  return { title: info?.title ?? '', version: info?.version ?? '', routes };
}

function readable(text: string): unknown {
  try {
    return text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text);
  } catch {
    return undefined;
  }
}

function basePath(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url.startsWith('/') ? url : '';
  return path.replace(/\/$/, '');
}
