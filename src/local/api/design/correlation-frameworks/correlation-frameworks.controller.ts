import { Controller, Param } from '@nestjs/common';
import type { CorrelationFramework, CorrelationRule } from '../../../../contract/correlation-rule.js';
import { findFramework, FRAMEWORKS, rulesOf, sameRule } from '../../../design/frameworks.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access, requireProject } from '../../access.js';
import { Caller } from '../../caller.js';
import { fresh } from '../../entities.js';
import { notFound, quoted } from '../../refusals.js';
import { Route } from '../../route.js';

/** Packs of correlation rules (routes inferred, octoperf-rest-api.md §4.5). */
@Controller()
export class CorrelationFrameworksController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access) {}

  @Route('correlationFrameworks')
  list(): CorrelationFramework[] {
    return FRAMEWORKS.map(({ id, name, rules }) => ({ id, name, ruleCount: rules.length }));
  }

  /** Adds what the project does not have yet and answers only that, at once (behaviour.md §14.3, documented): a second time adds nothing. */
  @Route('addCorrelationFramework')
  async add(@Caller() caller: Account, @Param('frameworkId') frameworkId: string, @Param('projectId') projectId: string): Promise<CorrelationRule[]> {
    const { workspaceId } = await this.access.document(caller, 'project', projectId, 'edit');
    const framework = findFramework(frameworkId);
    if (framework === undefined) throw notFound(`There is no correlation framework ${quoted(frameworkId)}. There are: ${FRAMEWORKS.map(({ id }) => id).join(', ')} (list_correlation_frameworks).`);
    return this.database.transaction(async (stores) => {
      await requireProject(stores, projectId);
      const known = await stores.documents.listByParent('correlationRule', projectId);
      const added = rulesOf(framework, projectId).filter((rule) => !known.some((other) => sameRule(other, rule))).map((rule) => fresh(rule, caller));
      for (const rule of added) await stores.documents.insert('correlationRule', rule, { workspaceId, parentId: projectId });
      return added;
    });
  }
}
