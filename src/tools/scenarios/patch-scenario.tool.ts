import { z } from 'zod';
import { Scenario } from '../../contract/scenario.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { patched } from '../../octoperf/patched-entity.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { scenarioId } from '../vocabulary/ids.js';
import { JsonPatch, warnings } from '../vocabulary/json-patch.js';
import { scenarioListing, ScenarioListing } from '../vocabulary/listings.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { changedPreview, OpenScenario, previewIfKnown } from './open-scenario.js';

const MODEL = { schema: Scenario, uri: 'octoperf://schema/scenario' };
/** What get_scenario shows instead of a secret. */
const HIDDEN = '(hidden)';
const Params = z.object({
  scenarioId,
  patch: JsonPatch.describe('RFC 6902 operations; pointers from get_scenario, loads in ms, e.g. replace /userProfiles/0/load. A new engine block must be complete.'),
  withoutUndo,
});
const Result = ScenarioListing.extend({ warnings, ...changedPreview, ...undoFields });

@ToolController()
export class PatchScenarioTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'patch_scenario',
    title: 'Patch scenario',
    description: 'Edits load shapes, engine settings and profiles of a scenario by RFC 6902 JSON Patch: all operations or none, checked before it is stored. The only way to a custom curve and to mixed loads. Read octoperf://schema/scenario and get_scenario first. Answers the new peak, length and curve; undo_change takes it back.',
    effect: 'overwrite',
    wayBack: { copy: 'the scenario, without its tokens and passwords: those stay what they are' },
    params: Params,
    result: Result,
  })
  async patchScenario({ scenarioId, patch, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    if (JSON.stringify(patch).includes(HIDDEN)) throw new AgentError(`The patch would store "${HIDDEN}", which get_scenario shows instead of a secret.`, 'Patch the fields around it, or give the value that the user names.');
    const current = await this.undo.read('scenario', scenarioId);
    const { entity, warnings } = patched(current, patch, MODEL);
    const { answer, undo } = await this.undo.changing({ kind: 'scenario', tool: 'patch_scenario', entities: [current], withoutUndo },
      () => this.octoperf.call('updateScenario', OpenScenario, { scenarioId }, { body: entity }));
    return { ...scenarioListing(answer, await this.projects.workspaceId(answer.projectId), this.links), warnings, ...previewIfKnown(answer.userProfiles), ...undo };
  }
}
