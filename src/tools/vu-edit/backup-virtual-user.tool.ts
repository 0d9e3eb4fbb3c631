import { z } from 'zod';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { NAME_MAX, Tags } from '../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { StoredEntity } from '../../octoperf/undo-kinds.js';
import { cutText } from '../vocabulary/cut-text.js';
import { virtualUserId } from '../vocabulary/ids.js';
import { virtualUserListing, VirtualUserListing } from '../vocabulary/listings.js';
import { tag } from '../vocabulary/tags.js';

const ENDING = ' (backup)';
const Params = z.object({ virtualUserId, label: tag.optional().describe('Further tag on the copy, such as pre-correlation.') });
const Tagged = StoredEntity.extend({ name: z.string(), tags: Tags });

@ToolController()
export class BackupVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'backup_virtual_user',
    title: 'Back up Virtual User',
    description: 'Copies a Virtual User within its project, tagged backup: same actions under the same action ids, without what was recorded (the copy cannot be correlated). For a copy to keep or to work on; the changing tools keep undo copies of their own. Answers the copy.',
    effect: 'create',
    wayBack: { by: 'delete_virtual_user' },
    params: Params,
    result: VirtualUserListing,
  })
  async backupVirtualUser({ virtualUserId, label }: z.output<typeof Params>): Promise<z.input<typeof VirtualUserListing>> {
    const original = await this.octoperf.call('virtualUser', Tagged, { virtualUserId });
    const name = cutText(original.name, NAME_MAX - ENDING.length).text + ENDING;
    const tags = [...new Set([...original.tags, 'backup', ...(label === undefined ? [] : [label])])];
    const copy = await this.octoperf.call('createVirtualUser', VirtualUserDescription, {}, { body: { ...original, id: '', name, tags } });
    return virtualUserListing(copy, await this.projects.workspaceId(copy.projectId), this.links);
  }
}
