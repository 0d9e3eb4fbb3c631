import { describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../../src/contract/actions.js';
import { allNodes, nodesOf, notesOn, requestsOf } from '../design-tree.js';
import { imported, item, script, tested } from './collection-builder.js';

/** Everything below the request, ids left out. */
const below = (...exec: string[]): object[] => allNodes(tested(...exec)).slice(1).map(({ id: _id, ...node }: ActionNode) => node);
const status = (name: string, values: string[], more: object = {}): object => expect.objectContaining({ '@type': 'ResponseAssertion', name, enabled: true, location: 'STATUS_CODE', rule: 'EQUALS', values, ...more }) as object;

describe('checks', () => {
  it.each<[string, object]>([
    ['pm.test("ok", function () { pm.response.to.have.status(200); });', { name: 'ok', location: 'STATUS_CODE', values: ['200'], rule: 'EQUALS', negate: false, assumeSuccess: false }],
    ['pm.test("arrow", () => pm.response.to.have.status(404))', { name: 'arrow', values: ['404'], assumeSuccess: true }],
    ['pm.test(`t`, () => { pm.expect(pm.response.code).to.be.oneOf([200, 201]) })', { values: ['200', '201'], any: true }],
    ['pm.test("t", () => { pm.expect(pm.response.code).to.not.eql(500) })', { values: ['500'], negate: true, assumeSuccess: false }],
    ['pm.response.to.have.status("Created")', { location: 'STATUS_MESSAGE', values: ['Created'] }],
    ['pm.response.to.be.ok', { location: 'STATUS_CODE', values: ['2\\d\\d'], rule: 'MATCHES' }],
    ['pm.response.to.not.be.error;', { values: ['[45]\\d\\d'], rule: 'MATCHES', negate: true }],
    ['pm.response.to.have.header("X-Id")', { location: 'HEADERS', values: ['(?im)^X\\-Id:'], rule: 'CONTAINS' }],
    ['pm.expect(pm.response.text()).to.include("a\\"b")', { location: 'BODY', values: ['a"b'], rule: 'SUBSTRING' }],
    ['tests["Status code is 200"] = responseCode.code === 200', { name: 'Status code is 200', values: ['200'] }],
    ['tests["x"] = 200 == responseCode.code', { values: ['200'] }],
    ['tests["has"] = responseBody.has("x");', { location: 'BODY', rule: 'SUBSTRING', values: ['x'] }],
  ])('%s', (line, wanted) => {
    expect(below(line)).toEqual([expect.objectContaining({ '@type': 'ResponseAssertion', enabled: true, ...wanted })]);
  });

  it.each<[string, object]>([
    ['const data = pm.response.json(); pm.test("t", () => { pm.expect(data.user.name).to.eql("Bob") })', { path: '$.user.name', validateValue: true, value: 'Bob' }],
    ['pm.test("t", () => { var d = JSON.parse(responseBody); pm.expect(d["a b"][0]).to.equal(true) })', { path: "$['a b'][0]", value: 'true' }],
    ['pm.test("t", () => { const { id } = pm.response.json(); pm.expect(id).to.equal(null) })', { path: '$.id', expectNull: true }],
    ['pm.expect(pm.response.json()).to.have.property("a")', { path: '$.a', validateValue: false }],
    ['pm.expect(pm.response.json()).to.have.property("a", 3)', { path: '$.a', validateValue: true, value: '3' }],
    ['pm.expect(pm.response.json().a).to.exist', { path: '$.a', validateValue: false }],
  ])('%s', (line, wanted) => {
    expect(below(line)).toEqual([expect.objectContaining({ '@type': 'JsonAssertion', ...wanted })]);
  });

  it('come out disabled where they are skipped', () => {
    expect(below('pm.test.skip("later", function () { pm.response.to.have.status(200) })')).toEqual([expect.objectContaining({ name: 'later', enabled: false })]);
  });

  it('apply to everything below where they stand in a folder or the collection', () => {
    const event = [script('test', 'pm.test("all", () => pm.response.to.be.ok)')];
    const result = imported([{ name: 'F', event, item: [item()] }, item()], { event });
    expect(result.children.map((node) => node['@type'])).toEqual(['ResponseAssertion', 'ContainerAction', 'HttpRequestAction']);
    expect(result.children[1]?.children?.map((node) => node['@type'])).toEqual(['ResponseAssertion', 'HttpRequestAction']);
  });
});

describe('extractors', () => {
  it.each<[string, string, string]>([
    ['pm.environment.set("id", pm.response.json().data.items[0].id);', 'id', '$.data.items[0].id'],
    ['let jsonData = pm.response.json()\npm.collectionVariables.set("tok", jsonData.access_token)', 'tok', '$.access_token'],
    ['var jsonData = JSON.parse(responseBody); postman.setEnvironmentVariable("t", jsonData["x-y"].z);', 't', "$['x-y'].z"],
    ['const KEY = "k"; pm.globals.set(KEY, pm.response.json()?.a?.[1])', 'k', '$.a[1]'],
    ['const items = pm.response.json().items; pm.variables.set("first", items[0].id)', 'first', '$.items[0].id'],
  ])('%s', (line, name, path) => {
    expect(below(...line.split('\n'))).toEqual([expect.objectContaining({ '@type': 'JsonVariableExtractor', name, path, enabled: true })]);
  });

  it('reads headers of the answer', () => {
    expect(below('pm.environment.set("loc", pm.response.headers.get("Location"))')).toEqual([expect.objectContaining({ '@type': 'RegexpVariableExtractor', name: 'loc', from: 'HEADERS', regexp: '(?i)Location:\\s*([^\\r\\n]*)', template: '$1$' })]);
  });

  it('are named as the variable is referred to', () => {
    const result = imported([item({ event: [script('test', 'pm.environment.set("a,b", pm.response.json().x)')] }), item({ url: 'https://a.test/{{a,b}}' })]);
    expect(nodesOf(result, 'JsonVariableExtractor')[0]?.name).toBe('a_b');
    expect(requestsOf(result)[1]?.path).toBe('/${a_b}');
  });
});

describe('what is not understood', () => {
  it.each([
    'pm.environment.set("n", pm.response.json().items.length)',
    'pm.environment.set("x", pm.response.json().a.toString())',
    'pm.environment.set("x", _.last(pm.response.json()))',
    'if (pm.response.code === 200) { pm.environment.set("x", pm.response.json().x) }',
    'pm.test("slow", () => pm.expect(pm.response.responseTime).to.be.below(200))',
    'pm.test("chain", () => { pm.expect(pm.response.json().a).to.be.an("array").that.has.lengthOf(3) })',
    'pm.sendRequest("https://evil.test/", () => {})',
    'require("child_process").execSync("touch x")',
    'while (true) {}',
    '}}}}((([[[`${`${',
  ])('%s is kept as it is, disabled', (line) => {
    expect(below(line)).toEqual([{ '@type': 'JSR223PostProcessor', name: 'Test script', enabled: false, language: 'javascript', script: line, parameters: '', filename: '' }]);
  });

  it('does not hide what was understood beside it', () => {
    const result = tested('const r = pm.response.json();', 'pm.test("s", () => {', '  pm.response.to.have.status(200);', '  pm.expect(r.list.length).to.be.above(1);', '});', 'pm.environment.set("id", r.id);');
    expect(allNodes(result).map((node) => node['@type'])).toEqual(['HttpRequestAction', 'ResponseAssertion', 'JsonVariableExtractor', 'JSR223PostProcessor']);
    expect(notesOn(result, 'R')).toEqual(['kept: the test script is kept as a disabled JavaScript node and not executed; 2 of its steps became extractors or assertions']);
  });

  it('stops what may never be reached', () => {
    const nodes = allNodes(tested('pm.test("s", () => {', '  if (skip) return;', '  pm.response.to.have.status(200);', '});'));
    expect(nodes.map((node) => node['@type'])).toEqual(['HttpRequestAction', 'JSR223PostProcessor']);
  });

  it('is not taken from comments, texts and patterns', () => {
    const nodes = below('// pm.response.to.have.status(200)', '/* pm.response.to.be.ok */', 'const s = "pm.response.to.have.status(500)";', 'const p = /pm.response.to.be.ok/;');
    expect(nodes).toEqual([expect.objectContaining({ '@type': 'JSR223PostProcessor' })]);
  });
});

describe('scripts before a request', () => {
  const before = (...exec: string[]): object => item({ event: [script('prerequest', ...exec)] });

  it('that always set the same text become a variable', () => {
    const result = imported([before('pm.environment.set("user", "bob");', "const n = 'x'; pm.variables.set('k', n + 1)")]);
    expect(result.variables.map(({ name, variable }) => [name, variable])).toEqual([['user', { '@type': 'ConstantVariable', value: 'bob' }], ['k', { '@type': 'ConstantVariable', value: 'x1' }]]);
    expect(allNodes(result)).toHaveLength(1);
  });

  it('that do not agree stay scripts', () => {
    const result = imported([before('pm.environment.set("user", "bob")'), before('pm.environment.set("user", "eve")')]);
    expect(result.variables).toEqual([]);
    expect(nodesOf(result, 'JSR223PreProcessor')).toHaveLength(2);
  });

  it('never check an answer that is not there', () => {
    expect(allNodes(imported([before('pm.response.to.have.status(200)')])).map((node) => node['@type'])).toEqual(['HttpRequestAction', 'JSR223PreProcessor']);
  });
});

it('reads scripts however they are written', () => {
  const events = [{ listen: 'test', script: 'pm.response.to.be.ok' }, { listen: 'test', script: { exec: 'pm.response.to.be.ok' } }, { listen: 'test', script: ['pm.response.to', '.be.ok'] }, { listen: 'test' }, { listen: 'test', script: null }, { listen: 'test', disabled: true, script: 'pm.response.to.be.ok' }];
  expect(nodesOf(imported([item({ event: events })]), 'ResponseAssertion')).toEqual([1, 2, 3].map(() => status('Check of the script', ['2\\d\\d'], { rule: 'MATCHES' })));
});
