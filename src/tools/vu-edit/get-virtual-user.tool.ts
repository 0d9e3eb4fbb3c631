import { z } from 'zod';
import { type ActionNode, walkActions } from '../../contract/actions.js';
import { VirtualUser } from '../../contract/virtual-user.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { actionId, virtualUserId } from '../vocabulary/ids.js';
import { instant, url } from '../vocabulary/listings.js';

const Params = z.object({ virtualUserId, actionId: actionId.optional().describe('Answer only this action with what lies below it.') });
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
  children: z.array(z.looseObject({ '@type': z.string() })).describe('Actions as stored: octoperf://schema/vu'),
  url,
});

@ToolController()
export class GetVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_virtual_user',
    title: 'Get Virtual User',
    description: 'A whole Virtual User with its tree of actions; heavy. Give actionId to read one request or container. Recorded responses are not in it: get_validation_failure_detail. For name and link only: describe_virtual_user.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getVirtualUser({ virtualUserId, actionId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { id, userId, projectId, name, description, type, tags, created, lastModified, children } = await this.octoperf.call('virtualUser', VirtualUser, { virtualUserId });
    const shown = actionId === undefined ? children : [subtree(children, actionId)];
    const link = this.links.virtualUser(await this.projects.workspaceId(projectId), projectId, id);
    return { id, userId, projectId, name, description, type, tags, created: instant(created), lastModified: instant(lastModified), children: shown, url: link };
  }
}

/** The action with that id. Throws AgentError where the tree has none. */
function subtree(children: readonly ActionNode[], actionId: string): ActionNode {
  for (const { node } of walkActions(children)) if (node.id === actionId) return node;
  throw new AgentError(`This Virtual User has no action "${actionId}".`, 'Take the id from get_virtual_user_validation_index, or call get_virtual_user without actionId.');
}
