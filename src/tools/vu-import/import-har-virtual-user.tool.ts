import { z } from 'zod';
import { HarImportOptions } from '../../contract/import-options.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { projectId, virtualUserId } from '../vocabulary/ids.js';
import { UploadLink, UploadLinks } from './upload-links.js';
import { UPLOAD_RECIPES } from './upload-recipes.js';

const { adBlocking, resources, thinktime } = HarImportOptions.shape;
const Params = z.object({
  projectId,
  adBlocking: adBlocking.describe('ENABLED drops requests to known ad and tracking hosts.'),
  resources: resources.describe('REMOVE drops images, styles, scripts and fonts; KEEP_ALL keeps them as requests.'),
  thinktime: thinktime.describe('THINKTIMES puts pauses on requests; DELAYS puts delays between containers.'),
  maxThinktimeMs: z.int().min(0).optional().describe('Caps each recorded pause, milliseconds.'),
  virtualUserId: virtualUserId.optional().describe('Merge into this Virtual User of the project instead of creating one.'),
});

@ToolController()
export class ImportHarVirtualUserTool {
  constructor(private readonly uploads: UploadLinks) {}

  @OctoperfTool({
    name: 'import_har_virtual_user',
    title: 'Import a HAR',
    description: 'Link to upload a recorded HAR to; the upload makes a Virtual User (or extends virtualUserId). Options are fixed now, not in the upload. The HAR should hold response bodies, else nothing can be correlated. Follow instructions, then describe_virtual_user with the id the upload answers.',
    effect: 'create',
    params: Params,
    result: UploadLink,
  })
  importHarVirtualUser({ projectId, ...options }: z.output<typeof Params>): Promise<z.input<typeof UploadLink>> {
    return this.uploads.mint('importHar', projectId, UPLOAD_RECIPES.har, options);
  }
}
