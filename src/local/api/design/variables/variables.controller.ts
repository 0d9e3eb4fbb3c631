import { Controller, Param } from '@nestjs/common';
import { VariableWrapper } from '../../../../contract/variable.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import type { Stores } from '../../../storage/stores.js';
import { Access, missing } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { Entities } from '../../entities.js';
import { badRequest, quoted } from '../../refusals.js';
import { Route } from '../../route.js';
import { SecretValues } from './secret-values.js';

/** Variables of a project. Secrets come in PLAIN, are kept and answered ENCRYPTED. */
@Controller()
export class VariablesController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly entities: Entities, private readonly secrets: SecretValues) {}

  @Route('variables')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<VariableWrapper[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.database.documents.listByParent('variable', projectId);
  }

  @Route('variable')
  async get(@Caller() caller: Account, @Param('variableId') id: string): Promise<VariableWrapper> {
    return (await this.access.document(caller, 'variable', id, 'read')).document;
  }

  @Route('createVariable')
  async create(@Caller() caller: Account, @CheckedBody(VariableWrapper, { asNew: true }) body: VariableWrapper): Promise<VariableWrapper> {
    const { workspaceId } = await this.access.document(caller, 'project', body.projectId, 'edit');
    return this.entities.create('variable', caller, await this.secrets.sealed(body), { workspaceId, parentId: body.projectId }, (stores) => refuseName(stores, body));
  }

  /** A secret sent back ENCRYPTED as it was read keeps its value. A name is looked at only where it is new: imports may have brought odd ones. */
  @Route('updateVariable')
  async update(@Caller() caller: Account, @Param('variableId') id: string, @CheckedBody(VariableWrapper) body: VariableWrapper): Promise<VariableWrapper> {
    const { document } = await this.access.document(caller, 'variable', id, 'edit');
    const variable = body.projectId === document.projectId ? await this.secrets.sealed(body) : body;
    return this.entities.replace('variable', caller, id, variable, 'edit', async (stores) => {
      if (body.name !== document.name) await refuseName(stores, body);
    });
  }

  /** References to it stay as they are written: what names no variable is sent literally (behaviour.md §12.8). */
  @Route('deleteVariable')
  async delete(@Caller() caller: Account, @Param('variableId') id: string): Promise<void> {
    await this.access.document(caller, 'variable', id, 'edit');
    if (!(await this.database.documents.delete('variable', id))) throw missing('variable', id);
  }
}

/** Refuses a name that is a JMeter function's (behaviour.md §12.6, documented) or taken: `${name}` would mean either (our choice). */
async function refuseName({ documents }: Stores, { id, name, projectId }: VariableWrapper): Promise<void> {
  if (name.startsWith('__')) throw badRequest('The name of a variable must not start with two underscores: those are functions.');
  const taken = (await documents.listByParent('variable', projectId)).some((other) => other.name === name && other.id !== id);
  if (taken) throw badRequest(`The project has a variable ${quoted(name)} already. Change that one, or give this one another name.`);
}
