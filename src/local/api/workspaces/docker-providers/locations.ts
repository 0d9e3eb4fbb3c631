import { Injectable } from '@nestjs/common';
import type { DockerProvider } from '../../../../contract/provider.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { badRequest, quoted } from '../../refusals.js';
import { LOCAL_PROVIDER } from './local-provider.js';

/** Where a profile's load comes from. */
export interface Place { readonly providerId: string; readonly location: string }

/** The places a workspace may load from: the local engine for everybody, and the workspace's own enabled providers. */
@Injectable()
export class Locations {
  constructor(private readonly database: LocalDatabase) {}

  async usable(workspaceId: string): Promise<DockerProvider[]> {
    const own = await this.database.documents.listByParent('provider', workspaceId);
    return [...own.filter(({ enabled }) => enabled), LOCAL_PROVIDER];
  }

  /** The provider of the place. 400 listing the usable places (behaviour.md §16.5) where it is not one of them. */
  async require(workspaceId: string, { providerId, location }: Place): Promise<DockerProvider> {
    const usable = await this.usable(workspaceId);
    const provider = usable.find(({ id }) => id === providerId);
    if (provider !== undefined && Object.hasOwn(provider.regions, location)) return provider;
    const wrong = provider === undefined ? `provider ${quoted(providerId)}` : `location ${quoted(location)}`;
    throw badRequest(`There is no ${wrong} that this workspace can use. Usable: ${usable.map(described).join('; ')}.`);
  }

  /** The same for what only the backend's own engine does. @param what the thing, as a sentence begins with it. */
  async requireLocal(workspaceId: string, place: Place, what: string): Promise<void> {
    const provider = await this.require(workspaceId, place);
    if (provider.id === LOCAL_PROVIDER.id) return;
    throw badRequest(`${what} is played by the engine inside the backend, not by the agents of ${quoted(provider.name)}: give ${described(LOCAL_PROVIDER)}. The target must then be reachable from the backend's machine.`);
  }
}

const described = ({ id, name, regions }: DockerProvider): string => `providerId "${id}" (${name}) with location ${Object.keys(regions).map((name) => `"${name}"`).join(' or ')}`;
