import { createHash } from 'node:crypto';
import type { Compilation, NodeCompiler } from '../compilation.js';
import type { Assertion, Views } from '../processors.js';
import { isTrueXPath, xmlOf } from '../processors/xpath.js';
import type { User } from '../user.js';
import { ElementProperties, numberOf } from './properties.js';

type Check = (views: Views, user: User) => string | undefined;

const assertion = (needsBody: boolean, make: (properties: ElementProperties, tools: Compilation) => Check): NodeCompiler => ({
  role: 'assertion',
  compile(node, tools): Assertion {
    const properties = new ElementProperties(node, tools);
    return { name: properties.name === '' ? String(node['testClass']) : properties.name, needsBody, assumeSuccess: false, check: make(properties, tools) };
  },
});

/** The whole request, redirects included, must not take longer (JMeter: Duration Assertion). */
export const durationAssertion = assertion(false, (properties) => {
  const longest = properties.template('DurationAssertion.duration');
  return ({ elapsedMs }, user) => {
    const limit = numberOf(longest.render(user));
    const elapsed = Math.round(elapsedMs);
    return limit > 0 && elapsed > limit ? `The operation lasted too long: It took ${elapsed} milliseconds, but should not have lasted longer than ${limit} milliseconds.` : undefined;
  };
});

/** Operators of the size assertion, by their number in JMeter. */
const OPERATORS: ReadonlyMap<number, readonly [string, (a: number, b: number) => boolean]> = new Map([
  [1, ['equal to', (a: number, b: number) => a === b] as const], [2, ['not equal to', (a: number, b: number) => a !== b] as const], [3, ['greater than', (a: number, b: number) => a > b] as const],
  [4, ['less than', (a: number, b: number) => a < b] as const], [5, ['greater than or equal to', (a: number, b: number) => a >= b] as const], [6, ['less than or equal to', (a: number, b: number) => a <= b] as const],
]);

/** Bytes of the answer, of its headers, body, code or message (JMeter: Size Assertion; the whole answer where nothing is said). */
export const sizeAssertion = assertion(true, (properties) => {
  const wanted = properties.template('SizeAssertion.size');
  const field = properties.text('Assertion.test_field');
  const [word, holds] = OPERATORS.get(properties.whole('SizeAssertion.operator', 1)) ?? ['equal to', (a: number, b: number) => a === b];
  return (views, user) => {
    const [size, limit] = [sizeOf(views, field), numberOf(wanted.render(user))];
    return holds(size, limit) ? undefined : `The result was the wrong size: It was ${size} bytes, but should have been ${word} ${limit} bytes.`;
  };
});

function sizeOf({ main }: Views, field: string): number {
  switch (field) {
    case 'SizeAssertion.response_headers': return Buffer.byteLength(main.headersText);
    case 'SizeAssertion.response_data': return main.bytes.length;
    case 'SizeAssertion.response_code': return String(main.reply.code).length;
    case 'SizeAssertion.response_message': return Buffer.byteLength(main.reply.reason);
    default: return main.reply.receivedBytes;
  }
}

/** MD5 of the body, in hexadecimal (JMeter: MD5Hex Assertion). */
export const md5Assertion = assertion(true, (properties) => {
  const wanted = properties.template('MD5HexAssertion.size');
  return ({ main }, user) => {
    const [found, expected] = [createHash('md5').update(main.bytes).digest('hex'), wanted.render(user).trim()];
    return found === expected.toLowerCase() ? undefined : `Error asserting MD5 sum : got ${found} but should have been ${expected}.`;
  };
});

/** The body must be well-formed XML (JMeter: XML Assertion). Throws where it is not: that is the message. */
export const xmlAssertion = assertion(true, () => ({ main }) => { xmlOf(main, false); return undefined; });

/** An XPath that must find something or be true; `negate` = must not (JMeter: XPath and XPath2 Assertion). */
export const xpathAssertion = assertion(true, (properties, tools) => {
  const path = properties.template('XPath.xpath');
  const negate = properties.flag('XPath.negate');
  const tolerant = properties.flag('XPath.tolerant');
  const namespaces = namespacesOf(properties.text('XPath.namespaces'));
  if (path.source === '') tools.context.log.warn(`The XPath assertion "${properties.name}" has no XPath.`);
  return ({ main }, user) => {
    const xpath = path.render(user);
    const found = isTrueXPath(main, { xpath, tolerant, namespaces });
    if (found !== negate) return undefined;
    return negate ? `Nodes Matched for ${xpath}, which were not to be there.` : `No Nodes Matched ${xpath}.`;
  };
});

/** Lines `prefix=uri` of an XPath2 element. */
export function namespacesOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(/\r?\n/).map((line) => line.split('=')).filter(([prefix = '', uri = '']) => prefix.trim() !== '' && uri.trim() !== '').map(([prefix = '', ...uri]) => [prefix.trim(), uri.join('=').trim()]));
}
