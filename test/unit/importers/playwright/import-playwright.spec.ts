import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { importPlaywright } from '../../../../src/local/importers/import-playwright.js';
import { outlineOf } from '../../../../src/local/importers/playwright/spec-outline.js';
import { fuzzRuns } from '../fuzz-runs.js';
import { countingIds, countOf } from '../design-tree.js';
import { refused } from '../hostile-import.js';

const folder = new URL('../../../fixtures/hostile/playwright/', import.meta.url);
const source = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
const upload = (filename: string, content: string): { filename: string; bytes: Buffer } => ({ filename, bytes: Buffer.from(content) });
const fixture = (file: string): { filename: string; bytes: Buffer } => upload(file, source(file));
const SPEC = "import { test } from '@playwright/test';\ntest('t', async ({ page }) => { await page.goto('https://a.test/'); });\n";

const Facts = z.object({ files: z.array(z.object({ file: z.string(), facts: z.looseObject({
  tests: z.number().optional(), describes: z.number().optional(), goto: z.array(z.string()).optional(), fills: z.number().optional(), clicks: z.number().optional(),
  presses: z.number().optional(), expects: z.number().optional(), request_calls: z.record(z.string(), z.number()).optional(),
}) })) });
const { files } = Facts.parse(JSON.parse(readFileSync(new URL('facts.json', folder), 'utf8')));

describe.each(files)('$file', ({ file, facts }) => {
  const outline = outlineOf(source(file.split('/').at(-1) ?? ''));

  it('is read as it is', () => {
    if (facts.tests !== undefined) expect(outline.tests).toHaveLength(facts.tests);
    if (facts.describes !== undefined) expect(outline.describes).toBe(facts.describes);
    if (facts.goto !== undefined) expect(outline.navigations.map(({ url }) => url)).toEqual(facts.goto);
    if (facts.fills !== undefined) expect(outline).toMatchObject({ fills: facts.fills, clicks: facts.clicks, presses: facts.presses, expects: facts.expects });
    if (facts.request_calls !== undefined) expect(countOf(outline.requests.map(({ method }) => method.toLowerCase()))).toEqual(facts.request_calls);
  });
});

describe('the hostile specs', () => {
  it('basic-flow becomes one step with its text, and says what it needs', () => {
    const result = importPlaywright([fixture('basic-flow.spec.ts')], countingIds());
    expect(result).toMatchObject({ name: 'basic-flow', type: 'PLAYWRIGHT', servers: [], variables: [] });
    expect(result.children).toEqual([{ '@type': 'PlaywrightSpecAction', id: 'a1', name: 'basic-flow.spec.ts', enabled: true, filename: 'basic-flow.spec.ts', content: source('basic-flow.spec.ts') }]);
    expect(result.notes.map(({ reason }) => reason)).toEqual([expect.stringContaining('relative address /login'), expect.stringContaining('environment variable SHOP_USER')]);
  });

  it('api-requests: constants are followed, the skipped test and the generated name are told', () => {
    const { requests, tests } = outlineOf(source('api-requests.spec.ts'));
    expect(requests.map(({ method, url }) => [method, url])).toEqual([['GET', undefined], ['POST', 'https://api.example.com/v1/items'], ['DELETE', undefined], ['PUT', 'https://api.example.com/v1/skip']]);
    expect(tests.map(({ name, skipped }) => [name, skipped])).toEqual([[undefined, false], ['create then delete', false], ['not today', true]]);
    const reasons = importPlaywright([fixture('api-requests.spec.ts')]).notes.map(({ reason }) => reason);
    expect(reasons).toEqual([expect.stringContaining('line 7 gets its name while running'), expect.stringMatching(/"not today" in line 19 is skipped and makes no load/)]);
  });

  it('not-playwright is refused, not imported as nothing', () => {
    expect(() => importPlaywright([fixture('not-playwright.spec.ts')])).toThrow(/No navigation or request found: not-playwright.spec.ts is no Playwright test/);
  });
});

describe('files of an upload', () => {
  it('all become steps, with a note on the configuration and on what is missing', () => {
    const result = importPlaywright([
      upload('tests/shop.spec.ts', `${SPEC}import { Login } from '../pages/login';\nimport { x } from './gone';\nimport faker from '@faker-js/faker';`),
      upload('pages/login.ts', 'export class Login {}'),
      upload('playwright.config.ts', "import { defineConfig } from '@playwright/test';\nexport default defineConfig({ use: { baseURL: 'https://a.test' } });"),
    ]);
    expect(result.name).toBe('shop');
    expect(result.children.map((node) => [node['filename'], node.enabled])).toEqual([['tests/shop.spec.ts', true], ['pages/login.ts', true], ['playwright.config.ts', true]]);
    expect(result.notes.map(({ name, reason }) => [name, reason.slice(0, 32)])).toEqual([
      ['tests/shop.spec.ts', 'it imports ./gone, which was not'],
      ['tests/shop.spec.ts', 'it imports the package @faker-js'],
      ['pages/login.ts', 'no test was found in this file: '],
      ['playwright.config.ts', 'a configuration file is a step o'],
    ]);
  });

  it.each([
    ['../../etc/x.spec.ts', 'etc/x.spec.ts'], ['C:\\Users\\x.spec.ts', 'Users/x.spec.ts'], ['/abs/x.spec.ts', 'abs/x.spec.ts'], ['a\r\nb.spec.ts', 'a b.spec.ts'], ['file:///etc/x.spec.ts', 'etc/x.spec.ts'], ['aux.ts', '_aux.ts'], ['./a/./b/../c.spec.ts', 'a/b/c.spec.ts'],
  ])('%j is kept as %s', (given, kept) => {
    expect(importPlaywright([upload(given, SPEC)]).children[0]?.['filename']).toBe(kept);
  });

  it.each<[string, { filename: string; bytes: Buffer }[], RegExp]>([
    ['none', [], /has no file/],
    ['data', [upload('users.csv', 'a,b')], /neither a \.ts nor a \.js file/],
    ['nothing', [upload('x.spec.ts', '')], /empty \(0 bytes\)/],
    ['a zip', [upload('x.spec.ts', 'PK\u0003\u0004')], /zip archive, not a Playwright spec/],
    ['two of one name', [upload('x.spec.ts', SPEC), upload('./x.spec.ts', SPEC)], /Two uploaded files are called x\.spec\.ts/],
    ['no test', [upload('x.spec.ts', "import { test } from '@playwright/test';")], /no test\(…\) in it/],
    ['only a configuration', [upload('playwright.config.ts', "import { defineConfig } from '@playwright/test'; export default defineConfig({})")], /No navigation or request found/],
    ['a huge one', [upload('x.spec.ts', `${SPEC}//${'x'.repeat(6_000_000)}`)], /at most 5242880/],
  ])('%s is refused', (_what, given, sentence) => {
    const attempt = (): unknown => importPlaywright(given);
    expect(attempt).toThrow(ImportError);
    expect(attempt).toThrow(sentence);
  });

  it('takes specs with fixtures of their own', () => {
    expect(importPlaywright([upload('x.spec.ts', "import { test } from './fixtures';\ntest('t', async ({ page }) => { await page.goto('/'); });")]).children).toHaveLength(1);
  });
});

describe('fuzz', () => {
  it('survives any text', () => {
    const bits = [...SPEC.split(/(?<=\W)/), '`${', '`', "'", '"', '/', '/*', '*/', '\n', 'test.skip(', 'describe', '.goto(', 'const x = ', '{{', '}', '\\'];
    let imports = 0;
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom(...bits), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 40 }), fc.boolean(), fc.string({ unit: 'binary', maxLength: 20 }), (pieces, whole, name) => {
      if (!refused(() => importPlaywright([upload(`${name}.spec.ts`, (whole ? SPEC : '') + pieces.join(''))]))) imports += 1;
    }), { numRuns: fuzzRuns(2500), seed: 3 });
    expect(imports).toBeGreaterThan(500);
  });

  it('does not hang on texts made to be read again and again', () => {
    for (const piece of ['test(', 'test("a",', '.goto(', '.goto([', 'const a = ', 'const a = b\n', '`${', '/[', '=/', 'import "', 'describe(', '((', '{', '\\', '*/', '/*', 'process.env.', 'expect(']) {
      refused(() => importPlaywright([upload('x.spec.ts', SPEC + piece.repeat(Math.floor(300_000 / piece.length)))]));
    }
  });
});
