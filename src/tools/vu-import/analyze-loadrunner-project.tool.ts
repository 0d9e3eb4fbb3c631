import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { projectId } from '../vocabulary/ids.js';
import { UploadLink, UploadLinks } from './upload-links.js';
import { UPLOAD_RECIPES } from './upload-recipes.js';

const Params = z.object({ projectId });

@ToolController()
export class AnalyzeLoadrunnerProjectTool {
  constructor(private readonly uploads: UploadLinks) {}

  @OctoperfTool({
    name: 'analyze_loadrunner_project',
    title: 'Assess LoadRunner scripts',
    description: 'Link to upload zipped VuGen script folders to; the upload only assesses how much of them converts and stores nothing. Call it before import_loadrunner_virtual_user. Its answer: octoperf://schema/loadrunner-assessment.',
    effect: 'read',
    params: Params,
    result: UploadLink,
  })
  analyzeLoadrunnerProject({ projectId }: z.output<typeof Params>): Promise<z.input<typeof UploadLink>> {
    return this.uploads.mint('analyzeLoadRunner', projectId, UPLOAD_RECIPES.loadrunnerAnalysis);
  }
}
