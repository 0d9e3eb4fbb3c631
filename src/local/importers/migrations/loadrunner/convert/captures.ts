import type { ActionNode } from '../../../../../contract/actions.js';
import { wholeNumber } from '../../text-shapes.js';
import type { Call } from '../c-program.js';
import { literalOf, textOf } from '../texts.js';
import { flagged, webArguments, type Attributes } from '../web-arguments.js';
import type { ScriptContext } from './context.js';
import { boundaryPattern } from './patterns.js';

interface Base { readonly id: string; readonly name: string; readonly enabled: true; readonly defaultValue: ''; readonly matchNumber: number; readonly applyTo: 'REQUEST_ONLY' }
type Source = 'BODY' | 'HEADERS';

/** `ORD=All` and its like; a number is the occurrence, the first where nothing is said. */
function matchNumber(attributes: Attributes): number {
  const text = attributes.get('ord') ?? attributes.get('ordinal') ?? '1';
  return /^all$/i.test(text.trim()) || /^yes$/i.test(attributes.get('selectall') ?? '') ? -1 : Math.max(1, wholeNumber(text, 1));
}

/** Cookies and headers are both found in the headers of the answer (VuGen reference: `Search`, `Scope`). */
const sourceOfSearch = (search: string | undefined): Source => (/^(?:headers|cookies)$/i.test(search?.trim() ?? '') ? 'HEADERS' : 'BODY');

/** Between two boundaries; flags of a boundary (no case, wildcards) and parts of a match need a regular expression. */
function boundaries(base: Base, attributes: Attributes, from: Source, { texts }: ScriptContext): ActionNode {
  const left = flagged(attributes, 'lb') ?? { value: '', flags: '' };
  const right = flagged(attributes, 'rb') ?? { value: '', flags: '' };
  const flags = `${left.flags}/${right.flags}`;
  const offset = Math.max(0, wholeNumber(attributes.get('saveoffset'), 0));
  const length = wholeNumber(attributes.get('savelen'), -1);
  const plain = !/ic|alnum|dig/i.test(flags) && offset === 0 && length < 0;
  if (plain) return { '@type': 'BoundaryVariableExtractor', ...base, leftBoundary: texts.of(left.value), rightBoundary: texts.of(right.value), from };
  const inner = length >= 0 ? `([\\s\\S]{0,${Math.min(length, 100_000)}})[\\s\\S]*?` : '([\\s\\S]*?)';
  const skipped = offset === 0 ? '' : `[\\s\\S]{${Math.min(offset, 100_000)}}`;
  const pattern = `${boundaryPattern(texts.of(left.value), left.flags)}${skipped}${inner}${boundaryPattern(texts.of(right.value), right.flags)}`;
  return regexp(base, /(?:^|\/)ic/i.test(flags) ? `(?i)${pattern}` : pattern, '$1$', from);
}

const regexp = (base: Base, pattern: string, template: string, from: Source): ActionNode => ({ '@type': 'RegexpVariableExtractor', ...base, regexp: pattern, template, from });

/** `RegExp=` with its group: the first one where nothing is said, the whole match where it has none. */
function expression(base: Base, attributes: Attributes, from: Source, { texts }: ScriptContext): ActionNode | undefined {
  const given = flagged(attributes, 'regexp');
  if (given === undefined) return undefined;
  const grouped = /(?:^|[^\\])\((?!\?)/.test(given.value);
  const group = wholeNumber(attributes.get('group'), grouped ? 1 : 0);
  return regexp(base, `${/ic/i.test(given.flags) ? '(?i)' : ''}${texts.of(given.value)}`, `$${Math.max(0, group)}$`, from);
}

const quotedCss = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;

/** An attribute of a tag found by its other attributes, as a CSS query. */
function attribute(base: Base, attributes: Attributes, { texts }: ScriptContext): ActionNode | undefined {
  const extract = attributes.get('extract') ?? '';
  if (!/^[\w:-]+$/.test(extract)) return undefined;
  const tag = attributes.get('tagname') ?? '';
  const asked = [...attributes].filter(([name]) => !/^(?:paramname|tagname|extract|ordinal|notfound|selectall|path|logtype)$/.test(name) && /^[\w:-]+$/.test(name));
  const selector = `${/^[\w:-]+$/.test(tag) ? tag : ''}${asked.map(([name, value]) => `[${name}=${quotedCss(texts.of(value))}]`).join('')}`;
  return { '@type': 'CssVariableExtractor', ...base, selector: selector === '' ? '*' : selector, attribute: extract, engine: 'JSOUP' };
}

/** The oldest form of all: name and two boundaries, one behind the other. */
function positional(call: Call, context: ScriptContext): ActionNode | undefined {
  const [name, left, right] = [literalOf(call.given[0]), textOf(call.given[1], context.texts), textOf(call.given[2], context.texts)];
  if (name === undefined || left === undefined || right === undefined) return undefined;
  return { '@type': 'BoundaryVariableExtractor', id: context.ids.id(), name: context.texts.variableOf(name), enabled: true, defaultValue: '', matchNumber: 1, applyTo: 'REQUEST_ONLY', leftBoundary: left, rightBoundary: right, from: 'BODY' };
}

/**
 * A capture for the next request (`web_reg_save_param` and its kin). What is not found leaves the variable empty.
 * @returns undefined where its arguments take running C to know
 */
export function captureNode(call: Call, context: ScriptContext): ActionNode | undefined {
  if (call.name.startsWith('web_create_html_param')) return positional(call, context);
  const named = call.name === 'web_reg_save_param';
  const { name, attributes, sections } = webArguments(call.given, named);
  const parameter = named ? name : attributes.get('paramname');
  if (parameter === undefined || parameter === '') return undefined;
  const filters = sections.get('SEARCH_FILTERS')?.[0];
  const from = sourceOfSearch(attributes.get('search') ?? filters?.get('scope') ?? attributes.get('scope'));
  const base: Base = { id: context.ids.id(), name: context.texts.variableOf(parameter), enabled: true, defaultValue: '', matchNumber: matchNumber(attributes), applyTo: 'REQUEST_ONLY' };
  const query = attributes.get('querystring');
  switch (call.name) {
    case 'web_reg_save_param':
    case 'web_reg_save_param_ex': return boundaries(base, attributes, from, context);
    case 'web_reg_save_param_regexp': return expression(base, attributes, from, context);
    case 'web_reg_save_param_json': return query === undefined ? undefined : { '@type': 'JsonVariableExtractor', ...base, path: context.texts.of(query) };
    case 'web_reg_save_param_xpath': return query === undefined ? undefined : { '@type': 'XPath1VariableExtractor', ...base, xpath: context.texts.of(query), namespaces: {}, tolerant: true, returnFragment: /^yes$/i.test(attributes.get('returnxml') ?? '') };
    case 'web_reg_save_param_attrib': return attribute(base, attributes, context);
    default: return undefined;
  }
}

/** A capture of every match of a pattern: how many there are is in `name_matchNr` (`SaveCount` of a check). */
export function countNode(name: string, pattern: string, from: Source, { ids }: ScriptContext): ActionNode {
  return regexp({ id: ids.id(), name, enabled: true, defaultValue: '', matchNumber: -1, applyTo: 'REQUEST_ONLY' }, pattern, '$0$', from);
}
