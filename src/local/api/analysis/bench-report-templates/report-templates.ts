import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { BenchReport } from '../../../../contract/bench-report.js';
import type { BenchReportTemplate, MadeTemplate, TemplateFromReport } from '../../../../contract/bench-report-template.js';
import { organised } from '../../../analysis/reports/report-of-template.js';
import { trendOf } from '../../../analysis/reports/several-runs.js';
import { templateOf } from '../../../analysis/reports/template-of-report.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Entities } from '../../entities.js';
import { newId } from '../../ids.js';
import { badRequest, quoted } from '../../refusals.js';

/** Looks of reports that a workspace keeps: made from a report, put on others. */
@Injectable()
export class ReportTemplates {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly entities: Entities) {}

  /** The template a run is to be reported by; undefined for an empty id. 404 where it is missing or hidden, 400 where it lies in another workspace. */
  async usable(caller: Account, templateId: string, workspaceId: string): Promise<BenchReportTemplate | undefined> {
    if (templateId === '') return undefined;
    const { document } = await this.access.document(caller, 'benchReportTemplate', templateId, 'read');
    if (document.workspaceId !== workspaceId) throw badRequest(`The report template ${quoted(document.name)} lies in another workspace. Take one from list_report_templates of this project.`);
    return document;
  }

  /** A template with the look of a report, in the report's workspace; says what of the report it does not hold. */
  async fromReport(caller: Account, reportId: string, { name, description }: z.infer<typeof TemplateFromReport>): Promise<z.infer<typeof MadeTemplate>> {
    const { document: report, workspaceId } = await this.access.document(caller, 'benchReport', reportId, 'edit');
    const lasting = new Set((await this.database.documents.listByParent('slaProfile', report.projectId)).map((profile) => profile.name));
    const { items, configs, ...told } = templateOf(report, (connection) => lasting.has(connection));
    const template = { id: '', workspaceId, name: name ?? report.name, description: description ?? report.description, items, configs };
    return { ...(await this.entities.create('benchReportTemplate', caller, template, { workspaceId, parentId: workspaceId })), ...told };
  }

  /** Replaces the items of a report of one run for good; its time range stays. 400 for a report of several runs and for a template of another workspace. */
  async apply(caller: Account, templateId: string, reportId: string): Promise<BenchReport> {
    const { document: report, workspaceId } = await this.access.document(caller, 'benchReport', reportId, 'edit');
    const template = await this.usable(caller, templateId, workspaceId);
    if (template === undefined) return report;
    if (report.benchResultIds.length > 1 || trendOf(report) !== undefined) throw badRequest('A template is put on reports of one run only; this one shows several. Create a trend or comparison report for those.');
    const project = (await this.database.documents.find('project', report.projectId))?.document;
    const words = { project: { name: project?.name ?? '', description: project?.description ?? '' }, report };
    return this.entities.replace('benchReport', caller, reportId, { ...report, ...organised(report, template, { words, id: newId }) }, 'edit');
  }
}
