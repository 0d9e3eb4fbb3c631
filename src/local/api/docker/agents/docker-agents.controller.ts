import { Controller, Param } from '@nestjs/common';
import type { DockerAgent } from '../../../../contract/provider.js';
import type { Account } from '../../../storage/identity-store.js';
import { Access } from '../../access.js';
import { ProviderAgents } from '../../agents/provider-agents.js';
import { Caller } from '../../caller.js';
import { Route } from '../../route.js';
import { LOCAL_PROVIDER } from '../../workspaces/docker-providers/local-provider.js';

/** The load agents of a provider. */
@Controller()
export class DockerAgentsController {
  constructor(private readonly access: Access, private readonly agents: ProviderAgents) {}

  @Route('providerAgents')
  async list(@Caller() caller: Account, @Param('providerId') id: string): Promise<DockerAgent[]> {
    if (id === LOCAL_PROVIDER.id) return this.agents.list(LOCAL_PROVIDER, '');
    const { document, workspaceId } = await this.access.document(caller, 'provider', id, 'read');
    return this.agents.list(document, workspaceId);
  }
}
