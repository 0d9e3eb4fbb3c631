import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { COPIES_KEPT, UndoCopies } from '../../octoperf/undo-copies.js';
import { projectId } from '../vocabulary/ids.js';
import { inParallel } from '../vocabulary/in-parallel.js';

const Params = z.object({ projectId });
const Result = z.object({
  copies: z.array(z.object({
    undoHandle: z.string(),
    kind: z.string(),
    entityId: z.string(),
    name: z.string().describe('What was changed.'),
    others: z.int().optional().describe('How many more entities the same change touched.'),
    tool: z.string().describe('The tool that changed it.'),
    at: z.string().describe('When, ISO-8601'),
  })).describe('Newest first.'),
  unreadable: z.array(z.string()).optional().describe('Files named like undo copies that hold none.'),
});

@ToolController()
export class ListUndoCopiesTool {
  constructor(private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'list_undo_copies',
    title: 'List undo copies',
    description: `The changes of a project that can be undone (edits, patches, merges, replaced files, deletions), newest first: what, by which tool, when. The latest ${COPIES_KEPT} are kept, as files of the project. Next: undo_change with an undoHandle.`,
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listUndoCopies({ projectId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const handles = (await this.undo.list(projectId)).slice(0, COPIES_KEPT);
    const read = await inParallel(handles, async (undoHandle) => ({ undoHandle, copy: await this.undo.peek(projectId, undoHandle) }));
    const unreadable = read.flatMap(({ undoHandle, copy }) => (copy === undefined ? [undoHandle] : []));
    return {
      copies: read.flatMap(({ undoHandle, copy }) => (copy === undefined ? [] : [{
        undoHandle, kind: copy.kind, entityId: copy.id, name: copy.name, tool: copy.tool, at: copy.at, ...(copy.others.length === 0 ? {} : { others: copy.others.length }),
      }])),
      ...(unreadable.length === 0 ? {} : { unreadable }),
    };
  }
}
