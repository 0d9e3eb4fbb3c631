import type { ApplicationConfig } from '../config/application-config.js';
import { surfaceOfPath } from '../scope/requested-surface.js';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';
/** Scopes the IdP records on a grant; the platform does not enforce them (behaviour.md §1.5). */
export const SCOPES = ['octoperf', 'offline_access'] as const;

/**
 * RFC 9728 §3.1: the well-known part goes between origin and path.
 * @param below what the client's URL has behind the path of the endpoint: §3.3 has clients refuse a document of another URL
 */
export const resourceMetadataUrl = (config: ApplicationConfig, below = ''): string => config.publicOrigin + WELL_KNOWN + config.server.mcpContextPath + below;

/** Where clients look: with the path of the resource (RFC 9728), without (MCP's fallback), and for the narrowed paths below the endpoint. */
export const resourceMetadataPaths = (config: ApplicationConfig): string[] => [WELL_KNOWN, WELL_KNOWN + config.server.mcpContextPath, `${WELL_KNOWN}${config.server.mcpContextPath}/*below`];

/** What a well-known path has behind the path of the endpoint. */
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
    scopes_supported: [...SCOPES],
    resource_name: 'OctoPerf MCP server',
    resource_documentation: `${config.mcpUrl}/public/AGENTS.md`,
  };
}
