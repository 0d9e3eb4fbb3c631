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
  urls: urls.describe('Addresses to request, http or https, in order.'),
  name: EntityName.optional().describe('Name of the Virtual User, at most 80 characters.'),
  crawl: z.enum(['DO_NOT_CRAWL']).default('DO_NOT_CRAWL').describe('Links of the pages are not followed.'),
});

@ToolController()
export class ImportUrlsVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'import_urls_virtual_user',
    title: 'Import URLs',
    description: 'Makes a Virtual User that requests a list of addresses in order, one GET each, and answers it at once; nothing is fetched now, no page is crawled. For pages with logins or forms record a HAR instead. Next: sanity_check_virtual_user, validate_virtual_user.',
    effect: 'create',
    wayBack: { by: 'delete_virtual_user' },
    params: Params,
    result: ImportedListing,
  })
  async importUrlsVirtualUser({ projectId, ...body }: z.output<typeof Params>): Promise<z.input<typeof ImportedListing>> {
    const workspaceId = await this.projects.workspaceId(projectId);
    const { importReport, ...imported } = await this.octoperf.call('importUrls', ImportedUser, { projectId }, { body });
    return { ...virtualUserListing(imported, workspaceId, this.links), ...notesOf(importReport) };
  }
}
