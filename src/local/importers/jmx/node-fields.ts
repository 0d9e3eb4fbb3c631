import type { ActionNode } from '../../../contract/actions.js';

/** Any record with typed fields: a node, a think time, a variable. */
type Fields = Readonly<Record<string, unknown>> | ActionNode;

/** A text field; numbers are written as text, anything else gives `absent`. An export must survive trees made by hand. */
export function textField(fields: Fields, name: string, absent = ''): string {
  const value = fields[name];
  return typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? String(value) : absent;
}

export const flagField = (fields: Fields, name: string, absent = false): boolean => (typeof fields[name] === 'boolean' ? fields[name] : absent);

/** A field that is a list of records; anything else in it is left out. */
export function listField(fields: Fields, name: string): Record<string, unknown>[] {
  const value = fields[name];
  return Array.isArray(value) ? value.flatMap((entry: unknown) => (isRecord(entry) ? [entry] : [])) : [];
}

/** A field that is a list of texts. */
export function textsField(fields: Fields, name: string): string[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that is a record. */
export function recordField(fields: Fields, name: string): Record<string, unknown> | undefined {
  const value = fields[name];
  return isRecord(value) ? value : undefined;
}
