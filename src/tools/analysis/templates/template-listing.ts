import { z } from 'zod';
import { AgentError } from '../../../errors/agent-error.js';
import type { DeepLinks } from '../../../octoperf/deep-links.js';
import type { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { url } from '../../vocabulary/listings.js';

/** A template as a list needs it: an item of a type unknown to this server must not hide the rest. */
export const ListedTemplate = z.looseObject({
  id: z.string(),
  workspaceId: z.string(),
  name: z.string(),
  description: z.string().nullish().transform((text) => text ?? ''),
  items: z.array(z.looseObject({ '@type': z.string(), id: z.string().nullish().transform((id) => id ?? ''), name: z.string().default('') })).default([]),
  configs: z.array(z.looseObject({ '@type': z.string() })).default([]),
});
export type ListedTemplate = z.output<typeof ListedTemplate>;

export const ReportTemplateListing = z.object({ id: z.string(), name: z.string(), description: z.string().optional(), itemCount: z.int(), url });

export function templateListing({ id, workspaceId, name, description, items }: Pick<ListedTemplate, 'id' | 'workspaceId' | 'name' | 'description'> & { items: readonly unknown[] }, links: DeepLinks): z.input<typeof ReportTemplateListing> {
  return { id, name, ...(description === '' ? {} : { description }), itemCount: items.length, url: links.reportTemplate(workspaceId, id) };
}

/** Throws AgentError where a template lies in another workspace than the project it was asked for. */
export function requireSameWorkspace({ name, workspaceId }: { name: string; workspaceId: string }, ofProject: string): void {
  if (workspaceId !== ofProject) throw new AgentError(`The template "${name}" lies in another workspace than the project.`, 'Take a template from list_report_templates of that project.');
}

/** Where the undo copy of a template is kept: templates have no files of their own. The first project of its workspace, unless one is named. */
export async function placeOfCopy(octoperf: OctoperfClient, workspaceId: string): Promise<string> {
  const [project] = await octoperf.call('projects', z.array(z.looseObject({ id: z.string() })), { workspaceId, type: 'DESIGN' });
  if (project === undefined) throw new AgentError('The workspace has no project, so no undo copy of the template can be kept and nothing was deleted.', 'Ask the user whether to delete without a way back; only then repeat the call with withoutUndo: true.');
  return project.id;
}
