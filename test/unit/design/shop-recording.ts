import type { ActionNode } from '../../../src/contract/actions.js';
import { CorrelationRule, InjectionTarget, RULE_OF_TARGET } from '../../../src/contract/correlation-rule.js';
import type { HttpResponseEntity } from '../../../src/contract/http-exchange.js';
import type { RecordedExchange } from '../../../src/local/design/correlation.js';

export interface Call { id: string; method?: string; path?: string; headers?: object[]; query?: object[]; postData?: object | null; enabled?: boolean; children?: ActionNode[]; answer?: Partial<HttpResponseEntity> | string }

export const parameter = (name: string, value: string, encoded = true): object => ({ name, value, encoded, useEquals: true });
export const form = (...parameters: object[]): object => ({ '@type': 'FormPostData', parameters });
export const raw = (text: string): object => ({ '@type': 'RawPostData', text });

export function request({ id, method = 'GET', path = '/', headers = [], query = [], postData = null, enabled = true, children = [] }: Call): ActionNode {
  return { '@type': 'HttpRequestAction', id, name: path, enabled, serverId: 's', method, path, queryParameters: query, headers, postData, followRedirects: false, downloadResources: false, encoding: '', keepAlive: true, children };
}

/** A tree of one container with these calls, and what was recorded for those that have an answer. */
export function recorded(...calls: Call[]): { children: ActionNode[]; recordings: RecordedExchange[] } {
  const children = [{ '@type': 'ContainerAction', id: 'container', name: 'Shop', enabled: true, children: calls.map(request) }];
  const recordings = calls.flatMap(({ id, answer }): RecordedExchange[] => {
    if (answer === undefined) return [];
    const response = typeof answer === 'string' ? { body: answer } : answer;
    return [{ actionId: id, request: { method: 'GET', url: 'http://shop.test/', headers: [], body: '', bodyEncoding: 'text' }, response: { code: 200, message: 'OK', headers: [], body: '', bodyEncoding: 'text', ...response } }];
  });
  return { children, recordings };
}

/** A rule with a regular expression, as `create_correlation_rule` makes it. */
export function rule(name: string, regexp: string, targets: InjectionTarget[], more: { from?: string; restrain?: string; extractor?: object; enabled?: boolean } = {}): CorrelationRule {
  return CorrelationRule.parse({
    id: `rule-${name}`, userId: '', projectId: 'p', name, enabled: more.enabled ?? true,
    extractor: { '@type': 'RegexpVariableExtractor', id: 'x', name, enabled: true, regexp, from: more.from ?? 'BODY', ...more.extractor },
    injectionRules: targets.map((target) => ({ '@type': RULE_OF_TARGET[target], regexp: more.restrain ?? '.*' })),
  });
}

/** A shop like the demo's: a token per form, a one-time ticket in a redirect, a bearer token, an id in a path, a changing etag. */
export const shop = recorded(
  { id: 'login-page', path: '/login', answer: '<input type="hidden" name="_csrf" value="tok+en/1==">' },
  { id: 'login', method: 'POST', path: '/login', postData: form(parameter('_csrf', 'tok+en/1=='), parameter('user', 'tok')), answer: { code: 302, message: 'Found', headers: [{ name: 'Location', value: '/account?st=ticket-123456' }] } },
  { id: 'account', path: '/account', query: [parameter('st', 'ticket-123456')], answer: '<meta name="csrf" content="csrf-abcdef"><script>var token = "bearer-987654"</script>' },
  { id: 'cart', method: 'POST', path: '/api/cart', headers: [{ name: 'Authorization', value: 'Bearer bearer-987654' }, { name: 'X-CSRF-Token', value: 'csrf-abcdef' }], answer: '{"id":"cart-112233","etag":"e-1"}' },
  { id: 'add-1', method: 'PUT', path: '/api/cart/cart-112233/items', headers: [{ name: 'Authorization', value: 'Bearer bearer-987654' }], postData: raw('{"id":"e-10","etag":"e-1"}'), answer: '{"id":"cart-112233","etag":"e-2"}' },
  { id: 'add-2', method: 'PUT', path: '/api/cart/cart-112233/items', postData: raw('{"etag":"e-2"}'), answer: '{"id":"cart-112233","etag":"e-3"}' },
  { id: 'order', path: '/order/cart-112233', headers: [{ name: 'Referer', value: 'http://shop.test/account?st=ticket-123456' }] },
);

export const shopRules = [
  rule('_csrf', 'name="_csrf" value="([^"]+)"', ['POST_PARAM']),
  rule('st', 'Location: [^\\n]*[?&]st=([^&\\s]+)', ['QUERY_PARAM', 'HEADER'], { from: 'HEADERS' }),
  rule('csrf', 'name="csrf" content="([^"]+)"', ['HEADER'], { restrain: '(?i)^x-csrf' }),
  rule('bearer', 'token = "([^"]+)"', ['HEADER']),
  rule('cartId', '"id":"(cart-[^"]+)"', ['PATH']),
  rule('etag', '"etag":"([^"]+)"', ['BODY']),
];
