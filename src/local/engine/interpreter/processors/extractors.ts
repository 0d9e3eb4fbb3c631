import { BoundaryVariableExtractor, CssVariableExtractor, JsonVariableExtractor, RegexpVariableExtractor } from '../../../../contract/extractors.js';
import type { ExchangeView } from '../../http/exchange-view.js';
import type { Compilation, NodeCompiler } from '../compilation.js';
import { inScope, type PostProcessor } from '../processors.js';
import { safePattern, type Groups } from '../../../patterns/safe-pattern.js';
import type { User } from '../user.js';
import { jsonValues } from './json-path.js';
import { readsBody, textFrom } from './text-source.js';

/** Most matches taken from one answer. */
const MATCH_LIMIT = 10_000;

interface Common { name: string; defaultValue: string; matchNumber: number; applyTo: 'REQUEST_ONLY' | 'REQUEST_AND_SUBREQUESTS' | 'SUBREQUESTS_ONLY' }

/** Finds up to `limit` values in one view. */
type Finder = (view: ExchangeView, user: User, limit: number) => readonly string[];

/**
 * Sets the variables of an extractor: the nth match, one at random (0), or all of them (-1) as `name_1`… with `name_matchNr`
 * (entities.md §3.4). Nothing found = the default value; without one the variable keeps what it had, as in JMeter.
 */
function extractor(common: Common, needsBody: boolean, tools: Compilation, find: Finder): PostProcessor {
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
        assign(common, found, user, fallback.render(user));
      }
      return undefined;
    },
  };
}

function assign({ name, matchNumber }: Common, found: readonly string[], user: User, fallback: string): void {
  if (matchNumber >= 0) {
    const value = matchNumber === 0 ? found[Math.floor(Math.random() * found.length)] : found[matchNumber - 1];
    if (value !== undefined) user.setVariable(name, value);
    else if (fallback !== '') user.setVariable(name, fallback);
    user.setVariable(`${name}_matchNr`, String(found.length));
    return;
  }
  const before = Number(user.variables.get(`${name}_matchNr`) ?? 0);
  found.forEach((value, at) => { user.setVariable(`${name}_${at + 1}`, value); });
  for (let at = found.length + 1; at <= before; at++) user.variables.delete(`${name}_${at}`);
  user.setVariable(`${name}_matchNr`, String(found.length));
  if (fallback !== '') user.setVariable(name, fallback);
}

export const regexpExtractor: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(RegexpVariableExtractor, node);
    const regexp = tools.template(fields.regexp);
    const fixed = regexp.constant === undefined ? undefined : safely(regexp.constant);
    const write = groupTemplate(fields.template);
    return extractor(fields, readsBody(fields.from), tools, (view, user, limit) => {
      const pattern = fixed instanceof Error ? undefined : (fixed ?? safePattern(regexp.render(user)));
      if (pattern === undefined) throw fixed instanceof Error ? fixed : new Error('unreadable');
      return pattern.find(textFrom(view, fields.from), limit).map(write);
    });
  },
};

/** A pattern that nothing can read makes the samples KO, not the whole run. */
function safely(source: string): ReturnType<typeof safePattern> | Error {
  try {
    return safePattern(source);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** JMeter's template: `$1$` is the first group, `$0$` the whole match, other text stays. */
function groupTemplate(template: string): (groups: Groups) => string {
  if (/^\$\d{1,2}\$$/.test(template)) {
    const group = Number(template.slice(1, -1));
    return (groups) => groups[group] ?? '';
  }
  return (groups) => template.replace(/\$(\d{1,2})\$/g, (_, group: string) => groups[Number(group)] ?? '');
}

export const jsonExtractor: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(JsonVariableExtractor, node);
    const path = tools.template(fields.path);
    return extractor(fields, true, tools, (view, user, limit) => jsonValues(path.render(user), view.json).slice(0, limit).map((value) => (typeof value === 'string' ? value : JSON.stringify(value))));
  },
};

export const cssExtractor: NodeCompiler = {
  role: 'post',
  compile(node, tools) {
    const fields = tools.fields(CssVariableExtractor, node);
    const selector = tools.template(fields.selector);
    return extractor(fields, true, tools, (view, user, limit) => {
      const found = view.document(selector.render(user)).toArray().slice(0, limit);
      return found.map((element) => (fields.attribute === '' ? view.document(element).text() : (view.document(element).attr(fields.attribute) ?? '')));
    });
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
