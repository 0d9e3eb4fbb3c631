import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Action } from '../../../../src/contract/actions.js';
import { HttpExchange } from '../../../../src/contract/http-exchange.js';
import { Variable } from '../../../../src/contract/variable.js';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { importPostman } from '../../../../src/local/importers/import-postman.js';
import { allNodes, addressOfRequest, countOf, linesOf, namesOf, nodesOf, notesOn, requestsOf } from '../design-tree.js';

const folder = new URL('../../../fixtures/', import.meta.url);
const read = (file: string): Buffer => readFileSync(new URL(file, folder));

const counts = z.record(z.string(), z.number()).default({});
const Facts = z.object({
  files: z.array(z.object({
    file: z.string(),
    facts: z.looseObject({
      name: z.string().nullish(), requests: z.number().optional(), folders: z.number().default(0), max_item_depth: z.number().default(1),
      methods: counts, body_modes: counts, events: counts, hosts: counts, auth: counts,
      collection_variables: z.array(z.string()).default([]), saved_examples: z.number().default(0), disabled_query: z.number().default(0), disabled_headers: z.number().default(0),
      request_names: z.array(z.string()).default([]), first_requests_in_order: z.array(z.string()).default([]), variables_referenced: z.array(z.string()).default([]),
      file_refs: z.array(z.string()).default([]),
    }),
  })),
});
const { files } = Facts.parse(JSON.parse(read('postman/facts.json').toString('utf8')));
const good = files.filter(({ facts }) => facts.requests !== undefined && facts.name !== undefined);

describe.each(good)('$file', ({ file, facts }) => {
  const result = importPostman(read(file));
  const requests = requestsOf(result);

  it('has every request and folder, in order, with its name and method', () => {
    expect(requests).toHaveLength(facts.requests ?? -1);
    expect(nodesOf(result, 'ContainerAction')).toHaveLength(facts.folders);
    expect(namesOf(requests)).toEqual(facts.request_names.map((name) => name.replace(/\{\{(\w+)\}\}/g, '${$1}')));
    expect(countOf(requests.map(({ method }) => method))).toEqual(facts.methods);
  });

  it('is called as the collection is', () => {
    if (typeof facts.name === 'string') expect(result.name).toBe(facts.name);
  });

  it('is a tree the contract accepts, every id once', () => {
    expect(z.array(Action).safeParse(result.children).error).toBeUndefined();
    const ids = allNodes(result).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { variable } of result.variables) expect(Variable.safeParse(variable).error).toBeUndefined();
  });

  it('has a body for each that is sent', () => {
    const { '(disabled)': off = 0, unknown = 0, ...sent } = facts.body_modes;
    const made = countOf(requests.flatMap(({ postData }) => (postData === null ? [] : [postData['@type']])));
    expect(made['MultipartPostData'] ?? 0).toBe(sent['formdata'] ?? 0);
    expect(made['FormPostData'] ?? 0).toBe(sent['urlencoded'] ?? 0);
    expect(made['FilePostData'] ?? 0).toBe(sent['file'] ?? 0);
    const dropped = result.notes.filter(({ level, reason }) => level === 'dropped' && reason.startsWith('the body'));
    expect(dropped).toHaveLength(off + unknown);
  });

  it('keeps its variables and names those it lacks', () => {
    const names = result.variables.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(facts.collection_variables));
    const plain = facts.variables_referenced.filter((name) => /^[\w.-]+$/.test(name));
    const told = [...names, ...result.notes.filter(({ type }) => type === 'Variable').map(({ name }) => name)];
    expect(told).toEqual(expect.arrayContaining(plain));
  });

  it('keeps every script that has an effect, none of them enabled', () => {
    const scripts = [...nodesOf(result, 'JSR223PreProcessor'), ...nodesOf(result, 'JSR223PostProcessor')];
    expect(scripts.every((node) => node.enabled === false && node['language'] === 'javascript')).toBe(true);
    if (Object.keys(facts.events).length === 0) expect(scripts).toEqual([]);
    // Each kept script is told.
    expect(result.notes.filter(({ reason }) => reason.includes('disabled JavaScript node'))).toHaveLength(scripts.length);
  });

  it('records the first saved example of a request and tells the others', () => {
    const told = result.notes.filter(({ reason }) => reason.startsWith('the saved example'));
    expect(told).toHaveLength(facts.saved_examples);
    expect(result.recordings).toHaveLength(told.filter(({ level }) => level === 'changed').length);
    for (const recording of result.recordings) expect(HttpExchange.safeParse(recording).error).toBeUndefined();
  });

  it('names the files to upload without their folders', () => {
    expect(result.files).toEqual(facts.file_refs.map((path) => path.split('/').at(-1)));
  });

  it('leaves out what is switched off, and says so', () => {
    const off = result.notes.filter(({ level, reason }) => level === 'dropped' && /query parameter|the header/.test(reason));
    expect(off).toHaveLength(facts.disabled_query + facts.disabled_headers);
  });
});

describe('addresses', () => {
  it.each(good.filter(({ file }) => !file.includes('whatwg') && !file.includes('insomnia__complex-v2_1') && !file.includes('inherited')))('$file goes where it says', ({ file, facts }) => {
    const lines = linesOf(importPostman(read(file)));
    const written = facts.first_requests_in_order.map((line) => line.replace(/\{\{baseUrl\}\}/, 'https://api.example.com').replace(/\{\{(\w+)\}\}/g, '${$1}').replace(/^(\w+) (localhost|httpbin)/, '$1 http://$2').replace(/(:\/\/[^/?]+)\?/, '$1/?'));
    expect(lines.slice(0, written.length).map((line, at) => line.slice(0, written[at]?.length))).toEqual(written);
  });

  it('whatwg-url: what Postman expects to send is what is sent', () => {
    const result = importPostman(read('postman/newman__whatwg-url.postman_collection.json'));
    const sent = Object.fromEntries(requestsOf(result).map((request) => [request.name, addressOfRequest(request, result)]));
    expect(sent).toMatchObject({
      'nested variables': 'https://postman-echo.com/get',
      'reserved chars in variables': 'https://postman-echo.com/${f_o_o}?${variable_3}=${variable_4}',
      'newlines': 'https://postman-echo.com/get?foo=%0Abar%0A',
      '\\\\ in path': 'https://httpbin.org//get',
      '// in protocol': 'https://postman-echo.com/get',
      'multiple ???': 'https://postman-echo.com/get???&hl=en&src=api&x=2&y=2&z=3&s=',
      'multiple &&&': 'https://postman-echo.com/get?foo=bar&&&bar=baz',
      'retain ? in empty query param': 'https://postman-echo.com/get?',
      'retain && in empty query params': 'https://postman-echo.com/get?&&',
      'retain &foo in query param': 'https://postman-echo.com/get?&foo',
      'retain foo& in query param': 'https://postman-echo.com/get?foo&',
      'params with & and #': 'https://postman-echo.com/get?q=%23${foo_bar}%23&x%26y=${_foo_}&b%23a%26r',
      'disabled query param': 'https://postman-echo.com/get',
      'params with empty key or value': 'https://postman-echo.com/get?get&=bar&=&baz=&&',
      'IP shorthands': 'http://127.0.0.1:4041/',
      'path unicode characters': 'http://localhost:4041/%F0%9D%8C%86/%D0%B9/%E4%BD%A0/%E3%82%B9/%F0%9F%8D%AA',
      'path pre-encoded': 'http://localhost:4041/foo/%2a/%F0%9F%8D%AA',
      'query unicode characters': 'http://localhost:4041/?q=%F0%9D%8C%86%D0%B9%E4%BD%A0%E3%82%B9%F0%9F%8D%AA',
      'query pre-encoded': 'http://localhost:4041/?q=%F0%9F%8D%AA',
    });
    const values = Object.fromEntries(result.variables.map(({ name, variable }) => [name, variable]));
    expect(values).toMatchObject({ f_o_o: { value: 'get' }, foo_bar: { value: '1' }, _foo_: { value: '2' }, variable_3: { value: 'foo' }, variable_4: { value: 'bar' } });
    const [, reserved, , , , , , credentials] = requestsOf(result);
    expect(reserved?.headers).toEqual([{ name: 'Authorization', value: `Basic ${Buffer.from('root:password').toString('base64')}` }]);
    expect(credentials?.headers).toEqual([{ name: 'Authorization', value: `Basic ${Buffer.from('us@r:p@ssword').toString('base64')}` }]);
  });

  it('inherited-entities: constants set by scripts explain the hosts', () => {
    const result = importPostman(read('postman/newman__inherited-entities.postman_collection.json'));
    expect(linesOf(result)).toEqual([
      'GET https://postman-echo.com/get?test=collection_variable', 'GET https://postman-echo.com/basic-auth', 'GET https://postman-echo.com/get?test=collection_script',
      'GET https://postman-echo.com/digest-auth', 'GET https://postman-echo.com/get?test=folder_script', 'GET https://postman-echo.com/digest-auth',
      'GET https://postman-echo.com/basic-auth', 'GET https://postman-echo.com/get',
    ]);
    const basic = { name: 'Authorization', value: `Basic ${Buffer.from('postman:password').toString('base64')}` };
    expect(requestsOf(result).map(({ headers }) => headers)).toEqual([[basic], [basic], [basic], [], [], [], [], [basic]]);
    expect(result.notes.filter(({ reason }) => reason.startsWith('digest authorization of the user postman'))).toHaveLength(3);
  });

  it('complex-v2_1: the parts of an address win over its text, as in Postman, and it is said', () => {
    const result = importPostman(read('postman/insomnia__complex-v2_1-input.json'));
    expect(linesOf(result).at(-1)).toBe('POST ${base_url}/api');
    expect(notesOn(result, 'Test Request GraphQL Body')[0]).toMatch(/changed: the URL is written twice and differently.*graphql/);
  });
});

describe('particular files', () => {
  it('multi-level folders: formats 1 and 2 give the same tree', () => {
    // One script ends with a semicolon in one file and without in the other.
    const shape = (file: string): string => JSON.stringify(importPostman(read(`postman/newman__multi-level-folders-${file}.postman_collection.json`), { id: () => 'x' }).children).replaceAll(';"', '"');
    expect(shape('v1')).toEqual(shape('v2'));
  });

  it('multi-level folders: nests as the collection does, the empty folder too', () => {
    const { children } = importPostman(read('postman/newman__multi-level-folders-v1.postman_collection.json'));
    expect(namesOf(children)).toEqual(['F1', 'F2', 'R1']);
    expect(namesOf(children[1]?.children ?? [])).toEqual(['F2.F3', 'F4', 'F2.R1']);
  });

  it('dynamic variables become functions', () => {
    const [request] = requestsOf(importPostman(read('postman/newman__dynamic-var-replacement.postman_collection.json')));
    expect(request?.postData).toMatchObject({ parameters: [{ name: 'FriendlyName', value: '${__UUID()}' }, { name: 'RandomId', value: '${__Random(0,1000,)}' }, { name: 'TimeCreated', value: '${__time(/1000,)}' }] });
  });

  it('request chaining: variables set by a test are not taken for constants', () => {
    const result = importPostman(read('postman/newman__request-chaining-test.postman_collection.json'));
    expect(result.variables).toEqual([]);
    expect(notesOn(result, 'FOO')[0]).toContain('create a project variable FOO');
  });

  it('protocol profile behavior: redirects are followed or not, the rest is said', () => {
    const result = importPostman(read('postman/newman__protocol-profile-behavior.postman_collection.json'));
    const follows = Object.fromEntries(requestsOf(result).map(({ name, followRedirects }) => [name, followRedirects]));
    expect(follows).toMatchObject({ 'followRedirects: true': true, 'followRedirects: false': false });
    expect(notesOn(result, 'followOriginalHttpMethod: true')).toContainEqual(expect.stringContaining('followOriginalHttpMethod cannot be kept'));
    expect(notesOn(result, 'followOriginalHttpMethod: false').filter((note) => note.includes('followOriginal'))).toEqual([]);
    expect(nodesOf(result, 'JsonAssertion').length).toBeGreaterThan(10);
  });

  it('graphql: query and variables as JSON, references intact', () => {
    const body = requestsOf(importPostman(read('postman/insomnia__complex-v2_0-input.json'))).at(-1);
    expect(body?.headers).toContainEqual({ name: 'Content-Type', value: 'application/json' });
    const text = body?.postData !== null && body?.postData !== undefined && 'text' in body.postData ? String(body.postData.text) : '';
    expect(z.object({ query: z.string(), variables: z.record(z.string(), z.string()) }).parse(JSON.parse(text))).toMatchObject({ variables: { username: '${username}', password: '${password}' } });
  });

  it('examples: the first one is what was recorded', () => {
    const { recordings, notes } = importPostman(read('postman/bruno__postman-with-examples.json'));
    expect(recordings[0]).toMatchObject({ request: { method: 'GET', url: 'https://testbench-sanity.usebruno.com/ping' }, response: { code: 200, message: 'OK', headers: [{ name: 'Content-Type', value: 'application/json' }, { name: 'x-powered-by', value: 'Express' }], body: '{\n    "ping": "pong"\n}' } });
    expect(notes.find(({ reason }) => reason.includes('Error Response'))).toMatchObject({ level: 'dropped' });
  });
});

describe('hostile files', () => {
  it.each([
    ['truncated', /not valid JSON.*line \d+, column \d+/],
    ['environment-not-collection', /Postman environment, not a collection/],
  ])('%s is refused with a sentence', (file, sentence) => {
    const attempt = (): unknown => importPostman(read(`hostile/postman/${file}.json`));
    expect(attempt).toThrow(ImportError);
    expect(attempt).toThrow(sentence);
  });

  it('items-odd: every well-formed request is there, the rest is named by position', () => {
    const result = importPostman(read('hostile/postman/items-odd.json'));
    expect(linesOf(result)).toEqual([
      'GET https://shop.example.com/outer', 'GET https://shop.example.com/', 'GET https://shop.example.com/string', 'GET https://shop.example.com:8443/a/b', 'GET https://shop.example.com/raw',
      'GET https://shop.example.com/two', 'GET https://shop.example.com/', 'GET https://shop.example.com/hs', 'GET ${base}/42/x',
    ]);
    expect(requestsOf(result).map(({ enabled }) => enabled)).toEqual([false, true, true, true, true, true, true, true, true]);
    const dropped = result.notes.filter(({ level }) => level === 'dropped').map(({ place }) => place.split(' ', 1)[0]);
    expect(dropped).toEqual(['item[0]', 'item[1]', 'item[2]', 'item[3]', 'item[4]', 'item[7]', 'item[12]', 'item[13]']);
    expect(requestsOf(result).at(-2)?.headers).toEqual([{ name: 'A', value: '1' }, { name: 'B', value: '2' }]);
  });

  it('bodies-odd: what is not sent is not there, files are named and not opened', () => {
    const result = importPostman(read('hostile/postman/bodies-odd.json'));
    const requests = requestsOf(result);
    expect(countOf(requests.map(({ method }) => method))).toEqual({ POST: 16 });
    expect(requests.map(({ postData }) => postData?.['@type'] ?? null)).toEqual([
      null, null, null, null, 'RawPostData', 'FilePostData', 'FilePostData', 'RawPostData', 'MultipartPostData', 'FormPostData', 'FormPostData', 'RawPostData', 'RawPostData', null, null, null,
    ]);
    expect(result.files).toEqual(['passwd', 'a', 'y.txt']);
    expect(requests[4]?.postData).toEqual({ '@type': 'RawPostData', text: '{"a":${n}}' });
    expect(requests[8]?.postData).toMatchObject({ parts: [{ name: 'f', filename: 'y.txt' }, { name: 't', value: '' }] });
    expect(requests[9]?.postData).toMatchObject({ parameters: [{ name: 'a b', value: 'c&d=e', encoded: true }, { name: '', value: '' }] });
    expect(requests[11]?.postData).toEqual({ '@type': 'RawPostData', text: '{"query":"query{a}","variables":{}}' });
    expect(notesOn(result, '8')).toEqual(expect.arrayContaining([expect.stringContaining('the field d of the body is switched off')]));
  });
});
