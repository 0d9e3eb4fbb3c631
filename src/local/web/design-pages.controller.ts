import { Controller, Get, Param, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { baseUrlOf } from '../../contract/http-server.js';
import { Caller } from '../api/caller.js';
import { PublicRoute } from '../idp/public-route.js';
import type { Html } from '../pages/html.js';
import type { Account } from '../storage/identity-store.js';
import { LocalDatabase } from '../storage/local-database.js';
import { PageFilter } from './page-filter.js';
import { PageSender } from './page-sender.js';
import { entityPath, type SectionPath } from './page-paths.js';
import { framed, Places, type ProjectPlace } from './places.js';
import { SignedInGuard } from './signed-in.guard.js';
import { correlationRuleView, httpServerView, slaProfileView, variableView } from './views/design-views.js';
import { virtualUserView } from './views/virtual-user-view.js';

/** What one entity of the design shows. */
interface Shown { readonly name: string; readonly body: Html; readonly scripts?: readonly string[] }

/** The pages of Virtual Users and of what they use. */
@Controller('ui/workspace/:workspaceId/project/:projectId/design')
@PublicRoute('session')
@UseGuards(SignedInGuard)
@UseFilters(PageFilter)
export class DesignPagesController {
  constructor(private readonly database: LocalDatabase, private readonly places: Places, private readonly pages: PageSender) {}

  @Get('virtual-user/:id')
  async virtualUser(@Caller() caller: Account, @Param() address: Address, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.show(caller, address, 'design/virtual-user', { request, response }, async (place) => {
      const virtualUser = await this.places.entity(caller, place, 'virtualUser', address.id);
      const { documents } = this.database;
      const [servers, profiles] = await Promise.all([documents.listByParent('httpServer', place.project.id), documents.listByParent('slaProfile', place.project.id)]);
      const names = { serverNames: new Map(servers.map((server) => [server.id, baseUrlOf(server)])), profileNames: new Map(profiles.map(({ id, name }) => [id, name])) };
      return { name: virtualUser.name, body: virtualUserView(virtualUser, names), scripts: ['tree.js'] };
    });
  }

  @Get('variable/:id')
  async variable(@Caller() caller: Account, @Param() address: Address, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.show(caller, address, 'design/variable', { request, response }, async (place) => {
      const variable = await this.places.entity(caller, place, 'variable', address.id);
      return { name: variable.name, body: variableView(variable) };
    });
  }

  @Get('http-server/:id')
  async httpServer(@Caller() caller: Account, @Param() address: Address, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.show(caller, address, 'design/http-server', { request, response }, async (place) => {
      const server = await this.places.entity(caller, place, 'httpServer', address.id);
      return { name: baseUrlOf(server), body: httpServerView(server) };
    });
  }

  @Get('correlation-rule/:id')
  async correlationRule(@Caller() caller: Account, @Param() address: Address, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.show(caller, address, 'design/correlation-rule', { request, response }, async (place) => {
      const rule = await this.places.entity(caller, place, 'correlationRule', address.id);
      return { name: rule.name, body: correlationRuleView(rule) };
    });
  }

  @Get('sla-profile/:id')
  async slaProfile(@Caller() caller: Account, @Param() address: Address, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.show(caller, address, 'design/sla-profile', { request, response }, async (place) => {
      const profile = await this.places.entity(caller, place, 'slaProfile', address.id);
      return { name: profile.name, body: slaProfileView(profile) };
    });
  }

  private async show(caller: Account, { workspaceId, projectId, id }: Address, section: SectionPath, { request, response }: Exchange, read: (place: ProjectPlace) => Promise<Shown>): Promise<void> {
    const place = await this.places.project(caller, workspaceId, projectId);
    const { name, body, scripts = [] } = await read(place);
    this.pages.send(request, response, { title: name, ...framed(place, section, { label: name, href: entityPath(workspaceId, projectId, section, id) }), body, scripts });
  }
}

interface Address { readonly workspaceId: string; readonly projectId: string; readonly id: string }
interface Exchange { readonly request: Request; readonly response: Response }
