import { describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../../src/contract/actions.js';
import { propertyXml } from '../../../../src/local/importers/jmx/codecs/property-json.js';
import type { JmxImport } from '../../../../src/local/importers/jmx/jmx-result.js';
import { element, exported, fixture, imported, nodesOf, parsedXml, plan } from './jmx-view.js';

/** An element with these properties as XML, and its hashTree. */
const raw = (tag: string, properties: string): string => element(tag).replace(`></${tag}>`, `>${properties}</${tag}>`);
const decimal = (tag: string, name: string, value: string, saved = '<savedValue>0.0</savedValue>'): string => `<${tag}><name>${name}</name><value>${value}</value>${saved}</${tag}>`;
const text = (name: string, value: string): string => `<stringProp name="${name}">${value}</stringProp>`;
const list = (name: string, ...members: string[]): string => `<collectionProp name="${name}">${members.join('')}</collectionProp>`;

const first = (result: JmxImport): ActionNode => nodesOf(result)[0]?.node ?? { '@type': 'nothing', id: '' };
const propertiesOf = (xml: string): unknown => first(imported(xml))['properties'];
/** The plan with other properties in its first node. */
const edited = (xml: string, change: Record<string, unknown>): string => {
  const result = imported(xml);
  const properties = { ...(first(result)['properties'] as object), ...change };
  return exported({ ...result, virtualUsers: result.virtualUsers.map((user) => ({ ...user, children: user.children.map((node, at) => (at === 0 ? { ...node, properties } : node)) })) });
};

/** Lists as JMeter names them, and as other writers do. */
const COLUMNS = list('UserParameters.thread_values', list('85068', text('48', '0')), list('', text('mine', 'x'), '<intProp name="n">5</intProp>'), list('1'), list('9', list('8', text('48', '0'))));

describe('properties of a generic element', () => {
  it('hold lists in lists as plain lists', () => {
    const xml = plan(raw('UserParameters', COLUMNS));
    expect(propertiesOf(xml)).toEqual({ 'UserParameters.thread_values': [['0'], [{ '@name': 'mine', '@prop': 'stringProp', value: 'x' }, { '@name': 'n', '@prop': 'intProp', value: '5' }], [], [['0']]] });
    expect(parsedXml(exported(imported(xml)))).toEqual(parsedXml(xml));
  });

  it.each([
    ['doubleProp with fields', decimal('doubleProp', 'throughput', '60.0'), '60.0'], ['doubleProp without a saved value', decimal('doubleProp', 'throughput', '1.5E-5', ''), '1.5E-5'],
    ['FloatProperty', decimal('FloatProperty', 'throughput', '0.5', '<savedValue>7.0</savedValue>'), '0.5'], ['doubleProp in the short form', '<doubleProp name="throughput">60.0</doubleProp>', '60.0'],
    ['longProp with fields', decimal('longProp', 'throughput', '9', ''), '9'], ['doubleProp of an expression', decimal('doubleProp', 'throughput', '${t}'), '${t}'],
  ])('hold a %s', (_, property, value) => {
    const xml = plan(raw('ConstantThroughputTimer', `<intProp name="calcMode">0</intProp>${property}`));
    expect(propertiesOf(xml)).toMatchObject({ calcMode: 0, throughput: { '@prop': /<(\w+)/.exec(property)?.[1], value } });
    expect(parsedXml(exported(imported(xml)))).toEqual(parsedXml(xml));
    expect(imported(exported(imported(xml)))).toEqual(imported(xml));
  });

  it('hold decimals in a list, objects stay in the original alone', () => {
    const xml = plan(raw('Thing', `${list('all', decimal('doubleProp', 'd', '1.0'), decimal('FloatProperty', 'f', '2.0'))}<objProp><name>o</name><value class="T"><a>true</a></value></objProp>`));
    expect(propertiesOf(xml)).toEqual({ all: [{ '@name': 'd', '@prop': 'doubleProp', value: '1.0' }, { '@name': 'f', '@prop': 'FloatProperty', value: '2.0' }] });
    expect(parsedXml(exported(imported(xml)))).toEqual(parsedXml(xml));
  });

  it('are kept by name alone where JMeter wrote them', () => {
    const xml = plan(raw('UserParameters', `${list('UserParameters.thread_values', list('85068', text('48', '0')))}${decimal('doubleProp', 'throughput', '60.0')}`));
    expect(JSON.stringify(first(imported(xml))['jmx'])).not.toMatch(/Prop|seen/);
  });

  it('arrive from a plan of JMeter itself', () => {
    const parameters = nodesOf(imported(fixture('jmx/jmeter__CSVSample.jmx'))).find(({ node }) => node['testClass'] === 'UserParameters');
    expect(parameters?.node['properties']).toMatchObject({ 'UserParameters.names': ['ACTION'], 'UserParameters.thread_values': [['none']] });
  });
});

describe('an edited property', () => {
  const timer = plan(raw('ConstantThroughputTimer', decimal('doubleProp', 'throughput', '60.0')));

  it.each([
    [{ '@prop': 'doubleProp', value: '90.5' }, decimal('doubleProp', 'throughput', '90.5')], [{ '@prop': 'doubleProp', value: 90 }, decimal('doubleProp', 'throughput', '90')],
    [{ '@prop': 'doubleProp', value: '${t}' }, text('throughput', '${t}')], ['120', text('throughput', '120')],
  ])('%j is written so that JMeter opens it', (throughput, property) => {
    expect(parsedXml(edited(timer, { throughput }))).toEqual(parsedXml(plan(raw('ConstantThroughputTimer', property))));
  });

  it('lists get the names that JMeter gives', () => {
    const xml = plan(raw('UserParameters', COLUMNS));
    const columns = list('UserParameters.thread_values', list('-149786089', text('3387192', 'none')), list('85068', text('48', '0')));
    expect(parsedXml(edited(xml, { 'UserParameters.thread_values': [['none'], ['0']] }))).toEqual(parsedXml(plan(raw('UserParameters', columns))));
  });

  it('nested without end is cut', () => {
    let deep: unknown = 'x';
    for (let at = 0; at < 20_000; at += 1) deep = [deep];
    expect(JSON.stringify(propertyXml('deep', deep)).split('collectionProp').length).toBeLessThan(100);
  });
});

it('a tree stored before lists and decimals were read is written as it came', () => {
  const xml = plan(`${raw('UserParameters', `${list('UserParameters.names', text('117694', 'who'))}${list('UserParameters.thread_values', list('85068', text('48', '0')))}<boolProp name="UserParameters.per_iteration">false</boolProp>`)}${raw('ConstantThroughputTimer', `<intProp name="calcMode">0</intProp>${decimal('doubleProp', 'throughput', '60.0')}`)}`);
  const attributes = (tag: string): unknown => [['guiclass', `${tag}Gui`], ['testclass', tag], 'testname'];
  const stored: ActionNode[] = [
    { '@type': 'GenericAction', id: 'a', name: 'UserParameters', enabled: true, testClass: 'UserParameters', guiClass: 'UserParametersGui', children: [],
      properties: { 'UserParameters.names': ['who'], 'UserParameters.thread_values': [{ '@name': '85068', '@prop': 'collectionProp', value: '' }], 'UserParameters.per_iteration': false },
      jmx: { tag: 'UserParameters', attributes: attributes('UserParameters'), properties: ['UserParameters.names', ['collectionProp', 'UserParameters.thread_values', [['collectionProp', '85068', [['stringProp', '48', '0']]]]], 'UserParameters.per_iteration'], seen: { 'UserParameters.thread_values': 'M7XqOJi6na6x' }, kind: 'pre' } },
    { '@type': 'GenericAction', id: 'b', name: 'ConstantThroughputTimer', enabled: true, testClass: 'ConstantThroughputTimer', guiClass: 'ConstantThroughputTimerGui', children: [], properties: { calcMode: 0 },
      jmx: { tag: 'ConstantThroughputTimer', attributes: attributes('ConstantThroughputTimer'), properties: ['calcMode', ['doubleProp', [], [['name', [], 'throughput'], ['value', [], '60.0'], ['savedValue', [], '0.0']]]], kind: 'timer' } },
  ];
  const result = imported(xml);
  expect(parsedXml(exported({ ...result, virtualUsers: result.virtualUsers.map((user) => ({ ...user, children: stored })) }))).toEqual(parsedXml(xml));
});
