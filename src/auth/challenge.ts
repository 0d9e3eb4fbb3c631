import type { ApplicationConfig } from '../config/application-config.js';
import { currentRequest } from '../scope/request-scope.js';
import { resourceMetadataUrl } from './protected-resource.js';

/** The value of a `WWW-Authenticate` header (RFC 6750, RFC 9728). @param parameters such as `error` and `scope`; quoted here. */
export function challenge(config: ApplicationConfig, parameters: Readonly<Record<string, string>>): string {
  const surface = currentRequest()?.surface;
  const all = { ...parameters, resource_metadata: resourceMetadataUrl(config, surface?.fault === undefined ? surface?.path : '') };
  return `Bearer ${Object.entries(all).map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`).join(', ')}`;
}

/** The same for a token that may not do what was asked. @param scope all that is needed, what the token has included. */
export function insufficientScope(config: ApplicationConfig, scope: string): string {
  return challenge(config, { error: 'insufficient_scope', error_description: 'The access token lacks a scope', scope });
}
