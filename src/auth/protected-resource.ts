import type { ApplicationConfig } from '../config/application-config.js';
import { FINE_SCOPES } from './scopes.js';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';
/** Scopes the IdP records on a grant; the platform does not enforce them (behaviour.md §1.5). */
const RECORDED = ['octoperf', 'offline_access'] as const;

/**
 * Where a 401 says the document is: below the context path. A proxy that sends us that one prefix, as the on-premise page has it, sends the
 * well-known places at the origin to the backend. RFC 9728 §5.1 lets the challenge name any URL; what counts is the resource in the document (§3.3).
 */
export const resourceMetadataUrl = (config: ApplicationConfig): string => config.mcpUrl + WELL_KNOWN;

/** Where it is served: as advertised, and for clients that do not read the challenge where they look by themselves: with the path of the resource (RFC 9728 §3.1) and without (MCP's fallback). */
export const resourceMetadataPaths = (config: ApplicationConfig): string[] => [config.server.mcpContextPath + WELL_KNOWN, WELL_KNOWN + config.server.mcpContextPath, WELL_KNOWN];

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
