import { z } from 'zod';
import { EntityName } from '../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { projectId } from '../vocabulary/ids.js';
import { metricIds } from './metric-ids.js';
import { ListedProfile, SlaProfileListing, slaProfileListing, thresholdDefaults } from './sla-profile-listing.js';

const Params = z.object({
  projectId,
  name: EntityName.describe('Name, at most 80 characters.'),
  metrics: metricIds.describe('Metric ids to constrain, such as RESPONSE_TIME_AVG, ERRORS_PERCENT.'),
});
const Result = SlaProfileListing.extend({ withoutBands: z.array(z.string()).optional().describe('Metrics that have no default: add bands with patch_sla_profile.') });

@ToolController()
export class CreateSlaProfileTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'create_sla_profile',
    title: 'Create SLA profile',
    description: 'Creates an SLA profile with the default bands of each metric (list_sla_threshold_defaults shows them); a metric without default gets an empty group. Tune it with patch_sla_profile. It judges nothing until attach_sla_profile_to_virtual_user.',
    effect: 'create',
    wayBack: { by: 'delete_sla_profile' },
    params: Params,
    result: Result,
  })
  async createSlaProfile({ projectId, name, metrics }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const wanted = [...new Set(metrics)];
    const [workspaceId, defaults] = await Promise.all([this.projects.workspaceId(projectId), thresholdDefaults(this.octoperf, wanted)]);
    const bands = new Map(defaults.map(({ metric, thresholds }) => [metric, thresholds]));
    const thresholds = wanted.map((metric) => ({ metric, thresholds: bands.get(metric) ?? [] }));
    const stored = await this.octoperf.call('createSlaProfile', ListedProfile, {}, { body: { id: '', userId: '', projectId, name, thresholds } });
    const withoutBands = thresholds.filter((group) => group.thresholds.length === 0).map(({ metric }) => metric);
    return { ...slaProfileListing(stored, this.links.slaProfile(workspaceId, projectId, stored.id)), ...(withoutBands.length === 0 ? {} : { withoutBands }) };
  }
}
