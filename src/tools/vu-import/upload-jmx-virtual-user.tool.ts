import { z } from 'zod';
import { JmxDesignImportRequest } from '../../contract/design-import.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { projectId } from '../vocabulary/ids.js';
import { UploadLink, UploadLinks } from './upload-links.js';
import { UPLOAD_RECIPES } from './upload-recipes.js';

const { resources, adBlocking } = JmxDesignImportRequest.shape;
const Params = z.object({
  projectId,
  resources: resources.describe('REMOVE drops requests for images, styles, scripts and fonts; KEEP_ALL keeps the plan as it is.'),
  adBlocking: adBlocking.describe('ENABLED drops requests to known ad and tracking hosts.'),
});

@ToolController()
export class UploadJmxVirtualUserTool {
  constructor(private readonly uploads: UploadLinks) {}

  @OctoperfTool({
    name: 'upload_jmx_virtual_user',
    title: 'Import a JMX',
    description: 'Link to upload a JMeter test plan (.jmx) to; the upload makes a Virtual User per thread group and the variables that the plan declares. What cannot be executed is kept and named in the answer. Options are fixed now, not in the upload. Follow instructions, then describe_virtual_user with each id.',
    effect: 'create',
    wayBack: { by: 'delete_virtual_user, delete_variable for what the upload answers' },
    params: Params,
    result: UploadLink,
  })
  uploadJmxVirtualUser({ projectId, ...options }: z.output<typeof Params>): Promise<z.input<typeof UploadLink>> {
    return this.uploads.mint('importJmx', projectId, UPLOAD_RECIPES.jmx, options);
  }
}
