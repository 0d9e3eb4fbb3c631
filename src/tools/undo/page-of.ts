import type { DeepLinks } from '../../octoperf/deep-links.js';
import type { UndoKind } from '../../octoperf/undo-kinds.js';

interface Location { readonly workspaceId: string; readonly projectId: string }

/** Link to the page of an entity of any kind that can be put back; files share the page of the project's files. */
export function pageOf(kind: UndoKind, id: string, { workspaceId, projectId }: Location, links: DeepLinks): string {
  switch (kind) {
    case 'virtual-user': return links.virtualUser(workspaceId, projectId, id);
    case 'variable': return links.variable(workspaceId, projectId, id);
    case 'http-server': return links.httpServer(workspaceId, projectId, id);
    case 'correlation-rule': return links.correlationRule(workspaceId, projectId, id);
    case 'sla-profile': return links.slaProfile(workspaceId, projectId, id);
    case 'scenario': return links.scenario(workspaceId, projectId, id);
    case 'bench-report': return links.report(workspaceId, projectId, id);
    case 'report-template': return links.reportTemplate(workspaceId, id);
    case 'project': return links.project(workspaceId, projectId);
    case 'project-file': return links.projectFiles(workspaceId, projectId);
  }
}
