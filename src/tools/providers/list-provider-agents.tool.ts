import { z } from 'zod';
import { DockerAgent } from '../../contract/provider.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { providerId } from '../vocabulary/ids.js';
import { narrowed } from '../vocabulary/narrowed.js';

const Params = z.object({ providerId, ...narrowing });
const Agent = z.object({
  id: z.string(), name: z.string(), state: z.string().describe('UP or DOWN; only UP ones take load.'), host: z.string(), remoteAddr: z.string().describe('Says nothing about the machine: often an address inside Docker.'), location: z.string(),
  duplicateOnHost: z.boolean().describe('true: another agent is UP on the same host; keep one.'), uninstallCommand: z.string(),
});
const Result = z.object({ agents: z.array(Agent), ...leftOut });

@ToolController()
export class ListProviderAgentsTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'list_provider_agents',
    title: 'List provider agents',
    description: 'Load agents of a provider: state, host, location, and the command that removes each. None UP at a location: nothing can be launched there; see get_onpremise_agent_command. What they can carry: get_provider_usage.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listProviderAgents({ providerId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { entries, ...rest } = narrowed(await this.octoperf.call('providerAgents', z.array(DockerAgent), { providerId }), narrow, (agent) => agent);
    return { agents: entries, ...rest };
  }
}
