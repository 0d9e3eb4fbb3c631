import { z } from 'zod';
import { DockerProvider } from '../../contract/provider.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { providerListing, ProviderListing } from '../vocabulary/listings.js';
import { narrowed } from '../vocabulary/narrowed.js';

const Params = z.object(narrowing);
const Result = z.object({ providers: z.array(ProviderListing), ...leftOut });

@ToolController()
export class ListPublicDockerProvidersTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'list_public_docker_providers',
    title: 'List public providers',
    description: 'Shared load-generator providers open to every account, with their locations. To reach targets inside the company network prefer list_docker_providers_by_workspace.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listPublicDockerProviders(params: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const all = await this.octoperf.call('publicProviders', z.array(DockerProvider), {});
    const { entries, ...rest } = narrowed(all.filter((provider) => provider.enabled), params, (provider) => providerListing(provider));
    return { providers: entries, ...rest };
  }
}
