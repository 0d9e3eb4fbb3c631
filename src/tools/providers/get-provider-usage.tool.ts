import { z } from 'zod';
import { ProviderUsage } from '../../contract/provider.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { providerId } from '../vocabulary/ids.js';

const Params = z.object({ providerId });
const Result = z.object({
  locations: z.array(z.object({
    name: z.string(), agents: z.number().describe('Agents UP.'), memoryUsed: z.number().describe('MB taken by running users.'), memoryTotal: z.number().describe('MB that users may take.'),
    usersRunning: z.number().optional(), usersFree: z.number().optional().describe('More users of the usual size that fit now.'),
  })),
  memory: z.record(z.string(), z.unknown()).describe('Settings per machine, MB: ramMb, usablePercent, baseMb, vuMb, realBrowserVuMb, maxSlots.'),
});

@ToolController()
export class GetProviderUsageTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_provider_usage',
    title: 'Get provider usage',
    description: 'What a provider carries now, per location: agents UP, memory in use and in all, users that still fit; and its memory settings. Look here before launching many users, or when a launch was refused for capacity.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getProviderUsage({ providerId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    return this.octoperf.call('providerUsage', ProviderUsage, { providerId });
  }
}
