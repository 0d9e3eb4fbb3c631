import { createHash } from 'node:crypto';

/** A digest of a JSON value that does not depend on the order of its fields; fields without a value count as absent. */
export const digestOf = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('base64url');

/** JSON with the fields of every object sorted by name. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
