import { z } from 'zod';
import { EntityName } from '../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { projectId } from '../vocabulary/ids.js';
import { virtualUserListing } from '../vocabulary/listings.js';
import { ImportedListing, ImportedUser, notesOf, urls } from './imported-virtual-user.js';

const Params = z.object({
  projectId,
  urls: urls.describe('Addresses to open, http or https, in order.'),
  name: EntityName.optional().describe('Name of the Virtual User, at most 80 characters.'),
});

@ToolController()
export class ImportWebDriverVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'import_webdriver_virtual_user',
    title: 'Import URLs for a browser',
    description: 'Makes a Virtual User of type WEB_DRIVER that opens a list of addresses in a real browser, and answers it at once; nothing is opened now. One browser per user profile: for load prefer import_urls_virtual_user or a HAR. Next: sanity_check_virtual_user, validate_virtual_user.',
    effect: 'create',
    wayBack: { by: 'delete_virtual_user' },
    params: Params,
    result: ImportedListing,
  })
  async importWebDriverVirtualUser({ projectId, ...body }: z.output<typeof Params>): Promise<z.input<typeof ImportedListing>> {
    const workspaceId = await this.projects.workspaceId(projectId);
    const { importReport, ...imported } = await this.octoperf.call('importWebDriver', ImportedUser, { projectId }, { body });
    return { ...virtualUserListing(imported, workspaceId, this.links), ...notesOf(importReport) };
  }
}
