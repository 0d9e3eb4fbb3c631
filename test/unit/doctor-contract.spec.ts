import { describe, expect, it } from 'vitest';
import { type Endpoint, ENDPOINTS } from '../../src/contract/endpoints.js';
import { differences } from '../../src/doctor/contract/compare-paths.js';
import { publishedApi } from '../../src/doctor/contract/published-paths.js';

const ALL = Object.values(ENDPOINTS as Readonly<Record<string, Endpoint>>).map(({ method, path }) => ({ method, path }));
/** The whole contract as published, with some paths another. */
const withPaths = (changed: Readonly<Record<string, string>>): { method: string; path: string }[] => ALL.map(({ method, path }) => ({ method, path: changed[path] ?? path }));
const found = (changed: Readonly<Record<string, string>>): Record<string, string | undefined> => Object.fromEntries(differences(ENDPOINTS, withPaths(changed)).map(({ name, instead }) => [name, instead]));

describe('the comparison with what a backend publishes', () => {
  it('finds nothing where everything is there, whatever the placeholders are called', () => {
    expect(differences(ENDPOINTS, ALL)).toEqual([]);
    expect(differences(ENDPOINTS, ALL.map(({ method, path }) => ({ method, path: path.replace(/\{\w+\}/g, '{id}') })))).toEqual([]);
  });

  it('finds the path that took the place of another, with the names of our placeholders', () => {
    expect(found({ '/runtime/scenarios/by-project/{projectId}': '/runtime/scenarios/of-project/{id}' })).toEqual({ scenarios: '/runtime/scenarios/of-project/{projectId}' });
    expect(found({ '/design/virtual-users/description/by-project/{projectId}': '/design/virtual-users/descriptions/by-project/{p}' })).toEqual({ virtualUserDescriptions: '/design/virtual-users/descriptions/by-project/{projectId}' });
    expect(found({ '/workspaces/member-of': '/v2/workspaces/member-of' })).toEqual({ workspaces: '/v2/workspaces/member-of' });
    expect(found({ '/analysis/errors/{benchResultId}/{actionId}/{timestamp}': '/analysis/errors/{timestamp}/{benchResultId}/{actionId}' })).toEqual({});
  });

  it('keeps the order of placeholders that the backend names as we do', () => {
    expect(found({ '/analysis/errors/{benchResultId}/{actionId}/{timestamp}': '/analysis/errors/http/{timestamp}/{benchResultId}/{actionId}' })).toEqual({ errorHttp: '/analysis/errors/http/{timestamp}/{benchResultId}/{actionId}' });
  });

  it('proposes nothing where nothing is like it, where two are, and where other values are wanted', () => {
    const workspaces = { workspaces: ENDPOINTS.workspaces };
    const instead = (...paths: string[]): string | undefined => differences(workspaces, paths.map((path) => ({ method: 'GET', path })))[0]?.instead;
    expect(instead('/billing/invoices')).toBeUndefined();
    expect(instead('/a/workspaces/member-of', '/b/workspaces/member-of')).toBeUndefined();
    expect(instead('/workspaces/member-of/{userId}')).toBeUndefined();
  });

  it('says where only the method is another', () => {
    const put = ALL.map(({ method, path }) => ({ method: path === '/workspaces/member-of' ? 'PUT' : method, path }));
    expect(differences(ENDPOINTS, put)).toMatchObject([{ name: 'workspaces', instead: undefined, otherMethods: ['PUT'] }]);
  });

  it('never proposes a path that another endpoint is called by', () => {
    for (const { name, instead } of differences(ENDPOINTS, ALL.slice(1, 90))) expect(instead, name).toBeUndefined();
  });
});

describe('a published document', () => {
  it('is read as JSON or YAML, with the path of its server in front', () => {
    const document = { openapi: '3.1.0', info: { title: 'T', version: '17.0.1' }, servers: [{ url: 'https://octoperf.example.com/api/' }], paths: { '/users/current': { get: {}, parameters: [] } } };
    expect(publishedApi(JSON.stringify(document))).toEqual({ title: 'T', version: '17.0.1', routes: [{ method: 'GET', path: '/api/users/current' }] });
    expect(publishedApi('openapi: 3.0.1\npaths:\n  /a/{id}:\n    post: {}\n')).toMatchObject({ routes: [{ method: 'POST', path: '/a/{id}' }] });
  });

  it.each(['', '<html>', '{"swagger":"2.0","paths":{}}', '{"openapi":"3.0.0"}', 'a: [', '{'])('is none: %j', (text) => { expect(publishedApi(text)).toBeUndefined(); });
});
