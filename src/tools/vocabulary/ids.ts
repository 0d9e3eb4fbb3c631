import { z } from 'zod';

const DOTS: ReadonlySet<string> = new Set(['.', '..']);

/** Ids in: each says which tool yields it. Opaque, never built by hand; dots alone would change a path. */
const id = (source: string) => z.string().min(1).max(200).refine((text) => !DOTS.has(text), 'is not an id: take it from the tool that yields it').describe(source);

export const workspaceId = id('Workspace id, from list_workspaces.');
export const projectId = id('Project id, from list_projects_by_workspace.');
export const virtualUserId = id('Virtual User id, from list_virtual_users or an import.');
export const scenarioId = id('Scenario id, from list_scenarios_by_project or create_scenario_*.');
export const jobId = id('Scheduled job id, from list_scheduled_jobs_by_project.');
export const providerId = id('Provider id, from list_docker_providers_by_workspace or list_public_docker_providers.');
export const location = id('One of the provider\'s locations.');
export const benchResultId = id('Run id: run_scenario, validate_virtual_user or a report\'s benchResultIds.');
export const reportId = id('Report id, from list_bench_reports_by_project or run_scenario (benchReportId).');
export const itemId = id('Id of an item of the report, from get_bench_report.');
export const templateId = id('Report template id, from list_report_templates.');
export const actionId = id('Action id: get_virtual_user, a validation index or a report row.');
export const taskId = id('Task id, from the tool that started the work.');
export const variableId = id('Variable id, from list_variables.');
export const serverId = id('HTTP server id, from list_http_servers_by_project.');
export const ruleId = id('Correlation rule id, from list_correlation_rules.');
export const frameworkId = id('Pack id, from list_correlation_frameworks.');
export const slaProfileId = id('SLA profile id, from list_sla_profiles.');

/** A window of a finished run, epoch milliseconds. */
export const from = z.int().min(0).optional().describe('Start of the window, epoch ms; default: the start of the run.');
export const to = z.int().min(0).optional().describe('End of the window, epoch ms; default: the end of the run.');
