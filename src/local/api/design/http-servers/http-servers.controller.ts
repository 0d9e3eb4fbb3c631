import { Controller, Param } from '@nestjs/common';
import type { HttpServer } from '../../../../contract/http-server.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { Route } from '../../route.js';

/** Servers of a project; imports make them. */
@Controller()
export class HttpServersController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access) {}

  @Route('httpServers')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<HttpServer[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.database.documents.listByParent('httpServer', projectId);
  }
}
