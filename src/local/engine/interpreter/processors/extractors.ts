import { BoundaryVariableExtractor, CssVariableExtractor, JMESPathVariableExtractor, JsonVariableExtractor, RegexpVariableExtractor, XPath1VariableExtractor, XPath2VariableExtractor } from '../../../../contract/extractors.js';
import type { ExchangeView } from '../../http/exchange-view.js';
import type { Compilation, NodeCompiler } from '../compilation.js';
import { groupTemplate } from '../group-template.js';
import { inScope, type PostProcessor } from '../processors.js';
import { safePattern, type Groups } from '../../../patterns/safe-pattern.js';
import type { User } from '../user.js';
import { cssValues } from './css-selector.js';
import { jmesValues } from './jmes-path.js';
import { jsonValues } from './json-path.js';
import { readsBody, textFrom } from './text-source.js';
import { xpathValues } from './xpath.js';

/** Most matches taken from one answer. */
const MATCH_LIMIT = 10_000;

interface Common { name: string; defaultValue: string; matchNumber: number; applyTo: 'REQUEST_ONLY' | 'REQUEST_AND_SUBREQUESTS' | 'SUBREQUESTS_ONLY' }

/** Finds up to `limit` values in one view. */
type Finder = (view: ExchangeView, user: User, limit: number) => readonly string[];

/**
 * Sets the variables of an extractor: the nth match, one at random (0), or all of them (-1) as `name_1`… with `name_matchNr`
 * (entities.md §3.4). Nothing found = the default value; without one the variable keeps what it had, as in JMeter.
 */
function extractor(common: Common, needsBody: boolean, tools: Compilation, find: Finder, chosen: (match: number, user: User) => void = () => undefined): PostProcessor {
  const fallback = tools.template(common.defaultValue);
  const wanted = common.matchNumber > 0 ? common.matchNumber : MATCH_LIMIT;
  return {
    needsBody,
    run(views, user) {
      const found: string[] = [];
      // A default must also be set when the answer cannot be read at all (not JSON, no answer).
      try {
        for (const view of inScope(views, common.applyTo)) if (found.length < wanted) found.push(...find(view, user, wanted - found.length));
      } finally {
        chosen(assign(common, found, user, fallback.render(user)), user);
      }
      return undefined;
    },
  };
}

/** Sets the variables; gives the place of the match taken, -1 = all of them, NaN = none. */
function assign({ name, matchNumber }: Common, found: readonly string[], user: User, fallback: string): number {
  if (matchNumber >= 0) {
    const at = matchNumber === 0 ? Math.floor(Math.random() * found.length) : matchNumber - 1;
    const value = found[at];
    if (value !== undefined) user.setVariable(name, value);
    else if (fallback !== '') user.setVariable(name, fallback);
    user.setVariable(`${name}_matchNr`, String(found.length));
    return value === undefined ? NaN : at;
  }
  const before = Number(user.variables.get(`${name}_matchNr`) ?? 0);
  found.forEach((value, at) => { user.setVariable(`${name}_${at + 1}`, value); });
  for (let at = found.length + 1; at <= before; at++) user.variables.delete(`${name}_${at}`);
  user.setVariable(`${name}_matchNr`, String(found.length));
  if (fallback !== '') user.setVariable(name, fallback);
  return -1;
}

export const regexpExtractor: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(RegexpVariableExtractor, node);
    const regexp = tools.template(fields.regexp);
    const fixed = regexp.constant === undefined ? undefined : safely(regexp.constant);
    const write = groupTemplate(fields.template);
    const names = groupNames(fields.name);
    let matches: Groups[] = [];
    return extractor(fields, readsBody(fields.from), tools, (view, user, limit) => {
      if (fixed instanceof Error) throw fixed;
      const found = (fixed ?? safePattern(regexp.render(user))).find(textFrom(view, fields.from), limit);
      matches = matches.length === 0 ? found : [...matches, ...found];
      return found.map(write);
    }, (match, user) => {
      const taken = matches;
      matches = [];
      if (match >= 0) setGroups(names, taken[match], user);
      else if (match === -1) taken.forEach((groups, at) => { setGroups(groupNames(`${fields.name}_${at + 1}`), groups, user); });
    });
  },
};

interface GroupNames { readonly count: string; readonly group: (at: number) => string }

/** Variables of the groups of a match, as JMeter names them: `name_g` = how many, `name_g0` = the whole match, `name_g1`… */
function groupNames(name: string): GroupNames {
  const made = Array.from({ length: 10 }, (_, at) => `${name}_g${at}`);
  return { count: `${name}_g`, group: (at) => made[at] ?? `${name}_g${at}` };
}

function setGroups(names: GroupNames, groups: Groups | undefined, user: User): void {
  if (groups === undefined) return;
  user.setVariable(names.count, String(groups.length - 1));
  for (let at = 0; at < groups.length; at++) user.setVariable(names.group(at), groups[at] ?? '');
}

/** A pattern that nothing can read makes the samples KO, not the whole run. */
function safely(source: string): ReturnType<typeof safePattern> | Error {
  try {
    return safePattern(source);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

export const jsonExtractor: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(JsonVariableExtractor, node);
    const path = tools.template(fields.path);
    return extractor(fields, true, tools, (view, user, limit) => jsonValues(path.render(user), view.json).slice(0, limit).map((value) => (typeof value === 'string' ? value : JSON.stringify(value))));
  },
};

export const jmesPathExtractor: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(JMESPathVariableExtractor, node);
    const path = tools.template(fields.path);
    return extractor(fields, true, tools, (view, user, limit) => jmesValues(path.render(user), view.json).slice(0, limit));
  },
};

export const xpath1Extractor: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(XPath1VariableExtractor, node);
    const path = tools.template(fields.xpath);
    return extractor(fields, true, tools, (view, user, limit) => xpathValues(view, { xpath: path.render(user), tolerant: fields.tolerant, namespaces: fields.namespaces }, { fragment: fields.returnFragment, limit }));
  },
};

/** XPath 2 as far as the XPath 1 engine and the functions added to it reach; anything else makes the sample KO and says so. */
export const xpath2Extractor: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(XPath2VariableExtractor, node);
    const path = tools.template(fields.xpath);
    return extractor(fields, true, tools, (view, user, limit) => xpathValues(view, { xpath: path.render(user), tolerant: false, namespaces: fields.namespaces }, { fragment: fields.returnFragment, limit }));
  },
};

export const cssExtractor: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(CssVariableExtractor, node);
    const selector = tools.template(fields.selector);
    return extractor(fields, true, tools, (view, user, limit) => cssValues(view, selector.render(user), { attribute: fields.attribute, limit }));
  },
};

export const boundaryExtractor: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(BoundaryVariableExtractor, node);
    const left = tools.template(fields.leftBoundary);
    const right = tools.template(fields.rightBoundary);
    return extractor(fields, readsBody(fields.from), tools, (view, user, limit) => between(textFrom(view, fields.from), left.render(user), right.render(user), limit));
  },
};

/** Texts between two others; an empty left boundary = from the start, an empty right one = to the end. */
function between(text: string, left: string, right: string, limit: number): string[] {
  const found: string[] = [];
  for (let at = 0; found.length < limit && at <= text.length;) {
    const start = left === '' ? at : text.indexOf(left, at);
    if (start < 0) break;
    const from = start + left.length;
    const end = right === '' ? text.length : text.indexOf(right, from);
    if (end < 0) break;
    found.push(text.slice(from, end));
    at = end + right.length;
    if (left === '' || right === '') break;
  }
  return found;
}
