import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { providerId } from '../vocabulary/ids.js';
import { agentsAt, coordinatesOf, currentLocation, orphanedAgents, providerAt, withLocations } from './provider-locations.js';

const Params = z.object({ providerId, location: currentLocation });
const Result = z.object({
  orphanedAgents,
  removed: z.object({ name: z.string(), latitude: z.number().optional(), longitude: z.number().optional() }).describe('What add_provider_location needs to bring it back, without its agents.'),
});

@ToolController()
export class RemoveProviderLocationTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'remove_provider_location',
    title: 'Remove provider location',
    description: 'Destructive: drops a location of a private provider. Its agents are detached and listed in orphanedAgents with the command that removes each; their runs end, scenarios that name the location cannot be launched until they name another. The last location cannot go. Confirm with the user first. Needs role ADMIN.',
    effect: 'remove',
    wayBack: { by: 'add_provider_location with the same name and place; its agents have to be installed again (a workspace has no files to keep a copy among)' },
    params: Params,
    result: Result,
  })
  async removeProviderLocation({ providerId, location }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { provider, region } = await providerAt(this.octoperf, providerId, location);
    const regions = Object.fromEntries(Object.entries(provider.regions).filter(([name]) => name !== location));
    if (Object.keys(regions).length === 0) throw new AgentError(`"${location}" is the last location of the provider "${provider.name}".`, 'Add another one with add_provider_location first: a provider has at least one.');
    const orphans = await agentsAt(this.octoperf, providerId, location);
    await withLocations(this.octoperf, provider, regions);
    return { orphanedAgents: orphans, removed: { name: location, ...coordinatesOf(region) } };
  }
}
