import { Controller, Param } from '@nestjs/common';
import { CorrelationRule } from '../../../../contract/correlation-rule.js';
import { checkRegexRule } from '../../../design/regex-rule.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access, missing } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { Entities } from '../../entities.js';
import { badRequest } from '../../refusals.js';
import { Route } from '../../route.js';

/** Correlation rules of a project: inert until they are applied to a Virtual User. */
@Controller()
export class CorrelationRulesController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly entities: Entities) {}

  @Route('correlationRules')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<CorrelationRule[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.database.documents.listByParent('correlationRule', projectId);
  }

  @Route('correlationRule')
  async get(@Caller() caller: Account, @Param('ruleId') id: string): Promise<CorrelationRule> {
    return (await this.access.document(caller, 'correlationRule', id, 'read')).document;
  }

  @Route('createCorrelationRule')
  async create(@Caller() caller: Account, @CheckedBody(CorrelationRule, { asNew: true }) body: CorrelationRule): Promise<CorrelationRule> {
    const { extractor } = body;
    const fault = extractor['@type'] === 'RegexpVariableExtractor' ? checkRegexRule(extractor.regexp) : undefined;
    if (fault !== undefined) throw badRequest(fault);
    const { workspaceId } = await this.access.document(caller, 'project', body.projectId, 'edit');
    return this.entities.create('correlationRule', caller, body, { workspaceId, parentId: body.projectId });
  }

  @Route('deleteCorrelationRule')
  async delete(@Caller() caller: Account, @Param('ruleId') id: string): Promise<void> {
    await this.access.document(caller, 'correlationRule', id, 'edit');
    if (!(await this.database.documents.delete('correlationRule', id))) throw missing('correlationRule', id);
  }
}
