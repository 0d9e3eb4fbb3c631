import { z } from 'zod';
import { DockerProvider } from '../../contract/provider.js';
import { AgentError } from '../../errors/agent-error.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';

/** Where load is to come from, as the agent asked for it. */
export interface WantedLocations { readonly providerId: string; readonly locations: readonly string[] }

/**
 * Refuses a provider or a location that the workspace cannot use, and lists the usable ones (behaviour.md §16.5). Usable are the
 * enabled public providers and the enabled ones of the workspace.
 */
export async function requireLocations(octoperf: OctoperfClient, workspaceId: string, { providerId, locations }: WantedLocations): Promise<void> {
  const providers = await usableProviders(octoperf, workspaceId);
  const provider = providers.find(({ id }) => id === providerId);
  const usable = `Usable here: ${providers.map(described).join('; ') || 'none'}.`;
  if (provider === undefined) throw new AgentError(`The workspace cannot use a provider with the id "${providerId}".`, usable);
  const unknown = locations.filter((location) => !Object.hasOwn(provider.regions, location));
  if (unknown.length > 0) throw new AgentError(`The provider "${provider.name}" has no location ${unknown.map((location) => `"${location}"`).join(', ')}.`, usable);
}

async function usableProviders(octoperf: OctoperfClient, workspaceId: string): Promise<DockerProvider[]> {
  const [own, open] = await Promise.all([
    octoperf.call('workspaceProviders', z.array(DockerProvider), { workspaceId }),
    octoperf.call('publicProviders', z.array(DockerProvider), {}),
  ]);
  return [...new Map([...own, ...open].filter(({ enabled }) => enabled).map((provider) => [provider.id, provider])).values()];
}

const described = ({ id, name, regions }: DockerProvider): string => `${name} (providerId "${id}", locations ${Object.keys(regions).map((location) => `"${location}"`).join(', ') || 'none'})`;
