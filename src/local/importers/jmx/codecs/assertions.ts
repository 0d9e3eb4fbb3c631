import { elementName } from '../../clean-text.js';
import { flagField, textField, textsField } from '../node-fields.js';
import { flagOf, membersOf, testNameOf, valueOf, wholeNumber } from '../plan-element.js';
import { collectionProp, propertyText, stringProp } from '../xml-element.js';
import { flag, int, one, optional, text, written, type Codec } from './codec.js';
import { scopeOf, scopeText } from './extractors.js';

const FIELDS: Readonly<Record<string, string>> = {
  'Assertion.response_data': 'BODY', 'Assertion.response_headers': 'HEADERS', 'Assertion.response_code': 'STATUS_CODE', 'Assertion.response_message': 'STATUS_MESSAGE',
  'Assertion.sample_label': 'URL', 'Assertion.request_headers': 'REQUEST_HEADERS', 'Assertion.request_data': 'REQUEST_BODY', 'Assertion.response_data_as_document': 'DOCUMENT',
};
/** Bits of `Assertion.test_type` (JMeter's ResponseAssertion). */
const RULES: readonly (readonly [bit: number, rule: string])[] = [[1, 'MATCHES'], [2, 'CONTAINS'], [8, 'EQUALS'], [16, 'SUBSTRING']];
const NOT = 4;
const OR = 32;

/** Java's `String.hashCode`: the name JMeter gives to the members of a list of texts. */
export function javaHash(value: string): number {
  let hash = 0;
  for (let at = 0; at < value.length; at += 1) hash = (Math.imul(hash, 31) + value.charCodeAt(at)) | 0;
  return hash;
}

/** `Response Assertion`; its own message is kept beside the node. */
export const responseAssertion: Codec = {
  classes: ['ResponseAssertion'], type: 'ResponseAssertion', nests: false,
  read({ xml, ...rest }, job, place) {
    const type = scopeOf({ xml, ...rest }, 'Assertion.scope');
    const field = valueOf(xml, 'Assertion.test_field') ?? 'Assertion.response_data';
    const location = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
    const bits = wholeNumber(valueOf(xml, 'Assertion.test_type')) ?? 2;
    const rule = RULES.find(([bit]) => (bits & bit) !== 0)?.[1];
    if (type === undefined || location === undefined || rule === undefined) return undefined;
    if ((valueOf(xml, 'Assertion.custom_message') ?? '') !== '') job.note('changed', xml, place.names, 'its own failure message is kept, but the usual one is shown');
    return {
      name: elementName(testNameOf(xml), ''), type, location, values: membersOf(xml, 'Asserion.test_strings').map((value) => propertyText(value) ?? ''),
      rule, negate: (bits & NOT) !== 0, assumeSuccess: flagOf(xml, 'Assertion.assume_success'), any: (bits & OR) !== 0,
    };
  },
  write(node) {
    const bits = (RULES.find(([, rule]) => rule === textField(node, 'rule'))?.[0] ?? 16) + (flagField(node, 'negate') ? NOT : 0) + (flagField(node, 'any') ? OR : 0);
    const field = Object.entries(FIELDS).find(([, location]) => location === textField(node, 'location'))?.[0] ?? 'Assertion.response_data';
    return written(node, 'ResponseAssertion', 'AssertionGui', [
      one('Asserion.test_strings', collectionProp('Asserion.test_strings', textsField(node, 'values').map((value) => stringProp(String(javaHash(value)), value)))),
      text('Assertion.test_field', field), flag('Assertion.assume_success', flagField(node, 'assumeSuccess')), int('Assertion.test_type', bits),
      optional('Assertion.scope', scopeText(textField(node, 'type', 'REQUEST_ONLY'))),
    ]);
  },
};

/** `JSON Assertion` of JMeter 4 and of jmeter-plugins: same class name, same properties. */
export const jsonAssertion: Codec = {
  classes: ['JSONPathAssertion'], type: 'JsonAssertion', nests: false,
  read({ xml }, job, place) {
    if (valueOf(xml, 'INPUT_FORMAT') === 'YAML') job.note('changed', xml, place.names, 'the body is read as JSON, not as YAML');
    return {
      name: elementName(testNameOf(xml), ''), path: valueOf(xml, 'JSON_PATH') ?? '', validateValue: flagOf(xml, 'JSONVALIDATION'), value: valueOf(xml, 'EXPECTED_VALUE') ?? '',
      regex: flagOf(xml, 'ISREGEX', true), expectNull: flagOf(xml, 'EXPECT_NULL'), negate: flagOf(xml, 'INVERT'),
    };
  },
  write: (node) => written(node, 'JSONPathAssertion', 'JSONPathAssertionGui', [
    text('JSON_PATH', textField(node, 'path')), text('EXPECTED_VALUE', textField(node, 'value')), flag('JSONVALIDATION', flagField(node, 'validateValue')),
    flag('EXPECT_NULL', flagField(node, 'expectNull')), flag('INVERT', flagField(node, 'negate')), flag('ISREGEX', flagField(node, 'regex')),
  ]),
};
