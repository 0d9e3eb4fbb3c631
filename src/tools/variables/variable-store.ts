import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { VariableWrapper } from '../../contract/variable.js';
import { EntityDescription } from '../../contract/wire.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { ListedVariable, variableListing, type VariableListing } from './variable-listing.js';

export const description = EntityDescription.default('').describe('What it is for.');
/** `java.text.DecimalFormat` pattern (behaviour.md §12.3, documented). */
export const format = z.string().max(100).default('').describe('How digits are written, such as 0000; default: as they are.');

type Draft = Pick<VariableWrapper, 'projectId' | 'name' | 'description' | 'variable'>;

/** What the tools that create variables have in common. */
@Injectable()
export class VariableStore {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  /** Stores a new variable and yields its listing. Throws what the client throws. */
  async create(draft: Draft): Promise<z.input<typeof VariableListing>> {
    const workspaceId = await this.projects.workspaceId(draft.projectId);
    const stored = await this.octoperf.call('createVariable', ListedVariable, {}, { body: { id: '', userId: '', ...draft } });
    return variableListing(stored, this.links.variable(workspaceId, draft.projectId, stored.id));
  }
}
