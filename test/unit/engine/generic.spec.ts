import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import type { Surroundings } from '../../../src/local/engine/bench-protocol.js';
import { play, type Outcome } from './in-process.js';
import { benchPlan, constantLoad, get, node, profile, startTarget, surroundings, variable, virtualUser, type Target } from './plans.js';

let target: Target;
let inside = 0;
let most = 0;
beforeAll(async () => {
  target = await startTarget((request, response) => {
    const path = request.url ?? '';
    if (path.startsWith('/status/')) response.statusCode = Number(path.slice(8));
    if (path === '/form') { response.end('<input name="a" value="1"><input name="b" value="x y"><a href="/next;sid=S-1?q=1">'); return; }
    if (path === '/guarded') { most = Math.max(most, ++inside); setTimeout(() => { inside--; response.end('ok'); }, 15); return; }
    response.end('body');
  });
});
afterAll(async () => { await target.close(); });
beforeEach(() => { target.asked.length = 0; inside = 0; most = 0; });

interface Setup { users?: number; iterations?: number | null; plateauMs?: number; place?: Partial<Surroundings> }
const run = (children: ActionNode[], { users = 1, iterations = 1, plateauMs = 20_000, place = {} }: Setup = {}): Promise<Outcome> => play(benchPlan([profile({
  virtualUser: virtualUser(children), load: constantLoad(users, plateauMs), engine: (settings) => { settings.settings.iterations = iterations; },
})], surroundings(target.port, place)));
const paths = (): string[] => target.asked.map(({ url }) => url);
const visited = async (children: ActionNode[], setup?: Setup): Promise<string[]> => { await run(children, setup); return paths(); };

/** A raw JMeter element as an import keeps it. */
const raw = (testClass: string, properties: Record<string, unknown>, ...children: ActionNode[]): ActionNode => node('GenericAction', { testClass, guiClass: '', properties, children });
const box = (type: string, fields: Record<string, unknown>, ...children: ActionNode[]): ActionNode => node(type, { ...fields, children });

describe('controllers', () => {
  it('interleave and switch choose one child', async () => {
    expect(await visited([raw('InterleaveControl', { 'InterleaveControl.style': 1 }, get('/a'), get('/b'))], { iterations: 3 })).toEqual(['/a', '/b', '/a']);
    target.asked.length = 0;
    const choice = (value: string): ActionNode => raw('SwitchController', { 'SwitchController.value': value }, get('/0', { name: 'zero' }), get('/1', { name: 'one' }), get('/d', { name: 'Default' }));
    expect(await visited(['1', 'one', '', '9', 'other', '${n}'].map(choice), { place: { variables: [variable('n', { '@type': 'ConstantVariable', value: 'zero' })] } })).toEqual(['/1', '/1', '/0', '/0', '/d', '/0']);
  });
  it('a critical section lets one user in at a time, others go on', async () => {
    await run([raw('CriticalSectionController', { 'CriticalSectionController.lockName': 'door' }, get('/guarded'))], { users: 5, iterations: 2 });
    expect([paths().length, most]).toEqual([10, 1]);
    target.asked.length = 0;
    await run([get('/guarded')], { users: 5, iterations: 2 });
    expect(most).toBeGreaterThan(1);
  });
  it('a nested section of the same lock does not wait for itself', async () => {
    const lock = { 'CriticalSectionController.lockName': 'l' };
    expect(await visited([raw('CriticalSectionController', lock, raw('CriticalSectionController', lock, get('/in')), get('/out'))], { users: 2 })).toHaveLength(4);
  });
  it('a runtime controller passes until its time is over, also deep inside', async () => {
    const { end } = await run([raw('RunTime', { 'RunTime.seconds': '0.2' }, box('LoopContainerAction', { count: '-1' }, get('/again'))), get('/after')]);
    expect(end?.state).toBe('FINISHED');
    expect(paths().length).toBeGreaterThan(3);
    expect(paths().filter((path) => path === '/after')).toHaveLength(1);
  });
  it('throughput controllers run shares, and unknown controllers their children', async () => {
    const { log } = await run([raw('ThroughputController', { 'ThroughputController.style': 0, 'ThroughputController.maxThroughput': 2 }, get('/two')), raw('org.acme.FancyController', {}, get('/fancy'))], { iterations: 4 });
    expect([paths().filter((path) => path === '/two').length, paths().filter((path) => path === '/fancy').length]).toEqual([2, 4]);
    expect(log).toContain('org.acme.FancyController');
  });
});

describe('flow', () => {
  const stop = (action: number, targetOf = 0): ActionNode => raw('TestAction', { 'ActionProcessor.action': action, 'ActionProcessor.target': targetOf });
  it('breaks a loop, starts its next pass, or the next iteration', async () => {
    expect(await visited([box('LoopContainerAction', { count: '3' }, get('/1'), stop(5), get('/2')), get('/after')])).toEqual(['/1', '/after']);
    target.asked.length = 0;
    expect(await visited([box('LoopContainerAction', { count: '2' }, get('/1'), box('ContainerAction', {}, stop(4)), get('/2')), get('/after')])).toEqual(['/1', '/1', '/after']);
    target.asked.length = 0;
    expect(await visited([box('LoopContainerAction', { count: '2' }, get('/1'), stop(3), get('/2')), get('/after')], { iterations: 2 })).toEqual(['/1', '/1']);
    target.asked.length = 0;
    expect(await visited([get('/1'), stop(5), get('/2')], { iterations: 5 })).toEqual(['/1']);
  });
  it('ends a user or the test', async () => {
    expect(await visited([get('/1'), stop(0), get('/2')], { users: 2, iterations: 3 })).toEqual(['/1', '/1']);
    target.asked.length = 0;
    const { end } = await run([get('/1'), stop(2, 2), get('/2')], { users: 1, iterations: null });
    expect([paths(), end?.state]).toEqual([['/1'], 'FINISHED']);
  });
  it('a result status action acts on failed samples only', async () => {
    const action = (code: number): ActionNode => raw('ResultAction', { 'OnError.action': code });
    expect(await visited([box('LoopContainerAction', { count: '3' }, get('/ok', { children: [action(6)] }), get('/status/500', { children: [action(6)] }), get('/never')), get('/after')])).toEqual(['/ok', '/status/500', '/after']);
    target.asked.length = 0;
    expect(await visited([action(1), get('/status/404'), get('/never')], { iterations: 2 })).toEqual(['/status/404']);
  });
});

describe('pre-processors and configuration', () => {
  it('user parameters pick the column of the user', async () => {
    const parameters = raw('UserParameters', { 'UserParameters.names': ['who', 'pin'], 'UserParameters.thread_values': [['ada', '1'], ['ben', '2']], 'UserParameters.per_iteration': false });
    expect((await visited([parameters, get('/${who}/${pin}')], { users: 3 })).sort()).toEqual(['/ada/1', '/ada/1', '/ben/2']);
  });
  it('values found in a form go into the parameters of the next request', async () => {
    const found = node('RegexpVariableExtractor', { name: 'f', regexp: 'name="(\\w)" value="([^"]*)"', matchNumber: -1 });
    const give = raw('RegExUserParameters', { 'RegExUserParameters.regex_ref_name': 'f', 'RegExUserParameters.param_names_gr_nr': '1', 'RegExUserParameters.param_values_gr_nr': '2' });
    const parameter = (name: string): object => ({ name, value: 'old', encoded: true, useEquals: true });
    await run([get('/form', { children: [found] }), get('/send', { method: 'POST', queryParameters: [parameter('a'), parameter('z')], postData: { '@type': 'FormPostData', parameters: [parameter('b')] }, children: [give] })]);
    expect([paths()[1], target.asked[1]?.body]).toEqual(['/send?a=1&z=old', 'b=x+y']);
  });
  it('a session id in a link is written into the next request', async () => {
    expect(await visited([get('/form'), get('/next?q=2', { children: [raw('URLRewritingModifier', { argument_name: 'sid', path_extension: true })] })])).toEqual(['/form', '/next;sid=S-1?q=2']);
    target.asked.length = 0;
    expect(await visited([get('/form'), get('/next', { children: [raw('URLRewritingModifier', { argument_name: 'sid', path_extension: false })] })])).toEqual(['/form', '/next?sid=S-1']);
  });
  it('counters count the passes of their container, random variables are in their range', async () => {
    const count = raw('CounterConfig', { 'CounterConfig.name': 'c', 'CounterConfig.start': '8', 'CounterConfig.end': '10', 'CounterConfig.incr': '2', 'CounterConfig.format': '00', 'CounterConfig.per_user': true });
    const random = raw('RandomVariableConfig', { variableName: 'r', minimumValue: '5', maximumValue: '5', outputFormat: 'n0' });
    expect(await visited([box('LoopContainerAction', { count: '3' }, get('/${c}/${r}'), count, random)])).toEqual(['/08/n5', '/10/n5', '/08/n5']);
  });
});

describe('assertions', () => {
  it.each([
    ['SizeAssertion', { 'SizeAssertion.size': '4', 'SizeAssertion.operator': 1, 'Assertion.test_field': 'SizeAssertion.response_data' }, true], ['SizeAssertion', { 'SizeAssertion.size': '4', 'SizeAssertion.operator': 3, 'Assertion.test_field': 'SizeAssertion.response_data' }, false],
    ['SizeAssertion', { 'SizeAssertion.size': '5', 'SizeAssertion.operator': 3 }, true], ['DurationAssertion', { 'DurationAssertion.duration': '60000' }, true],
    ['MD5HexAssertion', { 'MD5HexAssertion.size': '841A2D689AD86BD1611447453C22C6FC' }, true], ['MD5HexAssertion', { 'MD5HexAssertion.size': 'x' }, false], ['XMLAssertion', {}, false],
    ['XPathAssertion', { 'XPath.xpath': '//body', 'XPath.tolerant': true }, true], ['XPathAssertion', { 'XPath.xpath': '//body', 'XPath.tolerant': true, 'XPath.negate': true }, false], ['XPathAssertion', { 'XPath.xpath': '//a' }, false],
  ])('%s %j is %s', async (testClass, properties, success) => {
    const { total } = await run([get('/x', { id: 'x', children: [raw(testClass, properties)] })]);
    expect(total('x')?.errors).toBe(success ? 0 : 1);
  });
  it('a duration assertion fails a slow answer', async () => {
    const { errors } = await run([get('/guarded', { children: [raw('DurationAssertion', { 'DurationAssertion.duration': '5' })] })]);
    expect(errors[0]?.errorMessage).toMatch(/The operation lasted too long/);
  });
});

describe('timers', () => {
  it('a throughput shared by all users is kept', async () => {
    const timer = raw('ConstantThroughputTimer', { calcMode: 4, throughput: '600' });
    await run([get('/paced', { children: [timer] })], { users: 5, iterations: null, plateauMs: 950 });
    expect(paths().length).toBeLessThanOrEqual(11);
    expect(paths().length).toBeGreaterThanOrEqual(8);
  });
  it('a synchronizing timer lets groups go together', async () => {
    await run([node('ThinktimeUniform', { min: 0, max: 60 }), get('/in'), get('/together', { children: [raw('SyncTimer', { groupSize: 4, timeoutInMs: { '@prop': 'longProp', value: '5000' } })] })], { users: 4 });
    expect(paths().slice(4)).toEqual(Array(4).fill('/together'));
  });
});

describe('what is not executed', () => {
  it('a sampler is KO and says so, everything else is said once in the log', async () => {
    const { log, total } = await run([raw('JDBCSampler', {}), raw('kg.acme.ThingListener', {}), { ...raw('com.acme.Thing', {}), id: 'odd', jmx: { kind: 'sampler' } }, get('/x', { children: [raw('HTMLAssertion', {})] })], { iterations: 3 });
    expect([paths().length, total('odd')?.errors]).toEqual([3, 3]);
    for (const name of ['JDBCSampler', 'kg.acme.ThingListener', 'HTMLAssertion', 'com.acme.Thing']) expect(log.split('\n').filter((line) => line.includes(name))).toHaveLength(1);
  });
  it('a dummy sampler answers what it was told', async () => {
    const { total } = await run([{ ...raw('kg.apc.jmeter.samplers.DummySampler', { SUCCESFULL: false, RESPONSE_CODE: '503', RESPONSE_TIME: '5', WAITING: true }), id: 'd' }]);
    expect(total('d')).toMatchObject({ hits: 1, errors: 1, codes: { 503: 1 } });
  });
  it('extractors, assertions and scopes work below samplers that send nothing', async () => {
    const args = (values: Record<string, string>): object => ({ '@elementType': 'Arguments', 'Arguments.arguments': Object.entries(values).map(([name, value]) => ({ '@name': name, 'Argument.name': name, 'Argument.value': value })) });
    const java = (id: string, values: Record<string, string>, ...children: ActionNode[]): ActionNode => ({ ...raw('JavaSampler', { classname: 'org.apache.jmeter.protocol.java.test.JavaTest', arguments: args({ Sleep_Time: '1', Sleep_Mask: '0x0', ...values }) }, ...children), id });
    const { total, errors } = await run([
      raw('kg.apc.jmeter.control.ParameterizedController', { ParameterizedController: args({ item: 'book' }) },
        java('found', { ResultData: 'a [${item}]', ResponseCode: '201' }, node('BoundaryVariableExtractor', { name: 'v', leftBoundary: '[', rightBoundary: ']' }))),
      raw('kg.apc.jmeter.samplers.DummySampler', { RESPONSE_DATA: '{"n": 5}', RESPONSE_TIME: '0' }, node('JsonVariableExtractor', { name: 'n', path: '$.n' }), raw('JSR223Listener', {})),
      java('failed', { Status: 'KO', ResponseMessage: 'sold out' }), java('judged', { ResultData: 'x' }, node('ResponseAssertion', { type: 'REQUEST_ONLY', location: 'BODY', values: ['y'], rule: 'SUBSTRING' })),
      get('/${v}/${n}'),
    ]);
    expect(paths()).toEqual(['/book/5']);
    expect([total('found')?.codes, total('failed')?.errors, total('judged')?.errors]).toEqual([{ 201: 1 }, 1, 1]);
    expect(errors.map(({ errorMessage }) => errorMessage)).toEqual([expect.stringContaining('sold out'), expect.stringContaining('Test failed')]);
  });
  it.each([['PLAYWRIGHT', /needs a real browser/], ['WEB_DRIVER', /needs a real browser/], ['FRAGMENTS', /links/]] as const)('a %s Virtual User is refused with what it would need', async (type, why) => {
    const plan = benchPlan([profile({ virtualUser: virtualUser([get('/')], { type }), load: constantLoad(1, 100) })], surroundings(target.port));
    await expect((async () => play(plan))()).rejects.toThrow(why);
  });
});

describe('users that meet', () => {
  const meeting = (fields: object): ActionNode => node('RendezVousAction', { name: 'gate', scope: 'GLOBAL', type: 'COUNT', value: 1, timeoutMs: 10_000, ...fields });
  const slowFirst = node('ThinktimeUniform', { min: 0, max: 80 });
  it('go on together, by number or by share', async () => {
    for (const by of [{ value: 3 }, { type: 'PERCENTAGE', value: 100 }]) {
      target.asked.length = 0;
      await run([slowFirst, get('/before'), meeting(by), node('ContainerAction', { children: [get('/behind')] })], { users: 3 });
      expect(paths().slice(0, 3)).toEqual(['/before', '/before', '/before']);
      expect(paths()).toHaveLength(6);
    }
  });
  it('do not wait longer than the timeout, nor for those who have left', async () => {
    await run([get('/1'), meeting({ value: 5, timeoutMs: 50 }), get('/2')], { users: 2 });
    expect(paths().filter((path) => path === '/2')).toHaveLength(2);
    target.asked.length = 0;
    const leaves = node('IfContainerAction', { useExpression: true, condition: '${__jexl3(${__threadNum} == 1)}', children: [node('DelayAction', { thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 60 } }), raw('TestAction', { 'ActionProcessor.action': 0 })] });
    await run([leaves, meeting({ type: 'PERCENTAGE', value: 100, timeoutMs: 15_000 }), get('/rest')], { users: 3 });
    expect(paths()).toEqual(['/rest', '/rest']);
  });
  it('hand values over through a queue, first in, first out, and properties to all', async () => {
    const children = [
      box('LoopContainerAction', { name: 'L', count: '3' }, node('PutQueueAction', { queueName: 'q', value: 'v${__jm__L__idx}', retries: 0 })),
      box('LoopContainerAction', { count: '4' }, node('PollQueueAction', { queueName: 'q', variableName: 'got', retries: 0 }), get('/${got}')),
      node('SetRuntimePropertyAction', { propertyName: 'mode', propertyValue: 'on' }), get('/${__property(mode,,off)}/${__P(mode)}'),
    ];
    const { log } = await run(children);
    expect(paths()).toEqual(['/v0', '/v1', '/v2', '/v2', '/on/on']);
    expect(log).toContain('The queue "q" was empty');
  });
  it('a full queue takes no more', async () => {
    const { log } = await run([box('LoopContainerAction', { count: '5001' }, node('PutQueueAction', { queueName: 'q', value: 'x', retries: 0 })), get('/x')]);
    expect(log).toContain('The queue "q" is full');
  });
});
