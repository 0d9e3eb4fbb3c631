import { Controller, Get, Param, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Caller } from '../api/caller.js';
import { ProjectFiles } from '../api/design/project-files/project-files.js';
import { notFound } from '../api/refusals.js';
import { PublicRoute } from '../idp/public-route.js';
import { html } from '../pages/html.js';
import type { Account } from '../storage/identity-store.js';
import { PageFilter } from './page-filter.js';
import { PageSender } from './page-sender.js';
import { type SectionPath, SECTIONS, sectionPath } from './page-paths.js';
import { framed, Places, type ProjectPlace } from './places.js';
import { SectionRows } from './section-rows.js';
import { SignedInGuard } from './signed-in.guard.js';
import { figureText } from '../../charts/figures.js';
import { moment } from './views/figures.js';
import { card, description, empty, head, rowList, shown, table, tagList } from './views/parts.js';

/** Rows of each section that the overview of a project shows. */
const OVERVIEW_ROWS = 5;
const OVERVIEW: readonly SectionPath[] = ['analysis/report', 'runtime/scenario', 'design/virtual-user', 'runtime/bench-result', 'design/variable'];

/** A project and the lists of what is in it. */
@Controller('ui/workspace/:workspaceId/project/:projectId')
@PublicRoute('session')
@UseGuards(SignedInGuard)
@UseFilters(PageFilter)
export class ProjectPagesController {
  constructor(private readonly places: Places, private readonly pages: PageSender, private readonly sections: SectionRows, private readonly files: ProjectFiles) {}

  @Get()
  async overview(@Caller() caller: Account, @Param() address: Address, @Req() request: Request, @Res() response: Response): Promise<void> {
    const place = await this.places.project(caller, address.workspaceId, address.projectId);
    const { project } = place;
    const cards = await Promise.all(OVERVIEW.map((section) => this.overviewCard(section, place)));
    this.pages.send(request, response, { title: project.name, ...framed(place), body: html`${head(project.name, description(project.description), tagList(project.tags))}<div class="overview">${cards}</div>` });
  }

  @Get(':group/:kind')
  async section(@Caller() caller: Account, @Param() address: Address & { group: string; kind: string }, @Req() request: Request, @Res() response: Response): Promise<void> {
    const place = await this.places.project(caller, address.workspaceId, address.projectId);
    const section = SECTIONS.find(({ path }) => path === `${address.group}/${address.kind}`);
    if (section === undefined) throw notFound('There is no such page.');
    const body = section.path === 'design/file' ? await this.fileList(place) : await this.list(section.path, place);
    this.pages.send(request, response, { title: section.label, ...framed(place, section.path), body: html`${head(section.label)}<section class="card">${body}</section>` });
  }

  private async list(path: Exclude<SectionPath, 'design/file'>, place: ProjectPlace) {
    const { rows, hint } = await this.sections.of(path, place);
    return rows.length === 0 ? empty('Nothing here yet.', html`An agent begins with <code>${hint}</code>.`) : rowList(rows, labelOf(path));
  }

  private async fileList({ project }: ProjectPlace) {
    const files = await this.files.details(project.id);
    if (files.length === 0) return empty('No file yet.', html`An agent uploads one with <code>upload_project_file</code>.`);
    return table({ caption: 'Files', sortable: true, columns: [{ label: 'File' }, { label: 'Size', numeric: true }, { label: 'Changed' }], rows: files.map(({ filename, size, lastModified }) => [{ shown: html`<code>${shown(filename)}</code>` }, { shown: figureText(size, 'bytes'), sort: size }, { shown: moment(lastModified), sort: lastModified }]) });
  }

  private async overviewCard(path: SectionPath, place: ProjectPlace) {
    if (path === 'design/file') return false;
    const { rows, hint } = await this.sections.of(path, place);
    const all = rows.length > OVERVIEW_ROWS && html`<a href="${sectionPath(place.workspace.id, place.project.id, path)}">All ${rows.length}<span class="out"> ${labelOf(path)}</span></a>`;
    return card(labelOf(path), rows.length === 0 ? empty('Nothing here yet.', html`An agent begins with <code>${hint}</code>.`) : rowList(rows.slice(0, OVERVIEW_ROWS), labelOf(path)), all);
  }
}

interface Address { readonly workspaceId: string; readonly projectId: string }
const labelOf = (path: SectionPath): string => SECTIONS.find((section) => section.path === path)?.label ?? '';
