import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { projectId } from '../vocabulary/ids.js';
import { UploadLink, UploadLinks } from './upload-links.js';
import { UPLOAD_RECIPES } from './upload-recipes.js';

const Params = z.object({ projectId });

@ToolController()
export class ImportPostmanVirtualUserTool {
  constructor(private readonly uploads: UploadLinks) {}

  @OctoperfTool({
    name: 'import_postman_virtual_user',
    title: 'Import a Postman collection',
    description: 'Link to upload a Postman collection (2.0 or 2.1) to; the upload makes one Virtual User: folders become containers, requests keep their order, authorization and tests as far as they convert. Follow instructions, then describe_virtual_user with the id the upload answers.',
    effect: 'create',
    wayBack: { by: 'delete_virtual_user, delete_variable for what the upload answers' },
    params: Params,
    result: UploadLink,
  })
  importPostmanVirtualUser({ projectId }: z.output<typeof Params>): Promise<z.input<typeof UploadLink>> {
    return this.uploads.mint('importPostman', projectId, UPLOAD_RECIPES.postman);
  }
}
