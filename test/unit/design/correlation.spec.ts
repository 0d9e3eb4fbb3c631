import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Action, type ActionNode, walkActions } from '../../../src/contract/actions.js';
import { CorrelationRule } from '../../../src/contract/correlation-rule.js';
import { CorrelationsTaskResult } from '../../../src/contract/task.js';
import { applyCorrelations } from '../../../src/local/design/correlation.js';
import { form, parameter, raw, recorded, rule, shop, shopRules } from './shop-recording.js';

const nodeOf = (children: readonly ActionNode[], id: string): ActionNode => [...walkActions(children)].map(({ node }) => node).find((node) => node.id === id) ?? { '@type': 'missing', id };
const extractorsOf = (children: readonly ActionNode[], id: string): (string | undefined)[] => (nodeOf(children, id).children ?? []).map((child) => child.name);
const ids = (): (() => string) => { let last = 0; return () => `n${(last += 1)}`; };

describe('a shop', () => {
  const { children, result } = applyCorrelations(shop.children, shop.recordings, shopRules, ids());

  it('gets every moving value replaced', () => {
    expect(nodeOf(children, 'login')['postData']).toMatchObject({ parameters: [{ name: '_csrf', value: '${_csrf}' }, { name: 'user', value: 'tok' }] });
    expect(nodeOf(children, 'account')['queryParameters']).toEqual([parameter('st', '${st}')]);
    expect(nodeOf(children, 'cart')['headers']).toEqual([{ name: 'Authorization', value: 'Bearer ${bearer}' }, { name: 'X-CSRF-Token', value: '${csrf}' }]);
    expect(nodeOf(children, 'add-1')).toMatchObject({ path: '/api/cart/${cartId}/items', postData: { text: '{"id":"e-10","etag":"${etag}"}' } });
    expect(nodeOf(children, 'add-2')).toMatchObject({ path: '/api/cart/${cartId}/items', postData: { text: '{"etag":"${etag}"}' } });
    expect(nodeOf(children, 'order')).toMatchObject({ path: '/order/${cartId}', headers: [{ value: 'http://shop.test/account?st=${st}' }] });
  });

  it('gets extractors exactly where a value is taken from', () => {
    expect(['login-page', 'login', 'account', 'cart', 'add-1', 'add-2', 'order'].map((id) => extractorsOf(children, id))).toEqual([['_csrf'], ['st'], ['csrf', 'bearer'], ['cartId', 'etag'], ['cartId', 'etag'], ['cartId'], []]);
    const added = nodeOf(children, 'login').children?.[0];
    expect(added).toMatchObject({ '@type': 'RegexpVariableExtractor', name: 'st', enabled: true, from: 'HEADERS', regexp: 'Location: [^\\n]*[?&]st=([^&\\s]+)' });
    expect(added?.id).not.toBe('x');
  });

  it('is told where each rule matched and was injected', () => {
    expect(CorrelationsTaskResult.parse(result)).toEqual(result);
    expect(result).toMatchObject({ extractorsAdded: 9, injectionsMade: 11 });
    expect(result.rules.find(({ name }) => name === 'etag')).toEqual({ ruleId: 'rule-etag', name: 'etag', matchedActionIds: ['cart', 'add-1', 'add-2'], injectedActionIds: ['add-1', 'add-2'] });
  });

  it('is a tree the contract accepts; the tree given is untouched', () => {
    expect(z.array(Action).safeParse(children).error).toBeUndefined();
    expect(JSON.stringify(shop.children)).not.toContain('${');
    expect(extractorsOf(shop.children, 'login-page')).toEqual([]);
  });

  it('does not change when the rules are applied again', () => {
    const again = applyCorrelations(children, shop.recordings, shopRules);
    expect(again.children).toEqual(children);
    expect(again.result).toMatchObject({ extractorsAdded: 0, injectionsMade: 0 });
  });
});

describe('where values are taken from', () => {
  const two = (first: string, second: string): ReturnType<typeof recorded> => recorded(
    { id: 'a', answer: `t=${first};` }, { id: 'b', answer: `t=${second};` }, { id: 'c', query: [parameter('t', first)] }, { id: 'd', query: [parameter('t', second)] },
  );
  const t = rule('t', 't=([^;]+);', ['QUERY_PARAM']);

  it('the nearest earlier response that holds the literal', () => {
    const { children } = applyCorrelations(two('same-value', 'same-value').children, two('same-value', 'same-value').recordings, [t]);
    expect([extractorsOf(children, 'a'), extractorsOf(children, 'b')]).toEqual([[], ['t']]);
  });

  it('never a variable that has been overwritten: the later value wins, the earlier stays as recorded and is reported', () => {
    const { children, recordings } = two('first-value', 'second-value');
    const { children: after, result } = applyCorrelations(children, recordings, [t]);
    expect([nodeOf(after, 'c')['queryParameters'], nodeOf(after, 'd')['queryParameters']]).toEqual([[parameter('t', 'first-value')], [parameter('t', '${t}')]]);
    expect(extractorsOf(after, 'a')).toEqual([]);
    expect(result.rules[0]?.['message']).toMatch(/extracted again/);
  });

  it('an extractor of somebody else overwrites too', () => {
    const { children, recordings } = recorded({ id: 'a', answer: 't=value-1;' }, { id: 'b', children: [{ '@type': 'JsonVariableExtractor', id: 'e', name: 't', enabled: true, path: '$.t' }] }, { id: 'c', query: [parameter('t', 'value-1')] });
    expect(applyCorrelations(children, recordings, [t]).result.injectionsMade).toBe(0);
  });

  it('a response in between that nobody uses gets no extractor and is in nobody\'s way', () => {
    const { children, recordings } = recorded({ id: 'a', answer: 't=value-1;' }, { id: 'b', answer: 't=value-2;' }, { id: 'c', query: [parameter('t', 'value-1')] });
    const { children: after } = applyCorrelations(children, recordings, [t]);
    expect([extractorsOf(after, 'a'), extractorsOf(after, 'b')]).toEqual([['t'], []]);
  });

  it('never from the request itself, a later one, a disabled one or a disabled rule', () => {
    const { children, recordings } = recorded({ id: 'a', query: [parameter('t', 'value-1')], answer: 't=value-1;' }, { id: 'off', enabled: false, query: [parameter('t', 'value-1')], answer: 't=value-9;' }, { id: 'b', query: [parameter('t', 'value-9')] });
    expect(applyCorrelations(children, recordings, [t]).result).toMatchObject({ extractorsAdded: 0, injectionsMade: 0 });
    const off = [{ '@type': 'ContainerAction', id: 'o', name: 'off', enabled: false, children: two('value-1', 'value-1').children }];
    expect(applyCorrelations(off, two('value-1', 'value-1').recordings, [t]).result.injectionsMade).toBe(0);
    expect(applyCorrelations(two('value-1', 'value-1').children, two('value-1', 'value-1').recordings, [{ ...t, enabled: false }]).result.rules).toEqual([]);
  });

  it('of two rules with the same literal, the nearer response', () => {
    const { children, recordings } = recorded({ id: 'a', answer: 'x=value-1;' }, { id: 'b', answer: 'y=value-1;' }, { id: 'c', query: [parameter('t', 'value-1')] });
    const rules = [rule('x', 'x=([^;]+)', ['QUERY_PARAM']), rule('y', 'y=([^;]+)', ['QUERY_PARAM'])];
    expect(nodeOf(applyCorrelations(children, recordings, rules).children, 'c')['queryParameters']).toEqual([parameter('t', '${y}')]);
  });

  it('the match that is asked for', () => {
    const calls = recorded({ id: 'a', answer: '[one-111][two-222][six-666]' }, { id: 'b', query: [parameter('p', 'two-222'), parameter('q', 'six-666')] });
    const apply = (matchNumber: number): unknown => nodeOf(applyCorrelations(calls.children, calls.recordings, [rule('m', '\\[([^\\]]+)', ['QUERY_PARAM'], { extractor: { matchNumber } })]).children, 'b')['queryParameters'];
    expect(apply(2)).toEqual([parameter('p', '${m}'), parameter('q', 'six-666')]);
    expect(apply(-1)).toEqual([parameter('p', '${m_2}'), parameter('q', '${m_3}')]);
    expect(apply(9)).toEqual([parameter('p', 'two-222'), parameter('q', 'six-666')]);
  });
});

describe('where values are put', () => {
  const answer = 't=a b/c+é&d;';
  const inject = (call: object, targets: Parameters<typeof rule>[2], more: object = {}): ActionNode => {
    const { children, recordings } = recorded({ id: 'a', answer }, { id: 'b', ...call });
    return nodeOf(applyCorrelations(children, recordings, [rule('v', 't=([^;]+);', targets, more)]).children, 'b');
  };

  it('encoded parameters take the plain variable', () => {
    expect(inject({ query: [parameter('q', 'x=a b/c+é&d')] }, ['QUERY_PARAM'])['queryParameters']).toEqual([parameter('q', 'x=${v}')]);
  });

  it.each(['a%20b%2Fc%2B%C3%A9%26d', 'a+b%2Fc%2B%C3%A9%26d', 'a%20b%2fc%2b%c3%a9%26d'])('a parameter kept as recorded (%s) is encoded from then on', (value) => {
    expect(inject({ query: [parameter('q', value, false)] }, ['QUERY_PARAM'])['queryParameters']).toEqual([parameter('q', '${v}', true)]);
  });

  it('inside an encoded text the variable is encoded as it is sent', () => {
    expect(inject({ path: '/x/a%20b%2Fc%2B%C3%A9%26d;y' }, ['PATH'])['path']).toBe('/x/${__urlencode(${v})};y');
    expect(inject({ query: [parameter('q', 'u%3D1-a%20b%2Fc%2B%C3%A9%26d', false)] }, ['QUERY_PARAM'])['queryParameters']).toEqual([parameter('q', 'u%3D1-${__urlencode(${v})}', false)]);
  });

  it('JSON bodies whose escapes nobody needs', () => {
    expect(inject({ postData: raw('{"v":"a b\\/c+é&d"}') }, ['BODY'])['postData']).toEqual(raw('{"v":"${v}"}'));
    expect(inject({ postData: raw('{"v":"a b/c+\\u00e9&d"}') }, ['BODY'])['postData']).toEqual(raw('{"v":"${v}"}'));
  });

  it('names and multipart fields', () => {
    const { children, recordings } = recorded({ id: 'a', answer: 't=name-123;' }, { id: 'b', headers: [{ name: 'name-123', value: 'x' }], query: [parameter('name-123', 'x')], postData: { '@type': 'MultipartPostData', parts: [{ '@type': 'MultipartTextPart', name: 'f', value: 'name-123' }, { '@type': 'MultipartFilePart', name: 'name-123', filename: 'name-123' }] } });
    const types = ['HeaderNameInjectionRule', 'QueryParameterNameInjectionRule', 'PostParameterNameInjectionRule', 'PostParameterValueInjectionRule'];
    const all = CorrelationRule.parse({ ...rule('v', 't=([^;]+);', []), injectionRules: types.map((type) => ({ '@type': type, regexp: '' })) });
    const node = nodeOf(applyCorrelations(children, recordings, [all]).children, 'b');
    expect(node).toMatchObject({ headers: [{ name: '${v}', value: 'x' }], queryParameters: [{ name: '${v}', value: 'x' }], postData: { parts: [{ value: '${v}' }, { name: 'name-123', filename: 'name-123' }] } });
  });

  it('only where the rule says, searched in the name', () => {
    const call = { headers: [{ name: 'X-Token', value: 'a b/c+é&d' }, { name: 'Referer', value: 'a b/c+é&d' }], postData: form(parameter('p', 'a b/c+é&d')) };
    const node = inject(call, ['HEADER'], { restrain: 'oken' });
    expect(node['headers']).toEqual([{ name: 'X-Token', value: '${v}' }, { name: 'Referer', value: 'a b/c+é&d' }]);
    expect(node['postData']).toEqual(form(parameter('p', 'a b/c+é&d')));
  });

  it('never inside a reference, and short values only as whole words', () => {
    const { children, recordings } = recorded({ id: 'a', answer: 't=id;' }, { id: 'b', path: '/id/${id}/identity/${__urlencode(${id})}/id', postData: raw('{"id":"x-id","k":"id1"}') });
    const node = nodeOf(applyCorrelations(children, recordings, [rule('id', 't=([^;]+);', ['PATH', 'BODY'])]).children, 'b');
    expect(node).toMatchObject({ path: '/${id}/${id}/identity/${__urlencode(${id})}/${id}', postData: { text: '{"${id}":"x-${id}","k":"id1"}' } });
  });

  it('longer literals before those inside them', () => {
    const { children, recordings } = recorded({ id: 'a', answer: 's=abcdef;l=abcdef-ghi;' }, { id: 'b', path: '/abcdef-ghi/abcdef' });
    const rules = [rule('s', 's=([^;]+);', ['PATH']), rule('l', 'l=([^;]+);', ['PATH'])];
    expect(nodeOf(applyCorrelations(children, recordings, rules).children, 'b')['path']).toBe('/${l}/${s}');
  });
});

describe('extractors', () => {
  const apply = (answer: Parameters<typeof recorded>[0]['answer'], literal: string, extractor: object): ReturnType<typeof applyCorrelations> => {
    const { children, recordings } = recorded({ id: 'a', ...(answer === undefined ? {} : { answer }) }, { id: 'b', query: [parameter('q', literal)] });
    return applyCorrelations(children, recordings, [CorrelationRule.parse({ ...rule('v', 'x(y)', ['QUERY_PARAM']), extractor: { id: '', name: 'v', enabled: true, ...extractor } })]);
  };

  it.each([
    ['JSONPath', '{"a":{"list":[{"id":41},{"id":1234567}]}}', '1234567', { '@type': 'JsonVariableExtractor', path: '$.a.list[?@.id > 100].id' }],
    ['boundaries', 'x<<left-value>>y', 'left-value', { '@type': 'BoundaryVariableExtractor', leftBoundary: '<<', rightBoundary: '>>' }],
    ['a template of two groups', 'k=abc:def;', 'abc-def', { '@type': 'RegexpVariableExtractor', regexp: 'k=(\\w+):(\\w+)', template: '$1$-$2$' }],
    ['look-behind, which only the native engine knows', 'key=secret-1', 'secret-1', { '@type': 'RegexpVariableExtractor', regexp: '(?i)(?<=KEY=)(\\S+)' }],
    ['the address', '', 'shop.test', { '@type': 'RegexpVariableExtractor', regexp: '//([^/]+)/', from: 'URL' }],
  ])('%s', (_, answer, literal, extractor) => {
    const { children, result } = apply(answer, literal, extractor);
    expect(nodeOf(children, 'b')['queryParameters']).toEqual([parameter('q', '${v}')]);
    expect(result.extractorsAdded).toBe(1);
  });

  it('read the unescaped body where the page escapes what the browser sends plain', () => {
    const { children } = apply('<input value="a&amp;b&#x3D;&#61;">', 'a&b==', { '@type': 'RegexpVariableExtractor', regexp: 'value="([^"]+)"' });
    expect(nodeOf(children, 'a').children).toEqual([expect.objectContaining({ from: 'BODY_UNESCAPED' })]);
    expect(nodeOf(children, 'b')['queryParameters']).toEqual([parameter('q', '${v}')]);
  });

  it.each([
    ['a kind that is not applied', { '@type': 'CssVariableExtractor', selector: 'a' }, /CssVariableExtractor are not applied/],
    ['a pattern nobody can read', { '@type': 'RegexpVariableExtractor', regexp: '(' }, /cannot be read/],
    ['a pattern that runs away', { '@type': 'RegexpVariableExtractor', regexp: '(?=a)(a+)+$' }, /backtracks too much/],
    ['a JSONPath nobody can read', { '@type': 'JsonVariableExtractor', path: '$[' }, /^The JSONPath "\$\[" cannot be read: .*RFC 9535/],
    ['nothing to find', { '@type': 'RegexpVariableExtractor', regexp: 'nowhere(x)' }, /No recorded response matches/],
  ])('%s: said in the result, everything else goes on', (_, extractor, message) => {
    const { children, result } = apply(`${'a'.repeat(60)}!`, 'literal', extractor);
    expect(result.rules[0]).toMatchObject({ injectedActionIds: [], message: expect.stringMatching(message) as unknown });
    expect(extractorsOf(children, 'a')).toEqual([]);
  });

  it('do not read binary bodies', () => {
    expect(apply({ body: Buffer.from('k=value-1;').toString('base64'), bodyEncoding: 'base64' }, 'value-1', { '@type': 'RegexpVariableExtractor', regexp: 'k=([^;]+)' }).result.injectionsMade).toBe(0);
  });
});

it('is done with a thousand requests and hostile texts', () => {
  const calls = Array.from({ length: 400 }, (_, at) => ({ id: `r${at}`, path: `/p/value-${at - 1}/x`, postData: raw('${'.repeat(2000)), answer: `t=value-${at};${'${'.repeat(500)}` }));
  const { children, recordings } = recorded(...calls);
  const { result } = applyCorrelations(children, recordings, [rule('t', 't=([^;]+);', ['PATH', 'BODY']), rule('dollar', '(\\$\\{\\$\\{)', ['BODY'])]);
  expect(result.rules[0]?.injectedActionIds).toHaveLength(399);
});
