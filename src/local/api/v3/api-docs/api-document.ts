import { ANSWERS, DOWNLOADS, NAMED, UPLOADS } from './answers.js';
import { Components, type Json } from './components.js';
import type { ServedRoute } from './served-routes.js';

const VERSION = '3.1.0';
const JSON_TYPE = 'application/json';
const BINARY = { type: 'string', format: 'binary' };
const TEXT = { type: 'string' };
const NO_CONTENT = 204;

/** How callers prove themselves, by the name that operations use. */
const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An access token of the identity provider, a session token of the login, or an API key.' },
  session: { type: 'apiKey', in: 'cookie', name: 'octoperf_pages_{port}', description: 'Of somebody signed in to the pages; its name ends in the port of the public origin, or in "default".' },
  agent: { type: 'http', scheme: 'bearer', description: 'The token of a load agent.' },
};
const DESCRIPTION = 'The embedded OctoPerf-compatible backend: every route that its router serves. OAuth stands under /auth and describes itself at /.well-known/oauth-authorization-server; presigned links (/public/presigned/{ticket}) are taken as they were given out. Errors have the fields timestamp, status, error, message and path.';

/** The OpenAPI document of these routes, in the order of their paths. */
export function apiDocument(routes: readonly ServedRoute[], serverUrl: string): Json {
  const components = new Components({ ...NAMED });
  const ids = new Set<string>();
  const paths: Record<string, Json> = {};
  for (const route of [...routes].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    (paths[route.path] ??= {})[route.method] = operationOf(route, components, ids);
  }
  return {
    openapi: VERSION, info: { title: 'OctoPerf REST API (embedded backend)', version: '1', description: DESCRIPTION }, servers: [{ url: serverUrl }],
    tags: [...new Set(routes.map(tagOf))].sort().map((name) => ({ name })), paths,
    components: { schemas: components.schemas, securitySchemes: SECURITY_SCHEMES },
  };
}

function operationOf(route: ServedRoute, components: Components, ids: Set<string>): Json {
  const operationId = freeId(route.endpoint ?? idOf(route.handler), ids);
  const { shapes: { body, bodyRequired, query }, endpoint, path, proof } = route;
  const upload = endpoint !== undefined && UPLOADS.has(endpoint);
  return {
    operationId, tags: [tagOf(route)], summary: wordsOf(operationId),
    parameters: [...pathParameters(path), ...(query === undefined ? [] : queryParameters(components.use(query, `${operationId}Query`)))],
    ...(body === undefined ? {} : { requestBody: { required: bodyRequired === true, content: { [JSON_TYPE]: { schema: components.use(body, `${operationId}Body`) } } } }),
    ...(upload ? { requestBody: { required: true, content: { 'multipart/form-data': { schema: { type: 'object', properties: { filename: TEXT, file: BINARY }, required: ['file'] } } } } } : {}),
    responses: { [String(route.status)]: answerOf(route, operationId, components), default: { description: 'Refused: the field message says why.' } },
    security: proof === 'none' ? [] : [{ [proof]: [] }],
  };
}

function answerOf({ endpoint, status, contentType, path }: ServedRoute, operationId: string, components: Components): Json {
  if (status === NO_CONTENT) return { description: 'Done' };
  const answer = endpoint === undefined ? undefined : ANSWERS[endpoint];
  const type = contentType?.replace(/;.*/, '') ?? (endpoint !== undefined && DOWNLOADS.has(endpoint) ? 'application/octet-stream' : isPage(path) ? 'text/html' : JSON_TYPE);
  const schema = type === JSON_TYPE ? (answer === undefined ? {} : components.use(answer, `${operationId}Answer`)) : type === 'application/octet-stream' ? BINARY : TEXT;
  return { description: 'Done', content: { [type]: { schema } } };
}

const isPage = (path: string): boolean => (/^\/(ui|auth\/interaction)(\/|$)/.test(path) && !path.startsWith('/ui/data/'));

/** The first words of a path that are no placeholders: `design`, `virtual-users`; pages and the machinery of sign-in by one word. */
function tagOf({ path, proof }: ServedRoute): string {
  if (proof === 'agent') return 'load-agents';
  if (isPage(path) || path.startsWith('/ui/')) return 'pages';
  return path.split('/').slice(1, 3).filter((part) => part !== '' && !part.startsWith('{')).join('/');
}

const pathParameters = (path: string): Json[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: TEXT }));

function queryParameters(schema: Json): Json[] {
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  return Object.entries((schema['properties'] as Json | undefined) ?? {}).map(([name, property]) => {
    const { description, ...rest } = property as Json;
    return { name, in: 'query', required: required.has(name), ...(description === undefined ? {} : { description }), schema: rest };
  });
}

/** `OwnAccess.list` becomes `listOwnAccess`. */
const idOf = (handler: string): string => handler.replace(/^(\w+)\.(\w+)$/, (_, owner: string, method: string) => method + owner);

function freeId(wanted: string, taken: Set<string>): string {
  const numbered = (count: number): string => (count === 0 ? wanted : `${wanted}_${count}`);
  let count = 0;
  while (taken.has(numbered(count))) count++;
  taken.add(numbered(count));
  return numbered(count);
}

/** `updateVirtualUser` as `Update virtual user`. */
function wordsOf(id: string): string {
  const words = id.replace(/_\d+$/, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
