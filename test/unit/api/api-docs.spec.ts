import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENDPOINTS, type Endpoint } from '../../../src/contract/endpoints.js';
import type { Project } from '../../../src/contract/project.js';
import type { Workspace } from '../../../src/contract/workspace.js';
import { routerPath } from '../../../src/local/api/route.js';
import { House, messageOf } from './house.js';

type Json = Record<string, unknown>;
interface Operation { readonly operationId: string; readonly tags: string[]; readonly parameters: { name: string; in: string; required: boolean; schema: Json }[]; readonly requestBody?: { required: boolean; content: Record<string, { schema: Json }> }; readonly responses: Record<string, { content?: Record<string, { schema: Json }> }>; readonly security: Json[] }
interface Document { readonly openapi: string; readonly servers: { url: string }[]; readonly paths: Record<string, Record<string, Operation>>; readonly components: { schemas: Record<string, Json> } }
interface Layer { readonly route?: { path: string | string[]; methods: Record<string, boolean> } }

let house: House;
let document: Document;
const ajv = new Ajv2020({ strict: false, validateFormats: false });

beforeAll(async () => {
  house = await House.open();
  document = (await house.backend.call('GET', '/v3/api-docs')).json as Document;
  ajv.addSchema({ $id: 'doc', ...document });
});
afterAll(async () => { await house.backend.stop(); });

/** `/a/{id}/{rest}` of a path in any spelling: names of placeholders count, their marks do not. */
const spelled = (path: string): string => path.replace(/[:*](\w+)/g, '{$1}').replace(/(.)\/$/, '$1');
const listed = (): string[] => Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`)).sort();
const operation = (method: string, path: string): Operation => {
  const found = document.paths[path]?.[method];
  if (found === undefined) throw new Error(`${method} ${path} is not in the document`);
  return found;
};

/** A validator of a schema of the document, which resolves references in the whole of it. */
function validator(schema: Json): (value: unknown) => string {
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"doc#/components')) as Json;
  const validate = ajv.compile(absolute);
  return (value) => (validate(value) ? '' : ajv.errorsText(validate.errors));
}

describe('GET /v3/api-docs', () => {
  it('lists every route that the router serves, and no other', () => {
    const router = (house.backend.app.getHttpAdapter().getInstance() as unknown as { router: { stack: Layer[] } }).router;
    const served = router.stack.flatMap(({ route }) => (route === undefined ? [] : [route.path].flat().flatMap((path) => Object.keys(route.methods).map((method) => `${method} ${spelled(path)}`))));
    expect(served.length).toBeGreaterThan(150);
    expect(listed()).toEqual([...new Set(served)].sort());
  });

  it('names every endpoint of the contract by its own name', () => {
    const wanted = Object.entries(ENDPOINTS as Record<string, Endpoint>).filter(([, { method, path }]) => listed().includes(`${method.toLowerCase()} ${path}`));
    expect(wanted.length).toBeGreaterThan(130);
    for (const [name, { method, path }] of wanted) {
      // The login stands in the identity provider, under a name of its own.
      if (name !== 'login') expect(operation(method.toLowerCase(), path).operationId, routerPath(path)).toBe(name);
    }
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says what a call takes: ids of the path, queries, bodies, files', () => {
    expect(operation('put', '/design/projects/{projectId}').parameters).toEqual([{ name: 'projectId', in: 'path', required: true, schema: { type: 'string' } }]);
    expect(operation('put', '/design/projects/{projectId}').requestBody?.content['application/json']?.schema).toEqual({ $ref: '#/components/schemas/Project' });
    expect(operation('get', '/analysis/logs/lines/{benchResultId}').parameters.find(({ name }) => name === 'filename')).toMatchObject({ in: 'query', required: true });
    expect(Object.keys(operation('post', '/design/imports/har/{projectId}').requestBody?.content ?? {})).toEqual(['multipart/form-data']);
    expect(Object.keys(operation('delete', '/design/projects/{projectId}').responses)).toEqual(['204', 'default']);
    expect(Object.keys(operation('post', '/tasks').responses['200']?.content ?? {})).toEqual(['text/plain']);
  });

  it('says how a caller proves to be allowed', () => {
    expect(operation('get', '/users/current').security).toEqual([{ bearer: [] }]);
    expect(operation('post', '/public/users/login').security).toEqual([]);
    expect(operation('get', '/users/connected-apps').security).toEqual([{ bearer: [] }]);
    expect(operation('get', '/ui').security).toEqual([{ session: [] }]);
    expect(Object.values(document.paths).flatMap((methods) => Object.values(methods)).filter(({ security }) => security.some((needed) => 'agent' in needed)).length).toBeGreaterThan(5);
  });

  it('has no reference that leads nowhere, and schemas that compile', () => {
    const text = JSON.stringify(document);
    const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? ''));
    expect(references.size).toBeGreaterThan(20);
    for (const reference of references) expect(document.components.schemas, reference).toHaveProperty([reference.replace('#/components/schemas/', '')]);
    for (const [name, schema] of Object.entries(document.components.schemas)) expect(() => validator(schema), name).not.toThrow();
  });

  it('describes bodies and answers as they are: what the backend takes and gives fits, what it refuses does not', async () => {
    const { id: workspaceId } = await house.made<Workspace>('/workspaces', { id: '', userId: '', name: 'Described', description: '', created: 0, lastModified: 0 });
    const body = { id: '', workspaceId, name: 'P' };
    const bodySchema = validator(operation('post', '/design/projects').requestBody?.content['application/json']?.schema ?? {});
    expect(bodySchema(body)).toBe('');
    const wrong = { ...body, name: 1 };
    expect(bodySchema(wrong)).toMatch(/name/);
    expect(messageOf(await house.call('POST', '/design/projects', wrong))).toMatch(/name/);
    const project = await house.made<Project>('/design/projects', body);
    const asked: [path: string, real: string][] = [
      ['/users/current', ''], ['/workspaces/member-of', ''], ['/design/projects/{projectId}', `/design/projects/${project.id}`],
      ['/design/projects/by-workspace/{workspaceId}/{type}', `/design/projects/by-workspace/${workspaceId}/DESIGN`], ['/workspaces/docker-providers/public', ''],
      ['/workspaces/docker-providers/by-workspace/{workspaceId}', `/workspaces/docker-providers/by-workspace/${workspaceId}`],
      ['/workspaces/members/by-workspace/{workspaceId}', `/workspaces/members/by-workspace/${workspaceId}`], ['/design/correlation-frameworks', ''], ['/design/sla-profiles/threshold-defaults', ''],
    ];
    for (const [path, real] of asked) {
      const answer = await house.call('GET', real === '' ? path : real);
      expect(answer.status, path).toBe(200);
      expect(validator(operation('get', path).responses['200']?.content?.['application/json']?.schema ?? {})(answer.json), path).toBe('');
      expect(validator(operation('get', path).responses['200']?.content?.['application/json']?.schema ?? {})('something else'), path).not.toBe('');
    }
  });
});
