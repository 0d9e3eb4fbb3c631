import { z } from 'zod';
import { DockerProvider } from '../../contract/provider.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { workspaceId } from '../vocabulary/ids.js';
import { providerListing, ProviderListing } from '../vocabulary/listings.js';
import { narrowed } from '../vocabulary/narrowed.js';

const Params = z.object({ workspaceId, ...narrowing });
const Result = z.object({ providers: z.array(ProviderListing), ...leftOut });

@ToolController()
export class ListDockerProvidersByWorkspaceTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_docker_providers_by_workspace',
    title: 'List providers of a workspace',
    description: 'Load-generator providers attached to a workspace, with the locations to use in validate_virtual_user and create_scenario_*. Empty: use list_public_docker_providers.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listDockerProvidersByWorkspace({ workspaceId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const all = await this.octoperf.call('workspaceProviders', z.array(DockerProvider), { workspaceId });
    const { entries, ...rest } = narrowed(all.filter((provider) => provider.enabled), narrow, (provider) => providerListing(provider, this.links.provider(workspaceId, provider.id)));
    return { providers: entries, ...rest };
  }
}
