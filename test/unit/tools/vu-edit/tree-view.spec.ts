import { describe, expect, it } from 'vitest';
import { type ActionNode, walkActions } from '../../../../src/contract/actions.js';
import { VirtualUser } from '../../../../src/contract/virtual-user.js';
import { partAt } from '../../../../src/octoperf/json-pointer.js';
import { ANSWER_BUDGET } from '../../../../src/tools/vocabulary/fitting.js';
import { pointerOf } from '../../../../src/tools/vu-edit/node-words.js';
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
/** Tokens at three characters each: prose takes four, paths and identifiers about three. */
const tokens = (text: string): number => text.length / 3;

describe('a tree of 300 actions', () => {
  const tree = treeOf(300);
  const total = [...walkActions(tree)].length;

  it('is understood whole in few answers, none above 8,000 characters, together below 6,000 tokens', () => {
    expect(total).toBe(300);
    const answers: string[] = [];
    const lines: string[] = [];
    for (let offset = 0; ;) {
      const answer = shown(tree, offset === 0 ? {} : { offset });
      answers.push(JSON.stringify(answer));
      expect(answer.view).toBe('lines');
      lines.push(...('lines' in answer ? answer.lines ?? [] : []));
      if (!answer.note?.includes('continue with offset')) break;
      offset = lines.length;
    }
    expect(lines).toHaveLength(300);
    expect(answers.length).toBeLessThanOrEqual(3);
    expect(Math.max(...answers.map((answer) => answer.length))).toBeLessThan(8_000);
    expect(answers.reduce((sum, answer) => sum + tokens(answer), 0)).toBeLessThan(6_000);
    for (const [index, { node: one, above }] of [...walkActions(tree)].entries()) {
      const line = lines[index] ?? '';
      const place = (line.split(' ')[0] ?? '').split('.').map(Number);
      expect(partAt(user(tree), pointerOf(place))).toBe(one);
      expect(place).toHaveLength(above.length + 1);
      expect(line).toContain(one['@type'] === 'HttpRequestAction' ? `GET ${String(one['path'])}` : one['@type'].replace(/Action$|Variable/g, ''));
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
