/** Imports may write the platform's folder before a name; what follows it is the name (behaviour.md §13.4). */
const FOLDER = /^(\/?resources\/)?(.*)$/s;

/** Copies any JSON value with every `filename` that was stored under another name rewritten. @param nameOf stored names by those of the file */
export function withFileNames<T>(value: T, nameOf: ReadonlyMap<string, string>): T {
  return [...nameOf].some(([given, stored]) => given !== stored) ? (copied(value, nameOf) as T) : value;
}

function copied(value: unknown, nameOf: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((inner: unknown) => copied(inner, nameOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]: [string, unknown]) => [field, field === 'filename' && typeof inner === 'string' ? stored(inner, nameOf) : copied(inner, nameOf)]));
}

function stored(filename: string, nameOf: ReadonlyMap<string, string>): string {
  const [, folder = '', name = ''] = FOLDER.exec(filename) ?? [];
  return folder + (nameOf.get(name) ?? name);
}
