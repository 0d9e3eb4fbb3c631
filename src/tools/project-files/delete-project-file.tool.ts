import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { projectId } from '../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { filename, isUndoCopy, requireFile } from './project-file.js';

const Params = z.object({ projectId, filename, withoutUndo });
const Result = z.object({ deleted: z.boolean(), ...undoFields });

@ToolController()
export class DeleteProjectFileTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'delete_project_file',
    title: 'Delete a project file',
    description: 'Destructive: deletes a file of a project; CSV variables and requests that read it then fail (sanity_check_virtual_user says so). Confirm with the user first. undo_change brings it back; a deleted undo copy is gone for good.',
    effect: 'remove',
    wayBack: { copy: 'every byte of the file, up to three quarters of octoperf.max-response-bytes (48 MB by default); a larger one is refused unless withoutUndo' },
    params: Params,
    result: Result,
  })
  async deleteProjectFile({ projectId, filename, withoutUndo }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    await requireFile(this.octoperf, projectId, filename);
    const remove = (): Promise<void> => this.octoperf.send('deleteProjectFile', { projectId }, { query: { filename } });
    const entities = withoutUndo || isUndoCopy(filename) ? [] : [await this.undo.readToCopy('project-file', filename, projectId)];
    const { undo } = await this.undo.changing({ kind: 'project-file', tool: 'delete_project_file', entities, withoutUndo }, remove);
    return { deleted: true, ...undo };
  }
}
