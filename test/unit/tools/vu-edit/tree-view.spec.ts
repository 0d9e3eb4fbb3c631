import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import { describe, expect, it } from 'vitest';
import { type ActionNode, walkActions } from '../../../../src/contract/actions.js';
import { VirtualUser } from '../../../../src/contract/virtual-user.js';
import { partAt } from '../../../../src/octoperf/json-pointer.js';
import { ANSWER_BUDGET } from '../../../../src/tools/vocabulary/fitting.js';
import { countBelow, pointerOf } from '../../../../src/tools/vu-edit/node-words.js';
import { shownPart, type Wanted } from '../../../../src/tools/vu-edit/shown-part.js';

let counter = 0;
const id = (): string => `00000000-0000-4000-8000-${String(++counter).padStart(12, '0')}`;
const node = (type: string, more: object = {}): ActionNode => ({ '@type': type, id: id(), name: '', enabled: true, ...more });
const request = (path: string, ...children: ActionNode[]): ActionNode => node('HttpRequestAction', {
  name: path, serverId: 'a-server', method: 'GET', path, queryParameters: [{ name: 'q', value: 'x', encoded: true, useEquals: true }],
  headers: [{ name: 'User-Agent', value: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36' }, { name: 'Accept', value: 'text/html' }],
  postData: null, followRedirects: false, downloadResources: false, encoding: '', keepAlive: true, children,
});
/** A tree of exactly that many actions, as recordings and plans make them: pages of requests, with extractors, assertions and pauses. */
function treeOf(actions: number): ActionNode[] {
  const pages: ActionNode[] = [];
  for (let left = actions; left > 0;) {
    const children: ActionNode[] = [];
    left--;
    for (let index = 0; index < 12 && left > 0; index++) {
      const own: ActionNode[] = [];
      left--;
      if (index % 4 === 1 && left-- > 0) own.push(node('RegexpVariableExtractor', { name: `token${left}`, regexp: `name="csrf${left}" value="([^"]+)"`, from: 'BODY' }));
      if (index % 3 === 2 && left-- > 0) own.push(node('ThinktimeConstant', { name: 'Think time', value: 1000 + left }));
      children.push(request(`/shop/api/v2/products/${left}/reviews`, ...own));
    }
    pages.push(node('ContainerAction', { name: `Page ${pages.length + 1}: browse the catalogue`, includeTimers: false, children }));
  }
  return pages;
}
const user = (children: ActionNode[]): VirtualUser => VirtualUser.parse({ id: 'vu', projectId: 'p', name: 'n', type: 'JMETER', children });
const shown = (tree: ActionNode[], wanted: Partial<Wanted> = {}) => shownPart(user(tree), { full: false, ...wanted });
/** Tokens, pessimistically: at three characters each, or as cl100k counts them, whichever is more. */
const tokens = (text: string): number => Math.max(text.length / 3, countTokens(text));

interface Answers { readonly texts: string[]; readonly lines: string[]; readonly legends: string[][] }
/** The whole tree as a caller reads it: the first answer, then each from where the one before stopped. */
function read(tree: ActionNode[]): Answers {
  const texts: string[] = [];
  const lines: string[] = [];
  const legends: string[][] = [];
  for (let offset = 0; ; offset = lines.length) {
    const answer = shown(tree, offset === 0 ? {} : { offset });
    expect(answer.view).toBe('lines');
    texts.push(JSON.stringify(answer));
    const page = 'lines' in answer ? answer.lines ?? [] : [];
    lines.push(...page.map((line) => marked(line, ('legend' in answer ? answer.legend : undefined) ?? [])));
    legends.push(('legend' in answer ? answer.legend : undefined) ?? []);
    if (answer.note?.includes(`continue with offset ${lines.length}`) !== true) return { texts, lines, legends };
  }
}

/** The line with every repeated piece in its own words, as the legend of the same answer gives them. */
const marked = (line: string, legend: readonly string[]): string => line.split(' | ').map((piece) => legend.find((entry) => entry.startsWith(`${piece} = `))?.slice(piece.length + 3) ?? piece).join(' | ');

/** Place → words of every node, read by nothing but what the note says. */
function understood(lines: readonly string[]): Map<string, string> {
  const places = new Map<string, string>();
  const above: string[] = [];
  for (const line of lines) {
    const [, indent = '', at = '', said = ''] = /^( *)([\d.]+) (.*)$/s.exec(line) ?? [];
    const depth = indent === '' ? at.split('.').length - 1 : indent.length;
    const place = indent === '' ? at : `${above[depth - 1] ?? '?'}.${at}`;
    above[depth] = place;
    const [words = '', ...pieces] = said.split(' | ');
    places.set(place, words);
    for (const [index, piece] of pieces.entries()) places.set(`${place}.${index}`, piece);
  }
  return places;
}

describe('a tree of 300 actions', () => {
  const tree = treeOf(300);
  const total = [...walkActions(tree)].length;

  it('is understood whole in few answers, none above 8,000 characters, together below 6,000 tokens', () => {
    expect(total).toBe(300);
    const { texts, lines } = read(tree);
    expect(texts.length).toBeLessThanOrEqual(3);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(8_000);
    expect(texts.reduce((sum, text) => sum + tokens(text), 0)).toBeLessThan(6_000);
    const places = understood(lines);
    expect(places.size).toBe(300);
    for (const { node: one, above } of walkActions(tree)) {
      const place = [...above, one].map((each, depth) => (above[depth - 1]?.children ?? tree).indexOf(each));
      expect(partAt(user(tree), pointerOf(place))).toBe(one);
      const words = places.get(place.join('.'));
      if (one['@type'] === 'HttpRequestAction') expect(words).toBe(`GET ${String(one['path'])}?q=x`);
      else if (one['@type'] === 'ThinktimeConstant') expect(words).toBe(`wait ${String(one['value'])}`);
      else if (one['@type'] === 'RegexpVariableExtractor') expect(words).toBe(`Regexp ${one.name}: ${String(one['regexp'])}`);
      else expect(words).toBe(`Container ${one.name} (${countBelow(one)})`);
    }
  });

  it('is seen at a glance with depth 1, ids included', () => {
    const answer = shown(tree, { depth: 1 });
    expect(answer.view).toBe('outline');
    expect(answer.children[0]).toMatchObject({ '@type': 'ContainerAction', id: tree[0]?.id, name: 'Page 1: browse the catalogue', enabled: true, at: '/children/0', below: 19 });
    expect(JSON.stringify(answer).length).toBeLessThan(5_000);
  });

  it('is answered as stored on demand, with its size', () => {
    const answer = shown(tree, { full: true });
    expect(answer.children).toEqual(tree);
    expect(answer.note).toContain('characters');
  });
});

describe('a part', () => {
  it('shows a container in short where it does not fit, its own fields first', () => {
    const answer = shown(treeOf(300), { path: '0' });
    expect(answer.view).toBe('outline');
    expect(answer.children[0]).toMatchObject({ '@type': 'ContainerAction', includeTimers: false });
    expect((answer.children[0]?.['children'] as { at: string }[])[1]).toMatchObject({ at: '/children/0/children/1', method: 'GET', children: [{ '@type': 'RegexpVariableExtractor', at: '/children/0/children/1/children/0', regexp: expect.stringContaining('csrf') as string }] });
  });
  it('cuts a long text and gives it by its pointer, page after page', () => {
    const text = 'The quick brown fox. '.repeat(1_000);
    const tree = [request('/a'), { ...request('/b'), postData: { '@type': 'RawPostData', text } }];
    const answer = shown(tree, { path: '/children/1' });
    expect(JSON.stringify(answer).length).toBeLessThan(8_000);
    expect(JSON.stringify(answer.children[0])).toContain('characters more)');
    let read = '';
    for (let offset = 0; offset < text.length; offset = read.length) {
      const page = shown(tree, { path: '/children/1/postData/text', offset });
      expect(page.view).toBe('value');
      read += 'value' in page ? page.value : '';
    }
    expect(read).toBe(text);
  });
  it('shows a value that only looks like an action as text', () => {
    expect(shown([{ ...request('/b'), postData: { '@type': 'RawPostData', text: 'x' } }], { path: '/children/0/postData' })).toMatchObject({ view: 'value', value: expect.stringContaining('RawPostData') as string });
  });
});

describe('any tree', () => {
  it('of small size is answered as stored', () => {
    const tree = [request('/only')];
    expect(shown(tree)).toEqual({ view: 'whole', children: tree });
    expect(shown([])).toEqual({ view: 'whole', children: [] });
  });
  it('of any size and shape stays within an answer', () => {
    const flat = Array.from({ length: 5_000 }, (_, index) => request(`/item/${index}`));
    const deep = Array.from({ length: 60 }, () => 0).reduce<ActionNode>((inner) => node('ContainerAction', { name: 'x'.repeat(80), children: [inner, request('/leaf')] }), request('/core'));
    const texts = [{ ...request('/big'), name: 'n'.repeat(100_000), postData: { '@type': 'RawPostData', text: 't'.repeat(1_000_000) } }, node('JSR223Action', { script: 's\n'.repeat(100_000), language: 'groovy' })];
    for (const tree of [treeOf(1_000), treeOf(10_000), flat, [deep], texts]) {
      for (const wanted of [{}, { depth: 1 }, { depth: 99 }, { offset: 100 }, { path: '0' }, { path: '0', depth: 2 }, { path: '0', offset: 3 }]) expect(JSON.stringify(shown(tree, wanted)).length, JSON.stringify(wanted)).toBeLessThan(ANSWER_BUDGET + 1_000);
    }
  });
  it('of many actions is shown to the depth that fits', () => {
    const answer = shown(treeOf(2_000));
    expect(answer.view).toBe('lines');
    expect(answer.note).toContain('Shown to depth 1');
    expect('lines' in answer ? answer.lines?.[0] : '').toBe('0 Container Page 1: browse the catalogue (19)');
  });
});
