/** How well a path is known: first-party source, third-party client, or chosen here (octoperf-rest-api.md §0.1). */
export type Confidence = 'documented' | 'observed' | 'inferred';
export interface Endpoint { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string; readonly confidence: Confidence }

const at = (method: Endpoint['method'], path: string, confidence: Confidence): Endpoint => ({ method, path, confidence });

/**
 * Every REST path the bridge calls and the embedded backend serves: the only place where one is spelled.
 * An operator whose backend differs overrides a path under `octoperf.endpoints.<name>`.
 */
export const ENDPOINTS = {
  login: at('POST', '/public/users/login', 'documented'),
  currentUser: at('GET', '/users/current', 'observed'),
  presign: at('POST', '/users/presigned-urls', 'inferred'),
  subscriptions: at('GET', '/users/subscriptions/active', 'inferred'),

  workspaces: at('GET', '/workspaces/member-of', 'documented'),
  workspace: at('GET', '/workspaces/{workspaceId}', 'observed'),
  createWorkspace: at('POST', '/workspaces', 'documented'),
  updateWorkspace: at('PUT', '/workspaces/{workspaceId}', 'observed'),
  deleteWorkspace: at('DELETE', '/workspaces/{workspaceId}', 'inferred'),
  workspaceMembers: at('GET', '/workspaces/members/by-workspace/{workspaceId}', 'inferred'),
  addMember: at('POST', '/workspaces/members', 'inferred'),
  updateMember: at('PUT', '/workspaces/members/{memberId}', 'inferred'),
  removeMember: at('DELETE', '/workspaces/members/{memberId}', 'inferred'),
  workspaceProviders: at('GET', '/workspaces/docker-providers/by-workspace/{workspaceId}', 'documented'),
  publicProviders: at('GET', '/workspaces/docker-providers/public', 'documented'),
  createProvider: at('POST', '/workspaces/docker-providers', 'inferred'),
  providerUsage: at('GET', '/workspaces/docker-providers/usage/{providerId}', 'inferred'),
  agentCommand: at('GET', '/workspaces/docker-providers/command/{providerId}', 'inferred'),
  provider: at('GET', '/workspaces/docker-providers/{providerId}', 'inferred'),
  updateProvider: at('PUT', '/workspaces/docker-providers/{providerId}', 'inferred'),
  providerAgents: at('GET', '/docker/agents/by-provider/{providerId}', 'inferred'),

  projects: at('GET', '/design/projects/by-workspace/{workspaceId}/{type}', 'documented'),
  project: at('GET', '/design/projects/{projectId}', 'documented'),
  createProject: at('POST', '/design/projects', 'documented'),
  updateProject: at('PUT', '/design/projects/{projectId}', 'observed'),
  deleteProject: at('DELETE', '/design/projects/{projectId}', 'documented'),

  virtualUserDescriptions: at('GET', '/design/virtual-users/description/by-project/{projectId}', 'documented'),
  virtualUsers: at('GET', '/design/virtual-users/by-project/{projectId}', 'observed'),
  virtualUser: at('GET', '/design/virtual-users/{virtualUserId}', 'inferred'),
  createVirtualUser: at('POST', '/design/virtual-users', 'inferred'),
  updateVirtualUser: at('PUT', '/design/virtual-users/{virtualUserId}', 'observed'),
  deleteVirtualUser: at('DELETE', '/design/virtual-users/{virtualUserId}', 'documented'),
  sanityCheck: at('GET', '/design/virtual-users/sanity-check/{virtualUserId}', 'inferred'),
  exportJmx: at('GET', '/design/exports/jmx/{virtualUserId}', 'inferred'),
  importHar: at('POST', '/design/imports/har/{projectId}', 'inferred'),
  importPostman: at('POST', '/design/imports/postman/{projectId}', 'inferred'),
  importPlaywright: at('POST', '/design/imports/playwright/{projectId}', 'inferred'),
  importJmx: at('POST', '/design/imports/jmx/{projectId}', 'documented'),
  importJmxDesign: at('POST', '/imports/jmx/{projectId}', 'documented'),
  importK6: at('POST', '/design/imports/k6/{projectId}', 'documented'),
  importUrls: at('POST', '/design/imports/urls/{projectId}', 'inferred'),
  importWebDriver: at('POST', '/design/imports/webdriver/{projectId}', 'inferred'),
  analyzeNeoload: at('POST', '/design/imports/neoload/analyze/{projectId}', 'inferred'),
  importNeoload: at('POST', '/design/imports/neoload/{projectId}', 'inferred'),
  analyzeLoadRunner: at('POST', '/design/imports/loadrunner/analyze/{projectId}', 'inferred'),
  importLoadRunner: at('POST', '/design/imports/loadrunner/{projectId}', 'inferred'),

  httpServers: at('GET', '/design/http-servers/by-project/{projectId}', 'documented'),
  httpServersOfProjects: at('POST', '/design/http-servers/by-projects', 'documented'),
  httpServer: at('GET', '/design/http-servers/{serverId}', 'inferred'),
  createHttpServer: at('POST', '/design/http-servers', 'documented'),
  updateHttpServer: at('PUT', '/design/http-servers/{serverId}', 'documented'),
  deleteHttpServer: at('DELETE', '/design/http-servers/{serverId}', 'documented'),
  deleteHttpServers: at('POST', '/design/http-servers/by-project/{projectId}', 'documented'),
  projectFiles: at('GET', '/design/project-files/list/{projectId}', 'documented'),
  uploadProjectFile: at('POST', '/design/project-files/{projectId}', 'documented'),
  projectFile: at('GET', '/design/project-files/{projectId}', 'inferred'),
  projectFileLines: at('GET', '/design/project-files/lines/{projectId}', 'inferred'),
  deleteProjectFile: at('DELETE', '/design/project-files/{projectId}', 'documented'),
  variables: at('GET', '/design/variables/by-project/{projectId}', 'documented'),
  createVariable: at('POST', '/design/variables', 'documented'),
  variable: at('GET', '/design/variables/{variableId}', 'inferred'),
  updateVariable: at('PUT', '/design/variables/{variableId}', 'observed'),
  deleteVariable: at('DELETE', '/design/variables/{variableId}', 'documented'),

  correlationRules: at('GET', '/design/correlation-rules/by-project/{projectId}', 'inferred'),
  createCorrelationRule: at('POST', '/design/correlation-rules', 'inferred'),
  correlationRule: at('GET', '/design/correlation-rules/{ruleId}', 'inferred'),
  correlationFrameworks: at('GET', '/design/correlation-frameworks', 'inferred'),
  addCorrelationFramework: at('POST', '/design/correlation-frameworks/{frameworkId}/{projectId}', 'inferred'),
  slaProfiles: at('GET', '/design/sla-profiles/by-project/{projectId}', 'inferred'),
  slaProfile: at('GET', '/design/sla-profiles/{slaProfileId}', 'inferred'),
  createSlaProfile: at('POST', '/design/sla-profiles', 'inferred'),
  updateSlaProfile: at('PUT', '/design/sla-profiles/{slaProfileId}', 'inferred'),
  deleteSlaProfile: at('DELETE', '/design/sla-profiles/{slaProfileId}', 'inferred'),
  slaThresholdDefaults: at('GET', '/design/sla-profiles/threshold-defaults', 'inferred'),
  deleteCorrelationRule: at('DELETE', '/design/correlation-rules/{ruleId}', 'inferred'),

  validate: at('POST', '/runtime/validations/{virtualUserId}', 'inferred'),
  validation: at('GET', '/runtime/validations/by-virtual-user/{virtualUserId}', 'inferred'),
  validationIndex: at('GET', '/analysis/validations/index/{virtualUserId}', 'inferred'),
  validationDetail: at('GET', '/analysis/validations/{virtualUserId}/{actionId}', 'inferred'),
  validationBody: at('GET', '/analysis/validations/{virtualUserId}/{actionId}/body', 'inferred'),

  submitTask: at('POST', '/tasks', 'documented'),
  taskResult: at('GET', '/tasks/{taskId}/result', 'documented'),

  scenarios: at('GET', '/runtime/scenarios/by-project/{projectId}', 'documented'),
  scenario: at('GET', '/runtime/scenarios/{scenarioId}', 'documented'),
  createScenario: at('POST', '/runtime/scenarios', 'observed'),
  updateScenario: at('PUT', '/runtime/scenarios/{scenarioId}', 'inferred'),
  deleteScenario: at('DELETE', '/runtime/scenarios/{scenarioId}', 'documented'),
  matchingPlans: at('GET', '/runtime/scenarios/matching-plans/{scenarioId}', 'inferred'),
  runScenario: at('POST', '/runtime/scenarios/run/{scenarioId}', 'documented'),

  scheduledJobs: at('GET', '/runtime/scheduler/jobs/by-project/{projectId}', 'inferred'),
  scheduledJob: at('GET', '/runtime/scheduler/jobs/{jobId}', 'inferred'),
  createScheduledJob: at('POST', '/runtime/scheduler/jobs', 'inferred'),
  enableScheduledJob: at('POST', '/runtime/scheduler/jobs/enable/{jobId}', 'inferred'),
  disableScheduledJob: at('POST', '/runtime/scheduler/jobs/disable/{jobId}', 'inferred'),
  deleteScheduledJob: at('DELETE', '/runtime/scheduler/jobs/{jobId}', 'inferred'),

  benchResult: at('GET', '/runtime/bench-results/{benchResultId}', 'documented'),
  benchProgress: at('GET', '/runtime/bench-results/progress/{benchResultId}', 'documented'),
  stopBench: at('POST', '/runtime/bench-results/stop/{benchResultId}', 'documented'),
  benchDockerLogs: at('GET', '/runtime/bench-results/docker-logs/{benchResultId}', 'inferred'),
  benchFiles: at('GET', '/analysis/logs/list/{benchResultId}', 'documented'),
  benchFilesZip: at('GET', '/analysis/logs/zip/{benchResultId}', 'documented'),
  benchFile: at('GET', '/analysis/logs/{benchResultId}', 'documented'),
  benchFileLines: at('GET', '/analysis/logs/lines/{benchResultId}', 'inferred'),
  benchFileTail: at('GET', '/analysis/logs/{benchResultId}/{lines}', 'documented'),
  uploadBenchFile: at('POST', '/analysis/logs/{benchResultId}', 'documented'),
  deleteBenchFile: at('DELETE', '/analysis/logs/{benchResultId}', 'documented'),

  benchReports: at('GET', '/analysis/bench-reports/by-project/{projectId}', 'inferred'),
  createBenchReport: at('POST', '/analysis/bench-reports', 'inferred'),
  createTrendReport: at('POST', '/analysis/bench-reports/trend/{benchResultId}', 'inferred'),
  createComparisonReport: at('POST', '/analysis/bench-reports/comparison', 'inferred'),
  reportDataStatus: at('GET', '/analysis/bench-reports/data-status/{reportId}', 'inferred'),
  benchReport: at('GET', '/analysis/bench-reports/{reportId}', 'observed'),
  updateBenchReport: at('PUT', '/analysis/bench-reports/{reportId}', 'inferred'),
  deleteBenchReport: at('DELETE', '/analysis/bench-reports/{reportId}', 'inferred'),
  importJtl: at('POST', '/analysis/imports/jtl/{projectId}', 'inferred'),

  reportTemplates: at('GET', '/analysis/bench-report-templates/by-workspace/{workspaceId}', 'documented'),
  createReportTemplate: at('POST', '/analysis/bench-report-templates/from-report/{reportId}', 'inferred'),
  applyReportTemplate: at('POST', '/analysis/bench-report-templates/apply/{templateId}/{reportId}', 'inferred'),
  addReportTemplate: at('POST', '/analysis/bench-report-templates', 'inferred'),
  reportTemplate: at('GET', '/analysis/bench-report-templates/{templateId}', 'inferred'),
  updateReportTemplate: at('PUT', '/analysis/bench-report-templates/{templateId}', 'inferred'),
  deleteReportTemplate: at('DELETE', '/analysis/bench-report-templates/{templateId}', 'inferred'),

  globalMetrics: at('GET', '/analysis/metrics/global/{benchResultId}', 'documented'),
  summaryValues: at('POST', '/analysis/metrics/summary', 'observed'),
  tableValues: at('POST', '/analysis/metrics/table', 'observed'),
  treeValues: at('POST', '/analysis/metrics/tree', 'inferred'),
  topValues: at('POST', '/analysis/metrics/top', 'inferred'),
  pieValues: at('POST', '/analysis/metrics/pie', 'inferred'),
  lineValues: at('POST', '/analysis/metrics/line', 'inferred'),
  percentilesValues: at('POST', '/analysis/metrics/percentiles', 'inferred'),
  stackedValues: at('POST', '/analysis/metrics/stacked', 'inferred'),
  areaRangeValues: at('POST', '/analysis/metrics/area-range', 'inferred'),
  reportInsights: at('POST', '/analysis/insights', 'inferred'),
  reportErrors: at('POST', '/analysis/errors', 'inferred'),
  errorHttp: at('GET', '/analysis/errors/{benchResultId}/{actionId}/{timestamp}', 'inferred'),
  thresholdAlarmsOfRun: at('POST', '/analysis/threshold-alarms/{benchResultId}', 'documented'),
  thresholdAlarms: at('POST', '/analysis/threshold-alarms', 'documented'),
  textualMonitors: at('POST', '/analysis/textual-monitors', 'inferred'),
  monitorsTable: at('POST', '/analysis/monitors-table', 'inferred'),
  loadGenerators: at('GET', '/analysis/load-generators/{benchResultId}', 'inferred'),
  junitReport: at('GET', '/analysis/junit-reports/{benchResultId}', 'documented'),

  itemAllowSelect: at('POST', '/analysis/report-items/allow-select', 'inferred'),
  validateReportItem: at('POST', '/analysis/report-items/validate', 'inferred'),
  reportTagKeys: at('POST', '/analysis/tags/keys', 'inferred'),
  reportTagValues: at('POST', '/analysis/tags/values', 'inferred'),
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;
/** Names of the `{placeholders}` of a path. */
export type PathParameters<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | PathParameters<Rest> : never;
export type ParametersOf<N extends EndpointName> = Record<PathParameters<(typeof ENDPOINTS)[N]['path']>, string | number>;

/** Fills `{placeholders}`, each value percent-encoded so that an id can never change the path. Throws where one is missing. */
export function expandPath(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined || value === '') throw new Error(`The path ${template} needs a value for {${name}}`);
    if (value === '.' || value === '..') throw new Error(`"${value}" is not an id`);
    return encodeURIComponent(String(value));
  });
}
