import { z } from 'zod';
import { VirtualUser } from '../../contract/virtual-user.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { slaProfileId, virtualUserId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { attachedIn, withoutProfile } from './attached-profiles.js';

const Params = z.object({ virtualUserId, slaProfileId, withoutUndo });
const Result = z.object({ slaProfileIds: z.array(z.string()).describe('Carried now.'), changed: z.boolean(), url, ...undoFields });

@ToolController()
export class DetachSlaProfileFromVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'detach_sla_profile_from_virtual_user',
    title: 'Detach SLA profile',
    description: 'Destructive: later runs of the Virtual User are no longer judged by the profile; it is taken out of every place of the tree. The profile survives; undo_change puts it back. Detaching one that is not carried changes nothing.',
    effect: 'overwrite',
    wayBack: { copy: 'the Virtual User' },
    params: Params,
    result: Result,
  })
  async detachSlaProfileFromVirtualUser({ virtualUserId, slaProfileId, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const stored = await this.undo.read('virtual-user', virtualUserId);
    const virtualUser = VirtualUser.parse(stored);
    const children = withoutProfile(virtualUser.children, slaProfileId);
    const { undo } = await this.undo.changing({ kind: 'virtual-user', tool: 'detach_sla_profile_from_virtual_user', entities: children === undefined ? [] : [stored], withoutUndo },
      async () => { if (children !== undefined) await this.octoperf.call('updateVirtualUser', VirtualUser, { virtualUserId }, { body: { ...stored, children } }); });
    const link = this.links.virtualUser(await this.projects.workspaceId(virtualUser.projectId), virtualUser.projectId, virtualUserId);
    return { slaProfileIds: attachedIn(children ?? virtualUser.children), changed: children !== undefined, url: link, ...undo };
  }
}
