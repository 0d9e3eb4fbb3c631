import { Controller, Get, Param, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { DockerProvider } from '../../contract/provider.js';
import type { Workspace } from '../../contract/workspace.js';
import { Access, missing } from '../api/access.js';
import { ProviderAgents } from '../api/agents/provider-agents.js';
import { Caller } from '../api/caller.js';
import { notFound } from '../api/refusals.js';
import { LOCAL_PROVIDER } from '../api/workspaces/docker-providers/local-provider.js';
import { PublicRoute } from '../idp/public-route.js';
import type { Account } from '../storage/identity-store.js';
import { LocalDatabase } from '../storage/local-database.js';
import { homePath, providerPath, workspacePath } from './page-paths.js';
import { PageFilter } from './page-filter.js';
import { PageSender } from './page-sender.js';
import { framed, Places } from './places.js';
import { SignedInGuard } from './signed-in.guard.js';
import { templateView } from './views/template-view.js';
import { providerView, workspacesView, workspaceView } from './views/home-views.js';
import { count } from './views/parts.js';

/** The pages above projects. */
@Controller('ui')
@PublicRoute('session')
@UseGuards(SignedInGuard)
@UseFilters(PageFilter)
export class HomePagesController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly places: Places, private readonly pages: PageSender, private readonly agents: ProviderAgents) {}

  @Get()
  async home(@Caller() caller: Account, @Req() request: Request, @Res() response: Response): Promise<void> {
    const workspaces = await this.workspacesOf(caller);
    this.pages.send(request, response, { title: 'Workspaces', crumbs: [{ label: 'Workspaces', href: homePath }], body: workspacesView(workspaces) });
  }

  @Get('workspace/:workspaceId')
  async workspace(@Caller() caller: Account, @Param('workspaceId') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const workspace = await this.places.workspace(caller, id);
    const { documents, members } = this.database;
    const projects = (await documents.listByParent('project', id)).filter(({ type }) => type === 'DESIGN');
    const counted = await Promise.all(projects.map(async (project) => ({ ...project, parts: await this.partsOf(project.id) })));
    const providers = [LOCAL_PROVIDER, ...(await documents.listByParent('provider', id))];
    const crumbs = [{ label: 'Workspaces', href: homePath }, { label: workspace.name, href: workspacePath(id) }];
    this.pages.send(request, response, { title: workspace.name, crumbs, body: workspaceView({ workspace, projects: counted, members: await members.ofWorkspace(id), providers, templates: await documents.listByParent('benchReportTemplate', id) }) });
  }

  @Get('workspace/:workspaceId/provider/:providerId')
  async provider(@Caller() caller: Account, @Param('workspaceId') workspaceId: string, @Param('providerId') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const workspace = await this.places.workspace(caller, workspaceId);
    const provider = await this.providerOf(caller, workspaceId, id);
    const crumbs = [{ label: 'Workspaces', href: homePath }, { label: workspace.name, href: workspacePath(workspaceId) }, { label: provider.name, href: providerPath(workspaceId, id) }];
    this.pages.send(request, response, { title: provider.name, crumbs, body: providerView(provider, await this.agents.list(provider, workspaceId), this.agents.usage(provider)) });
  }

  @Get(['workspace/:workspaceId/report-template/:id', 'workspace/:workspaceId/project/:projectId/analysis/report-template/:id'])
  async template(@Caller() caller: Account, @Param() address: { workspaceId: string; projectId?: string; id: string }, @Req() request: Request, @Res() response: Response): Promise<void> {
    const workspace = await this.places.workspace(caller, address.workspaceId);
    const place = address.projectId === undefined ? undefined : await this.places.project(caller, address.workspaceId, address.projectId);
    const { document, parentId } = await this.access.document(caller, 'benchReportTemplate', address.id, 'read');
    if (parentId !== address.workspaceId) throw missing('benchReportTemplate', address.id);
    const leaf = { label: document.name, href: request.path };
    const above = { crumbs: [{ label: 'Workspaces', href: homePath }, { label: workspace.name, href: workspacePath(workspace.id) }, leaf] };
    this.pages.send(request, response, { title: document.name, ...(place === undefined ? above : framed(place, 'analysis/report', leaf)), body: templateView(document) });
  }

  /** Every other address of a workspace is a page that does not exist. */
  @Get('workspace/*path')
  unknown(): never {
    throw notFound('There is no such page.');
  }

  /** Those the caller belongs to. */
  private async workspacesOf(caller: Account): Promise<Workspace[]> {
    const memberships = await this.database.members.ofAccount(caller.id);
    const found = await Promise.all(memberships.map(async ({ workspaceId, role }) => ({ role, stored: await this.database.documents.find('workspace', workspaceId) })));
    return found.flatMap(({ role, stored }) => (stored === undefined ? [] : [{ ...stored.document, role }]));
  }

  private async providerOf(caller: Account, workspaceId: string, id: string): Promise<DockerProvider> {
    if (id === LOCAL_PROVIDER.id) return LOCAL_PROVIDER;
    const { document, parentId } = await this.access.document(caller, 'provider', id, 'read');
    if (parentId !== workspaceId) throw missing('provider', id);
    return document;
  }

  private async partsOf(projectId: string): Promise<string> {
    const { documents } = this.database;
    const [users, scenarios, reports] = await Promise.all([documents.idsByParent('virtualUser', projectId), documents.idsByParent('scenario', projectId), documents.idsByParent('benchReport', projectId)]);
    return [count(users.length, 'Virtual User'), count(scenarios.length, 'scenario'), count(reports.length, 'report')].join(' · ');
  }
}
