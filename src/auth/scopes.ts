/** What an access token may be for (`auth.scopes: on`), the least first. */
export const FINE_SCOPES = ['octoperf:read', 'octoperf:write', 'octoperf:run'] as const;
export type FineScope = (typeof FINE_SCOPES)[number];

/** What an issuer stamps that knows no finer ones: everything. */
export const WHOLE_SCOPE = 'octoperf';
const READ: FineScope = 'octoperf:read';

/** Whether scopes cover one: `octoperf` covers all, and whoever may write or run may read what that is about. */
export function covers(scopes: readonly string[], wanted: FineScope): boolean {
  if (scopes.includes(WHOLE_SCOPE) || scopes.includes(wanted)) return true;
  return wanted === READ && FINE_SCOPES.some((scope) => scopes.includes(scope));
}

/** What to ask for so that all of `wanted` are covered and nothing is lost that the token has: its scopes of ours, then the missing ones. */
export function stepUp(scopes: readonly string[], wanted: readonly FineScope[]): string {
  const own = FINE_SCOPES.filter((scope) => scopes.includes(scope) || wanted.includes(scope));
  return own.join(' ');
}
