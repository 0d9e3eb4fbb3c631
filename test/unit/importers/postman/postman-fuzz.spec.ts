import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { importPostman } from '../../../../src/local/importers/import-postman.js';
import { fuzzRuns } from '../fuzz-runs.js';
import { refused } from '../hostile-import.js';
import { mangled, seeded } from '../seeded.js';
import { anyCollection, anyCollectionOfFormat1 } from './any-collection.js';
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

it('survives any value in any place', () => {
  let imports = 0;
  fc.assert(fc.property(anyCollection, (json) => {
    if (!importing(Buffer.from(JSON.stringify(json)))) imports += 1;
  }), { numRuns: fuzzRuns(1500), seed: 7 });
  expect(imports).toBeGreaterThan(150);
});

it('survives any value in a collection of format 1', () => {
  fc.assert(fc.property(anyCollectionOfFormat1, (json) => { importing(Buffer.from(JSON.stringify(json))); }), { numRuns: fuzzRuns(2000), seed: 8 });
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
