import { describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import { HttpServer } from '../../../src/contract/http-server.js';
import { SanityCheckEntry } from '../../../src/contract/validation.js';
import { VariableWrapper } from '../../../src/contract/variable.js';
import { VirtualUser } from '../../../src/contract/virtual-user.js';
import { type DesignSurroundings, sanityCheck } from '../../../src/local/design/sanity-check.js';
import { request } from './shop-recording.js';

const server = HttpServer.parse({ id: 's', projectId: 'p', protocol: 'HTTP', hostname: 'shop.test', port: 8080 });
const around = (more: Partial<DesignSurroundings> = {}): DesignSurroundings => ({ servers: [server], variables: [], projectFiles: [], fragments: [], ...more });
const tree = (children: ActionNode[], id = 'vu', type = 'JMETER'): VirtualUser => VirtualUser.parse({ id, name: 'Buyer', projectId: 'p', type, children });
const container = (id: string, children: ActionNode[], more: object = {}): ActionNode => ({ '@type': 'ContainerAction', id, name: id, enabled: true, children, ...more });
const link = (id: string, virtualUserId: string, actionId: string): ActionNode => ({ '@type': 'LinkAction', id, name: id, enabled: true, virtualUserId, actionId });
const csv = (name: string, more: object = {}): VariableWrapper => VariableWrapper.parse({ id: `v-${name}`, name, projectId: 'p', variable: { '@type': 'CSVVariable', filename: `${name}.csv`, scope: 'PRIVATE', names: [`${name}_a`, `${name}_b`], ...more } });

/** Level, message and element of every entry. */
const check = (children: ActionNode[], more: Partial<DesignSurroundings> = {}): unknown[] => sanityCheck(tree(children), around(more)).map((entry) => [entry.level, entry.message, entry.actionId ?? entry['variableId']]);

it('has nothing to say about a sound Virtual User', () => {
  const sound = [container('c', [request({ id: 'r', headers: [{ name: 'Host', value: 'SHOP.test:8080' }], children: [{ '@type': 'ThinktimeConstant', id: 't', enabled: true, name: '', value: 60_000 }] })])];
  expect(check(sound, { variables: [csv('users')], projectFiles: [{ name: 'users.csv', text: 'a,b\n' }] })).toEqual([]);
});

describe('errors', () => {
  it('a request without its server', () => {
    expect(check([request({ id: 'r' })], { servers: [] })).toEqual([['ERROR', 'No Server Found', 'r']]);
  });

  it('an empty script, not one read from a file', () => {
    const script = (id: string, more: object): ActionNode => ({ '@type': 'JSR223Action', id, name: id, enabled: true, language: 'groovy', script: ' \n', filename: '', ...more });
    expect(check([script('a', {}), script('b', { filename: 'x.groovy' }), script('c', { '@type': 'JSR223PreProcessor' }), script('d', { enabled: false })])).toEqual([['ERROR', 'JSR223Action is empty', 'a'], ['ERROR', 'JSR223Action is empty', 'c']]);
  });

  it('links that lead into a loop, directly or through fragments', () => {
    const fragment = (id: string, target: [string, string]): VirtualUser => tree([container(`${id}-c`, [container(`${id}-inner`, [link(`${id}-l`, ...target)])])], id, 'FRAGMENTS');
    const fine = tree([container('fine-c', [request({ id: 'x' })])], 'fine', 'FRAGMENTS');
    const cyclic = (children: ActionNode[], ...fragments: VirtualUser[]): unknown[] => check(children, { fragments: [...fragments, fine] });
    expect(cyclic([link('l', 'fine', 'fine-c'), link('m', 'fine', 'fine-c'), link('lost', 'nowhere', 'x')])).toEqual([]);
    expect(cyclic([link('l', 'one', 'one-c')], fragment('one', ['fine', 'fine-c']))).toEqual([]);
    expect(cyclic([link('l', 'one', 'one-c')], fragment('one', ['one', 'one-c']))).toEqual([['ERROR', 'Cyclic Dependency Detected!', 'l']]);
    expect(cyclic([link('l', 'one', 'one-inner')], fragment('one', ['one', 'one-c']))).toEqual([['ERROR', 'Cyclic Dependency Detected!', 'l']]);
    expect(cyclic([link('l', 'one', 'one-c')], fragment('one', ['two', 'two-c']), fragment('two', ['one', 'one-inner']))).toEqual([['ERROR', 'Cyclic Dependency Detected!', 'l']]);
    expect(cyclic([container('outer', [link('l', 'vu', 'outer')])])).toEqual([['ERROR', 'Cyclic Dependency Detected!', 'l']]);
  });

  it('a CSV variable without its file, and columns of two variables', () => {
    const clash = csv('b', { names: ['a_a', 'x'] });
    expect(check([request({ id: 'r' })], { variables: [csv('a'), clash], projectFiles: [{ name: 'b.csv' }] })).toEqual([['ERROR', 'A file is missing for CSV variable', 'v-a'], ['ERROR', 'CSVVariable has conflicting column names', 'v-b']]);
  });
});

describe('warnings', () => {
  it('recorded cookies and files that were never uploaded', () => {
    const upload = (id: string, filename: string): ActionNode => request({ id, method: 'POST', postData: { '@type': 'MultipartPostData', parts: [{ '@type': 'MultipartFilePart', name: 'f', filename }] } });
    const file = request({ id: 'f', method: 'POST', postData: { '@type': 'FilePostData', filename: 'gone.bin' } });
    expect(check([request({ id: 'c', headers: [{ name: 'cookie', value: 'a=1' }] }), upload('u', 'me.png'), upload('v', '${file}'), upload('w', 'there.png'), file], { projectFiles: [{ name: 'there.png' }] })).toEqual([
      ['WARNING', 'Clear Cookies before recording …', 'c'],
      ['WARNING', 'file is missing for POST request', 'u'],
      ['WARNING', 'file is missing for POST request', 'f'],
    ]);
  });

  it('CSV files that are empty, uneven, shared or end the run', () => {
    const text = 'a,b\n1,2\n3\n"x,y",4\n';
    const variables = [csv('head', { ignoreFirstLine: true }), csv('odd'), csv('quoted', { filename: 'odd.csv', allowQuotedData: true, stopThreadOnEOF: true })];
    expect(check([request({ id: 'r' })], { variables, projectFiles: [{ name: 'head.csv', text: 'a,b\r\n\r\n' }, { name: 'odd.csv', text }] })).toEqual([
      ['WARNING', 'Empty file for CSVVariable', 'v-head'],
      ['WARNING', "2 lines in file 'odd.csv' have inconsistent column counts (expected: 2)", 'v-odd'],
      ['WARNING', "1 lines in file 'odd.csv' have inconsistent column counts (expected: 2)", 'v-quoted'],
      ['WARNING', "End Of Value Policy is 'Stop VU'", 'v-quoted'],
      ['WARNING', 'File odd.csv is used by multiple csv variables. This can lead to unpredictable behavior.', 'v-quoted'],
    ]);
  });
});

describe('information', () => {
  it('names, empty containers, pauses, odd headers and parameters, JMeter elements', () => {
    const delay: ActionNode = { '@type': 'DelayAction', id: 'd', name: 'd', enabled: true, thinktime: { '@type': 'ThinktimeUniform', id: 'u', min: 0, max: 90_400 } };
    const generic: ActionNode = { '@type': 'GenericAction', id: 'g', name: 'g', enabled: true, testClass: 'x.Y', guiClass: 'x.Z', properties: {}, children: [] };
    const odd = request({ id: 'r', headers: [{ name: 'HOST', value: 'other.test' }], query: [{ name: '', value: '' }] });
    expect(check([container('c', [], { name: ' ' }), container('e', []), delay, generic, odd])).toEqual([
      ['INFO', 'ContainerAction should have a name', 'c'],
      ['INFO', 'ContainerAction is empty', 'c'],
      ['INFO', 'e is empty', 'e'],
      ['INFO', '90 sec thinktime is high', 'd'],
      ['INFO', 'Using a JMeter generic action', 'g'],
      ['INFO', 'HTTP Action has empty query parameter', 'r'],
      ['INFO', 'Host header and server host are differing', 'r'],
    ]);
  });

  it('an empty Virtual User', () => {
    expect(check([])).toEqual([['INFO', 'Buyer is empty', 'vu']]);
  });
});

it('orders by level, then by tree, and leaves out what is disabled', () => {
  const found = sanityCheck(tree([
    container('empty', []),
    container('off', [request({ id: 'dead', headers: [{ name: 'Cookie', value: 'x' }] })], { enabled: false }),
    request({ id: 'one', headers: [{ name: 'Cookie', value: 'x' }] }),
    { '@type': 'JSR223Action', id: 'script', name: '', enabled: true, script: '' },
  ]), around({ variables: [csv('gone')] }));
  expect(found.map((entry) => entry.level)).toEqual(['ERROR', 'ERROR', 'WARNING', 'INFO']);
  expect(found.map((entry) => entry.actionId)).toEqual(['script', undefined, 'one', 'empty']);
  for (const entry of found) expect(SanityCheckEntry.safeParse(entry).error).toBeUndefined();
  expect(found[1]).toMatchObject({ variableId: 'v-gone', detail: 'gone: gone.csv' });
});
