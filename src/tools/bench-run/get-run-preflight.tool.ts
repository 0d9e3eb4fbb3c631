import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { fitting } from '../vocabulary/fitting.js';
import { scenarioId } from '../vocabulary/ids.js';
import { url } from '../vocabulary/listings.js';
import { Finding } from './preflight/findings.js';
import { gather } from './preflight/gather.js';
import { FASTEST_SEC, SLOWEST_SEC, type Traffic, trafficOf } from './preflight/traffic.js';

const PROFILES_MAX = 20;
const HOSTS_MAX = 30;
const Params = z.object({ scenarioId });
const Result = z.object({
  launchable: z.boolean().describe('No blocker was found. The backend still has the last word.'),
  scenario: z.object({ id: z.string(), name: z.string(), url }),
  peakUsers: z.int().describe('If every profile peaks at once.'),
  profiles: z.array(z.object({ name: z.string(), virtualUser: z.string().optional(), users: z.int(), durationSec: z.number(), location: z.string() })),
  plannedDurationSec: z.number(),
  hosts: z.array(z.string()).describe('Servers the requests go to; what browser scripts reach is not known.'),
  traffic: z.object({ requestsFrom: z.int(), requestsTo: z.int(), peakPerSecFrom: z.int(), peakPerSecTo: z.int(), basis: z.string() }),
  plan: z.object({ planId: z.string(), name: z.string(), remainingTests: z.int(), maxConcurrentUsers: z.int() }).optional().describe('The plan that would be used.'),
  cost: z.string(),
  findings: z.array(Finding).describe('Blockers first.'),
  omitted: z.string().optional(),
  next: z.string(),
});

@ToolController()
export class GetRunPreflightTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'get_run_preflight',
    title: 'Pre-flight of a run',
    description: 'Before run_scenario, in one answer: whether it would start and why not, users, duration, target hosts, estimated traffic, plan and cost, and every blocker or warning with its cure (caps, design errors, validations, files, locations, SLA, runs under way). Reads only.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async getRunPreflight({ scenarioId }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { scenario: { id, name, projectId }, plan, plans, findings } = await gather(this.octoperf, scenarioId, (project) => this.projects.workspaceId(project));
    const sorted = [...findings].sort((a, b) => a.level.localeCompare(b.level));
    const launchable = plans.length > 0 && !sorted.some(({ level }) => level === 'BLOCKER');
    const [best] = plans;
    const { entries, omitted } = fitting(sorted);
    return {
      launchable,
      scenario: { id, name, url: this.links.scenario(await this.projects.workspaceId(projectId), projectId, id) },
      peakUsers: plan.peakUsers,
      profiles: plan.profiles.slice(0, PROFILES_MAX).map(({ profile, users, durationSec, virtualUser }) => ({ name: profile.name, virtualUser: virtualUser?.name, users, durationSec, location: profile.location })),
      plannedDurationSec: plan.plannedDurationSec,
      hosts: plan.hosts.slice(0, HOSTS_MAX),
      traffic: shown(trafficOf(plan.profiles, plan.trees)),
      ...(best === undefined ? {} : { plan: { planId: best.planId, name: best.name, remainingTests: best.remainingTests, maxConcurrentUsers: best.maxConcurrentUsers } }),
      cost: best === undefined ? 'Unknown: no plan can host it.' : `One test of the ${best.remainingTests} that the plan has left. What a test is worth in money is not told by OctoPerf.`,
      findings: entries,
      ...(omitted === undefined ? {} : { omitted: omitted.replace(/: continue.*$/, ': mend these first and ask again') }),
      next: launchable ? 'Show this to the user; run_scenario when they agree.' : 'Mend the blockers, then ask again.',
    };
  }
}

function shown({ hitsFrom, hitsTo, peakHitsPerSecFrom, peakHitsPerSecTo, doubts }: Traffic): z.input<typeof Result>['traffic'] {
  const basis = `Requests, think times, pacing and load shapes as designed, each answer taken to last ${SLOWEST_SEC} s (low end) to ${FASTEST_SEC} s (high end); slower or faster answers lead beyond${doubts.length === 0 ? '' : `. Not exact: ${doubts.join('; ')}`}.`;
  return { requestsFrom: hitsFrom, requestsTo: hitsTo, peakPerSecFrom: peakHitsPerSecFrom, peakPerSecTo: peakHitsPerSecTo, basis };
}
