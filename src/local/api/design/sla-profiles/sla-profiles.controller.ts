import { Controller, Param } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { METRIC_IDS, MetricId } from '../../../../contract/metric.js';
import { type SLAMonitorThreshold, SLAProfile, type Threshold } from '../../../../contract/sla-profile.js';
import { defaultBands } from '../../../design/sla-defaults.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access, missing } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedBody, CheckedQuery } from '../../checked-body.js';
import { Entities } from '../../entities.js';
import { badRequest, quoted } from '../../refusals.js';
import { Route } from '../../route.js';

/** `?metrics=A,B` or `?metrics=A&metrics=B`; without it every metric that has defaults. */
const Metrics = z.object({ metrics: z.preprocess((value) => (Array.isArray(value) ? value.join(',') : value), z.string().transform((text) => text.split(',').map((id) => id.trim()).filter((id) => id !== '')).pipe(z.array(MetricId))).optional() });

/** SLA profiles of a project: inert until an SLAProfileAction attaches them to a Virtual User (behaviour.md §15). Routes inferred. */
@Controller()
export class SlaProfilesController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access, private readonly entities: Entities) {}

  @Route('slaProfiles')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string): Promise<SLAProfile[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.database.documents.listByParent('slaProfile', projectId);
  }

  /** Bands to start from; a metric that has none is answered with an empty group. Before `slaProfile`: its path would take this one. */
  @Route('slaThresholdDefaults')
  defaults(@CheckedQuery(Metrics) { metrics }: z.infer<typeof Metrics>): SLAMonitorThreshold[] {
    const groups = [...new Set(metrics ?? METRIC_IDS)].map((metric) => ({ metric, thresholds: defaultBands(metric) }));
    return metrics === undefined ? groups.filter(({ thresholds }) => thresholds.length > 0) : groups;
  }

  @Route('slaProfile')
  async get(@Caller() caller: Account, @Param('slaProfileId') id: string): Promise<SLAProfile> {
    return (await this.access.document(caller, 'slaProfile', id, 'read')).document;
  }

  @Route('createSlaProfile')
  async create(@Caller() caller: Account, @CheckedBody(SLAProfile, { asNew: true }) body: SLAProfile): Promise<SLAProfile> {
    const { workspaceId } = await this.access.document(caller, 'project', body.projectId, 'edit');
    return this.entities.create('slaProfile', caller, completed(body), { workspaceId, parentId: body.projectId });
  }

  @Route('updateSlaProfile')
  async update(@Caller() caller: Account, @Param('slaProfileId') id: string, @CheckedBody(SLAProfile) body: SLAProfile): Promise<SLAProfile> {
    await this.access.document(caller, 'slaProfile', id, 'edit');
    return this.entities.replace('slaProfile', caller, id, completed(body), 'edit');
  }

  /** Virtual Users that carry it keep an action that names nothing: "detach first" is a rule of use, not a refusal (behaviour.md §15.7). */
  @Route('deleteSlaProfile')
  async delete(@Caller() caller: Account, @Param('slaProfileId') id: string): Promise<void> {
    await this.access.document(caller, 'slaProfile', id, 'edit');
    if (!(await this.database.documents.delete('slaProfile', id))) throw missing('slaProfile', id);
  }
}

/** The profile with an id for every new band (behaviour.md §6.6, documented). 400 for two bands of one id and for a range that ends before it begins. */
function completed(profile: SLAProfile): SLAProfile {
  const seen = new Set<string>();
  const thresholds = profile.thresholds.map((group) => ({ ...group, thresholds: group.thresholds.map((band) => withId(band, seen)) }));
  return { ...profile, thresholds };
}

function withId(band: Threshold, seen: Set<string>): Threshold {
  const { lowerEndpoint, upperEndpoint } = band.value.range;
  if (typeof lowerEndpoint === 'number' && typeof upperEndpoint === 'number' && lowerEndpoint > upperEndpoint) throw badRequest(`The band ${quoted(band.name)} begins at ${lowerEndpoint} and ends at ${upperEndpoint}: no value is in it. Exchange the endpoints.`);
  if (seen.has(band.id)) throw badRequest(`Two bands have the id ${quoted(band.id)}: give the new one an empty id, the server assigns one.`);
  const id = band.id === '' ? randomUUID() : band.id;
  seen.add(id);
  return { ...band, id };
}
