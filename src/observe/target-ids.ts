/** What may stand in the audit log of arguments and answers: ids and nothing else. */
const NAME = /^(?:id|ids|[a-z][A-Za-z]*Ids?)$/;
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const MOST = 20;

/**
 * The fields of arguments, or of an answer, that are ids by name and by look. Everything else may hold what its author would not want
 * kept, and is left out. Lists are cut at 20.
 */
export function targetIds(fields: unknown): Readonly<Record<string, string | string[]>> | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  const found = Object.entries(fields).flatMap(([name, value]): [string, string | string[]][] => {
    if (!NAME.test(name)) return [];
    if (Array.isArray(value)) return value.length > 0 && value.every(isId) ? [[name, value.slice(0, MOST)]] : [];
    return isId(value) ? [[name, value]] : [];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found.slice(0, MOST));
}

const isId = (value: unknown): value is string => typeof value === 'string' && ID.test(value);
