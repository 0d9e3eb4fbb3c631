import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JmxImport } from '../../../../src/local/importers/jmx/jmx-result.js';
import { readXml } from '../../../../src/local/importers/jmx/read-xml.js';
import { writeXml } from '../../../../src/local/importers/jmx/write-xml.js';
import type { XmlElement } from '../../../../src/local/importers/jmx/xml-element.js';
import { level, opened } from './any-plan.js';
import { asExport, element, exported, fixture, imported, parsedXml, plan } from './jmx-view.js';

/** Repeatable; `FUZZ_RUNS=10000` tries that many of each kind. */
const RUNS = { seed: 20260103, numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) };
const sources = ['jmx/jmeter-to-k6__full.jmx', 'jmx/taurus__all_controllers.jmx', 'jmx/taurus__jsr223.jmx', 'jmx/jmeter__RegEx-User-Parameters.jmx', 'hostile/jmx/utf16le-bom.jmx'].map(fixture);

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
