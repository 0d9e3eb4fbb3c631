import { DEFAULT_SCOPE, RESOURCE_SCOPES, SCOPES } from './token-policy.js';

const RESOURCE: readonly string[] = RESOURCE_SCOPES;

/**
 * What a client asks for, as far as we know the words, and always something the resource knows: a request without any of our
 * scopes would otherwise end in `access_denied` after the person has consented.
 * @param scope the `scope` parameter, if there was one.
 */
export function understoodScope(scope: string | null | undefined): string {
  const known = [...new Set((scope ?? '').split(' '))].filter((word) => SCOPES.includes(word));
  return (known.some((word) => RESOURCE.includes(word)) ? known : [...known, DEFAULT_SCOPE]).join(' ');
}

/** The same for a query string or form body: a new one with the scope replaced. Repeated parameters stay repeated. */
export function withUnderstoodScope(parameters: URLSearchParams): URLSearchParams {
  const copy = new URLSearchParams(parameters);
  if (parameters.getAll('scope').length <= 1) copy.set('scope', understoodScope(parameters.get('scope')));
  return copy;
}
