import { z } from 'zod';
import { VirtualUser } from '../../contract/virtual-user.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { hiddenPasswords } from '../../octoperf/hidden-passwords.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { ANSWER_BUDGET } from '../vocabulary/fitting.js';
import { actionId, virtualUserId } from '../vocabulary/ids.js';
import { instant, url } from '../vocabulary/listings.js';
import { withoutOriginals } from './imported-originals.js';
import { shownPart } from './shown-part.js';

const Params = z.object({
  virtualUserId,
  actionId: actionId.optional().describe('Show only this action with what lies below it.'),
  path: z.string().max(2_000).optional().describe('Show only this part: a place such as 0.3, or a JSON pointer such as /children/0/children/3/postData.'),
  depth: z.int().min(1).max(100).optional().describe('Levels of an outline; default: as many as fit.'),
  offset: z.int().min(0).optional().describe('Continue lines or a text here.'),
  full: z.boolean().default(false).describe('true: everything as stored, however long.'),
});
const Result = z.object({
  id: z.string(),
  userId: z.string(),
  projectId: z.string(),
  name: z.string(),
  description: z.string(),
  type: z.string().describe('JMETER, WEB_DRIVER, PLAYWRIGHT or FRAGMENTS'),
  tags: z.array(z.string()),
  created: z.string().optional().describe('ISO-8601'),
  lastModified: z.string().optional().describe('ISO-8601'),
  view: z.enum(['whole', 'outline', 'lines', 'value']).describe('whole: children as stored. outline: children in short. lines: one line per action, for large trees. value: the text at path.'),
  children: z.array(z.looseObject({ '@type': z.string() })).describe('Actions: octoperf://schema/vu'),
  legend: z.array(z.string()).optional().describe('What marks in the lines stand for.'),
  lines: z.array(z.string()).optional(),
  value: z.string().optional(),
  note: z.string().optional().describe('What is left out and how to read it.'),
  url,
});

@ToolController()
export class GetVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_virtual_user',
    title: 'Get Virtual User',
    description: 'The actions of a Virtual User: whole when small, else an outline with patch pointers; then read parts by path or actionId. To change them: octoperf://schema/vu, then patch_virtual_user. Recorded responses are not in it: get_validation_failure_detail. For name and link only: describe_virtual_user.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getVirtualUser({ virtualUserId, ...wanted }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const virtualUser = await this.octoperf.call('virtualUser', VirtualUser, { virtualUserId });
    const hidden = hiddenPasswords(virtualUser);
    const shown = wanted.full ? hidden : { ...hidden, children: withoutOriginals(hidden.children) };
    const { id, userId, projectId, name, description, type, tags, created, lastModified } = virtualUser;
    const link = this.links.virtualUser(await this.projects.workspaceId(projectId), projectId, id);
    const envelope = { id, userId, projectId, name, description, type, tags, created: instant(created), lastModified: instant(lastModified), url: link };
    return { ...envelope, ...shownPart(shown, { ...wanted, budget: ANSWER_BUDGET - description.length - JSON.stringify(tags).length }) };
  }
}
