import { Controller, Param } from '@nestjs/common';
import type { z } from 'zod';
import { isTerminal } from '../../../../contract/bench-result.js';
import { ValidationRequest, type ValidationRun } from '../../../../contract/validation.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { notFound, quoted } from '../../refusals.js';
import { Route } from '../../route.js';
import { Locations } from '../../workspaces/docker-providers/locations.js';
import { ValidationService } from './validation.service.js';

/** Validations: one user plays a Virtual User and everything is captured. */
@Controller()
export class ValidationsController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly validations: ValidationService, private readonly locations: Locations) {}

  @Route('validate')
  async start(@Caller() caller: Account, @Param('virtualUserId') id: string, @CheckedBody(ValidationRequest) request: z.infer<typeof ValidationRequest>): Promise<ValidationRun> {
    const { document, workspaceId } = await this.access.document(caller, 'virtualUser', id, 'edit');
    await this.locations.requireLocal(workspaceId, request, 'A validation');
    const { id: benchResultId, state } = await this.validations.start(caller, { virtualUser: document, workspaceId, iterations: request.iterations });
    return { benchResultId, state, finished: false };
  }

  /** The latest one. */
  @Route('validation')
  async latest(@Caller() caller: Account, @Param('virtualUserId') id: string): Promise<ValidationRun> {
    const { document } = await this.access.document(caller, 'virtualUser', id, 'read');
    const benchResultId = await this.database.validations.latest(id);
    const bench = benchResultId === undefined ? undefined : await this.database.documents.find('benchResult', benchResultId);
    if (bench === undefined) throw notFound(`The Virtual User ${quoted(document.name)} was never validated. Start with validate_virtual_user.`);
    const { state } = bench.document;
    return { benchResultId: bench.document.id, state, finished: isTerminal(state) };
  }
}
