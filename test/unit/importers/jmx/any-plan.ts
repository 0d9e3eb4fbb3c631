import fc from 'fast-check';
import { expect } from 'vitest';
import { z } from 'zod';
import { Action } from '../../../../src/contract/actions.js';
import { Variable } from '../../../../src/contract/variable.js';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import type { JmxImport } from '../../../../src/local/importers/jmx/jmx-result.js';
import type { XmlElement } from '../../../../src/local/importers/jmx/xml-element.js';
import { imported } from './jmx-view.js';

/** Imports; anything but an `ImportError` with a sentence, or something the contract accepts, is a failure. */
export function opened(bytes: Buffer | string): JmxImport | undefined {
  let result: JmxImport;
  try {
    result = imported(bytes);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
    return undefined;
  }
  for (const user of result.virtualUsers) expect(z.array(Action).safeParse(user.children).error).toBeUndefined();
  expect(z.array(Variable).safeParse(result.variables.map(({ variable }) => variable)).error).toBeUndefined();
  for (const hint of result.scenarioHints) for (const number of [hint.threads, hint.rampUpSeconds, hint.durationSeconds, hint.delaySeconds]) expect(number === null || (Number.isInteger(number) && number >= 0)).toBe(true);
  return result;
}

const TAGS = ['HTTPSamplerProxy', 'HTTPSampler', 'GenericController', 'LoopController', 'IfController', 'SwitchController', 'TransactionController', 'ThroughputController', 'ForeachController', 'ModuleController', 'IncludeController', 'TestFragmentController', 'ThreadGroup', 'SetupThreadGroup', 'kg.apc.jmeter.threads.UltimateThreadGroup', 'ConstantTimer', 'UniformRandomTimer', 'GaussianRandomTimer', 'SyncTimer', 'TestAction', 'DebugSampler', 'JSR223Sampler', 'BeanShellSampler', 'RegexExtractor', 'JSONPostProcessor', 'XPath2Extractor', 'ResponseAssertion', 'JSONPathAssertion', 'CSVDataSet', 'CounterConfig', 'RandomVariableConfig', 'Arguments', 'HeaderManager', 'ConfigTestElement', 'CookieManager', 'AuthManager', 'DNSCacheManager', 'ResultCollector', 'WorkBench', 'TestPlan', 'constructor', 'x.y.Z'];
const NAMES = ['HTTPSampler.domain', 'HTTPSampler.port', 'HTTPSampler.protocol', 'HTTPSampler.path', 'HTTPSampler.method', 'HTTPSampler.postBodyRaw', 'HTTPSampler.connect_timeout', 'HTTPsampler.Arguments', 'HTTPsampler.Files', 'Arguments.arguments', 'LoopController.loops', 'IfController.condition', 'SwitchController.value', 'ThroughputController.style', 'ThroughputController.maxThroughput', 'ForeachController.startIndex', 'ModuleController.node_path', 'ConstantTimer.delay', 'RandomTimer.range', 'groupSize', 'timeoutInMs', 'ActionProcessor.action', 'ActionProcessor.duration', 'RegexExtractor.match_number', 'RegexExtractor.useHeaders', 'Sample.scope', 'JSONPostProcessor.referenceNames', 'JSONPostProcessor.jsonPathExprs', 'Asserion.test_strings', 'Assertion.test_type', 'filename', 'variableNames', 'CounterConfig.name', 'CounterConfig.start', 'variableName', 'HeaderManager.headers', 'AuthManager.auth_list', 'ThreadGroup.num_threads', 'ThreadGroup.duration', 'ThreadGroup.main_controller', 'ultimatethreadgroupdata', 'TestPlan.comments', 'name', '__proto__', 'OctoPerf.action'];
const VALUES = ['', '1', '-1', '0', 'true', '1.5', '99999999999999999999', '${x}', '${__P(a,5)}', 'https://u:p@h.test:99999/a?b=${c}', 'https', 'a;b;c', 'x\r\ny', '/a?x=1&y', '../../etc/passwd', '"\\', 'POST', '\u0000\u0001', '${${', '&<>"\'', 'e\u0301\ud83d\ude00', '{"@type":"SLAProfileAction","id":"","name":"n","profileId":"p"}'];

const value = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...VALUES) }, { weight: 1, arbitrary: fc.string({ maxLength: 80 }) });
const attributes = (name: string, more: [string, string][] = []): [string, string][] => [['name', name], ...more];
const field = (tag: string, text: string): XmlElement => ({ tag, attributes: [], children: [], text });
const { property } = fc.letrec<{ property: XmlElement }>((tie) => ({
  property: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ tag: fc.constantFrom('stringProp', 'boolProp', 'intProp', 'longProp', 'doubleProp'), name: fc.constantFrom(...NAMES), text: value }).map(({ tag, name, text }) => ({ tag, attributes: attributes(name), children: [], text })),
    fc.record({ tag: fc.constantFrom('doubleProp', 'FloatProperty', 'longProp'), name: fc.constantFrom(...NAMES), text: fc.oneof(value, fc.constantFrom('60.0', '1.0E9', '-2', 'NaN')), more: fc.boolean() }).map(({ tag, name, text, more }) => ({ tag, attributes: [], children: [field('name', name), field('value', text), ...(more ? [field('savedValue', '0.0')] : [])], text: '' })),
    fc.record({ tag: fc.constantFrom('collectionProp', 'elementProp', 'objProp'), name: fc.constantFrom(...NAMES), children: fc.array(tie('property'), { maxLength: 4 }) }).map(({ tag, name, children }) => ({ tag, attributes: attributes(name, tag === 'elementProp' ? [['elementType', 'Arguments']] : []), children, text: '' })),
  ),
}));
/** Elements with their trees, as a hashTree holds them: known classes and properties, in any combination, with any value. */
export const { level } = fc.letrec<{ level: XmlElement[] }>((tie) => ({
  level: fc.array(fc.record({
    tag: fc.constantFrom(...TAGS), testname: value, enabled: fc.constantFrom('true', 'false', undefined), bare: fc.boolean(), properties: fc.array(property, { maxLength: 6 }),
    children: fc.oneof({ maxDepth: 3, depthSize: 'small' }, fc.constant<XmlElement[]>([]), tie('level')), hashTree: fc.integer({ min: 0, max: 9 }),
  }), { maxLength: 4 }).map((elements) => elements.flatMap(({ tag, testname, enabled, bare, properties, children, hashTree }): XmlElement[] => [
    { tag, attributes: [...(bare ? [] : ([['guiclass', `${tag}Gui`], ['testclass', tag]] satisfies [string, string][])), ['testname', testname], ...(enabled === undefined ? [] : [['enabled', enabled] satisfies [string, string]])], children: properties, text: '' },
    ...(hashTree === 0 && children.length === 0 ? [] : [{ tag: 'hashTree', attributes: [], children, text: '' }]),
  ])),
}));
