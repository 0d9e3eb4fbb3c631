import { Controller, Param } from '@nestjs/common';
import type { DockerProvider } from '../../../../contract/provider.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { Route } from '../../route.js';
import { LOCAL_PROVIDER } from './local-provider.js';

/** Where load can come from: the local engine for everybody; private providers cannot be made here yet. */
@Controller()
export class DockerProvidersController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access) {}

  @Route('publicProviders')
  shared(): DockerProvider[] {
    return [LOCAL_PROVIDER];
  }

  @Route('workspaceProviders')
  async own(@Caller() caller: Account, @Param('workspaceId') id: string): Promise<DockerProvider[]> {
    await this.access.document(caller, 'workspace', id, 'read');
    return this.database.documents.listByParent('provider', id);
  }
}
