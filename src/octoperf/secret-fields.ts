/** What stands where a secret is not shown. */
export const HIDDEN = '(hidden)';
/** Names under which scenarios keep secrets: live reporting tokens, passwords among JMeter properties (entities.md §4.4). */
const SECRET = /token|pass(word|wd|phrase)|secret|api[-_.]?key|credential|authorization/i;
const USER_INFO = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@]{1,500}@/gi;

interface Encrypted { readonly type: 'ENCRYPTED'; readonly value: unknown }

/** A copy of a JSON value in which the values of secret fields, and passwords inside URLs, are hidden; `cover` says by what. */
export function withoutSecrets(value: unknown, cover: (secret: unknown) => unknown = () => HIDDEN): unknown {
  if (typeof value === 'string') return value.replace(USER_INFO, `$1${HIDDEN}@`);
  if (Array.isArray(value)) return value.map((entry) => withoutSecrets(entry, cover));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, isSecret(key, field) ? cover(field) : withoutSecrets(field, cover)]));
}

/** The same for a copy that is to be written back one day: what is encrypted keeps its shape. */
export const concealed = (value: unknown): unknown => withoutSecrets(value, (secret) => (isEncrypted(secret) ? { ...secret, value: HIDDEN } : HIDDEN));

/**
 * A concealed copy with every secret as it stands in `current` at the same place, and empty where there is none: the words that hide a
 * secret are never taken for it. Entries of a list are the same where their ids are, else by their place.
 */
export function revealed(value: unknown, current?: unknown): unknown {
  if (typeof value === 'string') return revealedText(value, current);
  if (Array.isArray(value)) return value.map((entry, index) => revealed(entry, counterpart(entry, index, current)));
  if (typeof value !== 'object' || value === null) return value;
  if (isEncrypted(value) && value.value === HIDDEN) return isEncrypted(current) ? current : { type: 'PLAIN', value: '' };
  const known = typeof current === 'object' && current !== null ? (current as Record<string, unknown>) : {};
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, revealed(field, Object.hasOwn(known, key) ? known[key] : undefined)]));
}

/** Whether a value, concealed or not, holds anything that a concealed copy does not. */
export const holdsSecrets = (value: unknown): boolean => JSON.stringify(revealed(concealed(value))) !== JSON.stringify(value);

/** A URL comes back where the present one differs by its password only. */
function revealedText(value: string, current: unknown): unknown {
  if (value === HIDDEN) return current ?? '';
  if (!value.includes(`://${HIDDEN}@`)) return value;
  return withoutSecrets(current) === value ? current : value.replaceAll(`${HIDDEN}@`, '');
}

function counterpart(entry: unknown, index: number, current: unknown): unknown {
  if (!Array.isArray(current)) return undefined;
  const id = idOf(entry);
  return id === undefined ? current[index] : current.find((other) => idOf(other) === id);
}

const idOf = (entry: unknown): string | undefined => (typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'string' && entry.id !== '' ? entry.id : undefined);
const isEncrypted = (value: unknown): value is Encrypted => typeof value === 'object' && value !== null && 'type' in value && value.type === 'ENCRYPTED' && 'value' in value;

/** An empty or absent secret is told as it is: an agent may need to see that none was given. */
function isSecret(key: string, value: unknown): boolean {
  if (value === null || value === '' || typeof value === 'boolean' || typeof value === 'number') return false;
  return SECRET.test(key) || (typeof value === 'object' && 'type' in value && value.type === 'ENCRYPTED');
}
