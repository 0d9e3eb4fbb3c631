import { z } from 'zod';
import { DockerProvider } from '../../contract/provider.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { providerId } from '../vocabulary/ids.js';
import { latitude, locationName, longitude, providerWithLocations, ProviderWithLocations, withLocations } from './provider-locations.js';

const Params = z.object({ providerId, name: locationName, latitude, longitude });

@ToolController()
export class AddProviderLocationTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'add_provider_location',
    title: 'Add provider location',
    description: 'Adds a location to a private provider; answers all its locations. It adds no capacity until an agent runs there: next get_onpremise_agent_command. Needs role ADMIN.',
    effect: 'create',
    wayBack: { by: 'remove_provider_location' },
    params: Params,
    result: ProviderWithLocations,
  })
  async addProviderLocation({ providerId, name, latitude, longitude }: z.output<typeof Params>): Promise<z.input<typeof ProviderWithLocations>> {
    const provider = await this.octoperf.call('provider', DockerProvider, { providerId });
    if (Object.hasOwn(provider.regions, name)) throw new AgentError(`The provider "${provider.name}" has a location "${name}" already.`, 'Choose another name, or move it with update_provider_location.');
    return providerWithLocations(await withLocations(this.octoperf, provider, { ...provider.regions, [name]: { label: name, latitude, longitude } }), this.links);
  }
}
