import type { ApplicationConfig } from '../config/application-config.js';
import { surfaceOfPath } from '../scope/requested-surface.js';
import { FINE_SCOPES } from './scopes.js';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';
/** Scopes the IdP records on a grant; the platform does not enforce them (behaviour.md §1.5). */
const RECORDED = ['octoperf', 'offline_access'] as const;

/**
 * Where a 401 says the document is: below the context path. A proxy that sends us that one prefix, as the on-premise page has it, sends the
 * well-known places at the origin to the backend. RFC 9728 §5.1 lets the challenge name any URL; what counts is the resource in the document:
 * §3.3 has clients refuse that of another URL.
 * @param below what the client's URL has behind the path of the endpoint
 */
export const resourceMetadataUrl = (config: ApplicationConfig, below = ''): string => config.mcpUrl + WELL_KNOWN + below;

/**
 * Where it is served: as advertised, and for clients that do not read the challenge where they look by themselves: with the path of the
 * resource (RFC 9728 §3.1) and without (MCP's fallback). For the narrowed paths below the endpoint, too.
 */
export const resourceMetadataPaths = ({ server: { mcpContextPath } }: ApplicationConfig): string[] =>
  [mcpContextPath + WELL_KNOWN, WELL_KNOWN + mcpContextPath].flatMap((place) => [place, `${place}/*below`]).concat(WELL_KNOWN);

/** What a path of the document has behind its place; both places are equally long. */
export const belowEndpoint = ({ server: { mcpContextPath } }: ApplicationConfig, path: string): string => path.slice((WELL_KNOWN + mcpContextPath).length).replace(/\/$/, '');

/**
 * The protected-resource document: who issues tokens for this resource, and how they are presented. Narrowed paths are resources of
 * their own here, for one audience: tokens say which server they are for, not which part of it.
 * @param below what follows the path of the endpoint; undefined is answered where that is no path of it
 */
export function resourceMetadata(config: ApplicationConfig, below = ''): Record<string, unknown> | undefined {
  const surface = surfaceOfPath(below);
  if (surface === undefined || surface.fault !== undefined) return undefined;
  return {
    resource: config.mcpUrl + below,
    authorization_servers: [config.issuer],
    bearer_methods_supported: ['header'],
    scopes_supported: config.auth.scopes === 'on' ? [...FINE_SCOPES] : [...RECORDED],
    resource_name: 'OctoPerf MCP server',
    resource_documentation: `${config.mcpUrl}/public/AGENTS.md`,
  };
}
