import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Action, walkActions, type ActionNode } from '../../../../src/contract/actions.js';
import { bindServers } from '../../../../src/local/importers/server-drafts.js';
import { exportJmx, type JmxExport } from '../../../../src/local/importers/jmx/export-jmx.js';
import { bindLinks } from '../../../../src/local/importers/jmx/import-links.js';
import type { JmxImport } from '../../../../src/local/importers/jmx/jmx-result.js';
import { asExport, element, exported, fixture, http, imported, nodesOf, parsedXml, plan, requestsOf } from './jmx-view.js';

type Changes = Readonly<Record<string, unknown>>;
/** The import with one node changed, as an editor or a patch leaves it: unknown fields stay. */
const edited = (result: JmxImport, type: string, changes: Changes | ((node: ActionNode) => Changes)): JmxImport => {
  let done = false;
  const visit = (node: ActionNode): ActionNode => {
    const hit = !done && node['@type'] === type;
    if (hit) done = true;
    return { ...node, ...(hit ? (typeof changes === 'function' ? changes(node) : changes) : {}), ...(node.children === undefined || hit ? {} : { children: node.children.map(visit) }) };
  };
  return { ...result, virtualUsers: result.virtualUsers.map((user) => ({ ...user, children: user.children.map(visit) })) };
};
/** Lines of the file that an edit takes away and puts in. */
const difference = (before: string, after: string): { gone: string[]; come: string[] } => {
  const [left, right] = [before.split('\n'), after.split('\n')];
  return { gone: left.filter((line) => !right.includes(line)).map((line) => line.trim()), come: right.filter((line) => !left.includes(line)).map((line) => line.trim()) };
};
const afterEdit = (result: JmxImport, type: string, changes: Changes | ((node: ActionNode) => Changes)) => difference(exported(result), exported(edited(result, type, changes)));

describe('an edit rewrites only what it changed', () => {
  const full = imported(fixture('jmx/jmeter-to-k6__full.jmx'));

  it.each([
    ['RegexpVariableExtractor', { regexp: 'new(.)' }, ['<stringProp name="RegexExtractor.regex">--(.+)--</stringProp>'], ['<stringProp name="RegexExtractor.regex">new(.)</stringProp>']],
    ['RegexpVariableExtractor', { name: 'other' }, ['<stringProp name="RegexExtractor.refname">h</stringProp>'], ['<stringProp name="RegexExtractor.refname">other</stringProp>']],
    ['CssVariableExtractor', { engine: 'JODD' }, ['<stringProp name="HtmlExtractor.extractor_impl"></stringProp>'], ['<stringProp name="HtmlExtractor.extractor_impl">JODD</stringProp>']],
    ['ThinktimeConstant', { value: 7 }, ['<stringProp name="ConstantTimer.delay">300</stringProp>'], ['<stringProp name="ConstantTimer.delay">7</stringProp>']],
    ['LoopContainerAction', { count: '3' }, ['<intProp name="LoopController.loops">-1</intProp>'], ['<stringProp name="LoopController.loops">3</stringProp>']],
    ['ForEachContainerAction', { endIndex: null }, ['<stringProp name="ForeachController.endIndex">10</stringProp>'], []],
  ])('%s %j', (type, changes, gone, come) => {
    const found = afterEdit(full, type, changes);
    expect(found.gone).toEqual(gone);
    expect(found.come).toEqual(come);
  });

  it('switches elements off and renames them', () => {
    const found = afterEdit(full, 'WhileContainerAction', { enabled: false, name: 'While & so on' });
    expect(found.gone).toEqual(['<WhileController guiclass="WhileControllerGui" testclass="WhileController" testname="While Controller" enabled="true">']);
    expect(found.come).toEqual(['<WhileController guiclass="WhileControllerGui" testclass="WhileController" testname="While &amp; so on" enabled="false">']);
  });

  it('keeps the message of an assertion whose values change', () => {
    const result = imported(plan(http({}, element('ResponseAssertion', { 'Assertion.test_type': 2, 'Assertion.custom_message': 'mine' }))));
    const text = exported(edited(result, 'HttpRequestAction', (node) => ({ children: node.children?.map((child) => ({ ...child, values: ['new'] })) })));
    expect(text).toContain('<stringProp name="Assertion.custom_message">mine</stringProp>');
    expect(text).toContain('>new</stringProp>');
  });

  it('writes an inherited host into the request once the request goes elsewhere', () => {
    const result = imported(fixture('jmx/jmeter__SimpleGraphQLTestPlan.jmx'));
    const moved: Partial<JmxExport> = { servers: [{ id: 'draft:1', protocol: 'HTTP', hostname: 'stage.test', port: 8080, authorizations: [] }] };
    const text = exported(result, moved);
    expect(text).toContain('<stringProp name="HTTPSampler.domain">stage.test</stringProp>');
    expect(requestsOf(imported(text))[0]?.node['postData']).toEqual(requestsOf(result)[0]?.node['postData']);
    expect(imported(text).servers).toMatchObject([{ protocol: 'HTTP', hostname: 'stage.test', port: 8080 }]);
  });

  it('moves a query from the path when one parameter changes, and does not send it twice', () => {
    const result = imported(plan(http({ 'HTTPSampler.path': '/a?x=1&y=2' })));
    const parameters = [{ name: 'x', value: '9', encoded: false, useEquals: true }, { name: 'y', value: '2', encoded: false, useEquals: true }];
    const again = imported(exported(edited(result, 'HttpRequestAction', { queryParameters: parameters })));
    expect(requestsOf(again)[0]?.node).toMatchObject({ path: '/a', queryParameters: parameters });
  });

  it('replaces the headers of a request, not those of the plan', () => {
    const result = imported(fixture('jmx/jmeter-java-dsl__recorded.jmx'));
    const text = exported(edited(result, 'HttpRequestAction', { headers: [{ name: 'X-New', value: '1' }] }));
    const [first, second] = requestsOf(imported(text));
    expect(first?.node['headers']).toContainEqual({ name: 'X-New', value: '1' });
    expect(second?.node['headers']).toEqual(requestsOf(result)[1]?.node['headers']);
  });

  it('writes a changed BeanShell language as a JSR223 element', () => {
    const result = imported(plan(http({}, element('BeanShellPreProcessor', { script: 'old' }))));
    const text = exported(edited(result, 'HttpRequestAction', (node) => ({ children: node.children?.map((child) => ({ ...child, language: 'groovy', script: 'new' })) })));
    expect(nodesOf(imported(text)).map(({ node }) => [node['@type'], node['language'], node['script']])).toContainEqual(['JSR223PreProcessor', 'groovy', 'new']);
    expect(text).not.toContain('<BeanShell');
  });

  it('writes a switch whose conditions were edited as Ifs', () => {
    const xml = plan(element('SwitchController', { 'SwitchController.value': '${s}' }, http() + http()));
    const text = exported(edited(imported(xml), 'IfContainerAction', { condition: '${__groovy(true)}', useExpression: true }));
    expect(text).toContain('IfController.condition');
    expect(text).not.toContain('<SwitchController');
    expect(requestsOf(imported(text))).toHaveLength(2);
  });

  it('keeps the order of nodes and configuration when nodes are added and removed', () => {
    const result = imported(plan(http() + element('CookieManager') + http()));
    const user = result.virtualUsers[0];
    const delay: ActionNode = { '@type': 'DelayAction', id: 'd', name: 'wait', enabled: true, thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 5 } };
    const text = exported({ ...result, virtualUsers: user === undefined ? [] : [{ ...user, children: [...user.children.slice(0, 1), delay] }] });
    expect([...text.matchAll(/<(HTTPSamplerProxy|CookieManager|TestAction) /g)].map((match) => match[1])).toEqual(['HTTPSamplerProxy', 'CookieManager', 'TestAction']);
  });

  it('changes a generic element by its properties', () => {
    const result = imported(plan(element('RunTime', { 'RunTime.seconds': '10' }, http())));
    const { gone, come } = afterEdit(result, 'GenericAction', (node) => ({ properties: { ...(node['properties'] as object), 'RunTime.seconds': '20' } }));
    expect([gone, come]).toEqual([['<stringProp name="RunTime.seconds">10</stringProp>'], ['<stringProp name="RunTime.seconds">20</stringProp>']]);
  });
});

describe('variables and load', () => {
  const result = imported(fixture('jmx/jmeter-to-k6__full.jmx'));

  it('take their values of today', () => {
    const variables = result.variables.map((one) => (one.name === 'a' ? { ...one, variable: { '@type': 'ConstantVariable' as const, value: 'new' } } : one.variable['@type'] === 'CSVVariable' ? { ...one, variable: { ...one.variable, recycleOnEOF: false, names: ['first', 'last'] } } : one));
    expect(difference(exported(result), exported(result, { variables }))).toEqual({
      gone: ['<stringProp name="Argument.value">1</stringProp>', '<boolProp name="recycle">true</boolProp>', '<stringProp name="variableNames">first,second,third</stringProp>'],
      come: ['<stringProp name="Argument.value">new</stringProp>', '<boolProp name="recycle">false</boolProp>', '<stringProp name="variableNames">first,last</stringProp>'],
    });
  });

  it('are added where they are used but not defined; secrets never are', () => {
    const request = imported(plan(http({ 'HTTPSampler.path': '/${fresh}/${token}/${row}' })));
    const text = exported(request, { variables: [{ name: 'fresh', variable: { '@type': 'ConstantVariable', value: '${inner}' } }, { name: 'inner', variable: { '@type': 'ConstantVariable', value: '5' } }, { name: 'unused', variable: { '@type': 'ConstantVariable', value: 'x' } }, { name: 'token', variable: { '@type': 'SecretVariable', value: { type: 'PLAIN', value: 'hush' } } }, { name: 'rows', variable: { '@type': 'CSVVariable', filename: 'r.csv', encoding: '', delimiter: '\t', allowQuotedData: true, recycleOnEOF: true, stopThreadOnEOF: false, scope: 'SHARED', names: ['row'], shuffle: false, ignoreFirstLine: false, offset: 0 } }] });
    expect(imported(text).variables.map(({ name }) => name)).toEqual(['fresh', 'token', 'inner', 'rows']);
    expect(text).not.toContain('hush');
    expect(text).toContain('${__P(token,)}');
  });

  it('write another load only where it differs', () => {
    const users = asExport(result).virtualUsers.map((user) => (user.name === 'Thread Group' ? { ...user, load: { threads: 50, rampUpSeconds: 9, durationSeconds: 60 } } : user));
    const { gone, come } = difference(exported(result), exported(result, { virtualUsers: users }));
    expect(come).toEqual(['<stringProp name="ThreadGroup.ramp_time">9</stringProp>', '<boolProp name="ThreadGroup.scheduler">true</boolProp>', '<stringProp name="ThreadGroup.duration">60</stringProp>']);
    expect(gone).toEqual(['<stringProp name="ThreadGroup.ramp_time">5</stringProp>']);
  });

  it('leave the other thread groups out of the export of one Virtual User', () => {
    const [, , , last] = asExport(result).virtualUsers;
    const again = imported(exported(result, { virtualUsers: last === undefined ? [] : [last], plan: undefined }));
    expect(again.virtualUsers.map(({ name }) => name)).toEqual(['Thread Group']);
    expect(again.virtualUsers[0]?.children.map((node) => node['@type'])).toEqual(result.virtualUsers[3]?.children.map((node) => node['@type']));
  });
});

describe('what was stored and came back', () => {
  it('writes the plan again after servers and links got their ids and all went through JSON', () => {
    for (const name of ['taurus__all_controllers', 'jmeter-plugins__ParameterizedControllerExample', 'jmeter__build-adv-web-test-plan', 'jmeter__Bug62239']) {
      const result = imported(fixture(`jmx/${name}.jmx`));
      const serverIds = new Map(result.servers.map((server, at) => [server.key, `server-${at}`]));
      const userIds = new Map(result.virtualUsers.map((user, at) => [user.key, `user-${at}`]));
      const stored = JSON.parse(JSON.stringify({
        virtualUsers: result.virtualUsers.map((user) => ({ ...user, id: userIds.get(user.key), children: bindLinks(bindServers(user.children, serverIds), userIds) })),
        servers: result.servers.map((server) => ({ ...server, id: serverIds.get(server.key) })),
        variables: result.variables,
      })) as JmxExport;
      expect(parsedXml(exportJmx(stored)), name).toEqual(parsedXml(fixture(`jmx/${name}.jmx`).toString('utf8')));
    }
  });

  it('keeps no long text twice', () => {
    const body = 'x'.repeat(100_000);
    const legacy = `<elementProp name="HTTPsampler.Arguments" elementType="Arguments"><collectionProp name="Arguments.arguments"><elementProp name="" elementType="HTTPArgument"><stringProp name="Argument.value">${body}</stringProp></elementProp></collectionProp></elementProp>`;
    const script = element('JSR223Sampler', { script: body.replaceAll('x', 'y') });
    const result = imported(plan(http({ 'HTTPSampler.method': 'POST', 'HTTPSampler.postBodyRaw': true }, script, legacy)));
    expect(JSON.stringify(result.virtualUsers).length).toBeLessThan(205_000);
    expect(exported(result)).toContain(body);
  });
});

const common = { id: 'id', name: 'one', enabled: true };
const HAND_MADE: readonly ActionNode[] = [
  { ...common, '@type': 'HttpRequestAction', serverId: 's', method: 'POST', path: '/p', queryParameters: [{ name: 'q', value: 'a+b', encoded: false, useEquals: true }], headers: [{ name: 'A', value: 'b' }], postData: { '@type': 'RawPostData', text: '{"a":"\r\n<&>"}' }, followRedirects: true, downloadResources: true, encoding: 'UTF-8', keepAlive: false, children: [] },
  { ...common, '@type': 'HttpRequestAction', serverId: 's', method: 'GET', path: '/p', queryParameters: [{ name: 'q', value: '${v}', encoded: false, useEquals: true }], headers: [], postData: null, followRedirects: false, downloadResources: false, encoding: '', keepAlive: true, children: [] },
  { ...common, '@type': 'HttpRequestAction', serverId: 's', method: 'PUT', path: '/p', queryParameters: [], headers: [], postData: { '@type': 'FormPostData', parameters: [{ name: 'a', value: '1', encoded: true, useEquals: true }] }, followRedirects: false, downloadResources: false, encoding: '', keepAlive: true, children: [] },
  { ...common, '@type': 'HttpRequestAction', serverId: 's', method: 'POST', path: '/p', queryParameters: [], headers: [], postData: { '@type': 'MultipartPostData', parts: [{ '@type': 'MultipartTextPart', name: 't', value: 'v' }, { '@type': 'MultipartFilePart', name: 'f', filename: 'a.bin', mimeType: 'image/png' }] }, followRedirects: false, downloadResources: false, encoding: '', keepAlive: true, children: [] },
  { ...common, '@type': 'HttpRequestAction', serverId: 's', method: 'POST', path: '/p', queryParameters: [], headers: [], postData: { '@type': 'FilePostData', filename: 'a.bin', mimeType: 'image/png' }, followRedirects: false, downloadResources: false, encoding: '', keepAlive: true, children: [] },
  { ...common, '@type': 'ContainerAction', includeTimers: false, children: [] },
  { ...common, '@type': 'LoopContainerAction', count: '-1', children: [] },
  { ...common, '@type': 'IfContainerAction', condition: '${x}', useExpression: true, children: [] },
  { ...common, '@type': 'WhileContainerAction', condition: 'LAST', children: [] },
  { ...common, '@type': 'ForEachContainerAction', inputVariablePrefix: 'a', outputVariable: 'b', startIndex: 1, endIndex: null, useSeparator: false, children: [] },
  { ...common, '@type': 'RandomContainerAction', children: [] },
  { ...common, '@type': 'RandomOrderContainerAction', children: [] },
  { ...common, '@type': 'OnceOnlyContainerAction', children: [] },
  { ...common, '@type': 'ParallelContainerAction', parentSample: true, children: [] },
  { ...common, '@type': 'FlowControlContainerAction', style: 'PERCENT', value: '33.5', perUser: true, children: [] },
  { ...common, '@type': 'FlowControlContainerAction', style: 'TOTAL', value: '${n}', perUser: false, children: [] },
  { ...common, '@type': 'DelayAction', thinktime: { '@type': 'ThinktimeConstant', id: 't', name: '', enabled: true, value: 5 } },
  { ...common, '@type': 'DelayAction', thinktime: { '@type': 'ThinktimeUniform', id: 't', name: '', enabled: true, min: 1, max: 5 } },
  { ...common, '@type': 'JSR223Action', language: 'groovy', script: 'a()', parameters: 'p', filename: '', children: [] },
  { ...common, '@type': 'JSR223PreProcessor', language: 'groovy', script: 'a()', parameters: '', filename: 'f.groovy' },
  { ...common, '@type': 'JSR223PostProcessor', language: 'javascript', script: 'a()', parameters: '', filename: '' },
  { '@type': 'DebugAction', id: 'id', enabled: true, variablesDisplayed: true, propertiesDisplayed: false, systemPropertiesDisplayed: true },
  { ...common, '@type': 'RendezVousAction', scope: 'GLOBAL', timeoutMs: 30_000, type: 'COUNT', value: 3 },
  { ...common, '@type': 'PutQueueAction', queueName: 'q', value: 'v ${x}', retries: 2 },
  { ...common, '@type': 'PollQueueAction', queueName: 'q', variableName: 'v', retries: 0 },
  { ...common, '@type': 'SetRuntimePropertyAction', propertyName: 'p', propertyValue: 'v' },
  { ...common, '@type': 'WebDriverAction', script: 'WDS.sampleResult.sampleStart()', language: 'javascript', parameters: '' },
  { ...common, '@type': 'GenericAction', testClass: 'org.example.SpecialSampler', guiClass: 'org.example.Gui', properties: { text: 'a', flag: true, number: 5, list: ['x', 'y'], inner: { '@elementType': 'T', a: 'b' } }, children: [] },
  { ...common, '@type': 'ThinktimeConstant', value: 5 },
  { ...common, '@type': 'ThinktimeUniform', min: 5, max: 9 },
  { ...common, '@type': 'ThinktimeGaussian', mean: 5, deviation: 2 },
  { ...common, '@type': 'ThinktimeText', value: '${t}' },
  { ...common, '@type': 'RegexpVariableExtractor', regexp: '(.)', template: '$1$', from: 'HEADERS', defaultValue: 'D', matchNumber: -1, applyTo: 'SUBREQUESTS_ONLY' },
  { ...common, '@type': 'JsonVariableExtractor', path: '$.a', defaultValue: '', matchNumber: 1, applyTo: 'REQUEST_ONLY' },
  { ...common, '@type': 'JMESPathVariableExtractor', path: 'a', defaultValue: '', matchNumber: 1, applyTo: 'REQUEST_ONLY' },
  { ...common, '@type': 'XPath1VariableExtractor', xpath: '//a', namespaces: {}, tolerant: true, returnFragment: false, defaultValue: '', matchNumber: 1, applyTo: 'REQUEST_ONLY' },
  { ...common, '@type': 'XPath2VariableExtractor', xpath: '//a', namespaces: { p: 'urn:a' }, returnFragment: true, defaultValue: '', matchNumber: 1, applyTo: 'REQUEST_ONLY' },
  { ...common, '@type': 'CssVariableExtractor', selector: 'a', attribute: 'href', engine: 'JSOUP', defaultValue: '', matchNumber: 0, applyTo: 'REQUEST_ONLY' },
  { ...common, '@type': 'BoundaryVariableExtractor', leftBoundary: '<', rightBoundary: '>', from: 'BODY', defaultValue: '', matchNumber: 1, applyTo: 'REQUEST_ONLY' },
  { ...common, '@type': 'ResponseAssertion', type: 'REQUEST_AND_SUBREQUESTS', location: 'HEADERS', values: ['a', 'b'], rule: 'SUBSTRING', negate: true, assumeSuccess: false, any: true },
  { ...common, '@type': 'JsonAssertion', path: '$.a', validateValue: true, value: 'v', regex: false, expectNull: false, negate: true },
];

describe('nodes that never were JMeter', () => {
  const servers: JmxExport['servers'] = [{ id: 's', protocol: 'HTTPS', hostname: 'shop.test', port: 8443, authorizations: [{ type: 'BASIC', basePath: '/', username: 'u', password: 'p', domain: '' }] }];
  const written = (children: readonly ActionNode[], more: Partial<JmxExport> = {}) => exportJmx({ virtualUsers: [{ id: 'vu', name: 'Hand made', description: 'said', type: 'JMETER', children, load: { threads: 3, loops: -1 } }], servers, variables: [], ...more });
  const bare = (node: ActionNode | undefined): unknown => JSON.parse(JSON.stringify(node ?? null, (key, value: unknown) => (key === 'jmx' || key === 'id' || key === 'contentType' ? undefined : key === 'serverId' ? 's' : value)));

  it('cover every node type of the contract but links, markers and specs', () => {
    const covered = new Set(HAND_MADE.map((node) => node['@type']));
    const all = Action.options.map((option) => option.shape['@type'].value);
    expect(all.filter((type) => !covered.has(type)).sort()).toEqual(['LinkAction', 'PlaywrightSpecAction', 'SLAProfileAction']);
    expect(z.array(Action).safeParse(HAND_MADE).error).toBeUndefined();
  });

  it.each(HAND_MADE.map((node) => ({ type: node['@type'], node })))('$type comes back from its JMeter element', ({ node }) => {
    const again = imported(written([node]));
    const children = again.virtualUsers[0]?.children ?? [];
    expect(children.map(bare)).toEqual([bare(node)]);
    expect(z.array(Action).safeParse(children).error).toBeUndefined();
  });

  it('make a whole plan: thread group, cookies, credentials', () => {
    const again = imported(written(HAND_MADE));
    expect(again.virtualUsers).toMatchObject([{ name: 'Hand made', description: 'said' }]);
    expect(again.scenarioHints[0]).toMatchObject({ threads: 3, loops: -1, cookies: { clearEachIteration: true } });
    expect(again.servers).toMatchObject([{ protocol: 'HTTPS', hostname: 'shop.test', port: 8443, authorizations: [{ type: 'BASIC', username: 'u' }] }]);
    expect([...walkActions(again.virtualUsers[0]?.children ?? [])]).toHaveLength(HAND_MADE.length);
  });

  it('stay where they are, whatever class carries them', () => {
    const carrier = element('SyncTimer', { 'OctoPerf.action': '{"@type":"SLAProfileAction","id":"","name":"n","profileId":"p"}' });
    const xml = plan(http({}, carrier));
    const result = imported(xml);
    expect(nodesOf(result).map(({ node, above }) => [node['@type'], above.length])).toEqual([['HttpRequestAction', 0], ['SLAProfileAction', 1]]);
    expect(parsedXml(exported(result))).toEqual(parsedXml(xml));
  });
  it('write markers as elements without effect', () => {
    const text = written([{ ...common, '@type': 'SLAProfileAction', profileId: 'p' }, { ...common, '@type': 'PlaywrightSpecAction', filename: 'a.spec.ts', content: 'test()' }]);
    expect(text.match(/enabled="false"/g)).toHaveLength(2);
    expect(imported(text).virtualUsers[0]?.children).toMatchObject([{ '@type': 'SLAProfileAction', profileId: 'p' }, { '@type': 'PlaywrightSpecAction', filename: 'a.spec.ts', content: 'test()' }]);
  });

  it('write links as modules into a fragment', () => {
    const fragment: ActionNode = { ...common, '@type': 'ContainerAction', id: 'c', name: 'shared', includeTimers: false, children: [] };
    const text = exportJmx({ virtualUsers: [{ id: 'vu', name: 'Main', type: 'JMETER', children: [{ ...common, '@type': 'LinkAction', virtualUserId: 'f', actionId: 'c' }] }, { id: 'f', name: 'Fragments', type: 'FRAGMENTS', children: [fragment] }], servers, variables: [] });
    const again = imported(text);
    const target = again.virtualUsers.find(({ type }) => type === 'FRAGMENTS');
    expect(again.virtualUsers[0]?.children).toMatchObject([{ '@type': 'LinkAction', virtualUserId: target?.key, actionId: target?.children[0]?.children?.[0]?.id }]);
  });

  it('survive nodes that make no sense', () => {
    const odd: ActionNode[] = [{ '@type': 'FutureAction', id: 'x', weird: { deep: [1, null] } }, { '@type': 'HttpRequestAction', id: 'y', postData: 5, headers: 'no', queryParameters: [null] }, { '@type': 'LoopContainerAction', id: 'z', jmx: { tag: 5 } }, { '@type': 'GenericAction', id: 'g', testClass: 'a b<c>', properties: { '__proto__': 'x', n: null } }];
    expect(() => imported(written(odd))).not.toThrow();
  });
});
