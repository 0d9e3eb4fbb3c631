import { z } from 'zod';
import { AgentCommand } from '../../contract/provider.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { location, providerId } from '../vocabulary/ids.js';

const Params = z.object({ providerId, location });
const Result = z.object({ command: z.string().describe('To be run on the machine; holds a credential.'), notes: z.array(z.string()) });

@ToolController()
export class GetOnpremiseAgentCommandTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'get_onpremise_agent_command',
    title: 'Get on-premise agent command',
    description: 'The command that installs one load agent for a location of a private provider, with SERVER_URL and a token in it: show it to the user, who runs it on a machine that reaches the target and is not under test. Then poll list_provider_agents every 5 s until it is UP (a minute at most). Read notes. Needs role ADMIN.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getOnpremiseAgentCommand({ providerId, location }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    return this.octoperf.call('agentCommand', AgentCommand, { providerId }, { query: { region: location } });
  }
}
