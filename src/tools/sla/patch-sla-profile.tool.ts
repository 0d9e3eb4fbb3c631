import { z } from 'zod';
import { SLAProfile } from '../../contract/sla-profile.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { patched } from '../../octoperf/patched-entity.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { slaProfileId } from '../vocabulary/ids.js';
import { JsonPatch, warnings } from '../vocabulary/json-patch.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { ListedProfile, SlaProfileListing, slaProfileListing } from './sla-profile-listing.js';

const MODEL = { schema: SLAProfile, uri: 'octoperf://schema/sla-profile' };
const Params = z.object({
  slaProfileId,
  patch: JsonPatch.describe('RFC 6902 operations; pointers from get_sla_profile. A new band needs "id": "".'),
  withoutUndo,
});
const Result = SlaProfileListing.extend({ warnings, ...undoFields });

@ToolController()
export class PatchSlaProfileTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'patch_sla_profile',
    title: 'Patch SLA profile',
    description: 'Retunes, adds or drops bands and metrics of an SLA profile by RFC 6902 JSON Patch: all operations or none, checked before it is stored. Read octoperf://schema/sla-profile and get_sla_profile first; durations are milliseconds. undo_change takes it back.',
    effect: 'overwrite',
    wayBack: { copy: 'the SLA profile' },
    params: Params,
    result: Result,
  })
  async patchSlaProfile({ slaProfileId, patch, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const current = await this.undo.read('sla-profile', slaProfileId);
    const { entity, warnings } = patched(current, patch, MODEL);
    const { answer, undo } = await this.undo.changing({ kind: 'sla-profile', tool: 'patch_sla_profile', entities: [current], withoutUndo },
      () => this.octoperf.call('updateSlaProfile', ListedProfile, { slaProfileId }, { body: entity }));
    const workspaceId = await this.projects.workspaceId(answer.projectId);
    return { ...slaProfileListing(answer, this.links.slaProfile(workspaceId, answer.projectId, answer.id)), warnings, ...undo };
  }
}
