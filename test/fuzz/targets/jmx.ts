import fc from 'fast-check';
import { expect } from 'vitest';
import { writeXml } from '../../../src/local/importers/jmx/write-xml.js';
import { level, opened } from '../../unit/importers/jmx/any-plan.js';
import { element, exported, imported, plan } from '../../unit/importers/jmx/jmx-view.js';
import { anyText, damaged, fixture } from '../any-input.js';
import type { FuzzTarget } from '../fuzz-target.js';

const WORDS = ['<', '>', '</', '/>', '"', "'", '&', '&amp;', '&#0;', '&#x1F600;', '<![CDATA[', ']]>', '<!--', '-->', '<!DOCTYPE x [', '<!ENTITY a "b">', '&a;', '<hashTree>', '</hashTree>', '<hashTree/>', '<stringProp name="', '<elementProp', ' enabled="false"', 'xmlns:a="b"', '${', '}', '${__P(', ',', '=', '<?xml version="1.1"?>', '\u0000', '\ud800', '1e999', '-1'];
const PLANS = ['jmx/jmeter-to-k6__full.jmx', 'jmx/taurus__all_controllers.jmx', 'jmx/taurus__jsr223.jmx', 'jmx/jmeter__RegEx-User-Parameters.jmx', 'jmx/jmeter__IfTest.jmx', 'jmx/bzm-plugins__ParallelController.jmx', 'hostile/jmx/utf16le-bom.jmx', 'hostile/jmx/thread-numbers.jmx'].map(fixture);

const reading: FuzzTarget<Buffer> = {
  name: 'JMX import', inputs: 'damaged plans, any XML text, properties of any value in a plan',
  any: fc.oneof(
    { weight: 6, arbitrary: damaged(PLANS, WORDS) },
    { weight: 2, arbitrary: anyText(WORDS).map((text) => Buffer.from(`<jmeterTestPlan><hashTree>${text}</hashTree></jmeterTestPlan>`)) },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom('HTTPSamplerProxy', 'SwitchController', 'JSONPostProcessor', 'CSVDataSet', 'ThreadGroup', 'ForeachController', 'TestAction', 'HeaderManager'), anyText(['${', '}', '${__P(', ',', ';', '&', '?', '=', 'https://', '@', ':', '[*]', '$1$', '%', '/', '"', '\\', 'x'])).map(([tag, text]) => {
      const value = text.replace(/[^\t\n\r\u0020-\ud7ff]/g, '');
      return Buffer.from(plan(element(tag, { 'HTTPSampler.domain': value, 'HTTPSampler.path': value, 'HTTPSampler.port': value, 'HTTPSampler.method': value, 'SwitchController.value': value, 'JSONPostProcessor.referenceNames': value, 'ThreadGroup.num_threads': value, filename: value, variableNames: value, 'ActionProcessor.duration': value, 'ForeachController.inputVal': value })));
    }) },
  ),
  run: (bytes) => opened(bytes) !== undefined,
};

const roundTrip: FuzzTarget<string> = {
  name: 'JMX import and export', inputs: 'plans of any elements and properties; what is accepted must come out and go in again as the same',
  any: level.map((elements) => writeXml({ tag: 'jmeterTestPlan', attributes: [['version', '1.2']], children: [{ tag: 'hashTree', attributes: [], children: elements, text: '' }], text: '' })),
  run(xml) {
    const result = opened(xml);
    if (result === undefined) return false;
    expect(imported(exported(result))).toEqual(result);
    return true;
  },
};

export const jmx: readonly FuzzTarget[] = [reading, roundTrip];
