import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import type { JmeterUserProfileEngine } from '../../../src/contract/engine-settings.js';
import type { BenchPlan, Surroundings } from '../../../src/local/engine/bench-protocol.js';
import { BenchRun } from '../../../src/local/engine/load/bench-run.js';
import { JmeterLog } from '../../../src/local/engine/load/jmeter-log.js';
import { play } from './in-process.js';
import { benchPlan, constantLoad, folder, get, node, profile, serverAt, startTarget, surroundings, variable, virtualUser, type Target } from './plans.js';

let target: Target;
let delayMs = 0;

beforeAll(async () => {
  target = await startTarget((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const status = /^\/status\/(\d+)/.exec(path)?.[1];
    if (path === '/hang') return;
    if (path === '/moved') { response.statusCode = 302; response.setHeader('location', '/arrived'); response.end(); return; }
    if (path === '/page') { response.setHeader('content-type', 'text/html'); response.end('<img src="/a.png"><img src="/b.png">'); return; }
    response.statusCode = status === undefined ? 200 : Number(status);
    setTimeout(() => response.end(`body of ${path}`), delayMs);
  });
});
afterAll(async () => { await target.close(); });
beforeEach(() => { target.asked.length = 0; delayMs = 0; });

interface Setup { users?: number; iterations?: number | null; plateauMs?: number; engine?: (engine: JmeterUserProfileEngine) => void; place?: Partial<Surroundings> }

/** One user, one iteration unless said otherwise. */
const planOf = (children: ActionNode[], { users = 1, iterations = 1, plateauMs = 20_000, engine, place = {} }: Setup = {}): BenchPlan => benchPlan([profile({
  virtualUser: virtualUser(children), load: constantLoad(users, plateauMs),
  engine: (settings) => { settings.settings.iterations = iterations; engine?.(settings); },
})], surroundings(target.port, place));

const paths = (): string[] => target.asked.map(({ url }) => url);
const counting = (children: ActionNode[], setup?: Setup): Promise<string[]> => play(planOf(children, setup)).then(paths);
const box = (type: string, fields: Record<string, unknown>, ...children: ActionNode[]): ActionNode => node(type, { ...fields, children });

describe('containers', () => {
  it('loop, with the index as a variable', async () => {
    expect(await counting([box('LoopContainerAction', { name: 'L', count: '${n}' }, get('/x?i=${__jm__L__idx}'))], { place: { variables: [variable('n', { '@type': 'ConstantVariable', value: '3' })] } })).toEqual(['/x?i=0', '/x?i=1', '/x?i=2']);
    target.asked.length = 0;
    expect(await counting([box('LoopContainerAction', { count: 'many' }, get('/never')), get('/y')])).toEqual(['/y']);
  });
  it('if, by expression and by the old comparison', async () => {
    const place = { variables: [variable('x', { '@type': 'ConstantVariable', value: 'y' }), variable('t', { '@type': 'ConstantVariable', value: 'TRUE' })] };
    expect(await counting([
      box('IfContainerAction', { condition: '${t}', useExpression: true }, get('/1')), box('IfContainerAction', { condition: '${x}', useExpression: true }, get('/2')),
      box('IfContainerAction', { condition: '"${x}" == "y" && 2 < 10' }, get('/3')), box('IfContainerAction', { condition: '"${x}" != "y"' }, get('/4')), box('IfContainerAction', { condition: '"${none}" == "${none}"'.replaceAll('${none}', '${x}') }, get('/5')),
    ], { place })).toEqual(['/1', '/3', '/5']);
  });
  it('while, for each and once only', async () => {
    const all = node('RegexpVariableExtractor', { name: 'w', regexp: '(body|of)', matchNumber: -1 });
    expect(await counting([
      get('/src', { children: [all] }), box('ForEachContainerAction', { inputVariablePrefix: 'w', outputVariable: 'o' }, get('/each/${o}')), box('ForEachContainerAction', { inputVariablePrefix: 'w', outputVariable: 'o', startIndex: 1, endIndex: 2 }, get('/some/${o}')),
      box('OnceOnlyContainerAction', {}, get('/once')), box('WhileContainerAction', { condition: '' }, get('/status/500')), box('WhileContainerAction', { condition: 'LAST' }, get('/not')), box('WhileContainerAction', { condition: 'false' }, get('/not')),
    ], { iterations: 2 })).toEqual(['/src', '/each/body', '/each/of', '/some/of', '/once', '/status/500', '/src', '/each/body', '/each/of', '/some/of', '/status/500']);
  });
  it('random child, random order, parallel and shares of passes', async () => {
    const seen = await counting([
      box('RandomContainerAction', {}, get('/r1'), get('/r2')), box('RandomOrderContainerAction', {}, get('/o1'), get('/o2'), get('/o3')), box('ParallelContainerAction', {}, get('/p1'), get('/p2')),
      box('FlowControlContainerAction', { style: 'PERCENT', value: '25' }, get('/quarter')), box('FlowControlContainerAction', { style: 'TOTAL', value: '3', perUser: true }, get('/three')),
    ], { iterations: 20 });
    const times = (path: string): number => seen.filter((url) => url === path).length;
    expect(times('/r1') + times('/r2')).toBe(20);
    expect(['/o1', '/o2', '/o3', '/p1', '/p2'].map(times)).toEqual([20, 20, 20, 20, 20]);
    expect([times('/quarter'), times('/three')]).toEqual([5, 3]);
  });
  it('link: the fragment takes the place, its figures are its own', async () => {
    const fragments = [virtualUser([box('ContainerAction', { id: 'box', name: 'Box' }, get('/in', { id: 'inner' })), get('/out')], { id: 'frag', name: 'Fragments', type: 'FRAGMENTS' })];
    const { rows } = await play(planOf([node('LinkAction', { virtualUserId: 'frag', actionId: 'box' })], { place: { fragments } }));
    expect(paths()).toEqual(['/in']);
    expect(rows.filter(({ second }) => second === null).map(({ series }) => `${series.virtualUserId}/${series.actionId}/${series.subSampleType}`).sort()).toEqual(['frag/box/Container', 'frag/inner/Hit', 'vu/vu/Container']);
  });
});

describe('figures', () => {
  it('a container is the sum of its children, the root the wall clock with think times', async () => {
    delayMs = 20;
    const { total } = await play(planOf([box('ContainerAction', { id: 'c' }, get('/1', { id: 'a' }), node('ThinktimeConstant', { value: 50 }), get('/status/404', { id: 'b' }))]));
    const [a, b, c, root] = ['a', 'b', 'c', 'vu'].map((id) => total(id));
    expect(c?.elapsed.sum).toBeCloseTo((a?.elapsed.sum ?? 0) + (b?.elapsed.sum ?? 0), 6);
    expect(root?.elapsed.sum).toBeGreaterThanOrEqual((c?.elapsed.sum ?? Infinity) + 98);
    expect([c?.hits, c?.errors, c?.codes, root?.errors]).toEqual([1, 1, { 404: 1 }, 1]);
    expect(a).toMatchObject({ hits: 1, errors: 0, codes: { 200: 1 }, methods: { GET: 1 } });
    expect(a?.connect.max).toBeGreaterThan(0);
    expect(b?.connect.max).toBe(0);
    expect(a?.latency.min).toBeGreaterThanOrEqual(19);
  });
  it('bytes are those on the wire', async () => {
    const { total } = await play(planOf([get('/bytes', { id: 'a', method: 'POST', headers: [{ name: 'X-A', value: 'é' }], postData: { '@type': 'RawPostData', text: 'four' } })]));
    const head = `POST /bytes HTTP/1.1\r\nhost: 127.0.0.1:${target.port}\r\nconnection: keep-alive\r\nX-A: é\r\ncontent-length: 4\r\n\r\n`;
    expect(total('a')?.sent.sum).toBe(Buffer.byteLength(head) + 4);
    expect(total('a')?.received.sum).toBeGreaterThan('body of /bytes'.length + 20);
  });
  it('every request sent is one hit: redirects and resources have rows of their own', async () => {
    const { total, jtl } = await play(planOf([get('/moved', { id: 'm', followRedirects: true }), get('/page', { id: 'p', downloadResources: true })]));
    expect(paths().length).toBe(5);
    expect(['m', 'm.redirects', 'p', 'p.resources'].map((id) => total(id)?.hits)).toEqual([1, 1, 1, 2]);
    expect(jtl.trim().split('\n').length).toBe(6);
  });
  it('seconds add up to the run, and users are counted per profile and second', async () => {
    delayMs = 5;
    const { rows, users, total } = await play(planOf([get('/x', { id: 'a' })], { users: 3, iterations: null, plateauMs: 1500 }));
    const hits = rows.filter(({ second, series }) => second !== null && series.actionId === 'a').reduce((sum, { measure }) => sum + measure.hits, 0);
    expect(hits).toBe(total('a')?.hits);
    expect(hits).toBe(target.asked.length);
    expect(total('a')?.elapsedHistogram.count).toBe(hits);
    expect(Math.max(...users.map((row) => row.users))).toBe(3);
    expect(new Set(users.map(({ second }) => second)).size).toBe(users.length);
  });
  it('keeps two failed samples per action and code, with what was sent and answered', async () => {
    const fail = get('/status/503', { id: 'f' });
    const check = get('/ok', { id: 'g', children: [node('ResponseAssertion', { name: 'must', type: 'REQUEST_ONLY', location: 'BODY', rule: 'SUBSTRING', values: ['nope'] })] });
    const { errors, total } = await play(planOf([fail, check], { iterations: 5 }));
    expect(errors.map(({ actionId, responseCode }) => `${actionId} ${responseCode}`).sort()).toEqual(['f 503', 'f 503', 'g 200', 'g 200']);
    expect(errors.find(({ actionId }) => actionId === 'f')?.exchange).toMatchObject({ request: { method: 'GET' }, response: { code: 503, body: 'body of /status/503' } });
    expect(errors.find(({ actionId }) => actionId === 'g')).toMatchObject({ assertions: [{ name: 'must', message: expect.stringContaining('"nope"') as string }], exchange: { response: { body: 'body of /ok' } } });
    expect(total('g')).toMatchObject({ errors: 5, assertionFailures: 5, assertionSuccesses: 0 });
  });
});

describe('a user whose time is over', () => {
  const children = [get('/first'), node('DelayAction', { thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 600 } }), get('/second')];
  const ended = async (properties: Record<string, string>): Promise<string[]> => counting(children, { iterations: null, plateauMs: 300, engine: (engine) => { engine.properties.map = properties; } });

  it('ends behind the request it is in', async () => { expect(await ended({})).toEqual(['/first']); });
  it('finishes its iteration where the profile says so, and begins no other', async () => {
    expect(await ended({ 'octoperf.rampdown.finish_iteration': 'true' })).toEqual(['/first', '/second']);
  });
});

describe('the user profile', () => {
  it.each([['CONTINUE', 6, 'FINISHED'], ['START_NEXT_ITERATION', 4, 'FINISHED'], ['STOP_THREAD', 2, 'FINISHED'], ['STOP_TEST', 2, 'FINISHED'], ['STOP_TEST_NOW', 2, 'FINISHED']] as const)('on error: %s', async (policy, requests, state) => {
    const { end, log } = await play(planOf([get('/1'), get('/status/500'), get('/3')], { iterations: 2, engine: (engine) => { engine.settings.errorHandling = policy; } }));
    expect([target.asked.length, end?.state]).toEqual([requests, state]);
    expect(/(Shutdown Test|Stop Test Now) detected by thread: Main 1-1/.exec(log)?.[1]).toBe({ STOP_TEST: 'Shutdown Test', STOP_TEST_NOW: 'Stop Test Now' }[policy as string]);
  });
  it('overrides think times, headers, cookies and pacing', async () => {
    const startedAt = Date.now();
    await play(planOf([get('/x', { headers: [{ name: 'User-Agent', value: 'recorded' }], children: [node('ThinktimeConstant', { value: 60_000 })] }), node('DelayAction', { thinktime: { '@type': 'ThinktimeConstant', id: 't', value: 60_000 } })], {
      iterations: 2, engine: (engine) => { engine.settings.thinkTime = { thinktime: { '@type': 'ThinktimeText', value: '${__P(pause,9)}' }, pacing: { min: 100, max: 100, unit: 'MILLISECONDS' } }; engine.browser.userAgent = 'mine'; engine.properties.map = { pause: '1' }; engine.browser.keepAlive = false; },
    }));
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(100);
    expect(target.asked.map(({ headers }) => [headers['user-agent'], headers.connection])).toEqual([['mine', 'close'], ['mine', 'close']]);
  });
  it('maps hosts to addresses', async () => {
    await play(planOf([get('/mapped')], { engine: (engine) => { engine.dns.staticHosts = { 'Shop.test': '127.0.0.1' }; }, place: { servers: [serverAt(target.port, { hostname: 'shop.test' })] } }));
    expect(target.asked[0]?.headers.host).toBe(`shop.test:${target.port}`);
  });
  it.each([
    ['another engine', (engine: JmeterUserProfileEngine) => { Object.assign(engine, { '@type': 'K6UserProfileEngine' }); }, /engine K6UserProfileEngine is not known/],
    ['an incomplete engine', (engine: JmeterUserProfileEngine) => { Object.assign(engine, { '@type': 'PlaywrightUserProfileEngine' }); }, /cannot be run: timeoutMs/],
  ])('refuses %s before it starts', (_name, engine, why) => {
    expect(() => new BenchRun(planOf([get('/x', { children: [node('ThinktimeConstant', { value: 1 })] })], { engine }), { running: () => undefined, metrics: () => undefined, users: () => undefined, errors: () => undefined, progress: () => undefined, ended: () => undefined }, new JmeterLog(folder()))).toThrow(why);
  });
  it.each([['ALL', 3], ['ERRORS', 2], ['NONE', 0]] as const)('jtl %s', async (type, lines) => {
    const { jtl } = await play(planOf([get('/x', { name: 'a, "b"' }), get('/status/404?q=1,2', { name: 'b' })], { engine: (engine) => { engine.jtl.type = type; } }));
    expect(jtl.split('\n').filter((line) => line !== '').length).toBe(lines);
    if (type === 'NONE') return;
    expect(jtl.split('\n')[0]).toBe('timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect');
    expect(jtl).toMatch(new RegExp(`\\d{13},\\d+,b,404,Not Found,Main 1-1,text,false,,\\d+,\\d+,1,1,"http://127\\.0\\.0\\.1:${target.port}/status/404\\?q=1,2",\\d+,0,\\d+\n`));
    if (type === 'ALL') expect(jtl).toContain(',"a, ""b""",200,');
  });
});

describe('results.jtl', () => {
  const lines = (jtl: string): string[][] => jtl.trim().split('\n').map((line) => line.split(','));
  const asking = (...settings: string[]) => (engine: JmeterUserProfileEngine): void => { engine.jtl.settings = settings; };
  it('has the columns asked for, in the order of JMeter', async () => {
    const { jtl, log } = await play(planOf([get('/status/404'), get('/page')], { engine: asking('HOSTNAME', 'LABEL', 'SAMPLE_AND_ERROR_COUNTS', 'ENCODING', 'ACTIVE_THREAD_COUNT', 'SHOE_SIZE') }));
    expect(lines(jtl).map((cells) => cells.slice(0, 6))).toEqual([['label', 'grpThreads', 'allThreads', 'Encoding', 'SampleCount', 'ErrorCount'], ['/status/404', '1', '1', 'ISO-8859-1', '1', '1'], ['/page', '1', '1', 'ISO-8859-1', '1', '0']]);
    expect(lines(jtl)[0]?.at(-1)).toBe('Hostname');
    expect(log).toContain('columns of its JTL that are not known here: SHOE_SIZE.');
  });
  it('has those of all profiles, which share one header', async () => {
    const one = (id: string, settings: string[]) => profile({ id, name: id, virtualUser: virtualUser([get(`/${id}`)]), load: constantLoad(1, 20_000), engine: (engine) => { engine.settings.iterations = 1; engine.jtl.settings = settings; } });
    const { jtl } = await play(benchPlan([one('a', ['LABEL']), one('b', ['RESPONSE_CODE'])], surroundings(target.port)));
    expect(lines(jtl).sort()).toEqual([['/a', '200'], ['/b', '200'], ['label', 'responseCode']]);
  });
  it('says of a request without an answer what JMeter says', async () => {
    const { jtl } = await play(planOf([get('/x')], { place: { servers: [serverAt(1)] }, engine: asking('RESPONSE_CODE', 'RESPONSE_MESSAGE') }));
    expect(jtl.split('\n')[1]).toMatch(/^Non HTTP response code: org\.apache\.http\.conn\.HttpHostConnectException,Non HTTP response message: Connection refused: nothing listens at/);
  });
});

describe('variables', () => {
  const csv = (fields: Record<string, unknown>): Surroundings['variables'][number] => variable('data', { '@type': 'CSVVariable', filename: 'd.csv', names: ['v'], scope: 'SHARED', ...fields });
  const files = (text: string): string => {
    const path = folder();
    writeFileSync(join(path, 'd.csv'), text);
    return path;
  };
  const values = async (fields: Record<string, unknown>, setup: Setup, text = 'v\na\nb\nc\n'): Promise<string[]> => (await counting([get('/v/${v}')], { ...setup, place: { filesFolder: files(text), variables: [csv(fields)] } })).map((path) => path.slice(3)).sort();

  it('csv rows are shared or private, skipped, recycled or at an end', async () => {
    expect(await values({ ignoreFirstLine: true }, { users: 3, iterations: 1 })).toEqual(['a', 'b', 'c']);
    target.asked.length = 0;
    expect(await values({ names: [], scope: 'PRIVATE' }, { users: 2, iterations: 2 })).toEqual(['a', 'a', 'b', 'b']);
    target.asked.length = 0;
    expect(await values({ ignoreFirstLine: true, recycleOnEOF: true, offset: 1 }, { iterations: 5 })).toEqual(['b', 'b', 'b', 'c', 'c']);
    target.asked.length = 0;
    expect(await values({ ignoreFirstLine: true }, { iterations: 4 })).toEqual(['%3CEOF%3E', 'a', 'b', 'c']);
    target.asked.length = 0;
    expect(await values({ ignoreFirstLine: true, stopThreadOnEOF: true }, { iterations: 9 })).toEqual(['a', 'b', 'c']);
    target.asked.length = 0;
    expect(await values({ ignoreFirstLine: true, shuffle: true }, { iterations: 3 })).toEqual(['a', 'b', 'c']);
  });
  it('a missing file stops the run before it starts', () => {
    expect(() => new BenchRun(planOf([get('/')], { place: { variables: [csv({})] } }), { running: () => undefined, metrics: () => undefined, users: () => undefined, errors: () => undefined, progress: () => undefined, ended: () => undefined }, new JmeterLog(folder()))).toThrow(/The CSV variable "data" cannot be read. The project has no file "d.csv"/);
  });
  it('counters, random numbers and lists go on with each iteration', async () => {
    const variables = [
      variable('c', { '@type': 'CounterVariable', start: 9, end: 10, increment: 1, format: '000', trackPerUser: true }), variable('all', { '@type': 'CounterVariable', start: 1 }),
      variable('r', { '@type': 'RandomVariable', min: 5, max: 5 }), variable('l', { '@type': 'ListVariable', values: ['x', 'y'] }), variable('u', { '@type': 'ConstantVariable', value: '${__Random(1,1000000)}' }),
    ];
    const seen = await counting([get('/${c}/${all}/${r}/${l}/${u}')], { iterations: 3, place: { variables } });
    expect(seen.map((path) => path.split('/').slice(1, 5).join(' '))).toEqual(['009 1 5 x', '010 2 5 y', '009 3 5 x']);
    expect(new Set(seen.map((path) => path.split('/')[5])).size).toBe(1);
  });
});

describe('throughput of the profile', () => {
  it('paces every request of each user, whatever think times are designed', async () => {
    const engine = (settings: JmeterUserProfileEngine): void => { settings.settings.thinkTime.thinktime = { '@type': 'ThinktimeThroughput', hitsPerSecond: 20 }; };
    await play(planOf([get('/1'), node('ThinktimeConstant', { value: 60_000 }), node('DelayAction', { thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 60_000 } }), get('/2')], { users: 2, iterations: null, plateauMs: 490, engine }));
    // At 0, 50, … 450 ms for each of two users; a busy machine gets fewer of them in.
    expect(paths().length).toBeLessThanOrEqual(20);
    expect(paths().length).toBeGreaterThanOrEqual(8);
  });
});

describe('conditions', () => {
  it('that are not executed skip their children and say so', async () => {
    const { log } = await play(planOf([box('IfContainerAction', { name: 'odd', useExpression: true, condition: '${__groovy(new Date().isLeap())}' }, get('/never')), box('IfContainerAction', { useExpression: true, condition: '${JMeterThread.last_sample_ok}' }, get('/status/500')), box('IfContainerAction', { useExpression: true, condition: '${__jexl3("${JMeterThread.last_sample_ok}" == "false")}' }, get('/handled'))], { iterations: 2 }));
    expect(paths().slice(0, 2)).toEqual(['/status/500', '/handled']);
    expect(log.match(/The function __groovy is not executed here: it cannot evaluate the name "new"/g)).toHaveLength(1);
    expect(log.match(/The condition of the If "odd" could not be evaluated .*its children were skipped/g)).toHaveLength(1);
  });
});

describe('the end', () => {
  it('a user at its time finishes its request, which counts, but not its container', async () => {
    delayMs = 300;
    const { total, end } = await play(planOf([box('ContainerAction', { id: 'c' }, get('/1', { id: 'a' }), get('/2', { id: 'b' }))], { iterations: null, plateauMs: 100 }));
    expect([target.asked.length, total('a')?.hits, total('b'), total('c'), total('vu'), end?.state]).toEqual([1, 1, undefined, undefined, undefined, 'FINISHED']);
  });
  it('a stop takes back what is in flight: no error, no hit', async () => {
    const { end, rows, log } = await play(planOf([get('/quick', { id: 'q' }), get('/hang', { id: 'h' })], { users: 4, iterations: null }), (run) => { setTimeout(() => { run.stop('ada@example.test'); }, 250); });
    expect(end?.state).toBe('ABORTED');
    expect(rows.filter(({ second }) => second === null).map(({ series, measure }) => [series.actionId, measure.hits, measure.errors])).toEqual([['q', 4, 0]]);
    expect(log).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO o\.a\.j\.t\.JMeterThread: Thread started: Main 1-1$/m);
    expect(log).toContain('ada@example.test aborted the test');
    expect(log).toContain('Test status changed: RUNNING => ABORTED');
    expect(log.match(/Thread finished: Main 1-\d/g)?.length).toBe(4);
  });
  it('what is not executed is a KO sample, not a hit', async () => {
    const { total, errors, log, rows } = await play(planOf([node('JSR223Action', { id: 's', name: 'calc' }), get('/x', { id: 'a' })], { iterations: 3 }));
    expect(total('s')).toMatchObject({ hits: 3, errors: 3, codes: { '-1': 3 } });
    expect(rows.find(({ series }) => series.actionId === 's')?.series.subSampleType).toBe('Container');
    expect(errors.length).toBe(2);
    expect(log.match(/is written in groovy, which the local engine does not run/g)?.length).toBe(1);
  });
});
