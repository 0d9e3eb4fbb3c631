import { z } from 'zod';
import { VirtualUser } from '../../contract/virtual-user.js';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController, UNTRUSTED_NOTE } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { fitting } from '../vocabulary/fitting.js';
import { projectId, virtualUserId } from '../vocabulary/ids.js';
import { knownTo } from './known-rules.js';
import { recordingsOf } from './recordings.js';
import { searchNote } from './search-note.js';
import { Evidence, evidence, ShownSuggestion, shownSuggestion } from './shown-suggestion.js';
import { playedRequests } from './suggestions/recorded-steps.js';
import { suggestRules } from './suggestions/suggest-rules.js';

/** Requests whose recordings are read: each is one REST call. */
const REQUESTS = 300;
const UNRESOLVED = 5;
const Params = z.object({
  virtualUserId,
  projectId: projectId.optional().describe('Refuses when the Virtual User is not of this project.'),
  offset: z.int().min(0).default(0).describe('Skip so many suggestions.'),
});
const Result = z.object({
  suggestions: z.array(ShownSuggestion),
  total: z.int(),
  omitted: z.string().optional(),
  unresolved: z.array(Evidence).optional().describe('Repeated values that no first match finds: an extractor with its own match number or JSONPath is needed in the tree.'),
  note: z.string(),
});

@ToolController()
export class SuggestCorrelationRulesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'suggest_correlation_rules',
    title: 'Suggest correlation rules',
    description: `Finds values (tokens, ids, tickets) that a recorded response gave and a later request repeats, and proposes rules with evidence. Changes nothing: pass each rule as it is to create_correlation_rule, in this order, then apply_correlations_to_virtual_user once. Start here after an import. ${UNTRUSTED_NOTE}`,
    effect: 'read',
    params: Params,
    result: Result,
  })
  async suggestCorrelationRules({ virtualUserId, projectId, offset }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const virtualUser = await this.octoperf.call('virtualUser', VirtualUser, { virtualUserId });
    if (projectId !== undefined && projectId !== virtualUser.projectId) throw new AgentError(`The project "${projectId}" has no Virtual User "${virtualUserId}".`, 'Take both ids from list_virtual_users, or leave projectId out.');
    const requests = playedRequests(virtualUser.children);
    const [{ steps, skipped }, known] = await Promise.all([recordingsOf(this.octoperf, virtualUserId, requests.slice(0, REQUESTS)), knownTo(this.octoperf, virtualUser.projectId)]);
    const recorded = steps.filter(({ response }) => response !== undefined).length;
    if (recorded === 0) throw new AgentError('Nothing is recorded for the requests of this Virtual User, so there is nothing to compare.', 'Import a recording with its response bodies (import_har_virtual_user), or write rules by hand from get_validation_failure_detail.');
    const found = suggestRules(steps, known);
    const { entries, omitted } = fitting(found.suggestions.map((suggestion) => shownSuggestion(suggestion, virtualUser.projectId, steps)), { offset });
    const unresolved = found.unresolved.slice(0, UNRESOLVED).map((link) => evidence(link, steps));
    return {
      suggestions: entries, total: found.suggestions.length,
      ...(omitted === undefined ? {} : { omitted }),
      ...(unresolved.length === 0 ? {} : { unresolved }),
      note: searchNote({ requests: requests.length, read: steps.length, recorded, skipped, known: found.known, suggested: found.suggestions.length, unresolved: found.unresolved.length }),
    };
  }
}
