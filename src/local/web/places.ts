import { Injectable } from '@nestjs/common';
import type { Project } from '../../contract/project.js';
import type { Workspace } from '../../contract/workspace.js';
import { Access, missing } from '../api/access.js';
import type { CollectionName, Collections } from '../storage/collections.js';
import type { Account } from '../storage/identity-store.js';
import type { AppPage, Crumb } from './app-document.js';
import { homePath, projectPath, SECTIONS, sectionPath, type SectionPath, workspacePath } from './page-paths.js';

/** A project and the workspace it is in, both known to be the caller's to see. */
export interface ProjectPlace { readonly workspace: Workspace; readonly project: Project }

/** Finds what an address names. Whatever is not there, not the caller's, or not where the address says is missing alike. */
@Injectable()
export class Places {
  constructor(private readonly access: Access) {}

  async workspace(caller: Account, workspaceId: string): Promise<Workspace> {
    return (await this.access.document(caller, 'workspace', workspaceId, 'read')).document;
  }

  async project(caller: Account, workspaceId: string, projectId: string): Promise<ProjectPlace> {
    const workspace = await this.workspace(caller, workspaceId);
    const { document: project } = await this.access.document(caller, 'project', projectId, 'read');
    if (project.workspaceId !== workspaceId) throw missing('project', projectId);
    return { workspace, project };
  }

  /** An entity of the project. */
  async entity<C extends CollectionName>(caller: Account, { project }: ProjectPlace, collection: C, id: string): Promise<Collections[C]> {
    const { document, parentId, workspaceId } = await this.access.document(caller, collection, id, 'read');
    if (workspaceId !== project.workspaceId || parentId !== project.id) throw missing(collection, id);
    return document;
  }
}

/** The way to a page of a project, and its place in the side. @param leaf the entity the page shows, below its section. */
export function framed({ workspace, project }: ProjectPlace, section?: SectionPath, leaf?: Crumb): Pick<AppPage, 'crumbs' | 'place'> {
  const known = SECTIONS.find(({ path }) => path === section);
  const crumbs: Crumb[] = [
    { label: 'Workspaces', href: homePath },
    { label: workspace.name, href: workspacePath(workspace.id) },
    { label: project.name, href: projectPath(workspace.id, project.id) },
    ...(known === undefined ? [] : [{ label: known.label, href: sectionPath(workspace.id, project.id, known.path) }]),
    ...(leaf === undefined ? [] : [leaf]),
  ];
  return { crumbs, place: { workspaceId: workspace.id, projectId: project.id, section } };
}
