import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { get, node, startTarget, surroundings, validate, variable, type Target } from './plans.js';

let target: Target;
const CATALOG = `<?xml version="1.0"?><c:catalog xmlns:c="urn:c" xmlns="urn:d"><book id="1"><title>One</title></book><book id="22"><title>Two &amp; more</title><c:price>5</c:price></book></c:catalog>`;
const PAGE = '<!doctype html><html><head><title>Shop</title></head><body><p @click="x" class="a">first<br>line<p>second <b>bold</b><input name="csrf" value="t0k"><img src=x></body></html>';
const JSON_BODY = JSON.stringify({ items: [{ id: 1, tag: 'a' }, { id: 2, tag: 'b' }], 'with space': null, nested: { '__proto__x': 1 } });
beforeAll(async () => {
  target = await startTarget((request, response) => {
    const bodies: Record<string, string> = { '/xml': CATALOG, '/page': PAGE, '/json': JSON_BODY, '/bomb': `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>`, '/deep': `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`, '/wide': `<a>${'<b><c/></b>'.repeat(3000)}</a>`, '/broken': '<a><b></a>', '/nested': `${'['.repeat(400)}${']'.repeat(400)}`, '/long': JSON.stringify(Array.from({ length: 3000 }, (_, id) => ({ id }))), '/tree': `${'<b>'.repeat(300)}${'</b>'.repeat(300)}` };
    response.end(bodies[request.url ?? ''] ?? 'plain');
  });
});
afterAll(async () => { await target.close(); });

type Values = Record<string, string>;
const show = (): ReturnType<typeof node> => ({ '@type': 'DebugAction', id: 'debug', enabled: true, variablesDisplayed: true });
/** Variables behind a request with these extractors, and the message of its sample. */
async function extracted(path: string, ...children: ReturnType<typeof node>[]): Promise<{ values: Values; message: string }> {
  const { samples } = await validate([get(path, { children }), show()], surroundings(target.port, { variables: [variable('which', { '@type': 'ConstantVariable', value: '22' })] }));
  const lines = (samples[1]?.exchange.response.body ?? '').split('\n').filter((line) => line.includes('=')).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return { values: Object.fromEntries(lines) as Values, message: samples[0]?.message ?? '' };
}
const xpath = (name: string, path: string, more: Record<string, unknown> = {}): ReturnType<typeof node> => node('XPath1VariableExtractor', { name, xpath: path, ...more });

describe('XPath', () => {
  it('reads elements, attributes, numbers and pieces of XML, with variables and namespaces', async () => {
    const { values, message } = await extracted('/xml', xpath('title', '//book[@id="${which}"]/title'), xpath('id', '//book/@id', { matchNumber: -1 }), xpath('count', 'count(//book)'), xpath('price', '//c:price'), xpath('mine', '//p:price', { namespaces: { p: 'urn:c' } }), xpath('xml', '//book[1]/title', { returnFragment: true }), xpath('none', '//nothing', { defaultValue: 'no' }), node('XPath2VariableExtractor', { name: 'two', xpath: '//title[ends-with(., "more") and matches(., "^T")]' }), node('XPath2VariableExtractor', { name: 'up', xpath: 'upper-case(//title[1])' }));
    expect(message).toBe('');
    expect(values).toMatchObject({ title: 'Two & more', id_1: '1', id_2: '22', id_matchNr: '2', count: '2', price: '5', mine: '5', none: 'no', two: 'Two & more', up: 'ONE' });
    expect(values['xml']).toMatch(/^<title[^>]*>One<\/title>$/);
  });
  it('reads real HTML when it is told to be tolerant', async () => {
    const { values, message } = await extracted('/page', xpath('token', '//input[@name="csrf"]/@value', { tolerant: true }), xpath('title', '/html/head/title', { tolerant: true }), xpath('p', '//p', { tolerant: true, matchNumber: -1 }), xpath('strict', '//title', { defaultValue: 'not xml' }));
    expect(message).toBe('');
    expect(values).toMatchObject({ token: 't0k', title: 'Shop', p_1: 'firstline', p_2: 'second bold', strict: 'not xml' });
    expect((await extracted('/plain', xpath('all', '/html/body', { tolerant: true }))).values).toMatchObject({ all: 'plain' });
  });
  it('is not stalled or blown up by hostile answers and paths', async () => {
    for (const path of ['/bomb', '/deep', '/broken']) expect((await extracted(path, xpath('a', '//a', { defaultValue: 'refused' }), xpath('x', '//x', { defaultValue: 'refused' }))).values).toMatchObject({ x: 'refused' });
    expect((await extracted('/wide', xpath('n', 'count(//*[count(//*[count(//*) > 1]) > 1])'))).message).toMatch(/was stopped after 500 ms/);
    expect((await extracted('/xml', xpath('n', 'for $x in //book return $x'))).message).toMatch(/The XPath .* cannot be read/);
    expect((await extracted('/xml', xpath('n', 'nonsense(//book)'))).message).toMatch(/cannot be evaluated: .*The engine knows XPath 1.0/);
    expect((await extracted('/xml', xpath('n', '//q:book'))).message).toMatch(/cannot be evaluated/);
  });
});

describe('JMESPath', () => {
  it('takes members of lists one by one, texts as they are and the rest as JSON', async () => {
    const jmes = (name: string, path: string, more = {}): ReturnType<typeof node> => node('JMESPathVariableExtractor', { name, path, ...more });
    const { values, message } = await extracted('/json', jmes('tag', "items[?id==`2`].tag"), jmes('all', 'items[*].id', { matchNumber: -1 }), jmes('first', 'items[0]'), jmes('count', 'length(items)'), jmes('none', 'absent.x', { defaultValue: 'no' }), jmes('empty', '"with space"', { defaultValue: 'null' }), jmes('evil', 'items.constructor', { defaultValue: 'nothing' }));
    expect(message).toBe('');
    expect(values).toMatchObject({ tag: 'b', all_1: '1', all_2: '2', all_matchNr: '2', first: '{"id":1,"tag":"a"}', count: '2', none: 'no', empty: 'null', evil: 'nothing' });
    expect((await extracted('/json', jmes('x', `${'[@,@]|'.repeat(60)}@`))).message).toMatch(/JMESPath .* (was stopped|cannot be evaluated)/);
  });
});

describe('paths and selectors that cannot be evaluated', () => {
  const message = async (path: string, type: string, fields: Record<string, unknown>): Promise<string> => (await extracted(path, node(type, { name: 'x', ...fields }))).message;
  it('make the sample KO with a sentence', async () => {
    expect(await message('/json', 'JsonVariableExtractor', { path: '$[' })).toMatch(/The JSONPath "\$\[" cannot be read/);
    expect(await message('/nested', 'JsonVariableExtractor', { path: '$..*' })).toMatch(/The JSONPath "\$\.\.\*" cannot be evaluated on this answer/);
    expect(await message('/page', 'CssVariableExtractor', { selector: 'p:has(', attribute: '' })).toMatch(/The CSS selector "p:has\(" cannot be read/);
  });
  it('are stopped where they would not end', async () => {
    expect(await message('/long', 'JsonVariableExtractor', { path: '$[?count($..[?count($..*)>1])>1]' })).toMatch(/The JSONPath .* was stopped after 500 ms/);
    expect(await message('/tree', 'CssVariableExtractor', { selector: '*:has(*:has(*:has(*:has(x))))', attribute: '' })).toMatch(/The CSS selector .* was stopped after 500 ms/);
  });
});

describe('groups of a regular expression', () => {
  it('are variables of their own, as in JMeter', async () => {
    const regexp = (name: string, more = {}): ReturnType<typeof node> => node('RegexpVariableExtractor', { name, regexp: '"id":(\\d),"tag":"(\\w)"', template: '$2$', ...more });
    const { values } = await extracted('/json', regexp('one', { matchNumber: 2 }), regexp('all', { matchNumber: -1 }));
    expect(values).toMatchObject({ one: 'b', one_g: '2', one_g0: '"id":2,"tag":"b"', one_g1: '2', one_g2: 'b', all_1: 'a', all_1_g1: '1', all_2_g2: 'b', all_matchNr: '2' });
  });
});
