import { Controller, Param } from '@nestjs/common';
import { VariableWrapper } from '../../../../contract/variable.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { Entities } from '../../entities.js';
import { badRequest } from '../../refusals.js';
import { Route } from '../../route.js';
import { SecretValues } from './secret-values.js';

/** Variables of a project. */
@Controller()
export class VariablesController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly entities: Entities, private readonly secrets: SecretValues) {}

  @Route('variables')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<VariableWrapper[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.database.documents.listByParent('variable', projectId);
  }

  @Route('createVariable')
  async create(@Caller() caller: Account, @CheckedBody(VariableWrapper, { asNew: true }) body: VariableWrapper): Promise<VariableWrapper> {
    // Such names are JMeter functions (behaviour.md §12.6).
    if (body.name.startsWith('__')) throw badRequest('The name of a variable must not start with two underscores: those are functions.');
    const { workspaceId } = await this.access.document(caller, 'project', body.projectId, 'edit');
    return this.entities.create('variable', caller, await this.secrets.sealed(body), { workspaceId, parentId: body.projectId });
  }
}
