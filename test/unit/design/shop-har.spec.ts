import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HttpRequestAction, walkActions } from '../../../src/contract/actions.js';
import { HarImportOptions } from '../../../src/contract/import-options.js';
import { applyCorrelations } from '../../../src/local/design/correlation.js';
import { importHar } from '../../../src/local/importers/import-har.js';
import { rule } from './shop-recording.js';

const recording = new URL('../../../demo/recordings/shop.har', import.meta.url);

/** What there is to find in the recorded pages of the demo shop. */
const rules = [
  rule('loginCsrf', 'name="_csrf" value="([^"]+)"', ['POST_PARAM']),
  rule('st', '(?i)location: [^\\n]*[?&]st=([^&\\s]+)', ['QUERY_PARAM', 'HEADER'], { from: 'HEADERS' }),
  rule('apiToken', '"apiToken":"([^"]+)"', ['HEADER'], { restrain: '(?i)^authorization$' }),
  rule('cartCsrf', '"cartCsrf":"([^"]+)"', ['HEADER']),
  rule('cartId', '"cartId":"([^"]+)"', ['PATH']),
  rule('etag', '"etag":"([^"]+)"', ['BODY']),
  rule('orderId', '(?i)location: /order/(\\S+)', ['PATH', 'HEADER'], { from: 'HEADERS' }),
];

/** Everything in the recorded responses that is different in the next session. */
const MOVING = /(?:name="_csrf" value|"apiToken":|"cartCsrf":|"cartId":|"etag":|"orderId":)=?"([^"]+)"/g;

describe.skipIf(!existsSync(recording))('the recording of the demo shop (demo/recordings/shop.har)', () => {
  const imported = importHar(existsSync(recording) ? readFileSync(recording) : Buffer.from('{}'), HarImportOptions.parse({}));
  const { children, result } = applyCorrelations(imported.children, imported.recordings, rules);
  const requests = [...walkActions(children)].flatMap(({ node }) => (node['@type'] === 'HttpRequestAction' ? [HttpRequestAction.parse(node)] : []));

  it('has every rule at work', () => {
    expect(result.rules.filter(({ injectedActionIds }) => injectedActionIds.length === 0).map(({ name, ...more }) => [name, more['message']])).toEqual([]);
  });

  it('carries no recorded token any more', () => {
    const sent = requests.map(({ path, queryParameters, headers, postData }) => JSON.stringify([path, queryParameters, headers, postData])).join('\n');
    const literals = imported.recordings.flatMap(({ response }) => [
      ...response.body.matchAll(MOVING),
      ...response.headers.map(({ value }) => value).join('\n').matchAll(/[?&]st=([^&\s]+)|\/order\/(\S+)/g),
    ].map(([, one, two]) => one ?? two ?? ''));
    expect(literals.length).toBeGreaterThan(5);
    expect(literals.filter((literal) => sent.includes(literal))).toEqual([]);
  });
});
