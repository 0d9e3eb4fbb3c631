import { Controller, Get, Param, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { BenchReport } from '../../contract/bench-report.js';
import { ReportReader } from '../api/analysis/bench-reports/report-reader.js';
import { LogFiles } from '../api/analysis/logs/log-files.js';
import { missing } from '../api/access.js';
import { Caller } from '../api/caller.js';
import { asBench } from '../api/runtime/bench-results/bench-entity.js';
import { LOCAL_PROVIDER } from '../api/workspaces/docker-providers/local-provider.js';
import { PublicRoute } from '../idp/public-route.js';
import { html } from '../pages/html.js';
import type { Account } from '../storage/identity-store.js';
import { LocalDatabase } from '../storage/local-database.js';
import { PageFilter } from './page-filter.js';
import { PageSender } from './page-sender.js';
import { entityPath } from './page-paths.js';
import { framed, Places, type ProjectPlace } from './places.js';
import { SectionRows } from './section-rows.js';
import { SignedInGuard } from './signed-in.guard.js';
import { count, named, type Row } from './views/parts.js';
import { reportView } from './views/report-view.js';
import { generatorLines } from './views/run-facts.js';
import { runRows, runView } from './views/run-views.js';
import { scenarioView } from './views/scenario-view.js';

const SCRIPTS = ['widgets.js', 'live.js'];

/** The pages of scenarios, of their runs and of the reports about them. */
@Controller('ui/workspace/:workspaceId/project/:projectId')
@PublicRoute('session')
@UseGuards(SignedInGuard)
@UseFilters(PageFilter)
export class RunPagesController {
  constructor(private readonly database: LocalDatabase, private readonly places: Places, private readonly pages: PageSender, private readonly sections: SectionRows, private readonly reports: ReportReader, private readonly files: LogFiles) {}

  @Get('runtime/scenario/:id')
  async scenario(@Caller() caller: Account, @Param() address: Address, @Req() request: Request, @Res() response: Response): Promise<void> {
    const place = await this.places.project(caller, address.workspaceId, address.projectId);
    const scenario = await this.places.entity(caller, place, 'scenario', address.id);
    const { documents } = this.database;
    const [users, providers, runs] = await Promise.all([documents.listByParent('virtualUser', place.project.id), documents.listByParent('provider', place.workspace.id), this.sections.runs(place.project.id)]);
    const names = { virtualUsers: nameMap(users), providers: nameMap([LOCAL_PROVIDER, ...providers]) };
    const rows = runRows(runs.filter(({ scenarioId }) => scenarioId === scenario.id), ({ id }) => entityPath(address.workspaceId, address.projectId, 'runtime/bench-result', id));
    const body = scenarioView(scenario, names, address, rows);
    this.pages.send(request, response, { title: scenario.name, ...framed(place, 'runtime/scenario', { label: scenario.name, href: request.path }), body, scripts: SCRIPTS });
  }

  @Get('runtime/bench-result/:id')
  async run(@Caller() caller: Account, @Param() address: Address, @Req() request: Request, @Res() response: Response): Promise<void> {
    const place = await this.places.project(caller, address.workspaceId, address.projectId);
    const bench = asBench(await this.places.entity(caller, place, 'benchResult', address.id));
    const scenario = await this.database.documents.find('scenario', bench.scenarioId);
    const link = entityPath(address.workspaceId, address.projectId, 'runtime/scenario', bench.scenarioId);
    const body = runView({
      bench,
      scenario: scenario === undefined ? '' : html`of <a href="${link}">${named(scenario.document.name)}</a>`,
      reports: await this.reportsOf(place, bench.id),
      log: await this.database.benchLogs.list(bench.id),
      files: await this.files.names(bench.id),
      generators: generatorLines(bench),
    });
    this.pages.send(request, response, { title: bench.name, ...framed(place, 'runtime/bench-result', { label: bench.name, href: request.path }), body, scripts: SCRIPTS });
  }

  @Get('analysis/report/:id')
  async report(@Caller() caller: Account, @Param() address: Address, @Req() request: Request, @Res() response: Response): Promise<void> {
    const place = await this.places.project(caller, address.workspaceId, address.projectId);
    const report = await this.reports.read(caller, address.id);
    if (report.projectId !== place.project.id) throw missing('benchReport', address.id);
    const body = reportView(report, await this.runsOf(place, report));
    this.pages.send(request, response, { title: report.name, ...framed(place, 'analysis/report', { label: report.name, href: request.path }), body, scripts: SCRIPTS });
  }

  private async runsOf({ workspace, project }: ProjectPlace, { benchResultIds }: BenchReport) {
    return Promise.all(benchResultIds.map(async (id) => {
      const stored = await this.database.documents.find('benchResult', id);
      const bench = stored?.workspaceId === workspace.id ? asBench(stored.document) : undefined;
      return { id, bench, href: entityPath(workspace.id, bench?.designProjectId ?? project.id, 'runtime/bench-result', id) };
    }));
  }

  private async reportsOf({ workspace, project }: ProjectPlace, benchResultId: string): Promise<Row[]> {
    const all = await this.database.documents.listByParent('benchReport', project.id);
    return all.filter(({ benchResultIds }) => benchResultIds.includes(benchResultId)).map(({ id, name, items }) => ({ href: entityPath(workspace.id, project.id, 'analysis/report', id), name, facts: [count(items.length, 'widget')] }));
  }
}

interface Address { readonly workspaceId: string; readonly projectId: string; readonly id: string }
const nameMap = (entities: readonly { readonly id: string; readonly name: string }[]): ReadonlyMap<string, string> => new Map(entities.map(({ id, name }) => [id, name]));
