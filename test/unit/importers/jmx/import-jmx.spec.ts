import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { element, exported, http, imported, KEEP_ALL, nodesOf, parsedXml, pathOf, plan, requestsOf } from './jmx-view.js';

const one = (inner: string, beside = '') => nodesOf(imported(plan(inner, beside)))[0]?.node ?? { '@type': 'nothing', id: '' };
const request = (properties: Record<string, string | boolean> = {}, children = '', more = '', beside = '') => requestsOf(imported(plan(http(properties, children, more), beside)))[0]?.node ?? { '@type': 'nothing', id: '' };
const defaults = (properties: Record<string, string>) => element('ConfigTestElement', properties).replace('ConfigTestElementGui', 'HttpDefaultsGui');
const headers = (...pairs: [string, string][]) => `<HeaderManager guiclass="HeaderPanel" testclass="HeaderManager" testname="H"><collectionProp name="HeaderManager.headers">${pairs.map(([name, value]) => `<elementProp name="" elementType="Header"><stringProp name="Header.name">${name}</stringProp><stringProp name="Header.value">${value}</stringProp></elementProp>`).join('')}</collectionProp></HeaderManager><hashTree/>`;
const args = (...pairs: [string, string, boolean?][]) => `<elementProp name="HTTPsampler.Arguments" elementType="Arguments"><collectionProp name="Arguments.arguments">${pairs.map(([name, value, encode]) => `<elementProp name="${name}" elementType="HTTPArgument"><boolProp name="HTTPArgument.always_encode">${String(encode ?? false)}</boolProp><stringProp name="Argument.value">${value}</stringProp><stringProp name="Argument.metadata">=</stringProp><stringProp name="Argument.name">${name}</stringProp></elementProp>`).join('')}</collectionProp></elementProp>`;
const variables = (...pairs: [string, string][]) => `<Arguments guiclass="ArgumentsPanel" testclass="Arguments" testname="UDV"><collectionProp name="Arguments.arguments">${pairs.map(([name, value]) => `<elementProp name="${name}" elementType="Argument"><stringProp name="Argument.name">${name}</stringProp><stringProp name="Argument.value">${value}</stringProp></elementProp>`).join('')}</collectionProp></Arguments><hashTree/>`;
/** Every plan here also has to come out as it went in. */
const unchanged = (xml: string) => { expect(parsedXml(exported(imported(xml)))).toEqual(parsedXml(xml)); };

describe('HTTP requests', () => {
  it('puts arguments of a GET into the query, of a POST into a form', () => {
    expect(request({}, '', args(['a', '1', true], ['', 'skipped']))).toMatchObject({ queryParameters: [{ name: 'a', value: '1', encoded: true, useEquals: true }], postData: null });
    expect(request({ 'HTTPSampler.method': 'POST' }, '', args(['a', '1']))).toMatchObject({ queryParameters: [], postData: { '@type': 'FormPostData', parameters: [{ name: 'a', value: '1', encoded: false }] } });
  });

  it('takes nameless arguments and the raw flag for a raw body', () => {
    expect(request({ 'HTTPSampler.method': 'POST' }, '', args(['', '{&quot;a&quot;:1}&#xd;\n'])).postData).toEqual({ '@type': 'RawPostData', text: '{"a":1}\r\n' });
    expect(request({ 'HTTPSampler.method': 'PUT', 'HTTPSampler.postBodyRaw': true }, '', args(['', 'x'])).postData).toEqual({ '@type': 'RawPostData', text: 'x' });
    expect(request({ 'HTTPSampler.method': 'POST' }).postData).toBeNull();
  });

  it('splits the query off the path, but not inside functions', () => {
    const node = request({ 'HTTPSampler.path': '/a;jsessionid=${__P(s,?)}?x=${__groovy(1 && 2 ? 3 : 4)}&y' });
    expect(node).toMatchObject({ path: '/a;jsessionid=${__P(s,?)}', queryParameters: [{ name: 'x', value: '${__groovy(1 && 2 ? 3 : 4)}', encoded: false, useEquals: true }, { name: 'y', value: '', useEquals: false }] });
    expect(pathOf(node)).toBe('/a;jsessionid=${__P(s,?)}?x=${__groovy(1 && 2 ? 3 : 4)}&y');
  });

  it('takes a whole address in the path before all other fields', () => {
    const result = imported(plan(http({ 'HTTPSampler.path': 'https://user:pw@${host}:8443/p?q=1', 'HTTPSampler.port': '99' }, '', args(['ignored', '1']))));
    expect(result.servers.map(({ protocol, hostname, port }) => ({ protocol, hostname, port }))).toEqual([{ protocol: 'HTTPS', hostname: '${host}', port: 8443 }]);
    expect(pathOf(requestsOf(result)[0]?.node ?? { '@type': '', id: '' })).toBe('/p?q=1');
    expect(result.notes.map((note) => note.reason).join()).toMatch(/user name and password.*no parameters beside it/s);
  });

  it('merges defaults: the nearest value wins, at one level the first', () => {
    const beside = defaults({ 'HTTPSampler.domain': 'far.test', 'HTTPSampler.protocol': 'https', 'HTTPSampler.path': '/far' });
    const result = imported(plan(`${defaults({ 'HTTPSampler.domain': 'near.test' })}${defaults({ 'HTTPSampler.domain': 'second.test', 'HTTPSampler.port': '81' })}${http({ 'HTTPSampler.domain': '', 'HTTPSampler.path': '' })}`, beside));
    expect(result.servers).toMatchObject([{ protocol: 'HTTPS', hostname: 'near.test', port: 81 }]);
    expect(requestsOf(result)[0]?.node['path']).toBe('/far');
  });

  it('leaves disabled defaults and headers out', () => {
    const off = defaults({ 'HTTPSampler.domain': 'off.test' }).replace('<ConfigTestElement ', '<ConfigTestElement enabled="false" ');
    expect(imported(plan(http({ 'HTTPSampler.domain': '' }), off)).servers[0]?.hostname).toBe('no-host.invalid');
  });

  it('merges headers from the inside out, each name once', () => {
    const node = request({}, headers(['Accept', 'own'], ['X', '1'], ['X', '2']), '', headers(['accept', 'plan'], ['B', 'plan']));
    expect(node['headers']).toEqual([{ name: 'Accept', value: 'own' }, { name: 'X', value: '1' }, { name: 'X', value: '2' }, { name: 'B', value: 'plan' }]);
  });

  it('gives a server a port and a protocol even where the plan has variables, and says so', () => {
    const result = imported(plan(http({ 'HTTPSampler.port': '${port}', 'HTTPSampler.protocol': '${scheme}' }), variables(['port', '8443'], ['scheme', '${__P(scheme,https)}'])));
    expect(result.servers).toMatchObject([{ protocol: 'HTTPS', port: 8443 }]);
    expect(result.notes.filter((note) => note.level === 'changed')).toHaveLength(2);
  });

  it('reads a host out of a path variable that holds a whole address', () => {
    const result = imported(plan(http({ 'HTTPSampler.domain': '', 'HTTPSampler.path': '${url}' }), variables(['url', 'https://shop.test:444/x'])));
    expect([result.servers[0]?.hostname, result.servers[0]?.port, requestsOf(result)[0]?.node['path']]).toEqual(['shop.test', 444, '${url}']);
  });

  it('reads files as parts, or alone as the body', () => {
    const file = (name: string) => `<elementProp name="HTTPsampler.Files" elementType="HTTPFileArgs"><collectionProp name="HTTPFileArgs.files"><elementProp name="up/a.txt" elementType="HTTPFileArg"><stringProp name="File.path">up/a.txt</stringProp><stringProp name="File.paramname">${name}</stringProp><stringProp name="File.mimetype">text/plain</stringProp></elementProp></collectionProp></elementProp>`;
    expect(request({ 'HTTPSampler.method': 'POST' }, '', args(['t', 'v']) + file('f')).postData).toMatchObject({ '@type': 'MultipartPostData', parts: [{ '@type': 'MultipartTextPart', name: 't', value: 'v' }, { '@type': 'MultipartFilePart', name: 'f', filename: 'a.txt', mimeType: 'text/plain' }] });
    expect(request({ 'HTTPSampler.method': 'PUT' }, '', file('')).postData).toEqual({ '@type': 'FilePostData', filename: 'a.txt', mimeType: 'text/plain' });
    expect(request({ 'HTTPSampler.method': 'POST', 'HTTPSampler.FILE_NAME': '/data/x.bin', 'HTTPSampler.FILE_FIELD': 'f' }).postData).toMatchObject({ '@type': 'MultipartPostData', parts: [{ filename: 'x.bin' }] });
  });

  it('reads the switches of a sampler', () => {
    expect(request({ 'HTTPSampler.auto_redirects': true, 'HTTPSampler.use_keepalive': false, 'HTTPSampler.image_parser': true, 'HTTPSampler.contentEncoding': 'UTF-8' })).toMatchObject({ followRedirects: true, keepAlive: false, downloadResources: true, encoding: 'UTF-8' });
    expect(request({})).toMatchObject({ followRedirects: false, keepAlive: true, downloadResources: false, encoding: '' });
  });

  it('takes timeouts and pools to the server', () => {
    const result = imported(plan(http({ 'HTTPSampler.connect_timeout': '1000', 'HTTPSampler.response_timeout': '2000', 'HTTPSampler.concurrentDwn': true, 'HTTPSampler.concurrentPool': '4' }) + http({ 'HTTPSampler.connect_timeout': '5' })));
    expect(result.servers).toMatchObject([{ connectTimeoutMs: 1000, responseTimeoutMs: 2000, resourcesPool: 4 }]);
    expect(result.notes.some((note) => note.reason.includes('different connectTimeoutMs'))).toBe(true);
  });

  it('gives credentials to the servers they cover', () => {
    const auth = (url: string, mechanism: string, domain = '') => `<elementProp name="" elementType="Authorization"><stringProp name="Authorization.url">${url}</stringProp><stringProp name="Authorization.username">u</stringProp><stringProp name="Authorization.password">p</stringProp><stringProp name="Authorization.domain">${domain}</stringProp><stringProp name="Authorization.mechanism">${mechanism}</stringProp></elementProp>`;
    const manager = `<AuthManager guiclass="AuthPanel" testclass="AuthManager" testname="A"><collectionProp name="AuthManager.auth_list">${auth('http://shop.test/admin', 'DIGEST')}${auth('http://shop.test:80', 'BASIC_DIGEST', 'CORP')}${auth('http://other.test', 'BASIC')}</collectionProp></AuthManager><hashTree/>`;
    const result = imported(plan(http(), manager));
    expect(result.servers[0]?.authorizations).toEqual([{ type: 'DIGEST', basePath: '/admin', username: 'u', password: 'p', domain: '' }, { type: 'NTLM', basePath: '/', username: 'u', password: 'p', domain: 'CORP' }]);
    expect(result.notes.map((note) => note.type)).toEqual(['AuthManager']);
  });

  it('leaves out what the options ask it to, and says which', () => {
    const inner = `${http({ 'HTTPSampler.path': '/logo.png' })}${http({ 'HTTPSampler.domain': 'www.google-analytics.com', 'HTTPSampler.path': '/collect' })}${http({ 'HTTPSampler.path': '/a.js' }, element('RegexExtractor', { 'RegexExtractor.refname': 'v' }))}${http({ 'HTTPSampler.path': '/shop' })}`;
    const result = imported(plan(inner), { resources: 'REMOVE', adBlocking: 'ENABLED' });
    expect(requestsOf(result).map(({ node }) => node['path'])).toEqual(['/a.js', '/shop']);
    expect(result.notes.filter((note) => note.level === 'dropped')).toHaveLength(2);
    expect(result.servers.map((server) => server.hostname)).toEqual(['shop.test']);
    expect(requestsOf(imported(plan(inner), KEEP_ALL))).toHaveLength(4);
  });
});

describe('controllers', () => {
  it.each([
    ['LoopController', { 'LoopController.loops': '${n}' }, { '@type': 'LoopContainerAction', count: '${n}' }],
    ['LoopController', { 'LoopController.loops': -1 }, { '@type': 'LoopContainerAction', count: '-1' }],
    ['IfController', { 'IfController.condition': '${x} == 1', 'IfController.useExpression': true }, { '@type': 'IfContainerAction', condition: '${x} == 1', useExpression: true }],
    ['IfController', { 'IfController.condition': '"a" == "a"' }, { useExpression: false }],
    ['WhileController', { 'WhileController.condition': 'LAST' }, { '@type': 'WhileContainerAction', condition: 'LAST' }],
    ['ForeachController', { 'ForeachController.inputVal': 'in', 'ForeachController.returnVal': 'out', 'ForeachController.startIndex': '1', 'ForeachController.useSeparator': false }, { '@type': 'ForEachContainerAction', inputVariablePrefix: 'in', outputVariable: 'out', startIndex: 1, endIndex: null, useSeparator: false }],
    ['RandomController', {}, { '@type': 'RandomContainerAction' }],
    ['RandomOrderController', {}, { '@type': 'RandomOrderContainerAction' }],
    ['OnceOnlyController', {}, { '@type': 'OnceOnlyContainerAction' }],
    ['TransactionController', {}, { '@type': 'ContainerAction', includeTimers: true }],
    ['TransactionController', { 'TransactionController.includeTimers': false, 'TransactionController.parent': true }, { '@type': 'ContainerAction', includeTimers: false }],
    ['GenericController', {}, { '@type': 'ContainerAction', includeTimers: false }],
    ['ThroughputController', { 'ThroughputController.style': 0, 'ThroughputController.maxThroughput': 3, 'ThroughputController.perThread': true }, { '@type': 'FlowControlContainerAction', style: 'TOTAL', value: '3', perUser: true }],
    ['com.blazemeter.jmeter.controller.ParallelSampler', { PARENT_SAMPLE: true }, { '@type': 'ParallelContainerAction', parentSample: true }],
    ['InterleaveControl', { 'InterleaveControl.style': 1 }, { '@type': 'GenericAction', testClass: 'InterleaveControl', properties: { 'InterleaveControl.style': 1 } }],
    ['RunTime', { 'RunTime.seconds': '10' }, { '@type': 'GenericAction', testClass: 'RunTime', properties: { 'RunTime.seconds': '10' } }],
    ['CriticalSectionController', { 'CriticalSectionController.lockName': 'l' }, { '@type': 'GenericAction', testClass: 'CriticalSectionController' }],
    ['IncludeController', { 'IncludeController.includepath': 'parts/x.jmx' }, { '@type': 'GenericAction', testClass: 'IncludeController' }],
    ['org.example.SpecialController', { a: 'b' }, { '@type': 'GenericAction', testClass: 'org.example.SpecialController', properties: { a: 'b' } }],
  ])('%s %j', (tag, properties, wanted) => {
    const xml = plan(element(tag, properties, http()));
    const node = one(element(tag, properties, http()));
    expect(node).toMatchObject(wanted);
    expect(node.children).toHaveLength(1);
    unchanged(xml);
  });

  it('makes an If for each case of a switch that chooses as JMeter does', () => {
    const xml = plan(element('SwitchController', { 'SwitchController.value': '${s}' }, ['first', 'second', 'Default'].map((name) => http().replace('testname="HTTPSamplerProxy"', `testname="${name}"`)).join('') + element('ConstantTimer', { 'ConstantTimer.delay': '5' })));
    const node = one(xml.slice(xml.indexOf('<SwitchController'), xml.lastIndexOf('</hashTree></hashTree></hashTree>')));
    const cases = (node.children ?? []).filter((child) => child['@type'] === 'IfContainerAction');
    expect(node.children?.map((child) => child['@type'])).toEqual(['IfContainerAction', 'IfContainerAction', 'IfContainerAction', 'ThinktimeConstant']);
    const chosen = (value: string) => cases.filter((one) => runInNewContext(String(one['condition']).replaceAll('${s}', value)) === true).map((one) => one.name);
    expect(['0', '1', '2', '3', '99', '', 'second', 'first', 'nobody', '-1'].map(chosen)).toEqual([['first'], ['second'], ['Default'], ['first'], ['first'], ['first'], ['second'], ['first'], ['Default'], ['Default']]);
    unchanged(xml);
  });

  it('links modules to their targets and keeps the others', () => {
    const module = (...names: string[]) => `<ModuleController guiclass="ModuleControllerGui" testclass="ModuleController" testname="M"><collectionProp name="ModuleController.node_path">${names.map((name) => `<stringProp name="1">${name}</stringProp>`).join('')}</collectionProp></ModuleController><hashTree/>`;
    const fragment = element('TestFragmentController', {}, element('GenericController', {}, http()), ' enabled="false"');
    const xml = plan(module('Test Plan', 'Plan', 'TestFragmentController') + module('WorkBench', 'Plan', 'TestFragmentController', 'GenericController') + module('Test Plan', 'Plan', 'nowhere'), fragment);
    const result = imported(xml);
    expect(result.virtualUsers.map(({ type, name }) => [type, name])).toEqual([['FRAGMENTS', 'TestFragmentController'], ['JMETER', 'Users']]);
    const [container] = result.virtualUsers[0]?.children ?? [];
    expect(container).toMatchObject({ '@type': 'ContainerAction', enabled: true });
    expect(result.virtualUsers[1]?.children).toMatchObject([
      { '@type': 'LinkAction', virtualUserId: result.virtualUsers[0]?.key, actionId: container?.id },
      { '@type': 'LinkAction', actionId: container?.children?.[0]?.id },
      { '@type': 'GenericAction', testClass: 'ModuleController', children: [] },
    ]);
    unchanged(xml);
  });
});

describe('timers', () => {
  const timer = (tag: string, properties: Record<string, string | number>) => one(element(tag, properties));

  it('become think times', () => {
    expect(timer('ConstantTimer', { 'ConstantTimer.delay': '300' })).toMatchObject({ '@type': 'ThinktimeConstant', value: 300 });
    expect(timer('ConstantTimer', { 'ConstantTimer.delay': '${t}' })).toMatchObject({ '@type': 'ThinktimeText', value: '${t}' });
    expect(timer('UniformRandomTimer', { 'ConstantTimer.delay': '100', 'RandomTimer.range': '50.0' })).toMatchObject({ '@type': 'ThinktimeUniform', min: 100, max: 150 });
    expect(timer('UniformRandomTimer', { 'ConstantTimer.delay': '${a}', 'RandomTimer.range': '50' })).toMatchObject({ '@type': 'ThinktimeText', value: '${__Random(${a},${__intSum(${a},50)})}' });
    expect(timer('GaussianRandomTimer', { 'ConstantTimer.delay': '300', 'RandomTimer.range': '100.0' })).toMatchObject({ '@type': 'ThinktimeGaussian', mean: 300, deviation: 100 });
    expect(timer('PoissonRandomTimer', { 'ConstantTimer.delay': '300' })).toMatchObject({ '@type': 'GenericAction', testClass: 'PoissonRandomTimer' });
    unchanged(plan(element('UniformRandomTimer', { 'ConstantTimer.delay': '${a}', 'RandomTimer.range': '50' })));
  });

  it('put a pause action and the timer below it together', () => {
    const pause = (duration: string, children = '') => element('TestAction', { 'ActionProcessor.action': 1, 'ActionProcessor.target': 0, 'ActionProcessor.duration': duration }, children);
    expect(one(pause('2000'))).toMatchObject({ '@type': 'DelayAction', thinktime: { '@type': 'ThinktimeConstant', value: 2000 } });
    expect(one(pause('${p}'))).toMatchObject({ '@type': 'DelayAction', thinktime: { '@type': 'ThinktimeText', value: '${p}' } });
    expect(one(pause('0', element('UniformRandomTimer', { 'ConstantTimer.delay': '1', 'RandomTimer.range': '2' })))).toMatchObject({ '@type': 'DelayAction', thinktime: { '@type': 'ThinktimeUniform', min: 1, max: 3 } });
    expect(one(element('TestAction', { 'ActionProcessor.action': 0 }))).toMatchObject({ '@type': 'GenericAction', testClass: 'TestAction' });
    unchanged(plan(pause('', element('UniformRandomTimer', { 'ConstantTimer.delay': '1', 'RandomTimer.range': '2' })) + pause('5', element('ConstantTimer', { 'ConstantTimer.delay': '9' }))));
  });

  it('put a meeting of users before the sampler it was in, and write it back into it', () => {
    const sync = element('SyncTimer', { groupSize: 5, timeoutInMs: 1000 });
    const xml = plan(http({}, element('ConstantTimer', { 'ConstantTimer.delay': '1' }) + sync) + element('TestAction', { 'ActionProcessor.action': 1, 'ActionProcessor.duration': '0' }, sync) + sync);
    const nodes = imported(xml).virtualUsers[0]?.children ?? [];
    expect(nodes.map((node) => node['@type'])).toEqual(['RendezVousAction', 'HttpRequestAction', 'RendezVousAction', 'RendezVousAction']);
    expect(nodes[0]).toMatchObject({ scope: 'GLOBAL', timeoutMs: 1000, type: 'COUNT', value: 5 });
    unchanged(xml);
  });

  it('of throughput are hints for a scenario', () => {
    const result = imported(plan(element('ConstantThroughputTimer', { throughput: '60.0', calcMode: 1 })));
    expect(result.scenarioHints[0]?.throughput).toEqual([{ type: 'ConstantThroughputTimer', raw: { throughput: '60.0', calcMode: '1' } }]);
    expect(result.notes).toMatchObject([{ level: 'changed', type: 'ConstantThroughputTimer', place: 'Plan > Users > ConstantThroughputTimer' }]);
  });
});

describe('processors', () => {
  const inRequest = (tag: string, properties: Record<string, string | number | boolean>) => (imported(plan(http({}, element(tag, properties)))).virtualUsers[0]?.children[0]?.children ?? []);

  it.each([
    ['RegexExtractor', { 'RegexExtractor.refname': 'v', 'RegexExtractor.regex': 'a(.)', 'RegexExtractor.template': '$1$$2$', 'RegexExtractor.default': 'D', 'RegexExtractor.match_number': '-1', 'RegexExtractor.useHeaders': 'true', 'Sample.scope': 'all' }, { '@type': 'RegexpVariableExtractor', name: 'v', regexp: 'a(.)', template: '$1$$2$', defaultValue: 'D', matchNumber: -1, from: 'HEADERS', applyTo: 'REQUEST_AND_SUBREQUESTS' }],
    ['RegexExtractor', { 'RegexExtractor.refname': 'v', 'RegexExtractor.match_number': '', 'RegexExtractor.useHeaders': 'as_document' }, { matchNumber: 0, from: 'BODY', applyTo: 'REQUEST_ONLY' }],
    ['BoundaryExtractor', { 'BoundaryExtractor.refname': 'b', 'BoundaryExtractor.lboundary': '<a>', 'BoundaryExtractor.rboundary': '</a>', 'BoundaryExtractor.match_number': '2', 'BoundaryExtractor.useHeaders': 'URL' }, { '@type': 'BoundaryVariableExtractor', name: 'b', leftBoundary: '<a>', rightBoundary: '</a>', matchNumber: 2, from: 'URL' }],
    ['HtmlExtractor', { 'HtmlExtractor.refname': 'c', 'HtmlExtractor.expr': 'a[href]', 'HtmlExtractor.attribute': 'href', 'HtmlExtractor.extractor_impl': 'JODD', 'HtmlExtractor.match_number': '1' }, { '@type': 'CssVariableExtractor', name: 'c', selector: 'a[href]', attribute: 'href', engine: 'JODD' }],
    ['JMESPathExtractor', { 'JMESExtractor.referenceName': 'j', 'JMESExtractor.jmesPathExpr': 'a.b', 'JMESExtractor.matchNumber': '1', 'JMESExtractor.defaultValue': 'D' }, { '@type': 'JMESPathVariableExtractor', name: 'j', path: 'a.b', defaultValue: 'D' }],
    ['XPathExtractor', { 'XPathExtractor.refname': 'x', 'XPathExtractor.xpathQuery': '//a', 'XPathExtractor.tolerant': true, 'XPathExtractor.fragment': true }, { '@type': 'XPath1VariableExtractor', name: 'x', xpath: '//a', tolerant: true, returnFragment: true, matchNumber: -1 }],
    ['XPath2Extractor', { 'XPathExtractor2.refname': 'x', 'XPathExtractor2.xpathQuery': '//p:a', 'XPathExtractor2.namespaces': 'p=urn:a\nq=urn:b', 'XPathExtractor2.matchNumber': '1' }, { '@type': 'XPath2VariableExtractor', xpath: '//p:a', namespaces: { p: 'urn:a', q: 'urn:b' }, matchNumber: 1 }],
    ['com.atlantbh.jmeter.plugins.jsonutils.jsonpathextractor.JSONPathExtractor', { VAR: 'g', JSONPATH: '$.a[*]', DEFAULT: 'D' }, { '@type': 'JsonVariableExtractor', name: 'g', path: '$.a[*]', matchNumber: -1 }],
    ['com.atlantbh.jmeter.plugins.jsonutils.jsonpathextractor.JSONPathExtractor', { VAR: 'g', JSONPATH: '$.a', SUBJECT: 'VAR', VARIABLE: 'w' }, { '@type': 'GenericAction' }],
    ['ResponseAssertion', { 'Assertion.test_field': 'Assertion.response_code', 'Assertion.test_type': 44, 'Assertion.assume_success': true, 'Assertion.scope': 'children' }, { '@type': 'ResponseAssertion', location: 'STATUS_CODE', rule: 'EQUALS', negate: true, any: true, assumeSuccess: true, type: 'SUBREQUESTS_ONLY' }],
    ['ResponseAssertion', { 'Assertion.scope': 'variable', 'Scope.variable': 'v' }, { '@type': 'GenericAction', testClass: 'ResponseAssertion' }],
    ['JSONPathAssertion', { JSON_PATH: '$.a', EXPECTED_VALUE: '1', JSONVALIDATION: true, EXPECT_NULL: false, INVERT: true, ISREGEX: false }, { '@type': 'JsonAssertion', path: '$.a', value: '1', validateValue: true, negate: true, regex: false }],
    ['JSR223PreProcessor', { scriptLanguage: 'groovy', script: 'a()', parameters: 'p', filename: 'lib/x.groovy' }, { '@type': 'JSR223PreProcessor', language: 'groovy', script: 'a()', parameters: 'p', filename: 'x.groovy' }],
    ['BeanShellPostProcessor', { script: 'b()' }, { '@type': 'JSR223PostProcessor', language: 'beanshell', script: 'b()' }],
    ['DurationAssertion', { 'DurationAssertion.duration': '4000' }, { '@type': 'GenericAction', testClass: 'DurationAssertion', properties: { 'DurationAssertion.duration': '4000' }, jmx: { kind: 'assertion' } }],
    ['URLRewritingModifier', { argument_name: 'sid' }, { '@type': 'GenericAction', jmx: { kind: 'pre' } }],
    ['ResultAction', { 'OnError.action': 2 }, { '@type': 'GenericAction', jmx: { kind: 'post' } }],
  ])('%s %j', (tag, properties, wanted) => {
    expect(inRequest(tag, properties)[0]).toMatchObject(wanted);
    unchanged(plan(http({}, element(tag, properties))));
  });

  it('make one JSON extractor for each variable of an element', () => {
    const properties = { 'JSONPostProcessor.referenceNames': 'a; b', 'JSONPostProcessor.jsonPathExprs': '$.a;$.b', 'JSONPostProcessor.match_numbers': '1;-1', 'JSONPostProcessor.defaultValues': 'x;y' };
    const next = element('RegexExtractor', { 'RegexExtractor.refname': 'c' });
    expect(inRequest('JSONPostProcessor', properties)).toMatchObject([{ '@type': 'JsonVariableExtractor', name: 'a', path: '$.a', matchNumber: 1, defaultValue: 'x' }, { name: 'b', path: '$.b', matchNumber: -1, defaultValue: 'y' }]);
    unchanged(plan(http({}, element('JSONPostProcessor', properties) + next)));
  });

  it('of samplers that are scripts become script actions', () => {
    expect(one(element('BeanShellSampler', { 'BeanShellSampler.query': 'q()', 'BeanShellSampler.parameters': 'p' }))).toMatchObject({ '@type': 'JSR223Action', language: 'beanshell', script: 'q()', parameters: 'p', children: [] });
    expect(one(element('BSFSampler', { 'BSFSampler.language': 'jexl', 'BSFSampler.query': 'q' }))).toMatchObject({ '@type': 'JSR223Action', language: 'jexl', script: 'q' });
    expect(one(element('DebugSampler', { displayJMeterVariables: true }))).toMatchObject({ '@type': 'DebugAction', variablesDisplayed: true, propertiesDisplayed: false });
    expect(one(element('DebugSampler', {}, element('RegexExtractor', { 'RegexExtractor.refname': 'v' })))).toMatchObject({ '@type': 'GenericAction', children: [{ '@type': 'RegexpVariableExtractor' }] });
  });
});

describe('variables', () => {
  it('take the last value of a constant and say which one never counts', () => {
    const result = imported(plan(variables(['a', '2'], ['b', 'x']), variables(['a', '1'])));
    expect(result.variables.map(({ name, variable }) => [name, variable])).toEqual([['a', { '@type': 'ConstantVariable', value: '2' }], ['b', { '@type': 'ConstantVariable', value: 'x' }]]);
    expect(result.notes).toMatchObject([{ level: 'changed', type: 'Arguments', reason: expect.stringContaining('"1" never counts') as string }]);
  });

  it('read data files with their rules', () => {
    const csv = (properties: Record<string, string | boolean>) => imported(plan('', element('CSVDataSet', properties))).variables[0];
    expect(csv({ filename: '${dir}/users.csv', variableNames: 'a, b', delimiter: '\\t', recycle: false, stopThread: true, shareMode: 'shareMode.thread', fileEncoding: 'UTF-8', quotedData: true })).toMatchObject({ name: 'CSVDataSet', variable: { '@type': 'CSVVariable', filename: 'users.csv', names: ['a', 'b'], delimiter: '\t', recycleOnEOF: false, stopThreadOnEOF: true, scope: 'PRIVATE', encoding: 'UTF-8', allowQuotedData: true } });
    expect(csv({ filename: 'x.csv' })?.variable).toMatchObject({ names: [], delimiter: ',', recycleOnEOF: true, scope: 'SHARED' });
  });

  it('read counters and random numbers', () => {
    const result = imported(plan(element('CounterConfig', { 'CounterConfig.name': 'n', 'CounterConfig.start': '1', 'CounterConfig.end': '', 'CounterConfig.incr': '2', 'CounterConfig.per_user': true }) + element('RandomVariableConfig', { variableName: 'r', minimumValue: '1', maximumValue: '9', perThread: true, outputFormat: '000' })));
    expect(result.variables).toMatchObject([{ name: 'n', variable: { '@type': 'CounterVariable', start: 1, end: Number.MAX_SAFE_INTEGER, increment: 2, trackPerUser: true } }, { name: 'r', variable: { '@type': 'RandomVariable', min: 1, max: 9, format: '000', perUser: true } }]);
  });

  it('lose no name where two are alike', () => {
    const csv = element('CSVDataSet', { filename: 'a.csv' });
    const result = imported(plan('', csv + csv));
    expect(result.variables.map(({ name }) => name)).toEqual(['CSVDataSet', 'CSVDataSet (2)']);
    const taken = imported(plan(element('CounterConfig', { 'CounterConfig.name': 'a' }), variables(['a', '1'])));
    expect([taken.variables.length, taken.notes[0]?.reason]).toEqual([1, expect.stringContaining('taken by another variable')]);
  });

  it('leave disabled ones out, but not those of a disabled thread group', () => {
    const off = element('CSVDataSet', { filename: 'a.csv' }, '', ' enabled="false"');
    const result = imported(plan('', off));
    expect([result.variables, result.notes.map((note) => note.reason)]).toEqual([[], ['disabled: it has no effect on the Virtual User']]);
    expect(imported(plan(element('CSVDataSet', { filename: 'a.csv' })).replace('testname="Users"', 'testname="Users" enabled="false"')).variables).toHaveLength(1);
  });
});

describe('the plan', () => {
  it('copies what acts on all thread groups into each of them', () => {
    const group = (name: string) => `<ThreadGroup guiclass="ThreadGroupGui" testclass="ThreadGroup" testname="${name}"/><hashTree>${http()}</hashTree>`;
    const beside = element('ResponseAssertion', { 'Assertion.test_type': 2 }) + element('DNSCacheManager') + group('Other');
    const result = imported(plan(http(), beside));
    expect(result.virtualUsers.map(({ children }) => children.map((node) => node['@type']))).toEqual([['ResponseAssertion', 'GenericAction', 'HttpRequestAction'], ['ResponseAssertion', 'GenericAction', 'HttpRequestAction']]);
    unchanged(plan(http(), beside));
  });

  it('marks setUp, tearDown and disabled groups', () => {
    const group = (tag: string, enabled: string) => `<${tag} guiclass="G" testclass="${tag}" testname="${tag}" enabled="${enabled}"/><hashTree/>`;
    const result = imported(plan('', group('SetupThreadGroup', 'true') + group('PostThreadGroup', 'false')));
    expect(result.virtualUsers.map(({ name, role, enabled }) => [name, role, enabled])).toEqual([['SetupThreadGroup', 'SETUP', true], ['PostThreadGroup', 'TEARDOWN', false], ['Users', 'MAIN', true]]);
  });

  it('keeps the workbench and what stands outside of thread groups, executed by nobody', () => {
    const xml = plan(http(), http()).replace('</hashTree></hashTree></jmeterTestPlan>', `</hashTree>${element('WorkBench', {}, http())}</hashTree></jmeterTestPlan>`);
    const result = imported(xml);
    expect(requestsOf(result)).toHaveLength(1);
    expect(result.notes.map(({ level, type, place }) => [level, type, place])).toEqual([['kept', 'WorkBench', 'WorkBench'], ['kept', 'HTTPSamplerProxy', 'Plan > HTTPSamplerProxy']]);
    unchanged(xml);
  });

  it('keeps disabled elements disabled with all below them', () => {
    const result = imported(plan(element('GenericController', {}, http(), ' enabled="false"')));
    expect(nodesOf(result).map(({ node, enabled }) => [node.enabled, enabled])).toEqual([[false, false], [true, false]]);
  });

  it('gives load curves for what plugins schedule', () => {
    const ultimate = '<kg.apc.jmeter.threads.UltimateThreadGroup testclass="kg.apc.jmeter.threads.UltimateThreadGroup" testname="U"><collectionProp name="ultimatethreadgroupdata"><collectionProp name="1"><stringProp name="1">10</stringProp><stringProp name="2">0</stringProp><stringProp name="3">30</stringProp><stringProp name="4">60</stringProp><stringProp name="5">10</stringProp></collectionProp></collectionProp></kg.apc.jmeter.threads.UltimateThreadGroup><hashTree/>';
    const concurrency = element('com.blazemeter.jmeter.threads.concurrency.ConcurrencyThreadGroup', { TargetLevel: '20', RampUp: '2', Hold: '5', Unit: 'M' });
    const hints = imported(plan('', ultimate + concurrency)).scenarioHints;
    expect(hints[0]).toMatchObject({ kind: 'ULTIMATE', threads: 10, load: { '@type': 'UserProfileLoadCustom', points: [{ timeInMs: 0, threadsCount: 0 }, { timeInMs: 30_000, threadsCount: 10 }, { timeInMs: 90_000, threadsCount: 10 }, { timeInMs: 100_000, threadsCount: 0 }] } });
    expect(hints[1]).toMatchObject({ kind: 'CONCURRENCY', threads: 20, load: { '@type': 'UserProfileLoadRampUp', rampUpMs: 120_000, plateauMs: 300_000, plateauVus: 20 } });
  });

  it('takes the default of a property expression as a number, an expression without one as unknown', () => {
    const xml = plan('').replace('<stringProp name="ThreadGroup.num_threads">1<', '<stringProp name="ThreadGroup.num_threads">${__P(users,25)}<').replace('</ThreadGroup>', '<stringProp name="ThreadGroup.ramp_time">${ramp}</stringProp></ThreadGroup>');
    expect(imported(xml).scenarioHints[0]).toMatchObject({ threads: 25, rampUpSeconds: null, raw: { 'ThreadGroup.num_threads': '${__P(users,25)}', 'ThreadGroup.ramp_time': '${ramp}' } });
  });
});

describe('files that are no plan', () => {
  it.each([
    ['nothing but spaces', '  \n ', /white space/], ['no XML', '{"log":{}}', /not XML.*line 1, column 1/], ['results', '<testResults/>', /root element is "testResults"/], ['JMeter 1.x', '<node/>', /JMeter 1\.x/],
    ['no hashTree', '<jmeterTestPlan/>', /no "hashTree"/], ['a wrong end', '<jmeterTestPlan><hashTree></jmeterTestPlan>', /line 1, column/], ['an unknown reference', '<jmeterTestPlan><hashTree><TestPlan testname="&nbsp;"/></hashTree></jmeterTestPlan>', /&nbsp;/],
    ['a prototype as tag', '<jmeterTestPlan><hashTree><__proto__/></hashTree></jmeterTestPlan>', /__proto__/], ['two roots', '<jmeterTestPlan/><jmeterTestPlan/>', /root elements|line 1/], ['a zip', 'PK\u0003\u0004x', /zip/],
    ['a comment without end', '<jmeterTestPlan><!-- ', /never ends/], ['a DTD in the middle', '<jmeterTestPlan><!ENTITY a "b"></jmeterTestPlan>', /line 1, column 17/],
  ])('%s', (_what, text, message) => { expect(() => imported(text)).toThrow(message); });

  it('nested without end', () => {
    expect(() => imported(`<jmeterTestPlan>${'<hashTree>'.repeat(1000)}${'</hashTree>'.repeat(1000)}</jmeterTestPlan>`)).toThrow(/nested more than/);
    expect(() => imported(plan(Array.from({ length: 190 }, () => '<GenericController/><hashTree>').join('') + '</hashTree>'.repeat(190)))).toThrow(/nested more than 150/);
  });

  it('reads the encoding that the file declares', () => {
    const xml = plan(http().replace('testname="HTTPSamplerProxy"', 'testname="été"')).replace('UTF-8', 'ISO-8859-1');
    expect(requestsOf(imported(Buffer.from(xml, 'latin1')))[0]?.node.name).toBe('été');
    expect(() => imported(xml.replace('ISO-8859-1', 'EBCDIC-9'))).toThrow(/EBCDIC-9/);
    expect(requestsOf(imported(Buffer.from(xml.replace(' encoding="ISO-8859-1"', ''), 'utf16le')))[0]?.node.name).toBe('été');
  });

  it('never pollutes a prototype', () => {
    const result = imported(plan(element('org.example.Sampler', { ['__proto__']: 'x', constructor: 'y', toString: 'z' }).replace('guiclass=', 'name="__proto__" guiclass=').replace('<stringProp name="constructor"', '<stringProp name="__proto__">x</stringProp><stringProp name="constructor"')));
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(Object.keys(nodesOf(result)[0]?.node['properties'] ?? {})).toEqual(['constructor', 'toString']);
    expect(exported(result)).toContain('<stringProp name="__proto__">x</stringProp>');
  });
});
