import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { PresignedLinks } from '../../octoperf/presigned-links.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { projectId } from '../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { filename, isUndoCopy, projectFiles } from './project-file.js';
import { uploadInstructions } from './upload-instructions.js';

const Params = z.object({ projectId, filename: filename.describe('Bare name it will have, such as users.csv; a file of that name is replaced.'), withoutUndo });
const Result = z.object({
  url: z.url().describe('Upload link: single use, about 5 minutes.'),
  method: z.string(),
  expiresAt: z.string().describe('ISO-8601'),
  replaces: z.boolean().describe('A file of that name is there; the upload replaces it.'),
  instructions: z.string(),
  projectUrl: z.url().describe('Files of the project, for the user.'),
  ...undoFields,
});
const UNDO_NOTE = 'The copy holds the file as it is now, before the upload.';

@ToolController()
export class UploadProjectFileTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies, private readonly presigned: PresignedLinks, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'upload_project_file',
    title: 'Upload a project file',
    description: 'Link to upload a file of a project to: CSV data, a body to send. Works once, for about 5 minutes, without a token; follow instructions. A file that it replaces is kept first: undo_change. Next for a CSV: read_project_file_lines, then create_csv_variable.',
    effect: 'edit',
    wayBack: { copy: 'the file that is replaced, as it is when the link is made; a new one: delete_project_file' },
    params: Params,
    result: Result,
  })
  async uploadProjectFile({ projectId, filename, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, present] = await Promise.all([this.projects.workspaceId(projectId), projectFiles(this.octoperf, projectId)]);
    const projectUrl = this.links.projectFiles(workspaceId, projectId);
    const replaces = present.some((file) => file.filename === filename);
    const entities = !replaces || withoutUndo || isUndoCopy(filename) ? [] : [await this.undo.readToCopy('project-file', filename, projectId)];
    const { answer: minted, undo } = await this.undo.changing({ kind: 'project-file', tool: 'upload_project_file', entities, withoutUndo }, () => this.presigned.mint('uploadProjectFile', { projectId }));
    const { url, method, expiresAt } = minted;
    return { url, method, expiresAt, replaces, instructions: uploadInstructions(minted, filename, projectUrl), projectUrl, ...undo, ...(undo.undoHandle === undefined ? {} : { undoNote: UNDO_NOTE }) };
  }
}
