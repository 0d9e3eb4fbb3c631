import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { providerId } from '../vocabulary/ids.js';
import { agentsAt, currentLocation, latitude, locationName, longitude, orphanedAgents, providerAt, providerWithLocations, ProviderWithLocations, withLocations } from './provider-locations.js';

const Params = z.object({
  providerId,
  location: currentLocation,
  newName: locationName.optional().describe('New name; leave it out to change coordinates only.'),
  latitude: latitude.optional(),
  longitude: longitude.optional(),
});
const Result = z.object({ orphanedAgents, provider: ProviderWithLocations });

@ToolController()
export class UpdateProviderLocationTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_provider_location',
    title: 'Update provider location',
    description: 'Moves a location, or with newName renames it. Destructive where it renames: every agent of the old name is detached and listed in orphanedAgents, its runs end, scenarios that name the old location must be updated, and agents be installed anew. Confirm a rename with the user first. Needs role ADMIN.',
    effect: 'overwrite',
    wayBack: { by: 'update_provider_location with the former name and place; agents that a new name detached have to be installed again (a workspace has no files to keep a copy among)' },
    params: Params,
    result: Result,
  })
  async updateProviderLocation({ providerId, location, newName, latitude, longitude }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    if (newName === undefined && latitude === undefined && longitude === undefined) throw new AgentError('There is nothing to change.', 'Give newName, latitude or longitude.');
    const { provider, region } = await providerAt(this.octoperf, providerId, location);
    const name = newName ?? location;
    const isRenamed = name !== location;
    if (isRenamed && Object.hasOwn(provider.regions, name)) throw new AgentError(`The provider "${provider.name}" has a location "${name}" already.`, 'Choose another name.');
    const label = isRenamed && region.label === location ? { label: name } : {};
    const changed = { ...region, ...label, ...(latitude === undefined ? {} : { latitude }), ...(longitude === undefined ? {} : { longitude }) };
    const regions = Object.fromEntries(Object.entries(provider.regions).map(([known, kept]) => (known === location ? [name, changed] : [known, kept])));
    const orphans = isRenamed ? await agentsAt(this.octoperf, providerId, location) : [];
    return { orphanedAgents: orphans, provider: providerWithLocations(await withLocations(this.octoperf, provider, regions), this.links) };
  }
}
