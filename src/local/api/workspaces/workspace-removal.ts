import { Injectable } from '@nestjs/common';
import { LocalDatabase } from '../../storage/local-database.js';
import { ProjectRemoval } from '../design/projects/project-removal.js';

/** Removes a workspace with its projects, providers and memberships; accounts stay. There is no way back. */
@Injectable()
export class WorkspaceRemoval {
  constructor(private readonly database: LocalDatabase, private readonly projects: ProjectRemoval) {}

  /** Runs of its projects are ended first. The workspace goes last: what fails on the way can be asked for again. */
  async remove(workspaceId: string): Promise<void> {
    for (const project of await this.database.documents.listByParent('project', workspaceId)) await this.projects.remove(project);
    await this.database.transaction(async ({ documents, members }) => {
      await documents.hold('workspace', workspaceId);
      await documents.deleteByParent(workspaceId);
      await members.removeOf(workspaceId);
      await documents.delete('workspace', workspaceId);
    });
  }
}
