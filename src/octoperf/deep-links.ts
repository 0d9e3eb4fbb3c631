import { Injectable } from '@nestjs/common';
import { ApplicationConfig } from '../config/application-config.js';

/**
 * Web pages of entities (octoperf-rest-api.md §7). Evidenced: workspace, project, virtual user, scenario, report; the rest is by
 * analogy. Ids are percent-encoded, never glued.
 */
@Injectable()
export class DeepLinks {
  private readonly base: string;

  constructor(config: ApplicationConfig) { this.base = config.uiUrl; }

  workspace(workspaceId: string): string { return this.to('workspace', workspaceId); }
  project(workspaceId: string, projectId: string): string { return this.to('workspace', workspaceId, 'project', projectId); }
  virtualUser(workspaceId: string, projectId: string, virtualUserId: string): string { return this.to('workspace', workspaceId, 'project', projectId, 'design', 'virtual-user', virtualUserId); }
  virtualUsers(workspaceId: string, projectId: string): string { return this.to('workspace', workspaceId, 'project', projectId, 'design', 'virtual-user'); }
  correlationRule(workspaceId: string, projectId: string, ruleId: string): string { return this.to('workspace', workspaceId, 'project', projectId, 'design', 'correlation-rule', ruleId); }
  variable(workspaceId: string, projectId: string, id: string): string { return this.to('workspace', workspaceId, 'project', projectId, 'design', 'variable', id); }
  httpServer(workspaceId: string, projectId: string, id: string): string { return this.to('workspace', workspaceId, 'project', projectId, 'design', 'http-server', id); }
  projectFiles(workspaceId: string, projectId: string): string { return this.to('workspace', workspaceId, 'project', projectId, 'design', 'file'); }
  slaProfile(workspaceId: string, projectId: string, id: string): string { return this.to('workspace', workspaceId, 'project', projectId, 'design', 'sla-profile', id); }
  scenario(workspaceId: string, projectId: string, scenarioId: string): string { return this.to('workspace', workspaceId, 'project', projectId, 'runtime', 'scenario', scenarioId); }
  report(workspaceId: string, projectId: string, reportId: string): string { return this.to('workspace', workspaceId, 'project', projectId, 'analysis', 'report', reportId); }
  reportTemplate(workspaceId: string, templateId: string): string { return this.to('workspace', workspaceId, 'report-template', templateId); }
  provider(workspaceId: string, providerId: string): string { return this.to('workspace', workspaceId, 'provider', providerId); }

  private to(...segments: string[]): string { return [this.base, ...segments.map(encodeURIComponent)].join('/'); }
}
