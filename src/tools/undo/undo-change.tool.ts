import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { ChangeUndoer } from '../../octoperf/change-undoer.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { UNDO_HANDLE } from '../../octoperf/undo-copies.js';
import { projectId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { undoFields } from '../vocabulary/undo.js';
import { pageOf } from './page-of.js';

const Params = z.object({
  projectId,
  undoHandle: z.string().regex(UNDO_HANDLE, 'is no undo handle: take one from list_undo_copies').describe('From the answer of the change, or list_undo_copies.'),
});
const Result = z.object({
  kind: z.string(),
  restored: z.array(z.object({
    id: z.string(), name: z.string(),
    outcome: z.enum(['overwritten', 'recreated', 'unchanged']).describe('recreated: it had been deleted, and id is new.'),
    formerId: z.string().optional(),
    url,
  })),
  notes: z.array(z.string()).describe('What is not as it was.'),
  ...undoFields,
});

@ToolController()
export class UndoChangeTool {
  constructor(private readonly undoer: ChangeUndoer, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'undo_change',
    title: 'Undo a change',
    description: 'Destructive: puts back what an edit, a patch, a merge or a deletion changed, as it was before; what was changed since is overwritten (and copied first: the new undoHandle takes the undoing back). Deleted entities come back under a new id, and what pointed to them follows. Confirm with the user first.',
    effect: 'overwrite',
    wayBack: { copy: 'what the undoing overwrites; what it made anew is deleted by the tool for its kind' },
    params: Params,
    result: Result,
  })
  async undoChange({ projectId, undoHandle }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const workspaceId = await this.projects.workspaceId(projectId);
    const { kind, restored, notes, undo } = await this.undoer.undo(projectId, undoHandle);
    return { kind, restored: restored.map((one) => ({ ...one, url: pageOf(kind, one.id, { workspaceId, projectId }, this.links) })), notes, ...undo };
  }
}
