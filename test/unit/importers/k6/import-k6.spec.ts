import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { importK6 } from '../../../../src/local/importers/import-k6.js';
import type { DesignImport } from '../../../../src/local/importers/import-result.js';
import { fuzzRuns } from '../fuzz-runs.js';
import { allNodes, countingIds, linesOf, nodesOf, requestsOf } from '../design-tree.js';
import { refused } from '../hostile-import.js';
import { anyBody, HEAD } from './any-script.js';

const upload = (filename: string, content: string): { filename: string; bytes: Buffer } => ({ filename, bytes: Buffer.from(content) });
const read = (body: string, before = ''): DesignImport => importK6([upload('main.js', `${HEAD}${before}\nexport default function (data) {\n${body}\n}`)], countingIds());
/** Types and names of the steps, the kept sources left out. */
const steps = (result: DesignImport): unknown[] => allNodes({ children: result.children.slice(0, -1) }).map((node) => [node['@type'], node.name]);

describe('requests', () => {
  it.each<[string, string]>([
    ["http.get('https://a.test/x?y=1')", 'GET https://a.test/x?y=1'],
    ['const r = await http.asyncRequest("post", `https://a.test/${1}`)', 'POST https://a.test/1'],
    ["http.request('PATCH', 'https://a.test/')", 'PATCH https://a.test/'],
    ["http.del('https://a.test/1', null)", 'DELETE https://a.test/1'],
    ["http.head('https://a.test/1')", 'HEAD https://a.test/1'],
    ["return http.options('https://a.test/1')", 'OPTIONS https://a.test/1'],
    ['http.get(http.url`https://a.test/${__VU}/${__ITER}`)', 'GET https://a.test/${__threadNum}/${__iterationNum}'],
    ['http.get(`https://${__ENV.HOST}/x`)', 'GET https://${HOST}/x'],
    ['http.get(`${__ENV.BASE}/x`)', 'GET ${BASE}/x'],
  ])('%s', (call, line) => {
    expect(linesOf(read(call))).toEqual([line]);
  });

  it('follow constants, also of other files and of environment variables with a default', () => {
    const result = importK6([
      upload('tests/main.js', `${HEAD}import { API, login as signIn } from '../lib/api.js';\nconst BASE = __ENV.BASE || 'https://b.test:8443/v1';\nexport default () => { http.get(API + '/a'); http.get(\`\${BASE}/b\`); signIn('bob'); };`),
      upload('lib/api.js', "import h from 'k6/http';\nimport { HOST } from './host';\nexport const API = `https://${HOST}/api`;\nexport function login(user) { h.post(`${API}/login`, { user, kind: 'x y' }); }"),
      upload('lib/host.js', "export const HOST = 'a.test';"),
    ]);
    expect(linesOf(result)).toEqual(['GET https://a.test/api/a', 'GET https://b.test:8443/v1/b', 'POST https://a.test/api/login']);
    expect(requestsOf(result)[2]?.postData).toEqual({ '@type': 'FormPostData', parameters: [{ name: 'user', value: 'bob', encoded: true, useEquals: true }, { name: 'kind', value: 'x y', encoded: true, useEquals: true }] });
    expect(result.variables).toEqual([{ name: 'BASE', description: 'environment variable of the k6 script', variable: { '@type': 'ConstantVariable', value: 'https://b.test:8443/v1' } }]);
    expect(namesOfSources(result)).toEqual(['tests/main.js', 'lib/api.js', 'lib/host.js']);
  });

  it('have bodies, headers, names and redirects where they can be read', () => {
    const [first, second] = requestsOf(read("const p = { headers: { 'Content-Type': 'application/json', 'X-T': `a${1}` }, tags: { name: 'create' }, redirects: 0, timeout: '3s' };\nconst body = { a: 1, b: ['x', null] };\nhttp.post('https://a.test/', JSON.stringify(body), p);\nhttp.put('https://a.test/', 'raw text', { headers: { 'X-U': uuid() } })"));
    expect(first).toMatchObject({ name: 'create', followRedirects: false, postData: { text: '{"a":1,"b":["x",null]}' }, headers: [{ name: 'Content-Type', value: 'application/json' }, { name: 'X-T', value: 'a1' }] });
    expect(second).toMatchObject({ followRedirects: true, postData: { text: 'raw text' }, headers: [] });
    expect(read("http.get('https://a.test/', { timeout: '3s', headers: { 'X-U': uuid() } })").notes.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['the parameter timeout has no place in a request here', 'the header X-U takes running the script to know and was left out']));
  });

  it('of a batch go out together', () => {
    const result = read("http.batch([['GET', 'https://a.test/1'], 'https://a.test/2', { method: 'PUT', url: 'https://a.test/3', body: 'x' }])");
    expect(result.children[0]).toMatchObject({ '@type': 'ParallelContainerAction', enabled: true });
    expect(linesOf(result)).toEqual(['GET https://a.test/1', 'GET https://a.test/2', 'PUT https://a.test/3']);
  });
});

const namesOfSources = (result: DesignImport): unknown[] => (result.children.at(-1)?.children ?? []).map(({ name }) => name);

describe('checks', () => {
  it.each<[string, object]>([
    ['(r) => r.status === 200', { '@type': 'ResponseAssertion', location: 'STATUS_CODE', values: ['200'], rule: 'EQUALS', negate: false }],
    ['r => 404 == r.status', { values: ['404'], assumeSuccess: true }],
    ['(r) => r.status !== 500', { values: ['500'], negate: true }],
    ["(r) => r.body.includes('x')", { location: 'BODY', values: ['x'], rule: 'SUBSTRING' }],
    ["(r) => r.body.indexOf('x') !== -1", { location: 'BODY', values: ['x'], rule: 'SUBSTRING' }],
    ["function (r) { return r.json('a.0.b') === 'x'; }", { '@type': 'JsonAssertion', path: '$.a[0].b', validateValue: true, value: 'x' }],
    ['(r) => r.json().ok === true', { '@type': 'JsonAssertion', path: '$.ok', value: 'true' }],
  ])('%s', (predicate, wanted) => {
    const result = read(`const res = http.get('https://a.test/'); check(res, { 'named': ${predicate} });`);
    expect(requestsOf(result)[0]?.children).toEqual([expect.objectContaining({ name: 'named', enabled: true, ...wanted })]);
    expect(steps(result)).toHaveLength(2);
  });

  it('on a call itself, and joined ones', () => {
    const result = read("check(http.get('https://a.test/'), { both: (r) => r.status === 200 && r.body.includes('x') })");
    expect(steps(result)).toEqual([['HttpRequestAction', '/'], ['ResponseAssertion', 'both'], ['ResponseAssertion', 'both']]);
  });

  it('that cannot be read keep their statement', () => {
    const result = read("const res = http.get('https://a.test/');\ncheck(res, { ok: (r) => r.status === 200, fast: (r) => r.timings.duration < 9 });");
    expect(steps(result)).toEqual([['HttpRequestAction', '/'], ['ResponseAssertion', 'ok'], ['JSR223Action', 'Script, main.js, line 6']]);
    expect(result.children[1]).toMatchObject({ enabled: false, language: 'javascript', script: 'check(res, { ok: (r) => r.status === 200, fast: (r) => r.timings.duration < 9 })' });
  });
});

describe('values of answers', () => {
  it.each<[string, string, string]>([
    ["const id = res.json('data.id'); http.get(`https://a.test/${id}`)", 'id', '$.data.id'],
    ["const { x } = {}; const id = res.json().data.id; http.get('https://a.test/' + id)", 'id', '$.data.id'],
    ['const body = JSON.parse(res.body); http.get(`https://a.test/${body.data.id}`)', 'body_data_id', '$.data.id'],
    ['let body = res.json(); http.get(`https://a.test/${body.data.id}`); http.get(`https://a.test/${body.data.id}`)', 'body_data_id', '$.data.id'],
  ])('%s', (rest, name, path) => {
    const result = read(`const res = http.get('https://a.test/'); ${rest}`);
    const extractors = nodesOf(result, 'JsonVariableExtractor');
    expect(extractors).toEqual([expect.objectContaining({ name, path, enabled: true })]);
    expect(requestsOf(result).slice(1).every((request) => request.path === `/\${${name}}`)).toBe(true);
    expect(requestsOf(result)[0]?.children).toContainEqual(extractors[0]);
  });

  it('are read from headers', () => {
    const result = read("const res = http.get('https://a.test/'); const next = res.headers['Location']; http.get(`https://a.test${next}`)");
    expect(nodesOf(result, 'RegexpVariableExtractor')).toEqual([expect.objectContaining({ name: 'next', from: 'HEADERS' })]);
  });
});

describe('flow', () => {
  it.each<[string, object]>([
    ['sleep(1.5)', { '@type': 'ThinktimeConstant', value: 1500 }],
    ['sleep(Math.random() * 3)', { '@type': 'ThinktimeUniform', min: 0, max: 3000 }],
    ['sleep(1 + Math.random())', { '@type': 'ThinktimeUniform', min: 1000, max: 2000 }],
    ['sleep(randomIntBetween(2, 5))', { '@type': 'ThinktimeUniform', min: 2000, max: 5000 }],
  ])('%s is a delay', (call, thinktime) => {
    const result = read(`http.get('https://a.test/'); ${call};`, "import { randomIntBetween } from 'https://jslib.k6.io/k6-utils/1.4.0/index.js';");
    expect(result.children[1]).toMatchObject({ '@type': 'DelayAction', enabled: true, thinktime });
  });

  it('groups, counted loops and own functions are containers', () => {
    const result = read("group('shop', () => { browse(); });\nfor (let i = 0; i < 3; i++) { http.get('https://a.test/l'); }", "function browse() { http.get('https://a.test/b'); }");
    expect(steps(result)).toEqual([['ContainerAction', 'shop'], ['ContainerAction', 'browse'], ['HttpRequestAction', '/b'], ['LoopContainerAction', 'Loop 3'], ['HttpRequestAction', '/l']]);
    expect(result.children[1]).toMatchObject({ count: '3' });
  });

  it('functions that call themselves end', () => {
    expect(linesOf(read('again();', "function again() { http.get('https://a.test/'); again(); again(); }")).length).toBeGreaterThan(1);
  });

  it('scenarios with functions of their own become containers', () => {
    const result = importK6([upload('m.js', `${HEAD}export const options = { scenarios: { a: { exec: 'one' }, b: { exec: 'two' } } };\nexport function one() { http.get('https://a.test/1'); }\nexport function two() { http.get('https://a.test/2'); }`)]);
    expect(steps(result)).toEqual([['ContainerAction', 'one'], ['HttpRequestAction', '/1'], ['ContainerAction', 'two'], ['HttpRequestAction', '/2']]);
  });
});

describe('what takes running', () => {
  it.each([
    'if (data) { http.get("https://a.test/if"); }',
    'while (true) { http.get("https://a.test/w"); }',
    'users.forEach((u) => http.get(`https://a.test/${u}`))',
    'http.get(`https://a.test/${data.id}`)',
    'http.post("https://a.test/", open("x"))',
    'http.get(pick())',
    'const x = http.get("https://a.test/").json().y',
    'console.log("x")',
  ])('%s is kept disabled in its place', (statement) => {
    const result = read(`http.get('https://a.test/1');\n${statement};\nhttp.get('https://a.test/2');`);
    expect(steps(result)).toEqual([['HttpRequestAction', '/1'], ['JSR223Action', 'Script, main.js, line 6'], ['HttpRequestAction', '/2']]);
    expect(result.children[1]).toMatchObject({ enabled: false, script: statement });
    expect(result.notes.some(({ level, place }) => level === 'kept' && place === 'main.js, line 6')).toBe(true);
  });

  it('makes names unknown that it may have changed', () => {
    const result = read("let path = '/a';\nif (data) { path = '/b'; }\nhttp.get('https://a.test' + path);\nhttp.get('https://a.test/c');");
    expect(linesOf(result)).toEqual(['GET https://a.test/c']);
  });

  it('is told for options, setup, files and missing modules, the whole text is there', () => {
    const before = "import { x } from './gone.js';\nconst users = JSON.parse(open('./data/users.json'));\nexport let options = { vus: 1 };\nexport function setup() { return {}; }";
    const result = read("http.get('https://a.test/');", before);
    const reasons = result.notes.filter(({ type }) => type === 'k6').map(({ reason }) => reason.split(':')[0]);
    expect(reasons).toEqual(['the script was read, not executed', 'options (users, stages, thresholds) belong to a scenario, not to a Virtual User', 'setup() runs once per test, not per iteration', 'it imports ./gone.js, which was not uploaded', 'it opens ./data/users.json']);
    expect(result.files).toEqual(['users.json']);
    expect(result.children.at(-1)).toMatchObject({ '@type': 'ContainerAction', enabled: false, children: [{ '@type': 'JSR223Action', enabled: false, script: expect.stringContaining("from './gone.js'") as unknown }] });
  });

  it('is never taken from comments and texts', () => {
    const result = read("// http.get('https://a.test/c')\n/* http.get('https://a.test/d') */\nconst s = \"http.get('https://a.test/s')\";\nhttp.get('https://a.test/');");
    expect(linesOf(result)).toEqual(['GET https://a.test/']);
  });
});

describe('refusals', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['no file', () => importK6([]), /has no file/],
    ['no default function', () => importK6([upload('m.js', "import http from 'k6/http'; http.get('https://a.test/')")]), /m\.js has no default function/],
    ['no readable request', () => read('http.get(pick())'), /No request could be read in the function default of main\.js/],
    ['no script', () => importK6([upload('a.csv', 'x')]), /neither a \.js nor a \.ts file/],
    ['two of one name', () => importK6([upload('a.js', 'x'), upload('./a.js', 'y')]), /Two uploaded files are called a\.js/],
    ['an archive', () => importK6([upload('a.js', 'PK\u0003\u0004')]), /zip archive, not a k6 script/],
  ])('%s', (_what, attempt, sentence) => {
    expect(attempt).toThrow(ImportError);
    expect(attempt).toThrow(sentence);
  });
});

describe('fuzz', () => {
  it('survives any text', () => {
    let imports = 0;
    fc.assert(fc.property(anyBody, (body) => {
      if (!refused(() => importK6([upload('m.js', `${HEAD}export default function () { http.get('https://a.test/'); ${body} }`), upload('n.js', body)]))) imports += 1;
    }), { numRuns: fuzzRuns(2500), seed: 9 });
    expect(imports).toBeGreaterThan(500);
  });

  it('does not hang on texts made to be read again and again', () => {
    const start = `${HEAD}const a = 'a';\nfunction f() { http.get('https://a.test/'); }\nexport default function () { f();`;
    for (const piece of ['f();', 'f(', 'group("a", () => {', 'http.get(', 'http.get([', 'check(f(), {', 'const b = a + ', 'a += a;', '`${', '(', '{', 'if (a)\n', '/[', 'for (let i = 0; i < 9; i++) {', 'async ', 'sleep(1 + ', '"']) {
      refused(() => importK6([upload('m.js', `${start}${piece.repeat(Math.floor(100_000 / piece.length))}`)]));
    }
    const chain = Array.from({ length: 25 }, (_, at) => `function g${at}() { g${at + 1}(); g${at + 1}(); }`).join('\n');
    refused(() => importK6([upload('m.js', `${HEAD}${chain}\nfunction g25() { http.get('https://a.test/'); }\nexport default function () { g0(); http.get('https://a.test/'); }`)]));
  });

  it('cycles of imports end', () => {
    const result = importK6([upload('a.js', `${HEAD}import { b } from './b.js';\nexport const A = 'https://a.test';\nexport default function () { http.get(A + '/x'); b(); }`), upload('b.js', "import http from 'k6/http';\nimport { A } from './a.js';\nexport function b() { http.get('https://b.test/'); }")]);
    expect(linesOf(result)).toEqual(['GET https://a.test/x', 'GET https://b.test/']);
  });
});
