import { z } from 'zod';
import { ValidationRequest, ValidationRun } from '../../contract/validation.js';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { location, projectId, providerId, virtualUserId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';

const Params = z.object({ projectId, virtualUserId, providerId, location, iterations: ValidationRequest.shape.iterations.describe('How often the user plays the journey, 1 to 100.') });
const Result = z.object({ benchResultId: z.string(), state: z.string(), url });

@ToolController()
export class ValidateVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'validate_virtual_user',
    title: 'Validate Virtual User',
    description: 'Plays a Virtual User for real with one user, without think times, and captures all HTTP; no credits. Replaces the last validation. Poll get_virtual_user_validation every 5 s until finished is true (about 30 s; 60 s for Playwright), then get_virtual_user_validation_index.',
    effect: 'create',
    wayBack: { none: 'Requests that were sent stay sent; the results of the validation before are replaced.' },
    params: Params,
    result: Result,
  })
  async validateVirtualUser({ projectId, virtualUserId, ...body }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, known] = await Promise.all([this.projects.workspaceId(projectId), this.octoperf.call('virtualUserDescriptions', z.array(VirtualUserDescription), { projectId })]);
    if (!known.some(({ id }) => id === virtualUserId)) throw new AgentError(`The project "${projectId}" has no Virtual User "${virtualUserId}".`, 'Take both ids from list_virtual_users.');
    const { benchResultId, state } = await this.octoperf.call('validate', ValidationRun, { virtualUserId }, { body });
    return { benchResultId, state, url: this.links.virtualUser(workspaceId, projectId, virtualUserId) };
  }
}
