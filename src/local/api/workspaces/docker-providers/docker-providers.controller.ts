import { Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import type { AgentCommand, DockerProvider, ProviderUsage } from '../../../../contract/provider.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access, type Right } from '../../access.js';
import { AgentCommands } from '../../agents/agent-commands.js';
import { AgentRegistry } from '../../agents/agent-registry.js';
import { ProviderAgents } from '../../agents/provider-agents.js';
import { Caller } from '../../caller.js';
import { CheckedBody, CheckedQuery } from '../../checked-body.js';
import { Entities } from '../../entities.js';
import { badRequest } from '../../refusals.js';
import { Route } from '../../route.js';
import { LOCAL_PROVIDER } from './local-provider.js';
import { OnPremiseProvider, withRegionIds } from './on-premise-provider.js';

const Region = z.object({ region: z.string().min(1, 'is empty: name a location of the provider') });

/** Where load can come from: the local engine for everybody, and the private providers of a workspace with machines of its own. */
@Controller()
export class DockerProvidersController {
  constructor(
    private readonly database: LocalDatabase,
    private readonly access: Access,
    private readonly entities: Entities,
    private readonly agents: ProviderAgents,
    private readonly registry: AgentRegistry,
    private readonly commands: AgentCommands,
  ) {}

  @Route('publicProviders')
  shared(): DockerProvider[] {
    return [LOCAL_PROVIDER];
  }

  @Route('workspaceProviders')
  async own(@Caller() caller: Account, @Param('workspaceId') id: string): Promise<DockerProvider[]> {
    await this.access.document(caller, 'workspace', id, 'read');
    return this.database.documents.listByParent('provider', id);
  }

  @Route('createProvider')
  async create(@Caller() caller: Account, @CheckedBody(OnPremiseProvider, { asNew: true }) body: OnPremiseProvider): Promise<DockerProvider> {
    const { workspaceId } = body;
    await this.access.document(caller, 'workspace', workspaceId, 'administer');
    return this.entities.create('provider', caller, withRegionIds(body, undefined), { workspaceId, parentId: workspaceId });
  }

  @Route('providerUsage')
  async usage(@Caller() caller: Account, @Param('providerId') id: string): Promise<ProviderUsage> {
    return this.agents.usage((await this.found(caller, id, 'read')).document);
  }

  /** A command that carries a credential of its own: for those who administer the workspace. */
  @Route('agentCommand')
  async command(@Caller() caller: Account, @Param('providerId') id: string, @CheckedQuery(Region) { region }: z.infer<typeof Region>): Promise<AgentCommand> {
    if (id === LOCAL_PROVIDER.id) throw badRequest('The local engine is a part of the backend: nothing has to be installed for it. To load from other machines, make a provider with create_onpremise_docker_provider.');
    return this.commands.make((await this.found(caller, id, 'administer')).document, region);
  }

  @Route('provider')
  async get(@Caller() caller: Account, @Param('providerId') id: string): Promise<DockerProvider> {
    return (await this.found(caller, id, 'read')).document;
  }

  /** A location that is gone or renamed takes its agents with it: their tokens name it (behaviour.md §8.6). */
  @Route('updateProvider')
  async update(@Caller() caller: Account, @Param('providerId') id: string, @CheckedBody(OnPremiseProvider) body: OnPremiseProvider): Promise<DockerProvider> {
    if (id === LOCAL_PROVIDER.id) throw badRequest('The local engine is a part of the backend: it cannot be changed. Make a provider of your own with create_onpremise_docker_provider.');
    const { document: before, workspaceId } = await this.access.document(caller, 'provider', id, 'administer');
    const provider = await this.entities.replace('provider', caller, id, withRegionIds(body, before), 'administer');
    await this.registry.disconnect(await this.agents.outside(provider, workspaceId, new Set(Object.keys(provider.regions))), 'lost its location, which was removed or renamed');
    return provider;
  }

  /** The local engine is everybody's. */
  private async found(caller: Account, id: string, right: Right): Promise<{ document: DockerProvider; workspaceId: string }> {
    return id === LOCAL_PROVIDER.id ? { document: LOCAL_PROVIDER, workspaceId: '' } : this.access.document(caller, 'provider', id, right);
  }
}
