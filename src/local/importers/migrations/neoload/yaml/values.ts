/** A mapping of a YAML document; undefined for anything else. */
export type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null && !Array.isArray(value);
export const mapping = (value: unknown): Mapping => (isMapping(value) ? value : {});
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Own field of a mapping: what stands on prototypes is no part of a document. */
export const field = (value: unknown, name: string): unknown => (isMapping(value) && Object.hasOwn(value, name) ? value[name] : undefined);

/** A scalar as text; empty for anything that is none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : '';
}

export const textField = (value: unknown, name: string, fallback = ''): string => {
  const found = text(field(value, name));
  return found === '' ? fallback : found;
};
export const flag = (value: unknown, name: string, fallback = false): boolean => {
  const found = field(value, name);
  return typeof found === 'boolean' ? found : found === 'true' ? true : found === 'false' ? false : fallback;
};
/** A whole number, or the fallback; bounded so that arithmetic on it stays exact. */
export function whole(value: unknown, fallback: number): number {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? Math.trunc(Math.max(-1e12, Math.min(1e12, number))) : fallback;
}
/** First own entry of a mapping: as-code writes `- request: {…}` where the key says what it is. */
export function onlyEntry(value: unknown): readonly [string, unknown] | undefined {
  return isMapping(value) ? Object.entries(value)[0] : undefined;
}
