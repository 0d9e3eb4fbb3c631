import { z } from 'zod';

/** Credentials a server asks for (entities.md §9.1, semantics documented, names ours). */
export const ServerAuthorization = z.looseObject({
  type: z.enum(['BASIC', 'NTLM', 'DIGEST']).default('BASIC'),
  basePath: z.string().default('/'),
  username: z.string().default(''),
  password: z.string().default(''),
  domain: z.string().default(''),
});

/** Where requests go: project wide, bound to requests by `serverId` (entities.md §9.1: `id`, `projectId` documented, others S). */
export const HttpServer = z.looseObject({
  id: z.string(),
  userId: z.string().default(''),
  projectId: z.string(),
  protocol: z.enum(['HTTP', 'HTTPS']),
  hostname: z.string(),
  port: z.int().min(1).max(65535),
  connectTimeoutMs: z.int().min(0).default(30_000),
  responseTimeoutMs: z.int().min(0).default(60_000),
  keepAlive: z.boolean().default(true),
  resourcesPool: z.int().min(1).default(6),
  ipSpoofing: z.boolean().default(false),
  authorizations: z.array(ServerAuthorization).default([]),
});
export type HttpServer = z.infer<typeof HttpServer>;

/** `scheme://host[:port]`, the port left out where it is the scheme's default. */
export function baseUrlOf(server: Pick<HttpServer, 'protocol' | 'hostname' | 'port'>): string {
  const scheme = server.protocol.toLowerCase();
  const standard = server.protocol === 'HTTPS' ? 443 : 80;
  return `${scheme}://${server.hostname}${server.port === standard ? '' : `:${server.port}`}`;
}
