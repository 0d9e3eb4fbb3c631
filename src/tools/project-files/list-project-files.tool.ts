import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { projectId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { isUndoCopy, ProjectFile, projectFiles } from './project-file.js';

const Params = z.object({ projectId, ...narrowing, includeUndo: z.boolean().default(false).describe('Shows the undo copies too; list_undo_copies says more of them.') });
const Result = z.object({ files: z.array(ProjectFile), ...leftOut, url });

@ToolController()
export class ListProjectFilesTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_project_files',
    title: 'List project files',
    description: 'Files of a project (CSV data, bodies, keystores) by bare name. Read text with read_project_file_lines, add with upload_project_file; a CSV file is used through create_csv_variable.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listProjectFiles({ projectId, includeUndo, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, all] = await Promise.all([this.projects.workspaceId(projectId), projectFiles(this.octoperf, projectId)]);
    const named = all.filter((file) => includeUndo || !isUndoCopy(file.filename)).map((file) => ({ file, name: file.filename }));
    const { entries, ...rest } = narrowed(named, narrow, ({ file }) => file);
    return { files: entries, ...rest, url: this.links.projectFiles(workspaceId, projectId) };
  }
}
