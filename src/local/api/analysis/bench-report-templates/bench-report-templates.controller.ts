import { Controller, Param } from '@nestjs/common';
import type { z } from 'zod';
import type { BenchReport } from '../../../../contract/bench-report.js';
import { BenchReportTemplate, type MadeTemplate, TemplateFromReport } from '../../../../contract/bench-report-template.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access, missing } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody, CheckedOptionalBody } from '../../checked-body.js';
import { Entities } from '../../entities.js';
import { newId } from '../../ids.js';
import { Route } from '../../route.js';
import { ReportTemplates } from './report-templates.js';

/** Report templates of a workspace (behaviour.md §26, documented rules; all paths but the list inferred). */
@Controller()
export class BenchReportTemplatesController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly entities: Entities, private readonly templates: ReportTemplates) {}

  @Route('reportTemplates')
  async list(@Caller() caller: Account, @Param('workspaceId') workspaceId: string): Promise<BenchReportTemplate[]> {
    await this.access.document(caller, 'workspace', workspaceId, 'read');
    return this.database.documents.listByParent('benchReportTemplate', workspaceId);
  }

  @Route('reportTemplate')
  async get(@Caller() caller: Account, @Param('templateId') id: string): Promise<BenchReportTemplate> {
    return (await this.access.document(caller, 'benchReportTemplate', id, 'read')).document;
  }

  @Route('createReportTemplate')
  async fromReport(@Caller() caller: Account, @Param('reportId') id: string, @CheckedOptionalBody(TemplateFromReport) body: z.infer<typeof TemplateFromReport> = {}): Promise<z.infer<typeof MadeTemplate>> {
    return this.templates.fromReport(caller, id, body);
  }

  /** A whole template, which is how a deleted one comes back. */
  @Route('addReportTemplate')
  async add(@Caller() caller: Account, @CheckedBody(BenchReportTemplate, { asNew: true }) body: BenchReportTemplate): Promise<BenchReportTemplate> {
    const { workspaceId } = await this.access.document(caller, 'workspace', body.workspaceId, 'edit');
    return this.entities.create('benchReportTemplate', caller, withIds(body), { workspaceId, parentId: workspaceId });
  }

  @Route('applyReportTemplate')
  async apply(@Caller() caller: Account, @Param('templateId') templateId: string, @Param('reportId') reportId: string): Promise<BenchReport> {
    return this.templates.apply(caller, templateId, reportId);
  }

  @Route('updateReportTemplate')
  async update(@Caller() caller: Account, @Param('templateId') id: string, @CheckedBody(BenchReportTemplate) body: BenchReportTemplate): Promise<BenchReportTemplate> {
    await this.access.document(caller, 'benchReportTemplate', id, 'edit');
    return this.entities.replace('benchReportTemplate', caller, id, withIds(body), 'edit');
  }

  /** Reports that were made from it keep their items (contract/tools.yaml). */
  @Route('deleteReportTemplate')
  async delete(@Caller() caller: Account, @Param('templateId') id: string): Promise<void> {
    await this.access.document(caller, 'benchReportTemplate', id, 'edit');
    if (!(await this.database.documents.delete('benchReportTemplate', id))) throw missing('benchReportTemplate', id);
  }
}

/** The template with an id for every new item. */
const withIds = (template: BenchReportTemplate): BenchReportTemplate => ({ ...template, items: template.items.map((item) => (item.id === '' ? { ...item, id: newId() } : item)) });
