import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { location, projectId, providerId } from '../vocabulary/ids.js';
import { UploadLink, UploadLinks } from './upload-links.js';
import { UPLOAD_RECIPES } from './upload-recipes.js';

const Params = z.object({
  projectId,
  providerId: providerId.optional().describe('Provider for the scenarios; without it no scenario and no pacing is created.'),
  location: location.optional().describe('Where its user profiles run: one of the locations of the provider.'),
});

@ToolController()
export class ImportNeoloadVirtualUserTool {
  constructor(private readonly uploads: UploadLinks) {}

  @OctoperfTool({
    name: 'import_neoload_virtual_user',
    title: 'Import a NeoLoad project',
    description: 'Link to upload a zipped NeoLoad project to; the upload makes its Virtual Users, servers, variables and files, and with providerId its scenarios. Passwords never travel: set secret variables afterwards. Follow instructions; what is left to do is in the answer of the upload.',
    effect: 'create',
    wayBack: { by: 'delete_virtual_user, delete_variable, delete_project_file for what the upload answers' },
    params: Params,
    result: UploadLink,
  })
  importNeoloadVirtualUser({ projectId, ...options }: z.output<typeof Params>): Promise<z.input<typeof UploadLink>> {
    return this.uploads.mint('importNeoload', projectId, UPLOAD_RECIPES.neoload, options);
  }
}
