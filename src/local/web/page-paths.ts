const to = (...segments: readonly string[]): string => ['/ui', ...segments.map(encodeURIComponent)].join('/');

/** The parts of a project that have a page of their own, as the path says it (octoperf-rest-api.md §7; the last ones by analogy). */
export const SECTIONS = [
  { path: 'design/virtual-user', label: 'Virtual Users', group: 'Design' },
  { path: 'design/http-server', label: 'Servers', group: 'Design' },
  { path: 'design/variable', label: 'Variables', group: 'Design' },
  { path: 'design/correlation-rule', label: 'Correlation rules', group: 'Design' },
  { path: 'design/sla-profile', label: 'SLA profiles', group: 'Design' },
  { path: 'design/file', label: 'Files', group: 'Design' },
  { path: 'runtime/scenario', label: 'Scenarios', group: 'Runtime' },
  { path: 'runtime/schedule', label: 'Schedules', group: 'Runtime' },
  { path: 'runtime/bench-result', label: 'Runs', group: 'Runtime' },
  { path: 'analysis/report', label: 'Reports', group: 'Analysis' },
] as const;
export type SectionPath = (typeof SECTIONS)[number]['path'];
export const SECTION_GROUPS = ['Design', 'Runtime', 'Analysis'] as const;

export const homePath = '/ui';
export const workspacePath = (workspaceId: string): string => to('workspace', workspaceId);
export const providerPath = (workspaceId: string, providerId: string): string => to('workspace', workspaceId, 'provider', providerId);
export const projectPath = (workspaceId: string, projectId: string): string => to('workspace', workspaceId, 'project', projectId);
export const sectionPath = (workspaceId: string, projectId: string, section: SectionPath): string => `${projectPath(workspaceId, projectId)}/${section}`;
/** The page of one entity of a section. Ids are percent-encoded, never glued. */
export const entityPath = (workspaceId: string, projectId: string, section: SectionPath, id: string): string => `${sectionPath(workspaceId, projectId, section)}/${encodeURIComponent(id)}`;
export const templatePath = (workspaceId: string, id: string): string => to('workspace', workspaceId, 'report-template', id);

/** Where the script of a page fetches what it shows. */
export const itemDataPath = (reportId: string, itemId: string): string => to('data', 'report', reportId, 'item', itemId);
export const benchDataPath = (benchResultId: string): string => to('data', 'bench-result', benchResultId);
export const benchChartPath = (benchResultId: string, name: string): string => to('data', 'bench-result', benchResultId, 'chart', name);
export const errorDataPath = (benchResultId: string, actionId: string, timestamp: number): string => to('data', 'bench-result', benchResultId, 'error', actionId, String(timestamp));
export const scenarioDataPath = (scenarioId: string): string => to('data', 'scenario', scenarioId);
export const signInPath = (back: string): string => `/ui/sign-in?return=${encodeURIComponent(back)}`;
