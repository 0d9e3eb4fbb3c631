import fc from 'fast-check';
import type { ActionNode } from '../../../src/contract/actions.js';
import { Extractor } from '../../../src/contract/extractors.js';
import { extractionReader } from '../../../src/local/design/extraction.js';
import { ExchangeView, NotReadable } from '../../../src/local/engine/http/exchange-view.js';
import { refusedReply } from '../../../src/local/engine/http/wire.js';
import { Compilation, type CompileContext, type NodeCompiler } from '../../../src/local/engine/interpreter/compilation.js';
import { boundaryExtractor, cssExtractor, jmesPathExtractor, jsonExtractor, regexpExtractor, xpath1Extractor, xpath2Extractor } from '../../../src/local/engine/interpreter/processors/extractors.js';
import type { User } from '../../../src/local/engine/interpreter/user.js';
import { target } from '../../unit/engine/targets.js';
import { anyText, sentences } from '../any-input.js';
import type { FuzzTarget } from '../fuzz-target.js';

const WIRE = { origin: 'http://a.test', path: '/', method: 'GET', headers: [], body: undefined, host: undefined, close: false, responseTimeoutMs: 0, size: 0 };
/** An answer with this body, as extractors get it. */
const answer = (body: string): ExchangeView => new ExchangeView(WIRE, { ...refusedReply(''), code: 200, reason: 'OK', problem: '', kept: [Buffer.from(body)], bodySize: Buffer.byteLength(body) });
/** Extractors need no more of a run than this. */
const tools = new Compilation({ log: { warn: () => undefined, info: () => undefined }, demands: { previous: false } } as unknown as CompileContext);

/** Extracts from an answer: true where it could be evaluated, false where the sample would be KO with a sentence. */
function extracted(compiler: NodeCompiler, fields: Record<string, unknown>, body: string): boolean {
  if (compiler.role !== 'post') throw new Error('not an extractor');
  const node = { '@type': 'fuzz', id: 'e', name: 'v', enabled: true, ...fields } as ActionNode;
  const view = answer(body);
  try {
    void compiler.compile(node, tools).run({ main: view, subs: [], remarks: {}, elapsedMs: 1 }, target({ x: '1' }) as unknown as User);
    return true;
  } catch (error) {
    // A sentence of ours, not what a library or the language says by itself.
    if (error instanceof NotReadable || (error instanceof Error && error.constructor === Error && /^The .{15,}\.$/s.test(error.message))) return false;
    throw error;
  }
}

const anyMatch = fc.constantFrom(-1, 0, 1, 3);
const JSON_BODIES = ['{"items":[{"id":1,"tag":"a"},{"id":2,"tag":"b"}],"with space":null,"nested":{"__proto__x":1}}', `[${'{"a":[1,2,{"b":"aaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}]},'.repeat(200)}1]`, `${'['.repeat(400)}${']'.repeat(400)}`, `${'{"a":'.repeat(150)}1${'}'.repeat(150)}`, JSON.stringify(Array.from({ length: 3_000 }, (_, at) => ({ at, name: `n${at}` }))), '{}', '1', '"x"', ''];
const jsonBody = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...JSON_BODIES) }, { weight: 1, arbitrary: fc.json() }, { weight: 1, arbitrary: anyText(['{', '}', '[', ']', '"', ',', ':', '1']) });
const JSONPATH = ['$', '.', '..', '*', '[', ']', '[*]', '[0]', '[-1]', '[1:5:2]', '[::-1]', '?', '@', '@.a', '$.items', '(', ')', '==', '<', '&&', '||', '!', "'a'", '"a"', 'items', 'a', 'b', 'length(', 'count(', 'match(', 'search(', 'value(', ',', '1', '-', '"(a+)+$"', '[?', '[?@..*', '$..*', '[?count($..*)>1', '\\u0000', '__proto__', '${x}'];
const PATH_OF_JSON = fc.oneof(anyText(JSONPATH, 15), fc.tuple(fc.constant('$'), anyText(['..*', '[*]', '[?@..*]', '[?count(@..*)>0]', '[?count($..*)>0]', '..[?@.a]', '[?search(@.b,"(a+)+$")]', '.a', '[0]', '[?@.id==1]', '.items', '[0,0,0]', "['a','a']"], 6)).map((parts) => parts.join('')));
const JMES = ['@', '.', '*', '[*]', '[]', '[0]', '[?', '`1`', "'a'", '"a"', '==', '&&', '||', '!', '(', ')', 'items', 'a', 'length(', 'sort_by(', 'map(', '&', 'join(', 'to_string(', 'keys(', 'max_by(', '|', '{a: ', '}', ',', '[@,@]', '[@,@]|', ':', '-', '`', '\\', '__proto__', 'constructor'];
const XML_BODIES = ['<?xml version="1.0"?><c:catalog xmlns:c="urn:c" xmlns="urn:d"><book id="1"><title>One</title></book><book id="22"><title>Two &amp; more</title><c:price>5</c:price></book></c:catalog>', `<a>${'<b><c/></b>'.repeat(1_500)}</a>`, `<a>${'<b i="1">'.repeat(150)}x${'</b>'.repeat(150)}</a>`, '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', '<a><b></a>', '<html><body><p @click="x" class="a">first<br>line<p>second<input name=csrf value="t">', '', 'plain'];
const MARKUP = ['<a>', '</a>', '<b x="1">', '<', '>', '/>', '"', '&amp;', '&x;', '<!--', '-->', '<![CDATA[', ']]>', '<?', 'text', ' x=', '\u0000', '<p>', '<table>', '<script>', '<!DOCTYPE html>', '<br>', '<div class="a b">'];
const markup = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...XML_BODIES) }, { weight: 2, arbitrary: anyText(MARKUP) });
const XPATH = ['/', '//', '*', 'a', 'b', 'book', '@id', '@*', '[', ']', '(', ')', '.', '..', 'text()', 'node()', 'count(', 'position()', 'last()', '=', '<', '|', 'and', 'or', '+', '-', '1', "'x'", 'ancestor::', 'following::*', 'preceding::*', 'descendant::*', 'matches(', "'(a+)+$'", 'string-join(', ',', 'concat(', 'c:', 'q:', '$x', '[count(//*) > 1]', 'max(', '//*', 'id("x")', 'namespace::'];
const CSS = ['a', 'p', '*', '.a', '#x', '[name=csrf]', '[', ']', '>', '+', '~', ' ', ',', ':', '::', ':not(', ':has(', ':is(', ':nth-child(', '2n+1', ')', '(', '"', '\\', ':first', ':eq(', ':contains(', ':root', ':scope', '|', '$=', '*=', ':has(* ', '* * * ', 'body', 'input'];

const SOUND_JMES = sentences(['@', 'items', 'items[*].id', 'a', '`1`', "'a'", '"with space"', 'nested', '[0]', '*', '[*]', 'length(@)'], ['$.a', '$[*]', '$[]', '$[?$ == $]', '$ | $', '[$, $]', '{a: $, b: $}', 'to_string($)', 'keys($)', 'sort_by($, &id)', 'map(&$, $)', '$ && $', '!$', 'join(`,`, $)', '$[1:]', 'flatten($)', 'not_null($, $)']);
const SOUND_XPATH = sentences(['//a', '//b', '/a/b', '.', '//*', '@id', '//book[1]', '1', "'x'", 'text()', '//c:price', 'position()', 'last()', '//p'], ['$/..', '$//*', '$[$]', '$ | $', 'count($)', '$ = $', 'not($)', '$ and $', 'string($)', 'concat($, $)', '//*[$]', '$/ancestor::*', '$/following::*', 'contains($, $)', "matches($, '(a+)+b')", 'string-join($, $)', 'sum($)', 'max($)', 'number($)', '($)']);
const SOUND_CSS = sentences(['a', 'p', '*', '.a', '#x', '[name=csrf]', 'input', 'b', ':first-child', 'body', '[x="1"]'], ['$ $', '$ > $', '$, $', '$ + $', '$ ~ $', ':not($)', '*:has($)', ':is($)', '$:nth-child(2n+1)', '$:first', '$:eq(1)', '$:contains("e")', '$:last', '$:parent'], 5);

const json: FuzzTarget<[string, string, number]> = { name: 'JSONPath extraction', inputs: 'paths of any pieces, recursive filters among them, on JSON of any shape', any: fc.tuple(PATH_OF_JSON, jsonBody, anyMatch), run: ([path, body, matchNumber]) => extracted(jsonExtractor, { '@type': 'JsonVariableExtractor', path, matchNumber }, body) };
const jmes: FuzzTarget<[string, string, number]> = { name: 'JMESPath extraction', inputs: 'paths of any pieces on JSON of any shape', any: fc.tuple(fc.oneof(anyText(JMES, 15), SOUND_JMES), jsonBody, anyMatch), run: ([path, body, matchNumber]) => extracted(jmesPathExtractor, { '@type': 'JMESPathVariableExtractor', path, matchNumber }, body) };
const xpath: FuzzTarget<{ path: string; body: string; matchNumber: number; how: string; returnFragment: boolean }> = {
  name: 'XPath extraction', inputs: 'paths of any pieces on XML and HTML of any shape, strict and tolerant', any: fc.record({ path: fc.oneof(anyText(XPATH, 15), SOUND_XPATH), body: markup, matchNumber: anyMatch, how: fc.constantFrom('1', 'tolerant', '2'), returnFragment: fc.boolean() }),
  run: ({ path, body, matchNumber, how, returnFragment }) => extracted(how === '2' ? xpath2Extractor : xpath1Extractor, { '@type': how === '2' ? 'XPath2VariableExtractor' : 'XPath1VariableExtractor', xpath: path, matchNumber, tolerant: how === 'tolerant', returnFragment }, body),
};
const css: FuzzTarget<[string, string, number]> = { name: 'CSS extraction', inputs: 'selectors of any pieces on HTML of any shape', any: fc.tuple(fc.oneof(anyText(CSS, 12), SOUND_CSS), markup, anyMatch), run: ([selector, body, matchNumber]) => extracted(cssExtractor, { '@type': 'CssVariableExtractor', selector, attribute: matchNumber === 0 ? 'class' : '', matchNumber }, body) };
const FROM = fc.constantFrom('BODY', 'BODY_UNESCAPED', 'HEADERS', 'REQUEST_HEADERS', 'URL', 'RESPONSE_CODE', 'RESPONSE_MESSAGE');
const regexp: FuzzTarget<{ pattern: string; body: string; template: string; matchNumber: number; from: string }> = {
  name: 'Regexp extraction', inputs: 'patterns, templates and answers of any pieces', any: fc.record({ pattern: anyText(['(', ')', '(.+?)', '[^"]+', '"', '=', '.', '*', '+', '?', '\\d', '(?i)', '(?=', '\\1', '|', '[', ']', '${x}', 'a', '(a+)+$'], 12), body: markup, template: anyText(['$1$', '$', '$0$', '$99999999999$', '$-1$', 'x'], 6), matchNumber: anyMatch, from: FROM }),
  run: ({ pattern, body, ...fields }) => extracted(regexpExtractor, { '@type': 'RegexpVariableExtractor', regexp: pattern, ...fields }, body),
};
const RULES = ['RegexpVariableExtractor', 'JsonVariableExtractor', 'BoundaryVariableExtractor'] as const;
const correlation: FuzzTarget<{ kind: (typeof RULES)[number]; pattern: string; body: string; matchNumber: number; from: string; template: string }> = {
  name: 'Correlation rules', inputs: 'extractors of any pieces on recorded answers',
  any: fc.oneof(
    fc.record({ kind: fc.constantFrom(...RULES), pattern: anyText(['(', ')', '(.+?)', '"', '=', '.*', '\\1', '(?=', 'a', '[', ']', '(a+)+$'], 8), body: markup, matchNumber: anyMatch, from: FROM, template: anyText(['$1$', '$', '$0$', 'x'], 4) }),
    fc.record({ kind: fc.constant('JsonVariableExtractor' as const), pattern: PATH_OF_JSON, body: jsonBody, matchNumber: anyMatch, from: FROM, template: fc.constant('$1$') }),
  ),
  run({ kind, pattern, body, ...fields }) {
    try {
      const extractor = Extractor.parse({ '@type': kind, id: 'e', name: 'v', enabled: true, regexp: pattern, path: pattern, leftBoundary: pattern, rightBoundary: fields.template, ...fields });
      for (const { literal } of extractionReader(extractor)({ request: { method: 'GET', url: 'http://a.test/', headers: [], body: '', bodyEncoding: 'text', bodySize: 0 }, response: { code: 200, message: 'OK', headers: [{ name: 'a', value: body.slice(0, 99) }], body, bodyEncoding: 'text', bodySize: body.length } })) if (literal === '') throw new Error('an empty literal');
      return true;
    } catch (error) {
      if (error instanceof Error && error.constructor === Error && /^The .{15,}\.$/s.test(error.message)) return false;
      throw error;
    }
  },
};
const boundary: FuzzTarget<{ leftBoundary: string; rightBoundary: string; body: string; matchNumber: number; from: string }> = {
  name: 'Boundary extraction', inputs: 'boundaries and answers of any pieces', any: fc.record({ leftBoundary: anyText(['<', '"', 'a', '&', '${x}', ''], 3), rightBoundary: anyText(['>', '"', 'a', ';', ''], 3), body: markup, matchNumber: anyMatch, from: FROM }),
  run: ({ body, ...fields }) => extracted(boundaryExtractor, { '@type': 'BoundaryVariableExtractor', ...fields }, body),
};

export const extraction: readonly FuzzTarget[] = [regexp, json, xpath, css, jmes, boundary, correlation];
