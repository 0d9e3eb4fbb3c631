import { z } from 'zod';
import type { Project } from '../../contract/project.js';
import type { DockerProvider } from '../../contract/provider.js';
import type { Scenario } from '../../contract/scenario.js';
import type { VirtualUserDescription } from '../../contract/virtual-user.js';
import { epochMs, type Timestamp } from '../../contract/wire.js';
import type { DeepLinks } from '../../octoperf/deep-links.js';

type When = z.infer<typeof Timestamp> | undefined;

/** Link to the entity's page, in every entity of every answer. */
export const url = z.url().describe('Page of the entity, for the user.');
const iso = z.string().optional().describe('ISO-8601');
const listed = { id: z.string(), name: z.string(), description: z.string().optional(), tags: z.array(z.string()).optional(), created: iso, lastModified: iso, url };

/** Compact entries: never whole entities (behaviour.md §3.2). */
export const ProjectListing = z.object(listed);
export const ScenarioListing = z.object(listed);
export const VirtualUserListing = z.object({ ...listed, type: z.string().describe('JMETER, WEB_DRIVER, PLAYWRIGHT or FRAGMENTS') });
export const ProviderListing = z.object({ id: z.string(), name: z.string(), type: z.string(), driver: z.string(), locations: z.array(z.string()), url: url.optional() });

/** ISO-8601 of a wire timestamp; absent where it has none. */
export function instant(when: When): string | undefined {
  const ms = epochMs(when);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

interface Entity { id: string; name: string; description: string; tags: string[]; created?: When; lastModified?: When }

/** Empty text and empty sets are left out: they cost tokens and say nothing. */
function entry({ id, name, description, tags, created, lastModified }: Entity, link: string) {
  return {
    id, name,
    ...(description === '' ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags }),
    created: instant(created), lastModified: instant(lastModified), url: link,
  };
}

export const projectListing = (project: Project, links: DeepLinks): z.input<typeof ProjectListing> => entry(project, links.project(project.workspaceId, project.id));
export const scenarioListing = (scenario: Scenario, workspaceId: string, links: DeepLinks): z.input<typeof ScenarioListing> => entry(scenario, links.scenario(workspaceId, scenario.projectId, scenario.id));
export const virtualUserListing = (virtualUser: VirtualUserDescription, workspaceId: string, links: DeepLinks): z.input<typeof VirtualUserListing> =>
  ({ ...entry(virtualUser, links.virtualUser(workspaceId, virtualUser.projectId, virtualUser.id)), type: virtualUser.type });
export function providerListing({ id, name, type, driver, regions }: DockerProvider, link?: string): z.input<typeof ProviderListing> {
  return { id, name, type, driver, locations: Object.keys(regions), ...(link === undefined ? {} : { url: link }) };
}
