import type { ActionNode } from '../../../../contract/actions.js';
import type { ImportJob, Place } from '../import-job.js';
import { flagField, recordField, textField } from '../node-fields.js';
import { flagOf, valueOf, wholeNumber, type PlanElement } from '../plan-element.js';
import { boolProp, stringProp } from '../xml-element.js';
import type { Unit, Written } from '../kept-element.js';
import { one, optional, text, written, type Codec, type Fields } from './codec.js';

const SCOPES: Readonly<Record<string, string>> = { parent: 'REQUEST_ONLY', all: 'REQUEST_AND_SUBREQUESTS', children: 'SUBREQUESTS_ONLY' };
const SOURCES: Readonly<Record<string, string>> = {
  false: 'BODY', '': 'BODY', true: 'HEADERS', unescaped: 'BODY_UNESCAPED', request_headers: 'REQUEST_HEADERS', URL: 'URL', code: 'RESPONSE_CODE', message: 'RESPONSE_MESSAGE',
};
const reversed = (table: Readonly<Record<string, string>>, value: string): string | undefined => Object.entries(table).find(([, word]) => word === value)?.[0];
const worded = (table: Readonly<Record<string, string>>, key: string): string | undefined => (Object.hasOwn(table, key) ? table[key] : undefined);

/** Which samples a processor looks at; undefined where it reads a variable instead, which no node can. */
export const scopeOf = (element: PlanElement, property: string): string | undefined => worded(SCOPES, valueOf(element.xml, property)?.trim() || 'parent');
/** The same, written: JMeter leaves the usual one out. */
export const scopeText = (scope: string): string => { const word = reversed(SCOPES, scope); return word === undefined || word === 'parent' ? '' : word; };

/** n = nth, 0 = any, negative = all. JMeter takes a missing number for 0. */
function matchNumberOf(value: string | undefined, element: PlanElement, job: ImportJob, place: Place): number {
  const trimmed = value?.trim() ?? '';
  if (trimmed === '') return 0;
  const number = wholeNumber(trimmed);
  if (number === undefined) job.note('changed', element.xml, place.names, `the match number is an expression (${trimmed.slice(0, 60)}): the first match is taken instead`);
  return number === undefined ? 1 : Math.max(-1, number);
}

function sourceOf(value: string | undefined, element: PlanElement, job: ImportJob, place: Place): string {
  const source = worded(SOURCES, value?.trim() ?? '');
  if (source === undefined) job.note('changed', element.xml, place.names, `the part to read (${value?.slice(0, 40) ?? ''}) is not known: the body is read instead`);
  return source ?? 'BODY';
}

/** An extractor element: its variable is the node's name, its testname stays the element's own. */
const extractor = (node: ActionNode, testClass: string, gui: string, units: readonly Unit[]): Written => ({ ...written(node, testClass, gui, units), named: false });
const scopeUnit = (node: ActionNode): Unit => optional('Sample.scope', scopeText(textField(node, 'applyTo', 'REQUEST_ONLY')));
const numberText = (node: ActionNode): string => textField(node, 'matchNumber', '1');

const SOURCE_TEXT = (node: ActionNode): string => reversed(SOURCES, textField(node, 'from', 'BODY')) ?? 'false';

export const regex: Codec = {
  classes: ['RegexExtractor'], type: 'RegexpVariableExtractor', nests: false,
  read(element, job, place) {
    const applyTo = scopeOf(element, 'Sample.scope');
    const value = (name: string): string => valueOf(element.xml, `RegexExtractor.${name}`) ?? '';
    if (applyTo === undefined) return undefined;
    return {
      name: value('refname'), applyTo, defaultValue: value('default'), regexp: value('regex'), template: value('template'),
      matchNumber: matchNumberOf(value('match_number'), element, job, place), from: sourceOf(value('useHeaders'), element, job, place),
    };
  },
  write: (node) => extractor(node, 'RegexExtractor', 'RegexExtractorGui', [
    text('RegexExtractor.useHeaders', SOURCE_TEXT(node)), text('RegexExtractor.refname', textField(node, 'name')), text('RegexExtractor.regex', textField(node, 'regexp')),
    text('RegexExtractor.template', textField(node, 'template', '$1$')), text('RegexExtractor.default', textField(node, 'defaultValue')),
    text('RegexExtractor.match_number', numberText(node)), scopeUnit(node),
  ]),
};

export const boundary: Codec = {
  classes: ['BoundaryExtractor'], type: 'BoundaryVariableExtractor', nests: false,
  read(element, job, place) {
    const applyTo = scopeOf(element, 'Sample.scope');
    const value = (name: string): string => valueOf(element.xml, `BoundaryExtractor.${name}`) ?? '';
    if (applyTo === undefined) return undefined;
    return {
      name: value('refname'), applyTo, defaultValue: value('default'), leftBoundary: value('lboundary'), rightBoundary: value('rboundary'),
      matchNumber: matchNumberOf(value('match_number'), element, job, place), from: sourceOf(value('useHeaders'), element, job, place),
    };
  },
  write: (node) => extractor(node, 'BoundaryExtractor', 'BoundaryExtractorGui', [
    text('BoundaryExtractor.useHeaders', SOURCE_TEXT(node)), text('BoundaryExtractor.refname', textField(node, 'name')), text('BoundaryExtractor.lboundary', textField(node, 'leftBoundary')),
    text('BoundaryExtractor.rboundary', textField(node, 'rightBoundary')), text('BoundaryExtractor.default', textField(node, 'defaultValue')),
    text('BoundaryExtractor.match_number', numberText(node)), scopeUnit(node),
  ]),
};

export const css: Codec = {
  classes: ['HtmlExtractor'], type: 'CssVariableExtractor', nests: false,
  read(element, job, place) {
    const applyTo = scopeOf(element, 'Sample.scope');
    const value = (name: string): string => valueOf(element.xml, `HtmlExtractor.${name}`) ?? '';
    if (applyTo === undefined) return undefined;
    return {
      name: value('refname'), applyTo, defaultValue: value('default'), selector: value('expr'), attribute: value('attribute'),
      engine: value('extractor_impl') === 'JODD' ? 'JODD' : 'JSOUP', matchNumber: matchNumberOf(value('match_number'), element, job, place),
    };
  },
  write: (node) => extractor(node, 'HtmlExtractor', 'HtmlExtractorGui', [
    text('HtmlExtractor.refname', textField(node, 'name')), text('HtmlExtractor.expr', textField(node, 'selector')), text('HtmlExtractor.attribute', textField(node, 'attribute')),
    text('HtmlExtractor.default', textField(node, 'defaultValue')), text('HtmlExtractor.match_number', numberText(node)),
    optional('HtmlExtractor.extractor_impl', textField(node, 'engine') === 'JODD' ? 'JODD' : ''), scopeUnit(node),
  ]),
};

export const jmesPath: Codec = {
  classes: ['JMESPathExtractor'], type: 'JMESPathVariableExtractor', nests: false,
  read(element, job, place) {
    const applyTo = scopeOf(element, 'Sample.scope');
    const value = (name: string): string => valueOf(element.xml, `JMESExtractor.${name}`) ?? '';
    if (applyTo === undefined) return undefined;
    return { name: value('referenceName'), applyTo, defaultValue: value('defaultValue'), path: value('jmesPathExpression') || value('jmesPathExpr'), matchNumber: matchNumberOf(value('matchNumber'), element, job, place) };
  },
  write: (node) => extractor(node, 'JMESPathExtractor', 'JMESPathExtractorGui', [
    text('JMESExtractor.referenceName', textField(node, 'name')), text('JMESExtractor.jmesPathExpr', textField(node, 'path')), text('JMESExtractor.matchNumber', numberText(node)),
    text('JMESExtractor.defaultValue', textField(node, 'defaultValue')), scopeUnit(node),
  ]),
};

/** `XPath Extractor` (1.0, with tolerant HTML) and `XPath2 Extractor` share all but the names of their properties. */
function xpath(testClass: string, gui: string, type: string, prefix: string, more: { read(element: PlanElement): Fields; write(node: ActionNode): Unit[] }): Codec {
  return {
    classes: [testClass], type, nests: false,
    read(element, job, place) {
      const applyTo = scopeOf(element, 'Sample.scope');
      const value = (name: string): string => valueOf(element.xml, `${prefix}.${name}`) ?? '';
      if (applyTo === undefined) return undefined;
      return {
        name: value('refname'), applyTo, defaultValue: value('default'), xpath: value('xpathQuery'), returnFragment: flagOf(element.xml, `${prefix}.fragment`),
        matchNumber: matchNumberOf(value('matchNumber') || '-1', element, job, place), ...more.read(element),
      };
    },
    write: (node) => extractor(node, testClass, gui, [
      text(`${prefix}.default`, textField(node, 'defaultValue')), text(`${prefix}.refname`, textField(node, 'name')), text(`${prefix}.matchNumber`, numberText(node)),
      text(`${prefix}.xpathQuery`, textField(node, 'xpath')), one(`${prefix}.fragment`, flagField(node, 'returnFragment') ? boolProp(`${prefix}.fragment`, true) : undefined), ...more.write(node), scopeUnit(node),
    ]),
  };
}

export const xpath1 = xpath('XPathExtractor', 'XPathExtractorGui', 'XPath1VariableExtractor', 'XPathExtractor', {
  read: (element) => ({ namespaces: {}, tolerant: flagOf(element.xml, 'XPathExtractor.tolerant') }),
  write: (node) => [one('XPathExtractor.tolerant', boolProp('XPathExtractor.tolerant', flagField(node, 'tolerant')))],
});

/** Lines `prefix=uri`. */
function namespacesOf(lines: string): Record<string, string> {
  const pairs = lines.split('\n').map((line) => line.trim()).filter((line) => line.includes('=')).map((line): [string, string] => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]);
  return Object.fromEntries(pairs.filter(([prefix]) => prefix !== '' && prefix !== '__proto__'));
}

export const xpath2 = xpath('XPath2Extractor', 'XPath2ExtractorGui', 'XPath2VariableExtractor', 'XPathExtractor2', {
  read: (element) => ({ namespaces: namespacesOf(valueOf(element.xml, 'XPathExtractor2.namespaces') ?? '') }),
  write: (node) => [one('XPathExtractor2.namespaces', stringProp('XPathExtractor2.namespaces', Object.entries(recordField(node, 'namespaces') ?? {}).map(([prefix, uri]) => `${prefix}=${String(uri)}`).join('\n')))],
});
export { matchNumberOf, extractor, scopeUnit };
