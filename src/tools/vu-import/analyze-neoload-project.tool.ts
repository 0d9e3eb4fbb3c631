import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { projectId } from '../vocabulary/ids.js';
import { UploadLink, UploadLinks } from './upload-links.js';
import { UPLOAD_RECIPES } from './upload-recipes.js';

const Params = z.object({ projectId });

@ToolController()
export class AnalyzeNeoloadProjectTool {
  constructor(private readonly uploads: UploadLinks) {}

  @OctoperfTool({
    name: 'analyze_neoload_project',
    title: 'Assess a NeoLoad project',
    description: 'Link to upload a zipped NeoLoad project to; the upload only assesses how much of it converts and stores nothing. Call it before import_neoload_virtual_user. Its answer: octoperf://schema/neoload-assessment.',
    effect: 'read',
    params: Params,
    result: UploadLink,
  })
  analyzeNeoloadProject({ projectId }: z.output<typeof Params>): Promise<z.input<typeof UploadLink>> {
    return this.uploads.mint('analyzeNeoload', projectId, UPLOAD_RECIPES.neoloadAnalysis);
  }
}
