import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { importPostman } from '../../../../src/local/importers/import-postman.js';
import { linesOf, nodesOf, notesOn, requestsOf } from '../design-tree.js';
import { collection, imported, item } from './collection-builder.js';

const headersOf = (auth: unknown, header: unknown = [], more: object = {}): unknown => requestsOf(imported([item({ auth, header })], more))[0]?.headers;
const authorization = (value: string): unknown => [{ name: 'Authorization', value }];
const setting = (type: string, values: object): object => ({ type, [type]: Object.entries(values).map(([key, value]) => ({ key, value: value as unknown })) });

describe('authorization', () => {
  it.each([
    ['basic', { username: 'u', password: 'p' }, 'Basic dTpw'],
    ['bearer', { token: 't1' }, 'Bearer t1'],
    ['bearer', { token: '{{token}}' }, 'Bearer ${token}'],
    ['oauth2', { accessToken: 'a', addTokenTo: 'header' }, 'Bearer a'],
    ['oauth2', { accessToken: 'a', headerPrefix: 'Token' }, 'Token a'],
    ['oauth2', {}, 'Bearer ${accessToken}'],
    ['basic', { username: '{{u}}', password: 'p' }, 'Basic ${basicCredentials}'],
  ])('%s %j is a header', (type, values, value) => {
    expect(headersOf(setting(type, values))).toEqual(authorization(value));
  });

  it('reads the settings of format 2.0, objects', () => {
    expect(headersOf({ type: 'basic', basic: { username: 'u', password: 'p' } })).toEqual(authorization('Basic dTpw'));
  });

  it('puts an API key where it belongs', () => {
    expect(headersOf(setting('apikey', { key: 'X-Key', value: '{{k}}', in: 'header' }))).toEqual([{ name: 'X-Key', value: '${k}' }]);
    const result = imported([item({ url: 'https://a.test/p?a=1', auth: setting('apikey', { key: 'api key', value: 'v&w', in: 'query' }) })]);
    expect(linesOf(result)).toEqual(['GET https://a.test/p?a=1&api%20key=v%26w']);
  });

  it('is inherited from the nearest folder, and noauth ends it', () => {
    const outer = setting('bearer', { token: 'outer' });
    const inner = setting('bearer', { token: 'inner' });
    const result = imported([item({ name: 'top' }), { name: 'F', auth: inner, item: [item({ name: 'in' }), item({ name: 'none', auth: { type: 'noauth' } }), { name: 'G', item: [item({ name: 'deep' })] }] }], { auth: outer });
    expect(Object.fromEntries(requestsOf(result).map(({ name, headers }) => [name, headers[0]?.value]))).toEqual({ top: 'Bearer outer', in: 'Bearer inner', none: undefined, deep: 'Bearer inner' });
  });

  it('takes the place of a header of the request, and says so', () => {
    const result = imported([item({ auth: setting('bearer', { token: 'new' }), header: [{ key: 'authorization', value: 'old' }] })]);
    expect(requestsOf(result)[0]?.headers).toEqual(authorization('Bearer new'));
    expect(notesOn(result, 'R')).toEqual([expect.stringContaining('gives way')]);
  });

  it('uses the value a variable has in the collection', () => {
    expect(headersOf(setting('basic', { username: '{{u}}', password: '{{p}}' }), [], { variable: [{ key: 'u', value: 'u' }, { key: 'p', value: '{{q}}' }, { key: 'q', value: 'p' }] })).toEqual(authorization('Basic dTpw'));
  });

  it.each(['digest', 'ntlm', 'oauth1', 'awsv4', 'hawk', 'edgegrid', 'jwt', 'asap', 'something'])('%s is not invented: it is told with what to do', (type) => {
    const result = imported([item({ auth: setting(type, { username: 'bob', password: 'geheim' }) })]);
    expect(requestsOf(result)[0]?.headers).toEqual([]);
    expect(notesOn(result, 'R')).toEqual([expect.stringMatching(/^dropped: \w+ authorization/)]);
    expect(JSON.stringify(result.notes)).not.toContain('geheim');
  });
});

describe('addresses', () => {
  const line = (url: unknown, more: object = {}): string | undefined => linesOf(imported([item({ url }), item()], more))[0]?.slice(4);

  it.each([
    ['a.test/x', 'http://a.test/x'],
    ['HTTPS://A.test/X?b=%20c', 'https://a.test/X?b=%20c'],
    ['https://a.test?b=1#frag', 'https://a.test/?b=1'],
    ['https://a.test/x y?q=a b&r=ü', 'https://a.test/x%20y?q=a%20b&r=%C3%BC'],
    ['https://u:p@a.test:8443/x', 'https://a.test:8443/x'],
    ['https://[::1]:8080/x', 'https://[::1]:8080/x'],
    ['https://{{host}}/x', 'https://${host}/x'],
    ['https://{{sub}}.test:8080/x?{{q}}', 'https://${sub}.test:8080/x?${q}'],
    ['{{base}}', '${base}'],
    ['{{base}}/x?y=1', '${base}/x?y=1'],
    ['{{base}}?y=1', '${base}?y=1'],
    ['https://a.test/{{dir}}/:id/:rev', 'https://a.test/${dir}/${id}/${rev}'],
  ])('%s goes to %s', (written, sent) => {
    expect(line(written)).toBe(sent);
  });

  it('prefers the parts, fills the gaps from the text', () => {
    expect(line({ raw: 'https://a.test:8443/p?x=1', host: ['a', 'test'] })).toBe('https://a.test:8443/p?x=1');
    expect(line({ raw: 'https://a.test/p', host: 'a.test', path: '/q/', query: [{ key: 'x', value: 1 }, { key: 'y' }, { key: 'z', value: 'a&b#c', disabled: false }] })).toBe('https://a.test/q/?x=1&y&z=a%26b%23c');
    expect(line({ host: ['a', 'test'], protocol: 'https', port: '9443', path: ['x', ':id', ':file.json'], variable: [{ key: 'id', value: '4/2' }, { id: 'file', value: 'f' }] })).toBe('https://a.test:9443/x/4/2/f.json');
  });

  it('resolves a host the collection itself explains, path and query included', () => {
    const variable = [{ key: 'base', value: '{{scheme}}://{{host}}/v1?k=1' }, { key: 'scheme', value: 'https' }, { key: 'host', value: 'api.test:8443' }];
    const result = imported([item({ url: '{{base}}/users?p=2' })], { variable });
    expect(linesOf(result)).toEqual(['GET https://api.test:8443/v1/users?k=1&p=2']);
    expect(notesOn(result, 'api.test')).toEqual([expect.stringMatching(/the value of \{\{base\}\} in the collection/)]);
  });

  it('survives variables that explain each other', () => {
    expect(line('https://{{a}}/', { variable: [{ key: 'a', value: '{{b}}' }, { key: 'b', value: '{{a}}' }] })).toMatch(/^https:\/\/\$\{[ab]\}\/$/);
  });

  it('says why an address is none', () => {
    const result = imported([item({ name: 'ws', url: 'wss://a.test/s' }), item({ name: 'file', url: 'file:///etc/passwd' }), item({ name: 'bad', url: 'https://a b.test:99999/' }), item()]);
    expect(requestsOf(result)).toHaveLength(1);
    expect(['ws', 'file', 'bad'].map((name) => notesOn(result, name)[0]?.split(':')[0])).toEqual(['dropped', 'dropped', 'dropped']);
  });
});

describe('headers', () => {
  it('keeps order and duplicates, converts references, leaves out and names the rest', () => {
    const result = imported([item({ header: [{ key: 'B', value: '{{b}}' }, { key: 'A', value: '1\r\nX: y' }, { key: 'B', value: 2 }, { key: 'Off', value: 'x', disabled: true }, { key: 'bad name', value: 'x' }, { key: '', value: '' }, null, 'C: 3', { key: '{{n}}', value: 'v' }] })]);
    expect(requestsOf(result)[0]?.headers).toEqual([{ name: 'B', value: '${b}' }, { name: 'A', value: '1 X: y' }, { name: 'B', value: '2' }, { name: 'C', value: '3' }, { name: '${n}', value: 'v' }]);
    expect(notesOn(result, 'R')).toEqual([expect.stringContaining('control characters'), expect.stringContaining('the header Off is switched off'), expect.stringContaining('not allowed in HTTP')]);
  });
});

describe('bodies', () => {
  const bodyOf = (body: object, more: object = {}): unknown => requestsOf(imported([item({ method: 'POST', body, ...more })]))[0];

  it('gives a raw body the type of its language, not over one that is there', () => {
    const json = { mode: 'raw', raw: '{}', options: { raw: { language: 'json' } } };
    expect(bodyOf(json)).toMatchObject({ headers: [{ name: 'Content-Type', value: 'application/json' }] });
    expect(bodyOf(json, { header: [{ key: 'content-type', value: 'x/y' }] })).toMatchObject({ headers: [{ name: 'content-type', value: 'x/y' }] });
    expect(bodyOf({ mode: 'raw', raw: 'x' })).toMatchObject({ headers: [{ name: 'Content-Type', value: 'text/plain' }] });
  });

  it('takes the type off a multipart body: its boundary is made when sending', () => {
    const body = { mode: 'formdata', formdata: [{ key: 'j', value: '{"a":"{{a}}"}', contentType: 'application/json' }, { key: 'f', type: 'file', src: ['/x/1.png', '..\\2.png'], contentType: 'image/png' }, { key: 'n', type: 'file', src: null }] };
    expect(bodyOf(body, { header: [{ key: 'Content-Type', value: 'multipart/form-data' }] })).toMatchObject({
      headers: [],
      postData: { parts: [{ name: 'j', value: '{"a":"${a}"}', contentType: 'application/json' }, { name: 'f', filename: '1.png', mimeType: 'image/png' }, { name: 'f', filename: '2.png' }, { name: 'n', filename: 'file' }] },
    });
  });

  it('prunes the body of a GET as Postman does, unless it is told not to', () => {
    const get = { method: 'GET', body: { mode: 'raw', raw: 'x' } };
    const result = imported([item({ name: 'pruned', ...get }), item({ name: 'kept', ...get, protocolProfileBehavior: { disableBodyPruning: true } })]);
    expect(requestsOf(result).map(({ postData }) => postData)).toEqual([null, { '@type': 'RawPostData', text: 'x' }]);
    expect(notesOn(result, 'pruned')).toEqual([expect.stringContaining('as Postman does')]);
  });

  it('keeps GraphQL variables with bare references', () => {
    const graphql = { query: 'query Q($n: Int!) { a(n: $n) }', operationName: 'Q', variables: '{"n": {{n}}}' };
    expect(bodyOf({ mode: 'graphql', graphql })).toMatchObject({ postData: { text: '{"operationName":"Q","query":"query Q($n: Int!) { a(n: $n) }","variables":{"n": ${n}}}' } });
    expect(bodyOf({ mode: 'graphql', graphql: { query: '{a}', variables: { n: 1 } } })).toMatchObject({ postData: { text: '{"query":"{a}","variables":{"n":1}}' } });
  });
});

describe('variables', () => {
  it('become project variables: constants, secrets, values of any type', () => {
    const variable = [{ key: 'a', value: 1 }, { key: 'b', value: { c: [1] } }, { key: 's', value: 'x', type: 'secret' }, { key: 'off', value: 'x', disabled: true }, { value: 'nameless' }, { id: 'old', value: 'y' }, { key: 'a', value: 'last' }];
    const { variables, notes } = imported([item()], { variable });
    expect(variables).toEqual([
      { name: 'a', description: '', variable: { '@type': 'ConstantVariable', value: 'last' } },
      { name: 'b', description: '', variable: { '@type': 'ConstantVariable', value: '{"c":[1]}' } },
      { name: 's', description: '', variable: { '@type': 'SecretVariable', value: { type: 'PLAIN', value: 'x' } } },
      { name: 'old', description: '', variable: { '@type': 'ConstantVariable', value: 'y' } },
    ]);
    expect(notes.filter(({ type, level }) => type === 'Variable' && level === 'dropped')).toHaveLength(3);
  });

  it('never get a reserved or doubled name', () => {
    const names = imported([item({ url: 'https://a.test/{{__UUID()}}/{{a b}}/{{a,b}}/{{a;b}}/{{}}/{{,}}' })]).notes.filter(({ type }) => type === 'Variable').map(({ name }) => name);
    expect(names.every((name) => !name.startsWith('__'))).toBe(true);
    expect(linesOf(imported([item({ url: 'https://a.test/{{a,b}}/{{a;b}}' })]))).toEqual(['GET https://a.test/${a_b}/${a_b_2}']);
  });

  it('are functions where Postman has a dynamic one, or told', () => {
    const result = imported([item({ url: 'https://a.test/{{$randomUUID}}/{{$isoTimestamp}}/{{$randomCity}}/{{$randomEmail}}' })]);
    expect(requestsOf(result)[0]?.path).toBe("/${__UUID()}/${__time(yyyy-MM-dd'T'HH:mm:ss.SSS'Z',)}/${randomCity}/${__RandomString(10,abcdefghijklmnopqrstuvwxyz,)}@example.com");
    expect(result.notes.filter(({ name }) => name.startsWith('$')).map(({ name }) => name)).toEqual(['$randomCity', '$randomEmail']);
  });
});

describe('refusals', () => {
  it.each<[string, unknown, RegExp]>([
    ['globals', { _postman_variable_scope: 'globals', values: [] }, /export of Postman globals/],
    ['a dump', { version: 1, collections: [] }, /export of all Postman data/],
    ['a HAR', { log: { entries: [] } }, /looks like a HAR/],
    ['OpenAPI', { openapi: '3.0.0' }, /OpenAPI description/],
    ['a list', [1], /not an object/],
    ['something', { a: 1 }, /no list "item"/],
    ['no requests', { info: { name: 'x' }, item: [] }, /0 requests/],
    ['only folders', { item: [{ name: 'F', item: [] }] }, /0 requests/],
  ])('%s', (_what, json, sentence) => {
    const attempt = (): unknown => importPostman(Buffer.from(JSON.stringify(json)));
    expect(attempt).toThrow(ImportError);
    expect(attempt).toThrow(sentence);
  });

  it.each<[string, Buffer, RegExp]>([
    ['nothing', Buffer.alloc(0), /empty \(0 bytes\)/],
    ['white space', Buffer.from(' \n'), /nothing but white space/],
    ['a zip', Buffer.from('PK\u0003\u0004'), /zip archive, not a Postman collection/],
    ['a page', Buffer.from('<html>'), /XML or HTML/],
    ['deep nesting', Buffer.from('['.repeat(100_000)), /nested 100000 levels deep/],
  ])('%s', (_what, bytes, sentence) => {
    expect(() => importPostman(bytes)).toThrow(sentence);
  });

  it('names folders that nest too deep', () => {
    let inner: object = item();
    for (let depth = 0; depth < 150; depth += 1) inner = { name: 'F', item: [inner] };
    expect(() => importPostman(collection([inner]))).toThrow(/nested more than 100 deep/);
  });
});

describe('descriptions and names', () => {
  it('stay with their elements', () => {
    const result = imported([{ name: 'F\r\n\u0000', description: { content: 'about F' }, item: [item({ name: 'x'.repeat(300) })] }], { info: { name: 'C', description: 'about C' } });
    expect(result.description).toBe('about C');
    expect(nodesOf(result, 'ContainerAction')[0]).toMatchObject({ name: 'F', description: 'about F' });
    expect(requestsOf(result)[0]?.name).toHaveLength(80);
  });

  it('data named like the inside of an object stays data', () => {
    const result = importPostman(Buffer.from('{"__proto__":{"polluted":1},"item":[{"name":"__proto__","request":{"method":"GET","url":"https://a.test/__proto__?__proto__[polluted]=1","header":[{"key":"__proto__","value":"{{constructor}}"}],"auth":{"type":"__proto__"}},"protocolProfileBehavior":{"__proto__":{"followRedirects":false}}}],"variable":[{"key":"__proto__","value":"x"},{"key":"constructor","value":"y"}]}'));
    expect(requestsOf(result)[0]).toMatchObject({ name: '__proto__', path: '/__proto__', followRedirects: true, headers: [{ name: '__proto__', value: '${constructor}' }] });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
