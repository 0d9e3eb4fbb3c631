import { z } from 'zod';
import { DockerAgent, DockerProvider, Latitude, LocationName, Longitude, type ProviderRegion } from '../../contract/provider.js';
import { AgentError } from '../../errors/agent-error.js';
import type { DeepLinks } from '../../octoperf/deep-links.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { url } from '../vocabulary/listings.js';

export const locationName = LocationName.describe('Name: a-z, 0-9, "_" and "-".');
export const latitude = Latitude.describe('Degrees, -90 to 90.');
export const longitude = Longitude.describe('Degrees, -180 to 180.');
export const currentLocation = z.string().min(1).max(200).describe('Name of a location the provider has now.');

const Location = z.object({ name: z.string(), latitude: z.number().optional(), longitude: z.number().optional() });
/** A private provider as the tools show it. */
export const ProviderWithLocations = z.object({ id: z.string(), name: z.string(), type: z.string(), driver: z.string(), locations: z.array(Location), url: url.optional() });
/** Agents that lost their location: they run on, to no purpose, until somebody removes them. */
export const orphanedAgents = z.array(z.object({ name: z.string(), host: z.string(), uninstallCommand: z.string() })).describe('Agents left without a location: have uninstallCommand run on each host.');

export function providerWithLocations({ id, name, type, driver, regions, workspaceId }: DockerProvider, links: DeepLinks): z.input<typeof ProviderWithLocations> {
  const locations = Object.entries(regions).map(([location, region]) => ({ name: location, ...coordinatesOf(region) }));
  return { id, name, type, driver, locations, ...(workspaceId === undefined ? {} : { url: links.provider(workspaceId, id) }) };
}

/** A provider, and one of its locations as it is stored. Refuses a location that is not there, naming those that are. */
export async function providerAt(octoperf: OctoperfClient, providerId: string, location: string): Promise<{ provider: DockerProvider; region: ProviderRegion }> {
  const provider = await octoperf.call('provider', DockerProvider, { providerId });
  if (!Object.hasOwn(provider.regions, location)) throw new AgentError(`The provider "${provider.name}" has no location "${location}".`, `It has: ${Object.keys(provider.regions).join(', ') || 'none'}.`);
  return { provider, region: { ...(provider.regions[location] as object) } };
}

/** Writes the provider with other locations; refuses one that is everybody's. */
export async function withLocations(octoperf: OctoperfClient, provider: DockerProvider, regions: Readonly<Record<string, unknown>>): Promise<DockerProvider> {
  if (provider.type !== 'PRIVATE') throw new AgentError(`"${provider.name}" is a public provider, which nobody changes here.`, 'Make one of your own with create_onpremise_docker_provider.');
  return octoperf.call('updateProvider', DockerProvider, { providerId: provider.id }, { body: { ...provider, regions } });
}

/** The agents of a location, which are orphans once it is gone: to be asked for before. */
export async function agentsAt(octoperf: OctoperfClient, providerId: string, location: string): Promise<z.input<typeof orphanedAgents>> {
  const agents = await octoperf.call('providerAgents', z.array(DockerAgent), { providerId });
  return agents.filter((agent) => agent.location === location).map(({ name, host, uninstallCommand }) => ({ name, host, uninstallCommand: uninstallCommand === '' ? `sudo docker rm -f ${name}` : uninstallCommand }));
}

export function coordinatesOf(region: unknown): { latitude?: number; longitude?: number } {
  const { latitude, longitude } = (region ?? {}) as { latitude?: unknown; longitude?: unknown };
  return { ...(typeof latitude === 'number' ? { latitude } : {}), ...(typeof longitude === 'number' ? { longitude } : {}) };
}
