/** Names of keys whose values nobody else may read. */
const SECRET = /(^|-)(password|passphrase|secret|api-key|credentials)$/;
const HIDDEN = '***';
const IN_QUERY = /([?&](?:password|secret|token|key)=)[^&#]*/gi;

/** The value with what is secret in it hidden: by the name of its key, in accounts, and where an address carries a password. */
export function redacted(path: string, value: unknown): unknown {
  if (value === undefined || value === null || value === '') return value;
  if (SECRET.test(path.replace(/.*\./, ''))) return HIDDEN;
  if (Array.isArray(value)) return value.map((item) => redacted(path, item));
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redacted(`${path}.${key}`, inner)]));
  return typeof value === 'string' ? withoutPassword(value) : value;
}

/** An address without its password; any other text as it is. */
function withoutPassword(text: string): string {
  if (!text.includes('://')) return text;
  // Not through URL: a connection string of several hosts is none, and holds a password all the same.
  return text.replace(/(:\/\/[^/?#@:]*:)[^/?#]*@/g, `$1${HIDDEN}@`).replace(IN_QUERY, `$1${HIDDEN}`);
}
