import { describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import { CSVVariable } from '../../../src/contract/variable.js';
import { withFileNames } from '../../../src/local/api/design/imports/storing/renamed-files.js';
import { renamedTree } from '../../../src/local/api/design/imports/storing/renamed-variables.js';
import { placedVariables } from '../../../src/local/api/design/imports/storing/variable-names.js';
import type { VariableDraft } from '../../../src/local/importers/import-result.js';

type AnyVariable = VariableDraft['variable'];
const constant = (value: string): AnyVariable => ({ '@type': 'ConstantVariable', value });
const secret = (value: string): AnyVariable => ({ '@type': 'SecretVariable', value: { type: 'PLAIN', value } });
const csv = (filename: string, names: string[]): AnyVariable => CSVVariable.parse({ '@type': 'CSVVariable', filename, scope: 'SHARED', names });
const drafts = (variables: Readonly<Record<string, AnyVariable>>): VariableDraft[] => Object.entries(variables).map(([name, variable]) => ({ name, description: '', variable }));
const place = (wanted: Readonly<Record<string, AnyVariable>>, known: Readonly<Record<string, AnyVariable>>) => {
  const { added, renaming, notes } = placedVariables(drafts(wanted), drafts(known));
  return { added: Object.fromEntries(added.map(({ name, variable }) => [name, variable])), renaming: Object.fromEntries(renaming), notes: notes.map(({ name }) => name) };
};
const valueOf = (variable: unknown): unknown => (variable as { value?: unknown }).value;

describe('a variable of an import', () => {
  it('is added where its name is free', () => {
    expect(place({ host: constant('a') }, { other: constant('a') })).toEqual({ added: { host: constant('a') }, renaming: {}, notes: [] });
  });

  it('is the one of the project where that says the same', () => {
    expect(place({ host: constant('a'), users: csv('u.csv', ['login']) }, { host: constant('a'), users: csv('u.csv', ['login']) })).toEqual({ added: {}, renaming: {}, notes: [] });
  });

  it('gets the first free number where the name means something else', () => {
    const { added, renaming, notes } = place({ host: constant('b'), url: constant('http://${host}/') }, { host: constant('a'), host_2: constant('c'), host_4: constant('d') });
    expect(renaming).toEqual({ host: 'host_3' });
    expect(Object.entries(added).map(([name, variable]) => [name, valueOf(variable)])).toEqual([['host_3', 'b'], ['url', 'http://${host_3}/']]);
    expect(notes).toEqual(['host']);
  });

  it('finds the number that an earlier import got', () => {
    expect(place({ host: constant('b') }, { host: constant('a'), host_2: constant('b') })).toEqual({ added: {}, renaming: { host: 'host_2' }, notes: ['host'] });
    const known = { users: csv('u.csv', ['login']), users_2: csv('v.csv', ['login_2']) };
    expect(place({ users: csv('v.csv', ['login']) }, known)).toEqual({ added: {}, renaming: { login: 'login_2' }, notes: ['users'] });
  });

  it('of a data file has its columns looked at, not its label', () => {
    const { added, renaming } = place({ users: csv('u.csv', ['login', 'fresh']) }, { login: constant('x'), users: constant('y') });
    expect(renaming).toEqual({ login: 'login_2' });
    expect(added).toEqual({ users_2: csv('u.csv', ['login_2', 'fresh']) });
    expect(place({ login: constant('z') }, { people: csv('p.csv', ['login']) }).renaming).toEqual({ login: 'login_2' });
    expect(place({ other: csv('u.csv', ['users']) }, { users: csv('p.csv', ['login']) }).renaming).toEqual({});
  });

  it('is not taken for what an extractor derives from a renamed name', () => {
    const { renaming } = place({ item: constant('b'), item_1: constant('c') }, { item: constant('a') });
    expect(renaming).toEqual({ item: 'item_2', item_1: 'item_1' });
    expect(renamedTree([{ '@type': 'HttpRequestAction', id: 'a', path: '/${item_1}/${item_2}' }], new Map(Object.entries(renaming)))[0]?.['path']).toBe('/${item_1}/${item_2_2}');
  });

  it('keeps one meaning inside the import', () => {
    const { added, renaming } = place({ user: constant('default'), users: csv('u.csv', ['user']) }, { user: constant('somebody') });
    expect(renaming).toEqual({ user: 'user_2' });
    expect(added).toEqual({ user_2: constant('default'), users: csv('u.csv', ['user_2']) });
  });

  it('that is a secret without a value is any secret of that name', () => {
    expect(place({ password: secret('') }, { password: secret('real') }).added).toEqual({});
    expect(place({ password: secret('real') }, { password: secret('real') }).added).toEqual({});
    expect(place({ password: secret('mine') }, { password: secret('real') }).renaming).toEqual({ password: 'password_2' });
    expect(place({ password: secret('') }, { password: constant('real') }).renaming).toEqual({ password: 'password_2' });
  });

  it('may have any name', () => {
    const known: Record<string, AnyVariable> = { constructor: constant('a'), toString: constant('a'), '$&': constant('a') };
    expect(place(JSON.parse('{"__proto__":{"@type":"ConstantVariable","value":"b"},"constructor":{"@type":"ConstantVariable","value":"b"},"$&":{"@type":"ConstantVariable","value":"b"}}') as Record<string, AnyVariable>, known).renaming).toEqual({ constructor: 'constructor_2', '$&': '$&_2' });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('a tree with renamed variables', () => {
  const renaming = new Map([['host', 'host_2'], ['token', 'token_3']]);
  const renamed = (node: Partial<ActionNode>): ActionNode => renamedTree([{ '@type': 'HttpRequestAction', id: 'a', ...node }], renaming)[0] ?? { '@type': '', id: '' };

  it('refers to them everywhere, and to nothing else otherwise', () => {
    expect(renamed({ path: '/${host}/${hostname}/${HOST}/$host/${__V(host)}/${__urlencode(${host})}', headers: [{ name: '${token}', value: 'Bearer ${token}' }], jmx: { properties: [['stringProp', 'p', '${host}']] } }))
      .toEqual({ '@type': 'HttpRequestAction', id: 'a', path: '/${host_2}/${hostname}/${HOST}/$host/${__V(host)}/${__urlencode(${host_2})}', headers: [{ name: '${token_3}', value: 'Bearer ${token_3}' }], jmx: { properties: [['stringProp', 'p', '${host_2}']] } });
  });

  it('has the extractors that set them renamed, and what extractors derive from the name', () => {
    const tree = renamed({ children: [
      { '@type': 'RegexpVariableExtractor', id: 'e', name: 'token', regexp: 'token' },
      { '@type': 'ForEachContainerAction', id: 'f', name: 'token', inputVariablePrefix: 'token', outputVariable: 'host', children: [{ '@type': 'HttpRequestAction', id: 'g', path: '/${token_1}/${token_1_g2}/${token_g}/${token_matchNr}/${token_x}' }] },
    ] });
    expect(tree.children).toEqual([
      { '@type': 'RegexpVariableExtractor', id: 'e', name: 'token_3', regexp: 'token' },
      { '@type': 'ForEachContainerAction', id: 'f', name: 'token', inputVariablePrefix: 'token_3', outputVariable: 'host_2', children: [{ '@type': 'HttpRequestAction', id: 'g', path: '/${token_3_1}/${token_3_1_g2}/${token_3_g}/${token_3_matchNr}/${token_x}' }] },
    ]);
  });

  it('has literal names in scripts renamed, but not sources that are only kept', () => {
    const script = 'vars.put("token", vars.get(\'host\') + vars.get(name) + "${host}")';
    expect(renamed({ '@type': 'JSR223Action', enabled: true, language: 'groovy', script })['script']).toBe('vars.put("token_3", vars.get(\'host_2\') + vars.get(name) + "${host_2}")');
    expect(renamed({ '@type': 'JSR223Action', enabled: false, language: 'javascript', script })['script']).toBe(script);
    expect(renamed({ '@type': 'PlaywrightSpecAction', enabled: true, content: 'goto(`${host}`)' })['content']).toBe('goto(`${host}`)');
  });
});

describe('renamed files', () => {
  it('are named anew where they are read, with or without the platform’s folder', () => {
    const names = new Map([['users.csv', 'users_2.csv'], ['same.csv', 'same.csv']]);
    expect(withFileNames({ filename: 'users.csv', parts: [{ filename: '/resources/users.csv' }, { filename: 'same.csv' }, { filename: 'my-users.csv' }], name: 'users.csv' }, names))
      .toEqual({ filename: 'users_2.csv', parts: [{ filename: '/resources/users_2.csv' }, { filename: 'same.csv' }, { filename: 'my-users.csv' }], name: 'users.csv' });
  });
});
