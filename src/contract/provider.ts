import { z } from 'zod';

/** One location of a provider (octoperf-rest-api.md §5.7: values of `regions` are objects, e.g. with a label). */
export const ProviderRegion = z.looseObject({ label: z.string().optional(), latitude: z.number().optional(), longitude: z.number().optional() });
export type ProviderRegion = z.infer<typeof ProviderRegion>;

/**
 * A place load can come from: the keys of `regions` are the location names (octoperf-rest-api.md §5.7). The memory settings are of
 * on-premise ones: what a machine has, how much of it may be used, what a user of each kind takes.
 */
export const DockerProvider = z.looseObject({
  id: z.string(),
  workspaceId: z.string().optional(),
  name: z.string(),
  enabled: z.boolean().default(true),
  type: z.string().default('PRIVATE'),
  driver: z.string().default(''),
  regions: z.record(z.string(), z.unknown()).default({}),
  ramMb: z.number().optional(),
  usablePercent: z.number().optional(),
  vuMb: z.number().optional(),
  heavyVuMb: z.number().nullish(),
  realBrowserVuMb: z.number().optional(),
  maxSlots: z.number().optional(),
});
export type DockerProvider = z.infer<typeof DockerProvider>;

/** Settings of an on-premise provider that says nothing else (behaviour.md §8.3, documented). */
export const ON_PREMISE_DEFAULTS = { ramMb: 4096, usablePercent: 90, vuMb: 8, realBrowserVuMb: 1024, maxSlots: 0 } as const;

/** What an agent needs for itself, in MB (behaviour.md §8.4, documented in an older calculation). */
export const AGENT_BASE_MB = 128;

/** A location's name (behaviour.md §8.2, documented). */
export const LocationName = z.string().regex(/^[a-z0-9_-]{1,80}$/, 'must have 1 to 80 characters out of a-z, 0-9, "_" and "-"');
export const Latitude = z.number().min(-90).max(90);
export const Longitude = z.number().min(-180).max(180);

/** One load agent as the platform lists it (contract of list_provider_agents; `UP` evidenced, the rest inferred). */
export const DockerAgent = z.looseObject({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  host: z.string().default(''),
  remoteAddr: z.string().default(''),
  providerId: z.string().default(''),
  location: z.string(),
  duplicateOnHost: z.boolean().default(false),
  uninstallCommand: z.string().default(''),
});
export type DockerAgent = z.infer<typeof DockerAgent>;

/** What a provider carries now (keys inferred). Memory in MB; the users are ours, additive. */
export const ProviderUsage = z.looseObject({
  locations: z.array(z.looseObject({ name: z.string(), agents: z.number(), memoryUsed: z.number(), memoryTotal: z.number(), usersRunning: z.number().optional(), usersFree: z.number().optional() })),
  memory: z.record(z.string(), z.unknown()).default({}),
});
export type ProviderUsage = z.infer<typeof ProviderUsage>;

/** How one more agent is installed (inferred). */
export const AgentCommand = z.looseObject({ command: z.string(), notes: z.array(z.string()).default([]) });
export type AgentCommand = z.infer<typeof AgentCommand>;
