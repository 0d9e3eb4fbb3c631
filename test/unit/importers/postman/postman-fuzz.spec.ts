import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { importPostman } from '../../../../src/local/importers/import-postman.js';
import { fuzzRuns } from '../fuzz-runs.js';
import { refused } from '../hostile-import.js';
import { mangled, seeded } from '../seeded.js';
import { collection, item, script } from './collection-builder.js';

const folder = new URL('../../../fixtures/', import.meta.url);
const sources = ['postman/newman__whatwg-url.postman_collection.json', 'postman/insomnia__complex-v2_1-input.json', 'postman/newman__inherited-entities.postman_collection.json', 'postman/newman__multi-level-folders-v1.postman_collection.json', 'hostile/postman/bodies-odd.json', 'postman/bruno__postman-with-examples.json'].map((file) => readFileSync(new URL(file, folder)));
const importing = (bytes: Buffer): boolean => refused(() => importPostman(bytes));

it('refuses every truncation', () => {
  for (const source of sources) {
    const end = source.toString().trimEnd().length;
    for (let length = 0; length < end; length += 97) expect([length, importing(source.subarray(0, length))]).toEqual([length, true]);
  }
});

it('survives flipped, missing and doubled bytes', () => {
  const random = seeded(20260202);
  let imports = 0;
  for (let round = 0; round < fuzzRuns(2000); round += 1) {
    if (!importing(mangled(sources, round, random))) imports += 1;
  }
  expect(imports).toBeGreaterThan(300);
});

const oddText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{{a}}', '{{{{a}}}}', '{{b{{a}}', '${x}', '${__UUID()}', 'x\r\ny\0', '__proto__', 'https://u:p@[::1]:0/%ff', '\ud800', '//', ':id', '{{$guid}}', 'pm.test("x", () => { pm.response.to.have.status(2) })', '{{:p}}'));
const odd: fc.Arbitrary<unknown> = fc.oneof(oddText, fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, 0, -1, 1e308, '', [], {}, [null], true, { length: 5 }));
const loose = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> => fc.oneof({ weight: 6, arbitrary: fc.record(fields, { requiredKeys: [] }) }, { weight: 1, arbitrary: odd });
const list = (entry: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof({ weight: 6, arbitrary: fc.array(entry, { maxLength: 3 }) }, { weight: 1, arbitrary: odd });
const pair = loose({ key: odd, value: odd, disabled: fc.boolean(), type: odd, src: odd, enabled: fc.boolean(), contentType: odd });
const url = fc.oneof(oddText, loose({ raw: oddText, protocol: odd, host: list(odd), port: odd, path: list(odd), query: list(pair), variable: list(pair), auth: loose({ user: odd, password: odd }), hash: odd }));
const type = fc.constantFrom('basic', 'bearer', 'apikey', 'digest', 'oauth2', 'noauth', '__proto__', 'constructor', '');
const auth = fc.oneof(odd, fc.tuple(type, list(pair)).map(([name, settings]) => ({ type: name, [name]: settings })));
const body = loose({ mode: fc.constantFrom('raw', 'urlencoded', 'formdata', 'file', 'graphql', 'none', '__proto__'), raw: odd, urlencoded: list(pair), formdata: list(pair), file: odd, graphql: loose({ query: odd, variables: odd, operationName: odd }), disabled: odd, options: odd });
const event = list(loose({ listen: fc.constantFrom('test', 'prerequest', 'x'), script: loose({ exec: fc.oneof(oddText, list(oddText)) }) }));
const request = fc.oneof(url, loose({ method: fc.oneof(odd, fc.constantFrom('GET', 'POST')), url, header: fc.oneof(list(pair), oddText), body, auth, description: odd }));
const example = loose({ name: odd, code: fc.oneof(odd, fc.constant(200)), status: odd, header: list(pair), body: odd, originalRequest: request });
const items = fc.letrec<{ item: unknown; items: unknown }>((tie) => ({
  item: loose({ name: odd, request, event, response: list(example), item: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: tie('items') }), auth, protocolProfileBehavior: odd, description: odd }),
  items: list(tie('item')),
})).items;

it('survives any value in any place', () => {
  let imports = 0;
  const collections = fc.record({ info: odd, item: items, variable: list(pair), event, auth, protocolProfileBehavior: odd }, { requiredKeys: ['item'] });
  fc.assert(fc.property(collections, (json) => {
    if (!importing(Buffer.from(JSON.stringify(json)))) imports += 1;
  }), { numRuns: fuzzRuns(1500), seed: 7 });
  expect(imports).toBeGreaterThan(150);
});

it('survives any value in a collection of format 1', () => {
  const id = fc.constantFrom('a', 'b', 'c', '__proto__');
  const entity = loose({ id, name: odd, order: list(id), folders_order: list(id), url, method: fc.constantFrom('GET', 'POST', 'x y'), headers: odd, headerData: list(pair), data: fc.oneof(odd, list(pair)), dataMode: fc.oneof(odd, fc.constantFrom('raw', 'params', 'urlencoded', 'binary')), rawModeData: odd, tests: oddText, preRequestScript: oddText, currentHelper: odd, helperAttributes: odd, pathVariables: odd, queryParams: list(pair), responses: list(loose({ responseCode: odd, headers: odd, text: odd })) });
  const collections = fc.record({ order: list(id), folders_order: list(id), folders: list(entity), requests: fc.array(entity, { maxLength: 4 }), variables: list(pair) });
  fc.assert(fc.property(collections, (json) => { importing(Buffer.from(JSON.stringify(json))); }), { numRuns: fuzzRuns(2000), seed: 8 });
});

it('does not hang on texts made to be read again and again', () => {
  const long = 40_000;
  const texts = ['{{', '}}', '{{a}}', '{{a{{', '@', ':', '/', '?', '#', '&', '=', '%', '${', '\\', '/[', '(', '`${', 'pm.test("a",()=>{', 'pm.expect(', 'a.', '"', "'", '//', '/*', 'async\n', 'const a=', '[[', ',', '\r\n', 'x:y\n// '].map((piece) => piece.repeat(Math.floor(long / piece.length)));
  for (const text of texts) {
    importing(collection([
      item({ url: text, header: text, body: { mode: 'raw', raw: text }, method: 'POST', event: [script('test', text), script('prerequest', text)] }),
      item({ url: `https://a.test/${text}`, body: { mode: 'urlencoded', urlencoded: text }, method: 'POST' }),
      item({ url: { host: ['a', 'test'], path: text, query: [{ key: text, value: text }], raw: text } }),
    ], { variable: [{ key: 'a', value: text }] }));
    importing(Buffer.from(text));
  }
});

it('does not grow without bound', () => {
  const variable = Array.from({ length: 30 }, (_, at) => ({ key: `v${at}`, value: `{{v${at + 1}}}`.repeat(20) }));
  expect(importing(collection([item({ url: 'https://{{v0}}/x' })], { variable: [...variable, { key: 'v30', value: 'x'.repeat(50_000) }] }))).toBe(false);
});
