import type { ApplicationConfig } from '../config/application-config.js';
import { FINE_SCOPES } from './scopes.js';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';
/** Scopes the IdP records on a grant; the platform does not enforce them (behaviour.md §1.5). */
const RECORDED = ['octoperf', 'offline_access'] as const;

/** RFC 9728 §3.1: the well-known part goes between origin and path. */
export const resourceMetadataUrl = (config: ApplicationConfig): string => config.publicOrigin + WELL_KNOWN + config.server.mcpContextPath;

/** Both places where clients look: with the path of the resource (RFC 9728) and without (MCP's fallback). */
export const resourceMetadataPaths = (config: ApplicationConfig): string[] => [WELL_KNOWN, WELL_KNOWN + config.server.mcpContextPath];

/** The protected-resource document: who issues tokens for this resource, and how they are presented. */
export function resourceMetadata(config: ApplicationConfig): Record<string, unknown> {
  return {
    resource: config.mcpUrl,
    authorization_servers: [config.issuer],
    bearer_methods_supported: ['header'],
    scopes_supported: config.auth.scopes === 'on' ? [...FINE_SCOPES] : [...RECORDED],
    resource_name: 'OctoPerf MCP server',
    resource_documentation: `${config.mcpUrl}/public/AGENTS.md`,
  };
}
