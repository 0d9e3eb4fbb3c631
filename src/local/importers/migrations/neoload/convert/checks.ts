import type { ActionNode } from '../../../../../contract/actions.js';
import { elementName } from '../../../clean-text.js';
import { jsonAssertion, responseAssertion } from '../../../design-nodes.js';
import { xpathAssertion } from '../../planted-nodes.js';
import type { ContentCheck, ExtractorModel } from '../model.js';
import type { UserContext } from './context.js';

/** An expression that opens on a header name reads headers; its name is met in any case, because HTTP/2 writes it small. */
const OPENS_ON_HEADER = /^([A-Za-z][A-Za-z0-9-]{1,60})(:\s?.*)$/s;

function regexpExtractor(id: string, extractor: ExtractorModel, query: { readonly expression: string; readonly from: 'BODY' | 'HEADERS' | 'BOTH' }): ActionNode {
  const [, header, rest] = query.from === 'BODY' ? [] : (OPENS_ON_HEADER.exec(query.expression) ?? []);
  const from = query.from === 'HEADERS' || header !== undefined ? 'HEADERS' : 'BODY';
  return { '@type': 'RegexpVariableExtractor', id, name: extractor.name, enabled: true, defaultValue: extractor.defaultValue, matchNumber: extractor.matchNumber, applyTo: 'REQUEST_ONLY', regexp: header === undefined ? query.expression : `(?i:${header})${rest ?? ''}`, template: extractor.template, from };
}

function extractorNode(extractor: ExtractorModel, { ids, texts }: UserContext): ActionNode {
  const { query } = extractor;
  const common = { id: ids.id(), name: extractor.name, enabled: true, defaultValue: extractor.defaultValue, matchNumber: extractor.matchNumber, applyTo: 'REQUEST_ONLY' };
  if (query.is === 'JSONPATH') return { '@type': 'JsonVariableExtractor', ...common, path: texts.of(query.expression) };
  if ('from' in query) return regexpExtractor(common.id, extractor, query);
  return { '@type': 'XPath1VariableExtractor', ...common, xpath: texts.of(query.expression), namespaces: {}, tolerant: true, returnFragment: false };
}

/** NeoLoad fails a request whose extraction finds nothing; here an assertion beside the extractor says it, in its query language. */
function guardNode(extractor: ExtractorModel, node: ActionNode, { ids, texts }: UserContext): ActionNode {
  const name = elementName(`[NeoLoad] ${extractor.name} found`, 'found');
  const { query } = extractor;
  if (query.is === 'JSONPATH') return jsonAssertion(ids.id(), name, true, { path: texts.of(query.expression) });
  if (query.is === 'XPATH') return xpathAssertion(ids.id(), name, texts.of(query.expression), false);
  return responseAssertion(ids.id(), name, true, { location: node['from'] === 'HEADERS' ? 'HEADERS' : 'BODY', values: [String(node['regexp'])], rule: 'CONTAINS' });
}

/** Extractors of a request and the assertions that guard them. */
export function extractorNodes(extractors: readonly ExtractorModel[], context: UserContext): { extractors: ActionNode[]; guards: ActionNode[] } {
  const nodes = extractors.map((extractor) => ({ extractor, node: extractorNode(extractor, context) }));
  return { extractors: nodes.map(({ node }) => node), guards: nodes.filter(({ extractor }) => extractor.mustMatch).map(({ extractor, node }) => guardNode(extractor, node, context)) };
}

/** A node of XML that holds a text: XPath 1.0 knows no regular expression, so one is reported. */
function xpathCheck(check: ContentCheck, xpath: string, context: UserContext): ActionNode {
  const text = context.texts.of(check.contains);
  if (!check.regexp) {
    const literal = !text.includes("'") ? `'${text}'` : `"${text.replaceAll('"', '')}"`;
    return xpathAssertion(context.ids.id(), check.name, text === '' ? xpath : `(${xpath})[contains(., ${literal})]`, check.not);
  }
  const marker = context.markers.next(elementName(check.name, 'XPath assertion'));
  context.findings.add({ kind: 'XPATH_ASSERTION', marker, virtualUser: context.virtualUser, element: elementName(check.name, 'XPath assertion'), facts: { '@type': 'NeoLoadXPathFacts', expression: check.contains } });
  return xpathAssertion(context.ids.id(), marker, xpath, false);
}

/** Checks of the content (entities.md §3.4, ResponseAssertion and JsonAssertion). */
export function checkNodes(checks: readonly ContentCheck[], context: UserContext): ActionNode[] {
  const { ids, texts } = context;
  return checks.map((check) => {
    if (check.xpath !== undefined) return xpathCheck(check, texts.of(check.xpath), context);
    const text = texts.of(check.contains);
    if (check.jsonPath !== undefined) return { ...jsonAssertion(ids.id(), check.name, true, { path: texts.of(check.jsonPath), validateValue: text !== '', value: text, negate: check.not }), regex: check.regexp };
    return responseAssertion(ids.id(), check.name, true, { location: 'BODY', values: [text], rule: check.regexp ? 'CONTAINS' : 'SUBSTRING', negate: check.not });
  });
}

/** Checks the platform makes per run, not per request (duration, size): a disabled assertion marks the place. */
export function otherCheckNodes(tags: readonly string[], context: UserContext): ActionNode[] {
  return tags.map((tag) => {
    const marker = context.markers.next(`${tag} to rebuild`);
    context.findings.add({ kind: 'UNKNOWN_ELEMENT', marker, tag, virtualUser: context.virtualUser, element: tag });
    return responseAssertion(context.ids.id(), marker, false, { location: 'BODY', values: [''], rule: 'SUBSTRING' });
  });
}
