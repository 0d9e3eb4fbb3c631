import { z } from 'zod';
import { DockerProvider, ON_PREMISE_DEFAULTS } from '../../contract/provider.js';
import { EntityName } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { workspaceId } from '../vocabulary/ids.js';
import { latitude, locationName, longitude, providerWithLocations, ProviderWithLocations } from './provider-locations.js';

const Params = z.object({
  workspaceId,
  name: EntityName.describe('Name, at most 80 characters.'),
  locations: z.array(z.object({ name: locationName, latitude, longitude })).min(1).max(100).describe('Where its machines stand; at least one.'),
  ramMb: z.int().min(256).default(ON_PREMISE_DEFAULTS.ramMb).describe('RAM of each machine, MB.'),
  usablePercent: z.int().min(1).max(100).default(ON_PREMISE_DEFAULTS.usablePercent).describe('Share of the RAM that tests may use.'),
  vuMb: z.number().positive().default(ON_PREMISE_DEFAULTS.vuMb).describe('MB per JMeter user.'),
  heavyVuMb: z.number().positive().optional().describe('MB per heavy user.'),
  realBrowserVuMb: z.number().positive().default(ON_PREMISE_DEFAULTS.realBrowserVuMb).describe('MB per real-browser user.'),
  maxSlots: z.int().min(0).default(ON_PREMISE_DEFAULTS.maxSlots).describe('Most runs at once on a machine; 0 = no limit.'),
});

@ToolController()
export class CreateOnpremiseDockerProviderTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_onpremise_docker_provider',
    title: 'Create on-premise provider',
    description: 'Creates a PRIVATE provider for load from your own machines, with named locations. It carries nothing until agents run: next get_onpremise_agent_command. Users per machine = (ramMb x usablePercent - 128 MB) / vuMb. A second call makes a second provider: look in list_docker_providers_by_workspace first. Needs role ADMIN.',
    effect: 'create',
    wayBack: { none: 'No tool deletes a provider: an administrator of the workspace does, on its page. Without an agent it runs nothing.' },
    params: Params,
    result: ProviderWithLocations,
  })
  async createOnpremiseDockerProvider({ locations, heavyVuMb, ...settings }: z.output<typeof Params>): Promise<z.input<typeof ProviderWithLocations>> {
    const regions = Object.fromEntries(locations.map(({ name, latitude, longitude }) => [name, { label: name, latitude, longitude }]));
    if (Object.keys(regions).length < locations.length) throw new AgentError('Two locations have the same name.', 'Give each its own.');
    const now = Date.now();
    const body = { id: '', userId: '', ...settings, heavyVuMb: heavyVuMb ?? null, enabled: true, type: 'PRIVATE', driver: 'ON_PREMISE', regions, created: now, lastModified: now };
    return providerWithLocations(await this.octoperf.call('createProvider', DockerProvider, {}, { body }), this.links);
  }
}
