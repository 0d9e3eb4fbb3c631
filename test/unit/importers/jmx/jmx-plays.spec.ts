import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { HttpServer } from '../../../../src/contract/http-server.js';
import { bindServers } from '../../../../src/local/importers/server-drafts.js';
import { play, type Outcome } from '../../engine/in-process.js';
import { benchPlan, constantLoad, profile, startTarget, virtualUser, type Target } from '../../engine/plans.js';
import { element, exported, http, imported, parsedXml, plan } from './jmx-view.js';

let target: Target;
beforeAll(async () => { target = await startTarget((_, response) => { response.end('body'); }); });
beforeEach(() => { target.asked.length = 0; });
afterAll(async () => { await target.close(); });

/** Runs the first thread group of a plan on the engine until the load is over, as often as its users get round. */
function played(xml: string, users: number): Promise<Outcome> {
  const result = imported(xml);
  const servers = result.servers.map(({ key, protocol, hostname, port }) => HttpServer.parse({ id: `server ${key}`, projectId: 'p', protocol, hostname, port }));
  const children = bindServers(result.virtualUsers[0]?.children ?? [], new Map(result.servers.map(({ key }) => [key, `server ${key}`])));
  return play(benchPlan([profile({ virtualUser: virtualUser(children), load: constantLoad(users, 400) })], { servers, variables: [], fragments: [], allowedHosts: [] }));
}
const get = (path: string, children = ''): string => http({ 'HTTPSampler.domain': '127.0.0.1', 'HTTPSampler.port': String(target.port), 'HTTPSampler.path': path }, children);
const withProperties = (tag: string, properties: string): string => element(tag).replace(`></${tag}>`, `>${properties}</${tag}>`);
const throughput = (value: string): string => `<doubleProp><name>throughput</name><value>${value}</value><savedValue>0.0</savedValue></doubleProp>`;
const paths = (): string[] => target.asked.map(({ url }) => url).sort();

it('user parameters and a constant throughput of an imported plan take effect on the engine', async () => {
  const column = (...values: string[]): string => `<collectionProp name="c">${values.map((value) => `<stringProp name="">${value}</stringProp>`).join('')}</collectionProp>`;
  const parameters = withProperties('UserParameters', `<collectionProp name="UserParameters.names"><stringProp name="117694">who</stringProp><stringProp name="110997">pin</stringProp></collectionProp><collectionProp name="UserParameters.thread_values">${column('ada', '1')}${column('ben', '2')}</collectionProp><boolProp name="UserParameters.per_iteration">false</boolProp>`);
  // One request per minute and user: the second is never due while the load lasts.
  const timer = withProperties('ConstantThroughputTimer', `<intProp name="calcMode">0</intProp>${throughput('1.0')}`);
  const { log } = await played(plan(parameters + get('/${who}/${pin}', timer)), 2);
  expect(paths()).toEqual(['/ada/1', '/ben/2']);
  expect(log).not.toMatch(/names no throughput|hold no values|not executed/);
});

it('a pre-processor below a pause of an imported plan runs when the pause does', async () => {
  const column = `<collectionProp name="c"><stringProp name="">late</stringProp></collectionProp>`;
  const parameters = withProperties('UserParameters', `<collectionProp name="UserParameters.names"><stringProp name="117694">who</stringProp></collectionProp><collectionProp name="UserParameters.thread_values">${column}</collectionProp><boolProp name="UserParameters.per_iteration">false</boolProp>`);
  const pause = (children: string): string => element('TestAction', { 'ActionProcessor.action': 1, 'ActionProcessor.target': 0, 'ActionProcessor.duration': '1' }, children);
  const xml = plan(get('/before/${who}') + pause(parameters) + get('/after/${who}') + element('TestAction', { 'ActionProcessor.action': 0, 'ActionProcessor.target': 0 }));
  const { virtualUsers: [user], notes } = imported(xml);
  expect(user?.children.map((node) => [node['@type'], node.children?.map((child) => child['@type'])])).toEqual([['HttpRequestAction', []], ['GenericAction', ['GenericAction']], ['HttpRequestAction', []], ['GenericAction', []]]);
  expect(notes.filter(({ level }) => level === 'kept')).toEqual([]);
  expect(parsedXml(exported(imported(xml)))).toEqual(parsedXml(xml));
  await played(xml, 1);
  expect(paths().map((path) => (path.startsWith('/before/') ? path.includes('late') : path))).toEqual(['/after/late', false]);
});

it('without the timer the same plan asks on and on', async () => {
  await played(plan(get('/free')), 1);
  expect(paths().length).toBeGreaterThan(1);
});

it('a precise throughput of an imported plan takes effect on the engine', async () => {
  // The mean gap is years: all users together are let through once.
  const timer = withProperties('PreciseThroughputTimer', `${throughput('0.001')}<intProp name="throughputPeriod">99999999</intProp><longProp name="duration">3600</longProp>`);
  await played(plan(get('/slow', timer)), 2);
  expect(paths()).toEqual(['/slow']);
});
