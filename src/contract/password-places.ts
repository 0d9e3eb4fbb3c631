/** Names of JMeter properties that hold a password or the like: `Authorization.password`, `HTTPSampler.proxyPass`, `jms.security_credentials` (names observed). */
const PASSWORD_NAME = /(?:pass(?:word|wd|phrase)?|pwd|secret(?:[._-]?key)?|credentials|(?:api|access|private)[._-]?key)$/i;
/** Nothing but references: the password is elsewhere, and what is said here has to stay readable. */
const REFERENCES = /^(?:\$\{[^{}]*\})+$/;
/** How a password begins that the backend has sealed: it can be stored, shown and sent back, and only this backend can open it (our addition). */
const SEALED = '{sealed}';

export const isPasswordName = (name: string): boolean => PASSWORD_NAME.test(name);
export const isSealed = (text: string): boolean => text.startsWith(SEALED);
export const asSealed = (token: string): string => SEALED + token;
export const sealOf = (text: string): string => text.slice(SEALED.length);
/** A password in so many words: not empty, not sealed, not a mere reference to a variable. */
export const isClear = (text: string): boolean => text !== '' && !isSealed(text) && !REFERENCES.test(text);

/** Where a password stands: the id of the action (or Virtual User) and the name of the property. */
export interface PasswordPlace { readonly owner: string; readonly name: string }
type Change = (text: string, place: PasswordPlace) => string;

/**
 * The same tree with every password changed that an imported plan brought: in the properties of actions that are kept as they are, and
 * in the originals that an import keeps beside each action (`jmx`: `[tag, name or attributes, text]`). What needs no change stays the
 * same object.
 */
export function mapPasswords<T>(tree: T, change: Change): T {
  return visited(tree, change, '', false) as T;
}

function visited(value: unknown, change: Change, owner: string, inOriginal: boolean): unknown {
  if (Array.isArray(value)) return inOriginal && isProperty(value) ? changedProperty(value, change, owner) : each(value, (inner) => visited(inner, change, owner, inOriginal));
  if (typeof value !== 'object' || value === null) return value;
  const { id } = value as { id?: unknown };
  const own = !inOriginal && typeof id === 'string' ? id : owner;
  const changed = Object.entries(value).map(([key, inner]: [string, unknown]): [string, unknown] => [key, key === 'properties' && !inOriginal ? mapped(inner, change, own) : visited(inner, change, own, inOriginal || key === 'jmx')]);
  return changed.some(([key, inner]) => inner !== (value as Record<string, unknown>)[key]) ? Object.fromEntries(changed) : value;
}

/** `["stringProp", "Authorization.password", "text"]`: the name alone, or among attributes. */
const isProperty = (value: readonly unknown[]): value is [string, string | [string, string][], string] => value.length === 3 && typeof value[0] === 'string' && typeof value[2] === 'string' && (typeof value[1] === 'string' || Array.isArray(value[1]));

function changedProperty(property: [string, string | [string, string][], string], change: Change, owner: string): unknown {
  const [tag, named, text] = property;
  const name = typeof named === 'string' ? named : named.find((pair) => pair[0] === 'name')?.[1] ?? '';
  const now = typeof name === 'string' && isPasswordName(name) ? change(text, { owner, name }) : text;
  return now === text ? property : [tag, named, now];
}

/** Properties by name, with what lies below them. */
function mapped(properties: unknown, change: Change, owner: string): unknown {
  if (Array.isArray(properties)) return each(properties, (inner) => mapped(inner, change, owner));
  if (typeof properties !== 'object' || properties === null) return properties;
  const changed = Object.entries(properties).map(([name, inner]: [string, unknown]): [string, unknown] => [name, typeof inner === 'string' ? (isPasswordName(name) ? change(inner, { owner, name }) : inner) : mapped(inner, change, owner)]);
  return changed.some(([name, inner]) => inner !== (properties as Record<string, unknown>)[name]) ? Object.fromEntries(changed) : properties;
}

function each(list: readonly unknown[], change: (entry: unknown) => unknown): readonly unknown[] {
  const changed = list.map(change);
  return changed.some((entry, index) => entry !== list[index]) ? changed : list;
}
