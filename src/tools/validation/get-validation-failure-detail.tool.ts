import { z } from 'zod';
import { ValidationDetail } from '../../contract/validation.js';
import { OctoperfTool, ToolController, UNTRUSTED_NOTE, untrusted } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { actionId, projectId, virtualUserId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { CapturedRequest, capturedRequest, CapturedResponse, capturedResponse } from './captured-messages.js';

const MESSAGE_MAX = 1_000;
const Params = z.object({
  virtualUserId, actionId,
  timestamp: z.int().min(0).optional().describe('One of failedTimestamps, epoch ms; without it any iteration may come back.'),
  projectId: projectId.optional().describe('Adds the link to the page of the Virtual User.'),
});
const Result = z.object({
  recordedRequest: CapturedRequest.optional().describe('Absent where the action was not recorded.'),
  recordedResponse: CapturedResponse.optional(),
  validationRequest: CapturedRequest.optional(),
  validationResponse: CapturedResponse.optional(),
  timestamp: z.number().optional().describe('The iteration shown, epoch ms.'),
  success: z.boolean().optional(),
  message: z.string().optional().describe('Why the engine judged it so.'),
  url: url.optional(),
});

@ToolController()
export class GetValidationFailureDetailTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_validation_failure_detail',
    title: 'Get validation failure detail',
    description: `What was recorded and what was replayed for one action: requests and responses, long bodies cut. Compare them: a token that differs needs create_correlation_rule. ${UNTRUSTED_NOTE}`,
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getValidationFailureDetail({ virtualUserId, actionId, timestamp, projectId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const detail = await this.octoperf.call('validationDetail', ValidationDetail, { virtualUserId, actionId }, { query: { timestamp } });
    const { recordedRequest, recordedResponse, validationRequest, validationResponse, message = '' } = detail;
    return {
      timestamp: detail.timestamp,
      success: detail.success,
      ...(message === '' ? {} : { message: untrusted(message.slice(0, MESSAGE_MAX)) }),
      ...(recordedRequest ? { recordedRequest: capturedRequest(recordedRequest, 'RECORDED_REQUEST') } : {}),
      ...(recordedResponse ? { recordedResponse: capturedResponse(recordedResponse, 'RECORDED_RESPONSE') } : {}),
      ...(validationRequest ? { validationRequest: capturedRequest(validationRequest, 'VALIDATION_REQUEST') } : {}),
      ...(validationResponse ? { validationResponse: capturedResponse(validationResponse, 'VALIDATION_RESPONSE') } : {}),
      ...(projectId === undefined ? {} : { url: this.links.virtualUser(await this.projects.workspaceId(projectId), projectId, virtualUserId) }),
    };
  }
}
