import { z } from 'zod';
import { HarImportOptions } from '../../contract/import-options.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { UndoCopies } from '../../octoperf/undo-copies.js';
import { projectId, virtualUserId } from '../vocabulary/ids.js';
import { undoFields, withoutUndo } from '../vocabulary/undo.js';
import { UploadLink, UploadLinks } from './upload-links.js';
import { UPLOAD_RECIPES } from './upload-recipes.js';

const { adBlocking, resources, thinktime } = HarImportOptions.shape;
const Params = z.object({
  projectId,
  adBlocking: adBlocking.describe('ENABLED drops requests to known ad and tracking hosts.'),
  resources: resources.describe('REMOVE drops images, styles, scripts and fonts; KEEP_ALL keeps them as requests.'),
  thinktime: thinktime.describe('THINKTIMES puts pauses on requests; DELAYS puts delays between containers.'),
  maxThinktimeMs: z.int().min(0).optional().describe('Caps each recorded pause, milliseconds.'),
  virtualUserId: virtualUserId.optional().describe('Merge into this Virtual User of the project instead of creating one.'),
  withoutUndo,
});
const Result = UploadLink.extend(undoFields);
const MERGE_NOTE = 'The copy holds the Virtual User as it is now, before the upload; servers and recorded responses that the upload adds stay when it is undone.';

@ToolController()
export class ImportHarVirtualUserTool {
  constructor(private readonly uploads: UploadLinks, private readonly undo: UndoCopies) {}

  @OctoperfTool({
    name: 'import_har_virtual_user',
    title: 'Import a HAR',
    description: 'Link to upload a recorded HAR to; the upload makes a Virtual User (or extends virtualUserId; then undoHandle takes the upload back). Options are fixed now, not in the upload. The HAR should hold response bodies, else nothing can be correlated. Follow instructions, then describe_virtual_user with the id the upload answers.',
    effect: 'create',
    wayBack: { copy: 'the Virtual User that is merged into, as it is when the link is made; a new one: delete_virtual_user' },
    params: Params,
    result: Result,
  })
  async importHarVirtualUser({ projectId, withoutUndo, ...options }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const mint = (): Promise<z.input<typeof UploadLink>> => this.uploads.mint('importHar', projectId, UPLOAD_RECIPES.har, options);
    if (options.virtualUserId === undefined) return mint();
    const current = await this.undo.read('virtual-user', options.virtualUserId);
    if (current.projectId !== projectId) throw new AgentError(`The project "${projectId}" has no Virtual User "${options.virtualUserId}".`, 'Take both ids from list_virtual_users.');
    const { answer, undo } = await this.undo.changing({ kind: 'virtual-user', tool: 'import_har_virtual_user', entities: [current], withoutUndo }, mint);
    return { ...answer, ...undo, ...(undo.undoHandle === undefined ? {} : { undoNote: MERGE_NOTE }) };
  }
}
