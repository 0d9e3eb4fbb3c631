import { z } from 'zod';
import { User } from '../../../../contract/account.js';
import { BenchReport, CheckedBenchReport, ListedBenchReport, ReportItem } from '../../../../contract/bench-report.js';
import { BenchReportTemplate, MadeTemplate } from '../../../../contract/bench-report-template.js';
import { BenchResult } from '../../../../contract/bench-result.js';
import { CorrelationFramework, CorrelationRule } from '../../../../contract/correlation-rule.js';
import { JmxImportResult, LoadRunnerAssessment, NeoloadAssessment } from '../../../../contract/design-import.js';
import { DockerLog } from '../../../../contract/docker-log.js';
import type { EndpointName } from '../../../../contract/endpoints.js';
import { FileLines } from '../../../../contract/file-lines.js';
import { HttpExchange } from '../../../../contract/http-exchange.js';
import { HttpServer } from '../../../../contract/http-server.js';
import { PresignedUrl } from '../../../../contract/presigned.js';
import { Project } from '../../../../contract/project.js';
import { AgentCommand, DockerAgent, DockerProvider, ProviderUsage } from '../../../../contract/provider.js';
import * as values from '../../../../contract/report-values.js';
import { Scenario } from '../../../../contract/scenario.js';
import { CheckedScheduledJob } from '../../../../contract/scheduled-job.js';
import { SLAMonitorThreshold, SLAProfile } from '../../../../contract/sla-profile.js';
import { ScenarioMatchingPlan, Subscription } from '../../../../contract/subscription.js';
import { JtlImportStarted, TaskResult } from '../../../../contract/task.js';
import { SanityCheckEntry, ValidationDetail, ValidationIndexEntry, ValidationRun } from '../../../../contract/validation.js';
import { VariableWrapper } from '../../../../contract/variable.js';
import { CheckedVirtualUser, VirtualUser, VirtualUserDescription } from '../../../../contract/virtual-user.js';
import { ValueWrapper } from '../../../../contract/wire.js';
import { Workspace, WorkspaceMember } from '../../../../contract/workspace.js';

const list = z.array;

/** What an endpoint answers where it answers JSON, in the schemas of the contract that the bridge reads it with. */
export const ANSWERS: Readonly<Partial<Record<EndpointName, z.ZodType>>> = {
  currentUser: User, presign: PresignedUrl, subscriptions: list(Subscription),
  workspaces: list(Workspace), workspace: Workspace, createWorkspace: Workspace, updateWorkspace: Workspace,
  workspaceMembers: list(WorkspaceMember), addMember: WorkspaceMember, updateMember: WorkspaceMember,
  workspaceProviders: list(DockerProvider), publicProviders: list(DockerProvider), createProvider: DockerProvider, provider: DockerProvider, updateProvider: DockerProvider,
  providerUsage: ProviderUsage, agentCommand: AgentCommand, providerAgents: list(DockerAgent),
  projects: list(Project), project: Project, createProject: Project, updateProject: Project,
  virtualUserDescriptions: list(VirtualUserDescription), virtualUsers: list(VirtualUser), virtualUser: VirtualUser, createVirtualUser: VirtualUser, updateVirtualUser: VirtualUser,
  sanityCheck: list(SanityCheckEntry),
  importHar: VirtualUser, importPostman: VirtualUser, importPlaywright: VirtualUser, importK6: VirtualUser, importUrls: VirtualUser, importWebDriver: VirtualUser,
  importJmx: list(VirtualUser), importJmxDesign: JmxImportResult, analyzeNeoload: NeoloadAssessment, analyzeLoadRunner: LoadRunnerAssessment,
  httpServers: list(HttpServer), httpServersOfProjects: list(HttpServer), httpServer: HttpServer, createHttpServer: HttpServer, updateHttpServer: HttpServer,
  projectFileLines: FileLines,
  variables: list(VariableWrapper), variable: VariableWrapper, createVariable: VariableWrapper, updateVariable: VariableWrapper,
  correlationRules: list(CorrelationRule), correlationRule: CorrelationRule, createCorrelationRule: CorrelationRule, correlationFrameworks: list(CorrelationFramework), addCorrelationFramework: list(CorrelationRule),
  slaProfiles: list(SLAProfile), slaProfile: SLAProfile, createSlaProfile: SLAProfile, updateSlaProfile: SLAProfile, slaThresholdDefaults: list(SLAMonitorThreshold),
  validate: ValidationRun, validation: ValidationRun, validationIndex: list(ValidationIndexEntry), validationDetail: ValidationDetail,
  taskResult: TaskResult,
  scenarios: list(Scenario), scenario: Scenario, createScenario: Scenario, updateScenario: Scenario, matchingPlans: list(ScenarioMatchingPlan), runScenario: BenchReport,
  scheduledJobs: list(CheckedScheduledJob), scheduledJob: CheckedScheduledJob, createScheduledJob: CheckedScheduledJob, enableScheduledJob: CheckedScheduledJob, disableScheduledJob: CheckedScheduledJob,
  benchResult: BenchResult, benchProgress: ValueWrapper(z.number()), stopBench: BenchResult, benchDockerLogs: list(DockerLog),
  benchFiles: list(z.string()), benchFileLines: FileLines,
  benchReports: list(ListedBenchReport), benchReport: BenchReport, createBenchReport: BenchReport, createTrendReport: BenchReport, createComparisonReport: BenchReport, updateBenchReport: BenchReport,
  reportDataStatus: values.ReportDataStatus, importJtl: JtlImportStarted,
  reportTemplates: list(BenchReportTemplate), reportTemplate: BenchReportTemplate, createReportTemplate: MadeTemplate, addReportTemplate: BenchReportTemplate, updateReportTemplate: BenchReportTemplate, applyReportTemplate: BenchReport,
  globalMetrics: values.MetricValues, summaryValues: values.SummaryValues, tableValues: list(values.TableEntry), treeValues: list(values.TreeEntry), topValues: values.TopResult, pieValues: values.PieValues,
  lineValues: values.LineSeries, percentilesValues: values.LineSeries, stackedValues: list(values.MapGraphPoint), areaRangeValues: values.AreaRangeResult,
  reportInsights: list(values.Insight), reportErrors: list(values.BenchError), errorHttp: HttpExchange, thresholdAlarms: list(values.ThresholdAlarm), thresholdAlarmsOfRun: list(values.ThresholdAlarm),
  textualMonitors: list(values.TextualCounterValue), monitorsTable: list(values.MonitorsTableRow), loadGenerators: list(values.BenchLoadGenerator),
  itemAllowSelect: values.ItemAllowSelect, validateReportItem: values.ReportItemValidation, reportTagKeys: list(z.string()), reportTagValues: z.record(z.string(), list(z.string())),
};

/** Endpoints that take files as multipart/form-data. */
export const UPLOADS: ReadonlySet<string> = new Set<EndpointName>([
  'importHar', 'importPostman', 'importPlaywright', 'importJmx', 'importJmxDesign', 'importK6', 'analyzeNeoload', 'importNeoload', 'analyzeLoadRunner', 'importLoadRunner',
  'uploadProjectFile', 'uploadBenchFile', 'importJtl',
]);

/** Endpoints whose answer is bytes. */
export const DOWNLOADS: ReadonlySet<string> = new Set<EndpointName>(['exportJmx', 'projectFile', 'benchFile', 'benchFilesZip']);

/** Schemas that stand in the document once, by the name they have in the contract. */
export const NAMED: Readonly<Record<string, z.ZodType>> = {
  User, Workspace, WorkspaceMember, Project, VirtualUser, VirtualUserDescription, HttpServer, VariableWrapper, CorrelationRule, CorrelationFramework, SLAProfile, Scenario, ScheduledJob: CheckedScheduledJob,
  CheckedVirtualUser, CheckedBenchReport, ReportItem, BenchResult, BenchReport, BenchReportTemplate, ValidationRun, ValidationDetail, DockerProvider, DockerAgent, Subscription, TaskResult, FileLines, HttpExchange, NeoloadAssessment, LoadRunnerAssessment,
};
