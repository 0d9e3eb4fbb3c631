import type { Argument } from './c-program.js';
import { literalOf } from './texts.js';

/** Words that open a list inside the arguments of a web function; what stands before the first one are attributes. */
const SECTIONS: ReadonlySet<string> = new Set(['ITEMDATA', 'EXTRARES', 'HEADERS', 'BODY', 'SEARCH_FILTERS', 'SEGMENTS', 'STARTHIDDENS']);
/** Words that close one entry of a list. */
const ENDS: ReadonlySet<string> = new Set(['ENDITEM', 'ENDHEADER', 'ENDSEGMENT']);

/** `"Name=value"` pairs by lower-case name; a name may carry flags (`LB/IC`). */
export type Attributes = ReadonlyMap<string, string>;
export interface WebArguments {
  /** First argument, the name of the step; undefined where it takes running C to know. */
  readonly name: string | undefined;
  readonly attributes: Attributes;
  readonly sections: ReadonlyMap<string, readonly Attributes[]>;
  /** Arguments that are neither literals nor known words. */
  readonly unread: number;
}

function addPair(target: Map<string, string>, text: string): void {
  const equals = text.indexOf('=');
  const key = (equals === -1 ? text : text.slice(0, equals)).trim().toLowerCase();
  if (!target.has(key)) target.set(key, equals === -1 ? '' : text.slice(equals + 1));
}

/** Takes the arguments of a web function apart (public VuGen function reference). `named`: whether the first one is a name. */
export function webArguments(given: readonly Argument[], named: boolean): WebArguments {
  const attributes = new Map<string, string>();
  const sections = new Map<string, Map<string, string>[]>();
  let current: Map<string, string>[] | undefined;
  let entry: Map<string, string> | undefined;
  let unread = 0;
  for (const argument of named ? given.slice(1) : given) {
    const word = argument.length === 1 && argument[0]?.kind === 'word' ? argument[0].text : undefined;
    const literal = literalOf(argument);
    if (word === 'LAST') break;
    if (word !== undefined && SECTIONS.has(word)) {
      current = sections.get(word) ?? [];
      sections.set(word, current);
      entry = undefined;
    } else if (word !== undefined && ENDS.has(word)) entry = undefined;
    else if (literal === undefined) unread += 1;
    else if (current === undefined) addPair(attributes, literal);
    else {
      if (entry === undefined) current.push(entry = new Map<string, string>());
      addPair(entry, literal);
    }
  }
  return { name: named ? literalOf(given[0]) : undefined, attributes, sections, unread };
}

/** Value of an attribute and the flags behind its name (`Text/IC=…` → `ic`); undefined where it is missing. */
export function flagged(attributes: Attributes, name: string): { value: string; flags: string } | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of attributes) {
    const [own, ...flags] = key.split('/');
    if (own === wanted) return { value, flags: flags.join('/') };
  }
  return undefined;
}
