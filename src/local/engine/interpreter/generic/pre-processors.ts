import { encodeForm } from '../form-text.js';
import { rewritten } from '../../http/redirect.js';
import type { WireRequest } from '../../http/wire.js';
import { safePattern } from '../../../patterns/safe-pattern.js';
import type { NodeCompiler } from '../compilation.js';
import { ElementProperties } from './properties.js';

/** Variables from a column that the user's number picks, before every request or once per iteration (JMeter: User Parameters). */
export const userParameters: NodeCompiler = {
  role: 'pre',
  compile(node, tools) {
    const properties = new ElementProperties(node, tools);
    const names = properties.texts('UserParameters.names');
    const columns = properties.rows('UserParameters.thread_values').map((column) => column.map((value) => tools.template(value)));
    const once = properties.flag('UserParameters.per_iteration');
    const memory = {};
    if (columns.length === 0 && names.length > 0) tools.context.log.warn(`The User Parameters "${properties.name}" hold no values, so they set nothing.`);
    return (user) => {
      const state = user.remembered(memory, () => ({ iteration: 0 }));
      const column = columns[(user.threadNumber - 1) % Math.max(1, columns.length)];
      if (column === undefined || (once && state.iteration === user.iteration)) return undefined;
      state.iteration = user.iteration;
      names.forEach((name, at) => { const value = column[at]; if (value !== undefined) user.setVariable(name, value.render(user)); });
      return undefined;
    };
  },
};

/**
 * Values of parameters of the next request by what a regular expression extractor with "all matches" found: one group holds the names,
 * another the values (JMeter: RegEx User Parameters).
 */
export const regExUserParameters: NodeCompiler = {
  role: 'pre',
  compile(node, tools) {
    const properties = new ElementProperties(node, tools);
    const reference = properties.text('RegExUserParameters.regex_ref_name');
    const [names, values] = [properties.whole('RegExUserParameters.param_names_gr_nr', 1), properties.whole('RegExUserParameters.param_values_gr_nr', 2)];
    return (user) => {
      const found = new Map<string, string>();
      const count = Math.min(10_000, Number(user.variables.get(`${reference}_matchNr`) ?? 0) || 0);
      for (let at = 1; at <= count; at++) {
        const name = user.variables.get(`${reference}_${at}_g${names}`);
        const value = user.variables.get(`${reference}_${at}_g${values}`);
        if (name !== undefined && value !== undefined) found.set(name, value);
      }
      if (found.size > 0) user.rewrites.push((wire) => withParameters(wire, found));
      return undefined;
    };
  },
};

/** The request with other values for those of its parameters that have a name in the list; those in a form body, too. */
function withParameters(wire: WireRequest, values: ReadonlyMap<string, string>): WireRequest {
  const mark = wire.path.indexOf('?');
  const path = mark < 0 ? wire.path : `${wire.path.slice(0, mark + 1)}${replaced(wire.path.slice(mark + 1), values)}`;
  const isForm = wire.headers.some((value, at) => at % 2 === 1 && /^application\/x-www-form-urlencoded/i.test(value) && wire.headers[at - 1]?.toLowerCase() === 'content-type');
  const body = wire.body !== undefined && isForm ? Buffer.from(replaced(wire.body.toString('utf8'), values)) : wire.body;
  return rewritten(wire, { origin: wire.origin, path, method: wire.method, headers: wire.headers, body });
}

function replaced(query: string, values: ReadonlyMap<string, string>): string {
  return query.split('&').map((pair) => {
    const name = pair.split('=', 1)[0] ?? '';
    const value = values.get(decoded(name));
    return value === undefined ? pair : `${name}=${encodeForm(value)}`;
  }).join('&');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/**
 * Adds a session id that the last answer carries in its links to the next request, as a parameter or behind the path
 * (JMeter: HTTP URL Re-writing Modifier).
 */
export const urlRewriting: NodeCompiler = {
  role: 'pre',
  compile(node, tools) {
    const properties = new ElementProperties(node, tools);
    const name = properties.template('argument_name');
    const behindPath = properties.flag('path_extension');
    const bare = properties.flag('path_extension_no_equals');
    const remembers = properties.flag('cache_value');
    const memory = {};
    tools.demands.previous = true;
    return (user) => {
      const key = name.render(user);
      if (key === '') return undefined;
      const state = user.remembered(memory, () => ({ value: '' }));
      const found = sessionId(user.previous?.text ?? '', key, bare);
      if (found !== undefined || !remembers) state.value = found ?? '';
      const { value } = state;
      if (value !== '') user.rewrites.push((wire) => withSession(wire, { key, value, behindPath, bare }));
      return undefined;
    };
  },
};

/** `name=value` in a link or as a hidden field; undefined = not there. */
function sessionId(text: string, name: string, bare: boolean): string | undefined {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const inLink = `[;?&]${escaped}${bare ? '' : '='}([^"'>&?\\s;]+)`;
  const inField = `[Nn][Aa][Mm][Ee]\\s*=\\s*["']${escaped}["'][^>]+[vV][Aa][Ll][Uu][Ee]\\s*=\\s*["']([^"']+)["']`;
  for (const pattern of [inLink, inField]) {
    const value = safePattern(pattern).find(text, 1)[0]?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
}

interface Session { readonly key: string; readonly value: string; readonly behindPath: boolean; readonly bare: boolean }

function withSession(wire: WireRequest, { key, value, behindPath, bare }: Session): WireRequest {
  const mark = wire.path.indexOf('?');
  const [path, query] = mark < 0 ? [wire.path, ''] : [wire.path.slice(0, mark), wire.path.slice(mark)];
  // A session id goes where it came from as it came: it is a part of an address already.
  const safe = value.replace(/[^\x21-\x7e]/g, encodeURIComponent);
  const to = behindPath ? `${path};${key}${bare ? '' : '='}${safe}${query}` : `${path}${query === '' ? '?' : `${query}&`}${key}=${safe}`;
  return rewritten(wire, { origin: wire.origin, path: to, method: wire.method, headers: wire.headers, body: wire.body });
}
