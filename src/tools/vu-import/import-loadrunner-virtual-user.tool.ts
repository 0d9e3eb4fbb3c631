import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { location, projectId, providerId } from '../vocabulary/ids.js';
import { UploadLink, UploadLinks } from './upload-links.js';
import { UPLOAD_RECIPES } from './upload-recipes.js';

const Params = z.object({
  projectId,
  providerId: providerId.optional().describe('Provider for the scenario of the .lrs; without it no scenario is created.'),
  location: location.optional().describe('Where its user profiles run: one of the locations of the provider.'),
});

@ToolController()
export class ImportLoadrunnerVirtualUserTool {
  constructor(private readonly uploads: UploadLinks) {}

  @OctoperfTool({
    name: 'import_loadrunner_virtual_user',
    title: 'Import LoadRunner scripts',
    description: 'Link to upload zipped VuGen script folders to; the upload makes a Virtual User per script (web protocol only), and with providerId a scenario from the .lrs. Follow instructions; what is left to do is in the answer of the upload.',
    effect: 'create',
    wayBack: { by: 'delete_virtual_user, delete_variable, delete_project_file for what the upload answers' },
    params: Params,
    result: UploadLink,
  })
  importLoadrunnerVirtualUser({ projectId, ...options }: z.output<typeof Params>): Promise<z.input<typeof UploadLink>> {
    return this.uploads.mint('importLoadRunner', projectId, UPLOAD_RECIPES.loadrunner, options);
  }
}
