import { z } from 'zod';
import { HarImportOptions } from '../../contract/import-options.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { PresignedLinks } from '../../octoperf/presigned-links.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { projectId, virtualUserId } from '../vocabulary/ids.js';
import { harUploadInstructions } from './upload-instructions.js';

const { adBlocking, resources, thinktime } = HarImportOptions.shape;
const Params = z.object({
  projectId,
  adBlocking: adBlocking.describe('ENABLED drops requests to known ad and tracking hosts.'),
  resources: resources.describe('REMOVE drops images, styles, scripts and fonts; KEEP_ALL keeps them as requests.'),
  thinktime: thinktime.describe('THINKTIMES puts pauses on requests; DELAYS puts delays between containers.'),
  maxThinktimeMs: z.int().min(0).optional().describe('Caps each recorded pause, milliseconds.'),
  virtualUserId: virtualUserId.optional().describe('Merge into this Virtual User of the project instead of creating one.'),
});
const Result = z.object({
  url: z.url().describe('Upload link: single use, about 5 minutes.'),
  method: z.string(),
  expiresAt: z.string().describe('ISO-8601'),
  instructions: z.string().describe('How to upload, and what to call next.'),
  projectUrl: z.url().describe('Page of the project, for the user.'),
});

@ToolController()
export class ImportHarVirtualUserTool {
  constructor(private readonly presigned: PresignedLinks, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'import_har_virtual_user',
    title: 'Import a HAR',
    description: 'Link to upload a recorded HAR to; the upload makes a Virtual User (or extends virtualUserId). Options are fixed now, not in the upload. The HAR should hold response bodies, else nothing can be correlated. Follow instructions, then describe_virtual_user with the id the upload answers.',
    effect: 'create',
    params: Params,
    result: Result,
  })
  async importHarVirtualUser({ projectId, ...options }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const projectUrl = this.links.virtualUsers(await this.projects.workspaceId(projectId), projectId);
    const minted = await this.presigned.mint('importHar', { projectId }, options);
    const { url, method, expiresAt } = minted;
    return { url, method, expiresAt, instructions: harUploadInstructions(minted, projectUrl), projectUrl };
  }
}
