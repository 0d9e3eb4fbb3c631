import { Controller, Param } from '@nestjs/common';
import { Project, ProjectType } from '../../../../contract/project.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { checked, CheckedBody } from '../../checked-body.js';
import { Entities } from '../../entities.js';
import { badRequest } from '../../refusals.js';
import { Route } from '../../route.js';
import { ProjectRemoval } from './project-removal.js';

/** Projects of a workspace. */
@Controller()
export class ProjectsController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly entities: Entities, private readonly removal: ProjectRemoval) {}

  /** `DESIGN` projects hang below the workspace, `RESULT` ones below the project whose run they keep. */
  @Route('projects')
  async list(@Caller() caller: Account, @Param('workspaceId') workspaceId: string, @Param('type') type: string): Promise<Project[]> {
    const wanted = checked(ProjectType, type, 'The project type');
    await this.access.document(caller, 'workspace', workspaceId, 'read');
    const { documents } = this.database;
    const projects = wanted === 'DESIGN' ? await documents.listByParent('project', workspaceId) : await documents.listByWorkspace('project', workspaceId);
    return projects.filter((project) => project.type === wanted);
  }

  @Route('project')
  async get(@Caller() caller: Account, @Param('projectId') id: string): Promise<Project> {
    return (await this.access.document(caller, 'project', id, 'read')).document;
  }

  @Route('createProject')
  async create(@Caller() caller: Account, @CheckedBody(Project, { asNew: true }) body: Project): Promise<Project> {
    if (body.type !== 'DESIGN') throw badRequest('RESULT projects are made by runs. Create a project of type DESIGN.');
    await this.access.document(caller, 'workspace', body.workspaceId, 'design');
    return this.entities.create('project', caller, body, { workspaceId: body.workspaceId, parentId: body.workspaceId });
  }

  @Route('updateProject')
  async update(@Caller() caller: Account, @Param('projectId') id: string, @CheckedBody(Project) body: Project): Promise<Project> {
    return this.entities.replace('project', caller, id, body, 'edit');
  }

  @Route('deleteProject')
  async delete(@Caller() caller: Account, @Param('projectId') id: string): Promise<void> {
    const { document } = await this.access.document(caller, 'project', id, 'design');
    await this.removal.remove(document);
  }
}
