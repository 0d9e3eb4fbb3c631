import { z } from 'zod';
import { EntityDescription, EntityName } from '../../contract/wire.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { scenarioId } from '../vocabulary/ids.js';
import { scenarioListing, ScenarioListing } from '../vocabulary/listings.js';
import { tags } from '../vocabulary/tags.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { OpenScenario } from './open-scenario.js';

const Params = z.object({
  scenarioId,
  name: EntityName.optional().describe('New name, at most 80 characters.'),
  description: EntityDescription.optional().describe('New description, at most 2000 characters.'),
  tags: tags.optional().describe('Replaces the whole set of tags.'),
  withoutUndo,
});
const Result = ScenarioListing.extend(undoFields);

@ToolController()
export class UpdateScenarioTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'update_scenario',
    title: 'Update scenario',
    description: 'Changes name, description or tags of a scenario; its user profiles stay as they are (for those: update_user_profile, patch_scenario). Answers the scenario after the change; undo_change takes it back.',
    effect: 'edit',
    wayBack: { copy: 'the scenario, without its tokens and passwords: those stay what they are' },
    params: Params,
    result: Result,
  })
  async updateScenario({ scenarioId, withoutUndo, ...changes }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length === 0) throw new AgentError('There is nothing to change.', 'Give name, description or tags.');
    const current = await this.undo.read('scenario', scenarioId);
    const { answer, undo } = await this.undo.changing({ kind: 'scenario', tool: 'update_scenario', entities: [current], withoutUndo },
      () => this.octoperf.call('updateScenario', OpenScenario, { scenarioId }, { body: { ...current, ...given } }));
    return { ...scenarioListing(answer, await this.projects.workspaceId(answer.projectId), this.links), ...undo };
  }
}
