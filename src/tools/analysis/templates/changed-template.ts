import type { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import type { ProjectLocator } from '../../../octoperf/project-locator.js';
import type { Undo, UndoCopies } from '../../../octoperf/undo-copies.js';
import type { StoredEntity } from '../../../octoperf/undo-kinds.js';
import { ListedTemplate, requireSameWorkspace } from './template-listing.js';

interface Services { readonly octoperf: OctoperfClient; readonly undo: UndoCopies; readonly projects: ProjectLocator }
interface Wanted { readonly projectId: string; readonly templateId: string; readonly withoutUndo: boolean; readonly tool: string }

/**
 * Changes a template of the project's workspace: reads it whole, lets `change` say what it is to become, keeps an undo copy among the
 * project's files and writes it back. Throws AgentError where it lies in another workspace, and what `change` throws.
 */
export async function changedTemplate({ octoperf, undo: copies, projects }: Services, { projectId, templateId, withoutUndo, tool }: Wanted, change: (template: StoredEntity) => object): Promise<{ template: ListedTemplate; undo: Undo }> {
  const workspaceId = await projects.workspaceId(projectId);
  const current = await copies.read('report-template', templateId, projectId);
  requireSameWorkspace(ListedTemplate.parse(current), workspaceId);
  const { projectId: _place, ...body } = change(current) as Record<string, unknown>;
  const { answer, undo } = await copies.changing({ kind: 'report-template', tool, entities: [current], withoutUndo },
    () => octoperf.call('updateReportTemplate', ListedTemplate, { templateId }, { body }));
  return { template: answer, undo };
}
