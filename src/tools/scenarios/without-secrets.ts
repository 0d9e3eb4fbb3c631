const HIDDEN = '(hidden)';
/** Names under which scenarios keep secrets: live reporting tokens, passwords among JMeter properties (entities.md §4.4). */
const SECRET = /token|pass(word|wd|phrase)|secret|api[-_.]?key|credential|authorization/i;
const USER_INFO = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@]{1,500}@/gi;

/** A copy of a JSON value in which the values of secret fields, and passwords inside URLs, are hidden. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(USER_INFO, `$1${HIDDEN}@`);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, isSecret(key, field) ? HIDDEN : withoutSecrets(field)]));
}

/** An empty or absent secret is told as it is: an agent may need to see that none was given. */
function isSecret(key: string, value: unknown): boolean {
  if (value === null || value === '' || typeof value === 'boolean' || typeof value === 'number') return false;
  return SECRET.test(key) || (typeof value === 'object' && 'type' in value && value.type === 'ENCRYPTED');
}
