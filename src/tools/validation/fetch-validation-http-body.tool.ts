import { z } from 'zod';
import { HttpBodyKind } from '../../contract/validation.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController, UNTRUSTED_NOTE, untrusted } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { actionId, projectId, virtualUserId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { excerpt } from './excerpt.js';

const PAGE = 20_000;
const Params = z.object({
  projectId, virtualUserId, actionId,
  timestamp: z.int().min(0).describe('One of successTimestamps or failedTimestamps of the action, epoch ms.'),
  kind: HttpBodyKind.describe('Which of the four captured bodies.'),
  offset: z.int().min(0).default(0).describe('Start at this character.'),
});
const Result = z.object({
  body: z.string(),
  total: z.int().describe('Characters of the whole body.'),
  omitted: z.string().optional().describe('What follows, and how to read it.'),
  url,
});

@ToolController()
export class FetchValidationHttpBodyTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'fetch_validation_http_body',
    title: 'Fetch validation HTTP body',
    description: `One captured body, up to ${PAGE} characters a call: for bodies that get_validation_failure_detail cut, and for iterations that passed. Timestamps: get_virtual_user_validation_index. ${UNTRUSTED_NOTE}`,
    effect: 'read',
    params: Params,
    result: Result,
  })
  async fetchValidationHttpBody({ projectId, virtualUserId, actionId, offset, ...query }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, whole = ''] = await Promise.all([this.projects.workspaceId(projectId), this.octoperf.text('validationBody', { virtualUserId, actionId }, { query })]);
    if (offset > whole.length) throw new AgentError(`The body has ${whole.length} characters; offset ${offset} is past its end.`, 'Repeat with a smaller offset.');
    const { text, end, total } = excerpt(whole, offset, PAGE);
    return {
      body: text === '' ? '' : untrusted(text),
      total,
      ...(end < total ? { omitted: `${total - end} characters more: continue with offset ${end}` } : {}),
      url: this.links.virtualUser(workspaceId, projectId, virtualUserId),
    };
  }
}
