import { z } from 'zod';
import { VirtualUser } from '../../contract/virtual-user.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { slaProfileId, virtualUserId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { attachedIn, withoutProfile } from './attached-profiles.js';

const Params = z.object({ virtualUserId, slaProfileId });
const Result = z.object({ slaProfileIds: z.array(z.string()).describe('Carried now.'), changed: z.boolean(), url });

@ToolController()
export class DetachSlaProfileFromVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'detach_sla_profile_from_virtual_user',
    title: 'Detach SLA profile',
    description: 'Destructive: later runs of the Virtual User are no longer judged by the profile; it is taken out of every place of the tree. The profile survives, attach_sla_profile_to_virtual_user puts it back. Detaching one that is not carried changes nothing.',
    effect: 'overwrite',
    params: Params,
    result: Result,
  })
  async detachSlaProfileFromVirtualUser({ virtualUserId, slaProfileId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const virtualUser = await this.octoperf.call('virtualUser', VirtualUser, { virtualUserId });
    const children = withoutProfile(virtualUser.children, slaProfileId);
    if (children !== undefined) await this.octoperf.call('updateVirtualUser', VirtualUser, { virtualUserId }, { body: { ...virtualUser, children } });
    const link = this.links.virtualUser(await this.projects.workspaceId(virtualUser.projectId), virtualUser.projectId, virtualUserId);
    return { slaProfileIds: attachedIn(children ?? virtualUser.children), changed: children !== undefined, url: link };
  }
}
