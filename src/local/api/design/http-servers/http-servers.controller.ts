import { Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { HttpServer } from '../../../../contract/http-server.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access, missing } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { Entities } from '../../entities.js';
import { badRequest, quoted } from '../../refusals.js';
import { Route } from '../../route.js';
import { SecretValues } from '../variables/secret-values.js';

const ProjectIds = z.array(z.string()).max(1000);
/** The bulk removal sends whole servers (octoperf-rest-api.md §3.5, documented); only their ids are looked at. */
const NamedServers = z.array(z.looseObject({ id: z.string() }));

/**
 * Servers of a project: imports make them, requests name them by id, so a change moves every request bound to it. Passwords are kept and
 * answered sealed; one that is sent back as it was read stays what it is.
 */
@Controller()
export class HttpServersController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly entities: Entities, private readonly secrets: SecretValues) {}

  @Route('httpServers')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<HttpServer[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.database.documents.listByParent('httpServer', projectId);
  }

  /** Those of several projects, in the order of the projects; a project named twice counts once. */
  @Route('httpServersOfProjects')
  async listOfProjects(@Caller() caller: Account, @CheckedBody(ProjectIds) projectIds: string[]): Promise<HttpServer[]> {
    const servers: HttpServer[] = [];
    for (const projectId of new Set(projectIds)) servers.push(...(await this.list(caller, projectId)));
    return servers;
  }

  @Route('httpServer')
  async get(@Caller() caller: Account, @Param('serverId') id: string): Promise<HttpServer> {
    return (await this.access.document(caller, 'httpServer', id, 'read')).document;
  }

  @Route('createHttpServer')
  async create(@Caller() caller: Account, @CheckedBody(HttpServer, { asNew: true }) body: HttpServer): Promise<HttpServer> {
    const { workspaceId } = await this.access.document(caller, 'project', body.projectId, 'edit');
    refuseNoHost(body.hostname);
    return this.entities.create('httpServer', caller, await this.secrets.sealedServer(body), { workspaceId, parentId: body.projectId });
  }

  @Route('updateHttpServer')
  async update(@Caller() caller: Account, @Param('serverId') id: string, @CheckedBody(HttpServer) body: HttpServer): Promise<HttpServer> {
    const { document } = await this.access.document(caller, 'httpServer', id, 'edit');
    if (body.hostname !== document.hostname) refuseNoHost(body.hostname);
    const server = body.projectId === document.projectId ? await this.secrets.sealedServer(body) : body;
    return this.entities.replace('httpServer', caller, id, server, 'edit');
  }

  /** Requests bound to it keep its id: the sanity check then says "No Server Found" (behaviour.md §13.2). */
  @Route('deleteHttpServer')
  async delete(@Caller() caller: Account, @Param('serverId') id: string): Promise<void> {
    await this.access.document(caller, 'httpServer', id, 'edit');
    if (!(await this.database.documents.delete('httpServer', id))) throw missing('httpServer', id);
  }

  /** Removes the servers of the body from the project. One that is gone already is passed over; one of another project stays where it is. */
  @Route('deleteHttpServers')
  async deleteMany(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedBody(NamedServers) servers: z.infer<typeof NamedServers>): Promise<void> {
    await this.access.document(caller, 'project', projectId, 'edit');
    await this.database.transaction(async ({ documents }) => {
      const known = new Set(await documents.idsByParent('httpServer', projectId));
      for (const id of new Set(servers.map((server) => server.id))) if (known.has(id)) await documents.delete('httpServer', id);
    });
  }
}

/** A host name or address, `${variables}` allowed (entities.md §9.1, S): nothing of it may end up in another part of an address or a header. */
function refuseNoHost(hostname: string): void {
  const fixed = hostname.replace(/\$\{[^{}]*\}/g, 'v');
  if (/^(\[[0-9A-Fa-f:.]+\]|[^\s\p{Cc}/\\?#@:[\]]+)$/u.test(fixed)) return;
  throw badRequest(`The hostname ${quoted(hostname)} is none: give the bare name or address, without scheme, port and path (these have fields of their own), such as shop.example or \${host}.`);
}
