import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { projectId } from '../vocabulary/ids.js';
import { UploadLink, UploadLinks } from './upload-links.js';
import { UPLOAD_RECIPES } from './upload-recipes.js';

const Params = z.object({ projectId });

@ToolController()
export class ImportPlaywrightVirtualUserTool {
  constructor(private readonly uploads: UploadLinks) {}

  @OctoperfTool({
    name: 'import_playwright_virtual_user',
    title: 'Import a Playwright spec',
    description: 'Link to upload one Playwright .spec.ts to; the upload makes a Virtual User of type PLAYWRIGHT that runs it in a real browser. Nothing of it runs at import. Follow instructions, then describe_virtual_user with the id the upload answers.',
    effect: 'create',
    wayBack: { by: 'delete_virtual_user' },
    params: Params,
    result: UploadLink,
  })
  importPlaywrightVirtualUser({ projectId }: z.output<typeof Params>): Promise<z.input<typeof UploadLink>> {
    return this.uploads.mint('importPlaywright', projectId, UPLOAD_RECIPES.playwright);
  }
}
