import type { BenchReport } from '../../contract/bench-report.js';
import type { BenchReportTemplate } from '../../contract/bench-report-template.js';
import type { BenchResult } from '../../contract/bench-result.js';
import type { CorrelationRule } from '../../contract/correlation-rule.js';
import type { HttpServer } from '../../contract/http-server.js';
import type { Project } from '../../contract/project.js';
import type { DockerProvider } from '../../contract/provider.js';
import type { Scenario } from '../../contract/scenario.js';
import type { CheckedScheduledJob } from '../../contract/scheduled-job.js';
import type { SLAProfile } from '../../contract/sla-profile.js';
import type { VariableWrapper } from '../../contract/variable.js';
import type { VirtualUser } from '../../contract/virtual-user.js';
import type { Workspace } from '../../contract/workspace.js';

/** What a run was started with: later edits of the design do not change how its results read. Its id is that of the result project. */
export interface FrozenRun {
  readonly id: string;
  readonly benchResultId: string;
  readonly scenario: Scenario;
  readonly virtualUsers: readonly VirtualUser[];
  readonly servers: readonly HttpServer[];
  readonly variables: readonly VariableWrapper[];
  /** Virtual Users that links reach; absent in runs of before they were kept. */
  readonly fragments?: readonly VirtualUser[];
  /** SLA profiles that the trees attach, as they were. */
  readonly slaProfiles?: readonly SLAProfile[];
  /** Name of the machine of each load generator, by injectorId. */
  readonly generatorHosts?: Readonly<Record<string, string>>;
}

/** A load agent as it introduced itself; whether it is UP is known by the process that hears it. Times in epoch milliseconds. */
export interface AgentRecord {
  readonly id: string;
  readonly name: string;
  readonly providerId: string;
  readonly location: string;
  /** The machine's name, as the agent gives it. */
  readonly host: string;
  readonly remoteAddr: string;
  /** Which command it was started with. */
  readonly tokenId: string;
  readonly container: boolean;
  readonly pid: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/**
 * Kinds of documents kept as JSON, one row each. A document is found by its id, by its workspace or by its parent: the design
 * project for everything that is deleted with it (result projects, runs and reports too), the workspace for design projects,
 * providers, agents and report templates. Nothing inside the JSON is ever queried.
 */
export interface Collections {
  workspace: Workspace;
  project: Project;
  provider: DockerProvider;
  agent: AgentRecord;
  virtualUser: VirtualUser;
  httpServer: HttpServer;
  variable: VariableWrapper;
  correlationRule: CorrelationRule;
  slaProfile: SLAProfile;
  scenario: Scenario;
  scheduledJob: CheckedScheduledJob;
  benchResult: BenchResult;
  benchReport: BenchReport;
  benchReportTemplate: BenchReportTemplate;
  frozenRun: FrozenRun;
}
export type CollectionName = keyof Collections;
