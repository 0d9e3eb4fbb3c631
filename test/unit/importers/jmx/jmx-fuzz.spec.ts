import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Action } from '../../../../src/contract/actions.js';
import { Variable } from '../../../../src/contract/variable.js';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import type { JmxImport } from '../../../../src/local/importers/jmx/jmx-result.js';
import { readXml } from '../../../../src/local/importers/jmx/read-xml.js';
import { writeXml } from '../../../../src/local/importers/jmx/write-xml.js';
import type { XmlElement } from '../../../../src/local/importers/jmx/xml-element.js';
import { asExport, element, exported, fixture, imported, parsedXml, plan } from './jmx-view.js';

/** Repeatable; `FUZZ_RUNS=10000` tries that many of each kind. */
const RUNS = { seed: 20260103, numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) };
const sources = ['jmx/jmeter-to-k6__full.jmx', 'jmx/taurus__all_controllers.jmx', 'jmx/taurus__jsr223.jmx', 'jmx/jmeter__RegEx-User-Parameters.jmx', 'hostile/jmx/utf16le-bom.jmx'].map(fixture);

/** Imports; anything but an `ImportError` with a sentence, or something the contract accepts, is a failure. */
function opened(bytes: Buffer | string): JmxImport | undefined {
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

/** What can be imported comes out so that it can be imported again, as the same. */
function stable(result: JmxImport | undefined): void {
  if (result === undefined) return;
  const text = exported(result);
  expect(imported(text)).toEqual(result);
}

describe('damaged files', () => {
  it('cut anywhere are refused', () => {
    for (const source of sources.slice(0, 3)) {
      const end = source.toString().trimEnd().length;
      for (let length = 0; length < end - 1; length += 97) expect([length, opened(source.subarray(0, length))]).toEqual([length, undefined]);
    }
  });

  it('with wrong, missing or doubled bytes are refused or read', () => {
    fc.assert(fc.property(fc.constantFrom(...sources), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 }), fc.constantFrom('flip', 'cut', 'double'), (source, where, byte, how) => {
      const at = Math.min(source.length - 1, Math.floor(where * source.length));
      const bytes = how === 'flip' ? Buffer.concat([source.subarray(0, at), Buffer.from([byte]), source.subarray(at + 1)]) : how === 'cut' ? Buffer.concat([source.subarray(0, at), source.subarray(at + 1 + (byte % 20))]) : Buffer.concat([source.subarray(0, at), source.subarray(Math.max(0, at - byte))]);
      opened(bytes);
    }), RUNS);
  });

  it('of any bytes are refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => { opened(Buffer.from(bytes)); }), RUNS);
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => { opened(`<jmeterTestPlan><hashTree>${text}</hashTree></jmeterTestPlan>`); }), RUNS);
  });
});

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
const { level } = fc.letrec<{ level: XmlElement[] }>((tie) => ({
  level: fc.array(fc.record({
    tag: fc.constantFrom(...TAGS), testname: value, enabled: fc.constantFrom('true', 'false', undefined), bare: fc.boolean(), properties: fc.array(property, { maxLength: 6 }),
    children: fc.oneof({ maxDepth: 3, depthSize: 'small' }, fc.constant<XmlElement[]>([]), tie('level')), hashTree: fc.integer({ min: 0, max: 9 }),
  }), { maxLength: 4 }).map((elements) => elements.flatMap(({ tag, testname, enabled, bare, properties, children, hashTree }): XmlElement[] => [
    { tag, attributes: [...(bare ? [] : ([['guiclass', `${tag}Gui`], ['testclass', tag]] satisfies [string, string][])), ['testname', testname], ...(enabled === undefined ? [] : [['enabled', enabled] satisfies [string, string]])], children: properties, text: '' },
    ...(hashTree === 0 && children.length === 0 ? [] : [{ tag: 'hashTree', attributes: [], children, text: '' }]),
  ])),
}));

describe('plans of any elements', () => {
  it('are read, written and read again as the same', () => {
    fc.assert(fc.property(level, (elements) => {
      stable(opened(writeXml({ tag: 'jmeterTestPlan', attributes: [['version', '1.2']], children: [{ tag: 'hashTree', attributes: [], children: elements, text: '' }], text: '' })));
    }), RUNS);
  });

  it('inside a thread group keep every element and property', () => {
    fc.assert(fc.property(level, (elements) => {
      const inner = elements.map((one) => writeXml(one).replace(/^<\?xml[^\n]*\n/, '')).join('');
      const xml = plan(inner);
      const result = opened(xml);
      if (result === undefined) return;
      expect(parsedXml(exported(result))).toEqual(parsedXml(xml));
    }), RUNS);
  });

  it('survive any change of a stored tree', () => {
    fc.assert(fc.property(fc.constantFrom(...sources.slice(0, 4)), fc.array(fc.tuple(fc.nat(), fc.constantFrom('drop', 'double', 'swap', 'spoil'), fc.jsonValue()), { maxLength: 6 }), (source, changes) => {
      const stored = JSON.parse(JSON.stringify(asExport(imported(source)))) as { virtualUsers: { children: unknown[] }[] };
      const lists: unknown[][] = [];
      const collect = (one: unknown): void => {
        if (Array.isArray(one)) { lists.push(one); one.forEach(collect); } else if (typeof one === 'object' && one !== null) Object.values(one).forEach(collect);
      };
      collect(stored.virtualUsers.map(({ children }) => children));
      for (const [number, how, json] of changes) {
        const list = lists[number % Math.max(1, lists.length)];
        if (list === undefined || list.length === 0) continue;
        const at = number % list.length;
        if (how === 'drop') list.splice(at, 1);
        if (how === 'double') list.splice(at, 0, list[at]);
        if (how === 'swap') list.reverse();
        if (how === 'spoil' && typeof list[at] === 'object' && list[at] !== null) Object.assign(list[at], { jmx: json });
      }
      const { virtualUsers } = stored;
      for (const user of virtualUsers) user.children = user.children.filter((child) => typeof child === 'object' && child !== null && !Array.isArray(child));
      const text = exported({ ...imported(source), virtualUsers: stored.virtualUsers as unknown as JmxImport['virtualUsers'] });
      expect(() => imported(text)).not.toThrow();
    }), { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 4) });
  });
});

it('reads back every text that it writes', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }), (text, attribute) => {
    const [body, name] = [text, attribute].map((one) => one.replace(/\p{Cs}|[\ufffe\uffff]/gu, '').replaceAll(String.fromCharCode(0), ''));
    const written: XmlElement = { tag: 'stringProp', attributes: [['name', name ?? '']], children: [], text: body ?? '' };
    expect(readXml(Buffer.from(writeXml(written))).root).toEqual(written);
  }), RUNS);
});

it('does not hang on texts made to be read again and again', () => {
  const long = 30_000;
  for (const text of ['${'.repeat(long / 2), '}'.repeat(long), '&amp;'.repeat(long / 5), '?'.repeat(long), ';'.repeat(long / 10), '='.repeat(long), 'https://' + '@'.repeat(long), '[*]'.repeat(long / 3), '"'.repeat(long), '${__P('.repeat(long / 6)]) {
    const properties = { 'HTTPSampler.domain': text, 'HTTPSampler.path': text, 'HTTPSampler.port': text, 'HTTPSampler.method': text, 'SwitchController.value': text, 'JSONPostProcessor.referenceNames': text, 'ThreadGroup.num_threads': text, JSONPATH: text, filename: text };
    for (const tag of ['HTTPSamplerProxy', 'SwitchController', 'JSONPostProcessor', 'x.JSONPathExtractor', 'CSVDataSet', 'ThreadGroup']) opened(plan(element(tag, properties)));
    opened(text);
    opened(`<jmeterTestPlan><hashTree>${text.replaceAll('&', '<')}`);
  }
});
