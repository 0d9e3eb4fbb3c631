import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { VirtualUser } from '../../contract/virtual-user.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { actionId, slaProfileId, virtualUserId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { attachedIn, withProfile } from './attached-profiles.js';
import { ListedProfile } from './sla-profile-listing.js';

const Params = z.object({ virtualUserId, slaProfileId, containerId: actionId.optional().describe('Judge only what this container holds; default: the whole Virtual User.'), withoutUndo });
const Result = z.object({ slaProfileIds: z.array(z.string()).describe('Carried now.'), changed: z.boolean(), url, ...undoFields });

@ToolController()
export class AttachSlaProfileToVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'attach_sla_profile_to_virtual_user',
    title: 'Attach SLA profile',
    description: 'Makes an SLA profile judge a Virtual User, or one container of it, in later runs: adds an SLAProfileAction. A second call changes nothing. Answers all profiles it carries then. undo_change takes it back.',
    effect: 'edit',
    wayBack: { copy: 'the Virtual User' },
    params: Params,
    result: Result,
  })
  async attachSlaProfileToVirtualUser({ virtualUserId, slaProfileId, containerId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [stored, profile] = await Promise.all([this.undo.read('virtual-user', virtualUserId), this.octoperf.call('slaProfile', ListedProfile, { slaProfileId })]);
    const virtualUser = VirtualUser.parse(stored);
    if (profile.projectId !== virtualUser.projectId) throw new AgentError('The SLA profile and the Virtual User are of different projects.', 'Call list_sla_profiles with the project of the Virtual User, or create_sla_profile there.');
    const action = { '@type': 'SLAProfileAction', id: randomUUID(), name: profile.name, enabled: true, profileId: slaProfileId };
    const children = withProfile(virtualUser.children, action, containerId);
    const { undo } = await this.undo.changing({ kind: 'virtual-user', tool: 'attach_sla_profile_to_virtual_user', entities: children === undefined ? [] : [stored], withoutUndo },
      async () => { if (children !== undefined) await this.octoperf.call('updateVirtualUser', VirtualUser, { virtualUserId }, { body: { ...stored, children } }); });
    const link = this.links.virtualUser(await this.projects.workspaceId(virtualUser.projectId), virtualUser.projectId, virtualUserId);
    return { slaProfileIds: attachedIn(children ?? virtualUser.children), changed: children !== undefined, url: link, ...undo };
  }
}
