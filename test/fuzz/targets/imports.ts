import fc from 'fast-check';
import { importHar } from '../../../src/local/importers/import-har.js';
import { importK6 } from '../../../src/local/importers/import-k6.js';
import { importPlaywright } from '../../../src/local/importers/import-playwright.js';
import { importPostman } from '../../../src/local/importers/import-postman.js';
import { importUrls } from '../../../src/local/importers/import-urls.js';
import { importWebdriver } from '../../../src/local/importers/import-webdriver.js';
import type { DesignImport } from '../../../src/local/importers/import-result.js';
import { urlLines } from '../../../src/local/importers/urls/url-list.js';
import { refused } from '../../unit/importers/hostile-import.js';
import { KEEP } from '../../unit/importers/har-builder.js';
import { anyBody, HEAD } from '../../unit/importers/k6/any-script.js';
import { anyCollection, anyCollectionOfFormat1 } from '../../unit/importers/postman/any-collection.js';
import { anyText, changedJson, damaged, fixture, oddValue } from '../any-input.js';
import type { FuzzTarget } from '../fuzz-target.js';

const JSON_WORDS = ['{', '}', '[', ']', '"', ',', ':', '\\', '\\u', '\\ud800', 'null', '1e999', '-', '{"a":', '[[', '"__proto__":{', '\u0000', '\ufeff', '\ud800', '\n'];
const ADDRESSES = ['https://', 'http://', 'a.test', '/', '?', '&', '=', '${', '}', '{{', '}}', '%', '%ff', '#', '@', ':', '[', ']', '[::1]', ';', '\r\n', '\u0000', '\ud800', '__proto__', ':0', ':99999', '//', '../', '+', ' ', '--x', '; boundary=', '"', "'", 'multipart/form-data', 'filename=', ',', '\\'];
const json = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> => value.map((held) => Buffer.from(JSON.stringify(held)));
const accepted = (run: () => DesignImport): boolean => !refused(run);

const HARS = ['har/har-to-k6__full.har', 'har/playwright__har-fulfill.har', 'har/har-to-k6__url-full.har', 'har/mitmproxy__postdata.har', 'hostile/har/crlf-injection.har', 'hostile/har/broken-entries.har'].map(fixture);
const har: FuzzTarget<Buffer> = {
  name: 'HAR import', inputs: 'damaged recordings, recordings with any value in any place, any JSON text',
  any: fc.oneof({ weight: 4, arbitrary: damaged([...HARS, fixture('hostile/har/utf16le-bom.har')], JSON_WORDS) }, { weight: 5, arbitrary: changedJson(HARS, oddValue(anyText(ADDRESSES, 10))) }, { weight: 1, arbitrary: anyText(['{"log":{"entries":[', '{"request":{"url":"https://a.test/"}}', ...JSON_WORDS]).map((text) => Buffer.from(text)) }),
  run: (bytes) => accepted(() => {
    const { report, ...result } = importHar(bytes, KEEP);
    return { ...result, description: '', type: 'JMETER', variables: [], files: [], notes: report.map(({ reason, url }) => ({ level: 'kept', type: 'HAR', name: url, place: '', reason })) };
  }),
};

const COLLECTIONS = ['postman/newman__whatwg-url.postman_collection.json', 'postman/insomnia__complex-v2_1-input.json', 'postman/newman__inherited-entities.postman_collection.json', 'postman/newman__multi-level-folders-v1.postman_collection.json', 'hostile/postman/bodies-odd.json', 'postman/bruno__postman-with-examples.json'].map(fixture);
const SCRIPT_WORDS = ['pm.test("a", () => {', '});', 'pm.expect(', 'pm.response', '.to.have.status(200)', '.json()', '.a', 'const b = ', 'pm.environment.set("x", ', 'function f() {', '`${', '`', '/[', '//', '/*', '(', ')', '=>', 'async\n'];
const postman: FuzzTarget<Buffer> = {
  name: 'Postman import', inputs: 'damaged collections, collections of formats 1 and 2 with any value in any place, scripts of any statements',
  any: fc.oneof(damaged(COLLECTIONS, JSON_WORDS), changedJson(COLLECTIONS, oddValue(anyText([...ADDRESSES, ...SCRIPT_WORDS], 20))), json(anyCollection), json(anyCollectionOfFormat1)),
  run: (bytes) => accepted(() => importPostman(bytes)),
};

const urls: FuzzTarget<string> = {
  name: 'URL list import', inputs: 'lines of addresses, methods and bodies in any order',
  any: fc.tuple(fc.boolean(), fc.oneof(anyText([...ADDRESSES, ' POST ', 'GET ', 'https://a.test/', '\n', '\n', '{"urls":[', '"'], 30), fc.webUrl({ withQueryParameters: true, withFragments: true }))).map(([good, text]) => (good ? `https://a.test/\n${text}` : text)),
  run: (text) => accepted(() => importUrls(urlLines(Buffer.from(text)))),
};
const webdriver: FuzzTarget<string[]> = {
  name: 'WebDriver import', inputs: 'addresses of any characters',
  any: fc.array(fc.oneof(anyText(ADDRESSES, 12), fc.webUrl()), { maxLength: 5 }),
  run: (lines) => accepted(() => importWebdriver(lines)),
};

const SPEC = "import { test, expect } from '@playwright/test';\ntest('t', async ({ page }) => { await page.goto('https://a.test/'); });\n";
const SPECS = ['basic-flow.spec.ts', 'api-requests.spec.ts', 'decoys.spec.ts'].map((file) => fixture(`hostile/playwright/${file}`));
const SPEC_WORDS = [...SPEC.split(/(?<=\W)/), '`${', '`', "'", '"', '/', '/*', '*/', '\n', 'test.skip(', 'describe', '.goto(', 'const x = ', '{{', '}', '\\', '(', '[', '${'];
const playwright: FuzzTarget<[string, Buffer]> = {
  name: 'Playwright import', inputs: 'damaged specs, statements in any order, file names of any characters',
  any: fc.tuple(fc.oneof(fc.constant('a'), fc.string({ unit: 'binary', maxLength: 20 })), fc.oneof(damaged(SPECS, SPEC_WORDS), fc.tuple(fc.boolean(), anyText(SPEC_WORDS)).map(([whole, text]) => Buffer.from((whole ? SPEC : '') + text)))),
  run: ([name, bytes]) => accepted(() => importPlaywright([{ filename: `${name}.spec.ts`, bytes }])),
};

const K6_WORDS = ['f();', 'f(', 'group("a", () => {', 'http.get(', "http.get('https://a.test/');", 'http.get([', 'check(f(), {', 'const b = a + ', 'a += a;', '`${', '(', '{', '}', ')', 'if (a)\n', '/[', 'for (let i = 0; i < 9; i++) {', 'async ', 'sleep(1 + ', '"', '\\', "'", '/*', 'export ', 'import x from "./n.js";\n'];
const k6: FuzzTarget<[string, string]> = {
  name: 'k6 import', inputs: 'scripts of two files with statements in any order',
  any: fc.tuple(fc.oneof({ weight: 3, arbitrary: anyBody }, { weight: 2, arbitrary: anyText(K6_WORDS) }), anyText(K6_WORDS, 10)),
  run: ([body, other]) => accepted(() => importK6([{ filename: 'm.js', bytes: Buffer.from(`${HEAD}import { g } from './n.js';\nconst a = 'a';\nfunction f() { http.get('https://a.test/'); }\nexport default function () { f(); ${body} }`) }, { filename: 'n.js', bytes: Buffer.from(`${HEAD}export function g() { ${other} }`) }])),
};

export const imports: readonly FuzzTarget[] = [har, postman, urls, webdriver, playwright, k6];
